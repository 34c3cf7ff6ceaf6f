"""Policies of AWS's documentation, and variations on them, with the verdict that each deserves."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from scans import Scan, scan_with_runners

from checkov_aws_iot.rules.catalog import rules

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/documented_policies.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
EXISTING = {rule.id for rule in rules()}

TERRAFORM = {
    "iot_policy": ("aws_iot_policy", {"name": "case"}, "policy"),
    "iam_identity_policy": ("aws_iam_policy", {"name": "case"}, "policy"),
    "trust_policy": ("aws_iam_role", {"name": "case"}, "assume_role_policy"),
    "resource_policy": ("aws_kms_key_policy", {"key_id": "case"}, "policy"),
    "provisioning_template": (
        "aws_iot_provisioning_template",
        {"name": "case", "provisioning_role_arn": "arn:aws:iam::123456789012:role/provisioning"},
        "template_body",
    ),
}
CLOUDFORMATION = {
    "iot_policy": ("AWS::IoT::Policy", {}, "PolicyDocument"),
    "iam_identity_policy": (
        "AWS::IAM::Policy",
        {"PolicyName": "case", "Roles": ["case"]},
        "PolicyDocument",
    ),
    "trust_policy": ("AWS::IAM::Role", {}, "AssumeRolePolicyDocument"),
    "resource_policy": ("AWS::KMS::Key", {}, "KeyPolicy"),
    "provisioning_template": (
        "AWS::IoT::ProvisioningTemplate",
        {"ProvisioningRoleArn": "arn:aws:iam::123456789012:role/provisioning"},
        "TemplateBody",
    ),
}


def name_of(case: dict[str, Any]) -> str:
    return "Case" + "".join(re.findall(r"[a-zA-Z0-9]+", case["id"].title()))


def quoted(text: str) -> str:
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def terraform(cases: list[dict[str, Any]]) -> str:
    blocks = []
    for case in cases:
        resource_type, others, attribute = TERRAFORM[case["kind"]]
        arguments = "".join(f"  {key} = {quoted(value)}\n" for key, value in others.items())
        policy = quoted(json.dumps(case["policy"]))
        blocks.append(
            f'resource "{resource_type}" "{name_of(case)}" {{\n{arguments}'
            f"  {attribute} = {policy}\n}}\n"
        )
    return "\n".join(blocks)


def cloudformation(cases: list[dict[str, Any]]) -> str:
    resources = {}
    for case in cases:
        resource_type, others, attribute = CLOUDFORMATION[case["kind"]]
        document = case["policy"]
        if attribute == "TemplateBody":
            document = json.dumps(document)
        resources[name_of(case)] = {
            "Type": resource_type,
            "Properties": {**others, attribute: document},
        }
    return json.dumps({"Resources": resources}, indent=1)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scan]:
    directory = tmp_path_factory.mktemp("documented")
    for name, text in (("main.tf", terraform(CASES)), ("case.template", cloudformation(CASES))):
        (directory / name).write_text(text, encoding="utf-8")
    return {
        framework: scan_with_runners(directory, frameworks=(framework,))
        for framework in ("terraform", "cloudformation")
    }


def test_names_of_cases_are_unique():
    assert len({name_of(case) for case in CASES}) == len(CASES) == 110


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_documented_policy_gets_its_verdict(
    scanned: dict[str, Scan], case: dict[str, Any], framework: str
):
    types = TERRAFORM if framework == "terraform" else CLOUDFORMATION
    resource = f"{types[case['kind']][0]}.{name_of(case)}"
    scan = scanned[framework]
    for check_id, expected in case["expect"].items():
        if check_id not in EXISTING:
            continue
        got = scan.verdicts.get((check_id, resource))
        why = f"{check_id}: {case['why']}\n{scan.details(check_id, resource)}"
        if expected == "NOT_FAILED":
            assert got in {None, "PASSED"}, why
        else:
            assert got == expected, why
    blind = scan.details("CKV_IOT_001", resource)
    assert not blind, f"nothing in a documented policy is unknown: {blind}"
