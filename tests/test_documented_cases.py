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

# The arguments of a Lambda permission; AWS makes the policy of the function from them.
LAMBDA = "lambda:InvokeFunction"


def is_permission(case: dict[str, Any]) -> bool:
    return case["kind"] == "resource_policy" and LAMBDA in json.dumps(case["policy"])


def permission(case: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """The one statement of a policy of a function as the arguments of a permission."""
    (statement,) = case["policy"]["Statement"]
    pinned = {
        key.lower(): value
        for conditions in statement["Condition"].values()
        for key, value in conditions.items()
    }
    given = {
        "action": statement["Action"],
        "function": statement["Resource"].rpartition(":")[2],
        "principal": statement["Principal"]["Service"],
        "arn": pinned["aws:sourcearn"],
        "account": pinned["aws:sourceaccount"],
    }
    return {names[key]: value for key, value in given.items()}


TERRAFORM_PERMISSION = {
    "action": "action",
    "function": "function_name",
    "principal": "principal",
    "arn": "source_arn",
    "account": "source_account",
}
CLOUDFORMATION_PERMISSION = {
    "action": "Action",
    "function": "FunctionName",
    "principal": "Principal",
    "arn": "SourceArn",
    "account": "SourceAccount",
}


def type_of(case: dict[str, Any], framework: str) -> str:
    if is_permission(case):
        return "aws_lambda_permission" if framework == "terraform" else "AWS::Lambda::Permission"
    return (TERRAFORM if framework == "terraform" else CLOUDFORMATION)[case["kind"]][0]


def name_of(case: dict[str, Any]) -> str:
    return "Case" + "".join(re.findall(r"[a-zA-Z0-9]+", case["id"].title()))


def quoted(text: str) -> str:
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")


def terraform(cases: list[dict[str, Any]]) -> str:
    blocks = []
    for case in cases:
        if is_permission(case):
            lines = "".join(
                f"  {key} = {quoted(value)}\n"
                for key, value in permission(case, TERRAFORM_PERMISSION).items()
            )
            blocks.append(f'resource "aws_lambda_permission" "{name_of(case)}" {{\n{lines}}}\n')
            continue
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
        if is_permission(case):
            resources[name_of(case)] = {
                "Type": "AWS::Lambda::Permission",
                "Properties": permission(case, CLOUDFORMATION_PERMISSION),
            }
            continue
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
    resource = f"{type_of(case, framework)}.{name_of(case)}"
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
    if is_permission(case):
        assert scan.verdicts.get(("CKV_IOT_304", resource)), "the permission was not judged"
    blind = scan.details("CKV_IOT_001", resource)
    assert not blind, f"nothing in a documented policy is unknown: {blind}"


def without_place(detail: str) -> str:
    """The detail without the file and line at its end."""
    return re.sub(r" \[[^\[\]]*:\d+\]$", "", detail)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_both_frameworks_say_the_same_in_the_same_words(
    scanned: dict[str, Scan], case: dict[str, Any]
):
    said = {}
    for framework, scan in scanned.items():
        resource = f"{type_of(case, framework)}.{name_of(case)}"
        said[framework] = {
            check_id: (verdict, [without_place(line) for line in scan.details(check_id, resource)])
            for (check_id, found), verdict in scan.verdicts.items()
            if found == resource
        }
    assert said["terraform"] == said["cloudformation"]
    assert said["terraform"] or case["id"] == "d-ec2-exempt"
