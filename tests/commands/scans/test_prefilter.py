"""What no rule judges is not parsed, and leaving it out changes no verdict."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from command_line import CONNECT_POLICY, command, reported
from hypothesis import given, settings
from hypothesis import strategies as st
from scans import write_files

from checkov_aws_iot.commands.scans.prefilter import irrelevant_files, is_sound

NETWORK = 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n'
CALL = 'module "{name}" {{\n  source = "{source}"\n  id     = "{id}"\n}}\n'
IN_MODULE = 'variable "id" {}\n' + CONNECT_POLICY.format(name="called", id="${var.id}")
BUCKET = 'resource "aws_s3_bucket" "store" {\n  bucket = "store"\n}\n'
STACK = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: "iot:*", Resource: "*"}
"""
OTHER_STACK = "Resources:\n  Network:\n    Type: AWS::EC2::VPC\n"
PARENT = """\
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: device.template
"""
SERVERLESS = "service: s\nprovider:\n  name: aws\nresources:\n  - ${file(more/devices.yml)}\n"
ROLES = """\
service: s
provider:
  name: aws
  iam: {role: {statements: [{Effect: Allow, Action: "iot:*", Resource: "*"}]}}
"""
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.0",
    "planned_values": {"root_module": {"resources": []}},
    "resource_changes": [],
}

TREE = {
    "app/main.tf": CALL.format(name="own", source="../modules/device", id="pump-1")
    + CALL.format(name="open", source="../modules/device", id="*"),
    "app/network.tf": NETWORK,
    "modules/device/main.tf": IN_MODULE,
    "modules/device/more/main.tf": NETWORK,
    "network/main.tf": NETWORK,
    "network/broken.tf": "resource {{{\n",
    "policies/main.tf": CONNECT_POLICY.format(name="open", id="*"),
    "policies/skipped.tf": "# checkov:skip=CKV_IOT_101:known\n"
    + CONNECT_POLICY.format(name="skipped", id="*").replace(
        "{\n", "{\n  # checkov:skip=CKV_IOT_101:known\n", 1
    ),
    "store/main.tf": BUCKET,
    "json/main.tf.json": json.dumps({"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/8"}}}}),
    "json/iot/main.tf.json": json.dumps(
        {"resource": {"aws_iot_policy": {"p": {"name": "p", "policy": '{"Statement": []}'}}}}
    ),
    "stacks/device.template": STACK,
    "stacks/parent.yaml": PARENT,
    "stacks/network.yaml": OTHER_STACK,
    "stacks/values.yaml": "a: [1, 2]\n",
    "sls/serverless.yml": SERVERLESS,
    "sls/more/devices.yml": STACK,
    "roles/serverless.yml": ROLES,
    "plan.json": json.dumps(PLAN),
    "package.json": '{"name": "x"}',
    ".hidden/main.tf": CONNECT_POLICY.format(name="hidden", id="*"),
}


