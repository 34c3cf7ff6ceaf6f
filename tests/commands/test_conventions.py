"""A project's own conventions: whose file holds, what it leaves out, and that it hides no failure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import PACK

from checkov_aws_iot.conventions.conventions import NAME, VARIABLE

OPEN = CONNECT_POLICY.format(name="open", id="*")
TEMPLATE = """
Resources:
  Open:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Action: iot:Connect, Resource: "*"}]
"""
ENGINES = ("own", "checkov")


def ignore(check: str = "CKV_IOT_101", **entry: str) -> str:
    """A file of conventions with one entry, by default for the open policy of Terraform."""
    entry = {"resource": "aws_iot_policy.open", **entry} if "path" not in entry else entry
    return json.dumps({"ignore": [{"check": check, "reason": "the old fleet", **entry}]})


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/main.tf").write_text(OPEN, encoding="utf-8")
    (tmp_path / "infra/stack.template").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def results(completed: subprocess.CompletedProcess[str], check: str) -> dict[str, str]:
    return {
        record["resource"]: kind.removesuffix("_checks")
        for _, kind, record in reported(completed, "failed_checks", "skipped_checks")
        if record["check_id"] == check
    }


BOTH = {"aws_iot_policy.open": "failed", "AWS::IoT::Policy.Open": "failed"}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_file_where_the_command_is_run_holds_and_is_named(code: Path, engine: str):
    (code / NAME).write_text(ignore(), encoding="utf-8")
    completed = command("scan", "infra", "--engine", engine, "-o", "json", cwd=code)
    assert results(completed, "CKV_IOT_101") == {**BOTH, "aws_iot_policy.open": "skipped"}
    assert completed.stderr == f"checkov-aws-iot: takes the conventions of {NAME}\n"
    (skipped,) = (record for _, _, record in reported(completed, "skipped_checks"))
    assert skipped["check_result"]["suppress_comment"] == "the old fleet"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scanned_tree_has_no_say(code: Path, engine: str):
    (code / "infra" / NAME).write_text(ignore(), encoding="utf-8")
    completed = command("scan", "infra", "--engine", engine, "-o", "json", cwd=code)
    assert results(completed, "CKV_IOT_101") == BOTH
    assert NAME not in completed.stderr


def test_a_file_may_be_named_and_no_config_leaves_out_the_one_here(code: Path):
    (code / "own.yaml").write_text(ignore(), encoding="utf-8")
    (code / NAME).write_text("not a mapping", encoding="utf-8")
    completed = command("scan", "infra", "--conventions", "own.yaml", "-o", "json", cwd=code)
    assert results(completed, "CKV_IOT_101") == {**BOTH, "aws_iot_policy.open": "skipped"}
    completed = command("scan", "infra", "--conventions=own.yaml", "-o", "json", cwd=code)
    assert "conventions of own.yaml" in completed.stderr
    completed = command("scan", "infra", "--no-config", "-o", "json", cwd=code)
    assert results(completed, "CKV_IOT_101") == BOTH


def checkov(code: Path, **env: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; from checkov.main import Checkov; sys.exit(Checkov().run())"
    arguments = ["-d", "infra", "--external-checks-dir", str(PACK), "--check", "CKV_IOT_*"]
    frameworks = ["--framework", "terraform", "cloudformation", "--skip-download", "-o", "json"]
    return subprocess.run(
        [sys.executable, "-c", program, *arguments, *frameworks],
        capture_output=True,
        text=True,
        check=False,
        cwd=code,
        env={**os.environ, **env},
    )


def test_checkov_itself_takes_the_file_of_the_environment_alone(code: Path):
    (code / NAME).write_text(ignore(), encoding="utf-8")
    assert results(checkov(code), "CKV_IOT_101") == BOTH
    completed = checkov(code, **{VARIABLE: NAME})
    assert results(completed, "CKV_IOT_101") == {**BOTH, "aws_iot_policy.open": "skipped"}


def test_a_mistake_in_it_fails_every_iot_resource_of_checkov(code: Path):
    (code / NAME).write_text("acounts: []", encoding="utf-8")
    completed = checkov(code, **{VARIABLE: NAME})
    assert completed.returncode == 1
    assert results(completed, "CKV_IOT_000") == BOTH
    assert f'{NAME}, line 1: the file has no "acounts"' in completed.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "infra"),
        ("scan", "infra", "--engine", "checkov"),
        ("scan", "infra", "--soft-fail"),
        ("hook", "infra/main.tf"),
        ("sweep", "list"),
        ("map", "infra"),
        ("fix", "infra"),
    ],
    ids=" ".join,
)
def test_a_mistake_ends_with_2_and_its_sentences(code: Path, arguments: tuple[str, ...]):
    (code / "list").write_text("infra\n", encoding="utf-8")
    (code / NAME).write_text("acounts: []\nregions: 1\n", encoding="utf-8")
    completed = command(*arguments, cwd=code)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        f'checkov-aws-iot: {NAME}, line 1: the file has no "acounts"; did you mean "accounts"?\n'
        f'checkov-aws-iot: {NAME}, line 2: "regions" must be a list of Regions in which copies'
        ' may be, not "1"\n'
    )


def test_a_file_with_another_ending_is_no_silent_nothing(code: Path):
    (code / NAME.replace("yaml", "yml")).write_text(ignore(), encoding="utf-8")
    completed = command("scan", "infra", cwd=code)
    assert completed.returncode == 2
    assert f"call it {NAME}" in completed.stderr


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", ["infra", "infra/", "infra/main.tf", "*.tf", "main.tf"])
def test_an_ignore_may_name_a_file_or_a_directory(code: Path, path: str, engine: str):
    (code / NAME).write_text(ignore(path=path), encoding="utf-8")
    completed = command("scan", "infra", "--engine", engine, "-o", "json", cwd=code)
    both = path in {"infra", "infra/"}
    other = "skipped" if both else "failed"
    assert results(completed, "CKV_IOT_101") == {
        "aws_iot_policy.open": "skipped",
        "AWS::IoT::Policy.Open": other,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_an_ignore_that_has_ended_or_leaves_out_nothing_is_said(code: Path, engine: str):
    entries = [
        {"check": "CKV_IOT_101", "resource": "*.open", "reason": "a", "until": "2020-01-31"},
        {"check": "CKV_IOT_101", "resource": "*.gone", "reason": "b"},
        {"check": "CKV_IOT_101", "path": "*.template", "reason": "c", "until": "2999-12-31"},
        {"check": "CKV_IOT_502", "resource": "*.other", "reason": "d"},
    ]
    lines = "".join(f"- {json.dumps(entry)}\n" for entry in entries)
    (code / NAME).write_text(f"ignore:\n{lines}", encoding="utf-8")
    options = ("--engine", engine, "--skip-check", "CKV_IOT_502", "-o", "json")
    completed = command("scan", "infra", *options, cwd=code)
    assert results(completed, "CKV_IOT_101") == {**BOTH, "AWS::IoT::Policy.Open": "skipped"}
    assert completed.stderr.splitlines()[1:] == [
        f"checkov-aws-iot: {NAME}, line 2: the ignore of CKV_IOT_101 for *.open ended on 2020-01-31",
        f"checkov-aws-iot: {NAME}, line 3: the ignore of CKV_IOT_101 for *.gone leaves out nothing",
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_severity_of_ones_own_filters_and_is_reported(code: Path, engine: str):
    (code / NAME).write_text("severities: {CKV_IOT_101: LOW}", encoding="utf-8")
    completed = command(
        "scan", "infra", "--engine", engine, "--check", "HIGH", "-o", "json", cwd=code
    )
    assert "CKV_IOT_101" not in completed.stdout
    completed = command("scan", "infra", "--engine", engine, "-o", "json", cwd=code)
    severities = {
        record["severity"]
        for _, _, record in reported(completed, "failed_checks")
        if record["check_id"] == "CKV_IOT_101"
    }
    assert severities == {"LOW"}


@pytest.mark.parametrize("engine", ENGINES)
def test_no_ignore_hides_a_rule_that_broke(code: Path, engine: str, tmp_path: Path):
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__"))
    broken = pack / "checkov_aws_iot/rules/own_client_ids.py"
    text = broken.read_text(encoding="utf-8")
    sign = "        document = judged.effective\n"
    assert sign in text
    broken.write_text(text.replace(sign, sign + "        raise KeyError(1)\n"), encoding="utf-8")
    entries = [
        {"check": f"CKV_IOT_{number}", "resource": "*", "reason": "all"}
        for number in ("001", "101", "202")
    ]
    (code / NAME).write_text(json.dumps({"ignore": entries}), encoding="utf-8")
    completed = command("scan", "infra", "--engine", engine, "-o", "json", cwd=code, pack=pack)
    assert completed.returncode == 1
    assert results(completed, "CKV_IOT_001") == BOTH


def test_documents_are_ignored_under_their_paths(tmp_path: Path):
    document = {"Version": "2012-10-17", "Statement": []}
    document["Statement"] = [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]
    (tmp_path / "docs").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"docs/{name}.json").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / NAME).write_text(ignore(resource="*a.json"), encoding="utf-8")
    completed = command("scan", "docs", "--documents", "-o", "json", cwd=tmp_path)
    assert results(completed, "CKV_IOT_101") == {"a.json": "skipped", "b.json": "failed"}


def test_a_sweep_takes_the_file_of_its_caller_for_every_target(code: Path):
    pytest.importorskip("distributed")
    (code / "list").write_text("infra\n", encoding="utf-8")
    (code / "infra" / NAME).write_text("a mistake", encoding="utf-8")
    (code / "own.yaml").write_text(ignore(), encoding="utf-8")
    completed = command("sweep", "list", "--workers", "1", "--conventions", "own.yaml", cwd=code)
    assert completed.returncode == 1
    report = json.loads((code / "sweep/sweep.json").read_text(encoding="utf-8"))
    (target,) = report["targets"]
    assert target["error"] == ""
    found = {check["resource"] for check in target["failed_checks"]}
    assert found == {"AWS::IoT::Policy.Open"}


def test_fix_leaves_what_is_ignored(code: Path):
    (code / "infra/stack.template").unlink()
    assert "client/" in command("fix", "infra", cwd=code).stdout
    (code / NAME).write_text(ignore(), encoding="utf-8")
    completed = command("fix", "infra", cwd=code)
    assert (completed.returncode, completed.stdout) == (0, "")
    assert f"takes the conventions of {NAME}" in completed.stderr


@pytest.mark.parametrize("name", ["authorize", "diff", "test", "who-can", "resolve"])
def test_what_says_what_is_allowed_takes_no_conventions(code: Path, name: str):
    (code / NAME).write_text("no mapping", encoding="utf-8")
    completed = command(name, "x", "--conventions", NAME, cwd=code)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        f"checkov-aws-iot: checkov-aws-iot {name} takes no conventions: they say what is a fault,"
        " not what is allowed\n"
    )


def test_the_map_shows_what_a_scan_reports(code: Path):
    statement = {"Effect": "Allow", "Action": "iot:Publish"}
    statement["Resource"] = "arn:aws:iot:eu-west-1:111122223333:topic/a/*"
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    (code / "infra/flow.tf").write_text(
        'resource "aws_iot_policy" "flow" {\n  name   = "flow"\n'
        f"  policy = jsonencode({document})\n}}\n"
        'resource "aws_iot_topic_rule" "r" {\n  name = "r"\n  enabled = true\n'
        '  sql_version = "2016-03-23"\n  sql = "SELECT * FROM \'a/x\'"\n}\n',
        encoding="utf-8",
    )
    assert "aws_iot_policy.flow<br/>CKV_IOT_203" in command("map", "infra", cwd=code).stdout
    (code / NAME).write_text(ignore("CKV_IOT_203", resource="*.flow"), encoding="utf-8")
    completed = command("map", "infra", cwd=code)
    assert "aws_iot_policy.flow" in completed.stdout
    assert "CKV_IOT_203" not in completed.stdout
    assert completed.stderr == f"checkov-aws-iot: takes the conventions of {NAME}\n"