def scan(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return command("scan", "--engine", "checkov", *arguments, cwd=cwd)


BY_CHECKOV = ("--engine", "checkov")


def verdicts(completed: subprocess.CompletedProcess[str]) -> set[tuple[str, ...]]:
    kinds = ("failed_checks", "passed_checks", "skipped_checks")
    return {
        (kind, record["check_id"], record["resource"], record["file_path"], str(record["details"]))
        for _, kind, record in reported(completed, *kinds)
    }


def left_out(top: Path) -> set[str]:
    return {os.path.relpath(path, top) for path in irrelevant_files(str(top))}


@pytest.mark.parametrize("paths", [("."), (".", "app", "stacks"), ("app", "network", "stacks")])
def test_the_same_verdicts_with_and_without(tmp_path: Path, paths: tuple[str, ...]) -> None:
    write_files(tmp_path, TREE)
    with_it = scan(tmp_path, *paths, *BY_CHECKOV, "-o", "json")
    without = scan(tmp_path, *paths, *BY_CHECKOV, "-o", "json", "--no-prefilter")
    assert verdicts(with_it) == verdicts(without)
    failures = {verdict for verdict in verdicts(with_it) if verdict[0] == "failed_checks"}
    assert failures
    assert any(verdict[2] == "provider" for verdict in failures) == ("." in paths)
    assert with_it.returncode == without.returncode == 1


def test_what_cannot_matter_is_not_parsed(tmp_path: Path) -> None:
    write_files(tmp_path, TREE)
    broken = "network/broken.tf could not be parsed"
    assert broken not in scan(tmp_path, ".", *BY_CHECKOV, "-o", "json").stderr
    assert broken in scan(tmp_path, ".", *BY_CHECKOV, "-o", "json", "--no-prefilter").stderr
    assert left_out(tmp_path) == {
        "network/main.tf",
        "network/broken.tf",
        "modules/device/more/main.tf",
        "json/main.tf.json",
        "stacks/network.yaml",
        "stacks/values.yaml",
        "plan.json",
        "package.json",
    }


def test_a_module_outside_the_scanned_directory_counts(tmp_path: Path) -> None:
    write_files(tmp_path, TREE)
    assert left_out(tmp_path / "app") == set()


def test_nothing_is_left_out_where_modules_of_others_were_fetched(tmp_path: Path) -> None:
    write_files(tmp_path, {"main.tf": NETWORK, ".external_modules/x/main.tf": NETWORK})
    assert left_out(tmp_path) == set()
    write_files(tmp_path, {"root/main.tf": NETWORK, "root/.terraform/modules/modules.json": "{}"})
    assert "root/main.tf" not in left_out(tmp_path)


def options(**given: object) -> SimpleNamespace:
    none = ("check", "output", "external_checks_dir", "external_checks_git")
    more = ("download_external_modules", "repo_root_for_plan_enrichment")
    return SimpleNamespace(**{**dict.fromkeys((*none, *more)), **given})


@pytest.mark.parametrize(
    "given",
    [
        {"check": ["CKV_AWS_1"]},
        {"check": ["CKV_*"]},
        {"check": ["CKV_IOT_101,CKV2_AWS_5"]},
        {"external_checks_dir": ["checks"]},
        {"external_checks_git": ["https://example.com/checks"]},
        {"download_external_modules": True},
        {"repo_root_for_plan_enrichment": ["."]},
        {"output": ["cli", "cyclonedx"]},
    ],
)
def test_where_others_want_every_resource_all_is_parsed(given: dict[str, object]) -> None:
    assert not is_sound(options(**given))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"check": ["CKV_IOT_101", "CKV_IOT_2*"]},
        {"check": ["HIGH, CKV_IOT_001"]},
        {"output": ["sarif", "json"]},
    ],
)
def test_our_own_checks_in_whatever_form_need_no_more(given: dict[str, object]) -> None:
    assert is_sound(options(**given))


NAMES = ("a", "b", "x/c", "x/d", "x/y/e", "a/f")


@settings(max_examples=150, deadline=None)
@given(
    st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8),
    st.sets(st.sampled_from(NAMES), max_size=2),
)
def test_all_that_is_tied_to_a_subject_stays(
    calls: set[tuple[str, str]], relevant: set[str]
) -> None:
    def reached(start: set[str], pairs: set[tuple[str, str]]) -> set[str]:
        more = start | {after for before, after in pairs if before in start}
        return start if more == start else reached(more, pairs)

    with TemporaryDirectory() as top:
        for name in NAMES:
            text = CONNECT_POLICY.format(name="p", id="*") if name in relevant else NETWORK
            for number, called in enumerate(sorted(to for by, to in calls if by == name)):
                source = os.path.relpath(called, name)
                source = source if source.startswith(".") else f"./{source}"
                text += CALL.format(name=f"m{number}", source=source, id="x")
            write_files(Path(top), {f"{name}/main.tf": text})
        callers = reached(relevant, {(to, by) for by, to in calls})
        tied = reached(callers, calls)
        assert left_out(Path(top)) == {f"{name}/main.tf" for name in set(NAMES) - tied}
