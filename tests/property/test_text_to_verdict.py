"""Texts around generated policies, damaged at random: every rule has an answer to all of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from generated_policies import policies
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from text_to_verdict import (
    judge_document,
    judge_expression,
    judge_plan,
    judge_provisioning,
    judge_template,
    judge_terraform,
    sections,
)
from tools.fuzz_seeds import seeds

from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

# More than CI has time for: CHECKOV_AWS_IOT_EXAMPLES=500.
EXAMPLES = 40 * int(os.environ.get("CHECKOV_AWS_IOT_EXAMPLES", "1"))
SETTINGS = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

JUDGES: dict[str, Callable[[str], object]] = {
    "terraform": lambda text: judge_terraform(sections(text, "main.tf")),
    "template": lambda text: judge_template(text, "stack.template"),
    "document": judge_document,
    "provisioning": judge_provisioning,
    "plan": judge_plan,
    "expression": judge_expression,
}

RESOURCES = [
    ("aws_iot_policy", "policy", "AWS::IoT::Policy", "PolicyDocument"),
    ("aws_iam_policy", "policy", "AWS::IAM::ManagedPolicy", "PolicyDocument"),
    ("aws_iam_role", "assume_role_policy", "AWS::IAM::Role", "AssumeRolePolicyDocument"),
    ("aws_sqs_queue_policy", "policy", "AWS::SQS::QueuePolicy", "PolicyDocument"),
]
TOKENS = [
    "", "{", "}", "[", "]", '"', "\\", "${", "$${", "%{ if true }", "${*}", "null", "true", "0", "-1", "1e400", "9" * 30,
    "var.x", "var.c ? 1 : []", "[*]", "...", "\n", "\n  ", "#", "<<EOF\n", "Fn::Sub", "Ref", "\\ud800", "\u2028",
    "\U0001f600", "*", "?", '"Version"', '"Statement"', '"Condition"', '"Effect"',
]  # fmt: skip

damages = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 30),
        st.booleans(),
        st.sampled_from(TOKENS),
    ),
    max_size=4,
)


def damaged(text: str, places: list[tuple[float, int, bool, str]]) -> str:
    """The text with pieces of it deleted or doubled, and tokens put there."""
    for share, length, doubles, token in places:
        at = int(share * len(text))
        text = text[:at] + token + text[at if doubles else at + length :]
        if doubles:
            text = text[:at] + text[at : at + length] + text[at:]
    return text


def hcl(value: Value) -> str:
    """The value as an expression of Terraform, with ``var.x`` for what is not known."""
    if isinstance(value, Unknown):
        return "var.x"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key)} = {hcl(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl, value)) + "]"
    return json.dumps(value).replace("${", "$${")


def plain(value: Value, unknown: Any) -> Any:
    """The value as JSON, with something in place of what is not known."""
    if isinstance(value, Unknown):
        return unknown
    if isinstance(value, dict):
        return {key: plain(item, unknown) for key, item in value.items()}
    return [plain(item, unknown) for item in value] if isinstance(value, list) else value


def in_terraform(kind: str, attribute: str, policy: Value, form: int) -> str:
    expression = hcl(policy)
    written = {
        0: f"jsonencode({expression})",
        1: f"<<-EOF\n  ${{jsonencode({expression})}}\n  EOF",
        2: f"var.c ? jsonencode({expression}) : jsonencode({{}})",
        3: 'templatefile("${path.module}/p.tpl", { x = var.x })',
        4: "module.m.document",
    }[form]
    template = json.dumps(plain(policy, "${x}"), indent=1)
    return (
        f'variable "x" {{}}\nvariable "c" {{}}\nresource "{kind}" "p" {{\n'
        f'  for_each = toset(["a"])\n  {attribute} = {written}\n}}\n'
        f'module "m" {{\n  source = "./m"\n  x = var.x\n}}\n#file p.tpl\n{template}\n#file m/main.tf\n'
        f'variable "x" {{}}\noutput "document" {{\n  value = jsonencode({expression})\n}}\n'
    )


@given(st.sampled_from(RESOURCES), policies(), st.integers(0, 4), damages)
@SETTINGS
def test_terraform(
    resource: tuple[str, str, str, str], policy: Value, form: int, places: list[Any]
) -> None:
    text = damaged(in_terraform(*resource[:2], policy, form), places)
    assert judge_terraform(sections(text, "main.tf")) or places


@given(st.sampled_from(RESOURCES), policies(), st.booleans(), damages)
@SETTINGS
def test_cloudformation(
    resource: tuple[str, str, str, str], policy: Value, as_text: bool, places: list[Any]
) -> None:
    document = plain(policy, {"Ref": "X"})
    document = {"Fn::Sub": json.dumps(document)} if as_text else document
    stack = {
        "Parameters": {"X": {"Type": "String"}},
        "Resources": {"P": {"Type": resource[2], "Properties": {resource[3]: document}}},
    }
    text = damaged(json.dumps(stack, indent=1), places)
    assert judge_template(text, "stack.template") or places


@given(policies(), damages)
@SETTINGS
def test_documents_and_provisioning_templates(policy: Value, places: list[Any]) -> None:
    document = plain(policy, {"Ref": "SerialNumber"})
    judge_document(damaged(json.dumps(document), places))
    held = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}
    body = {"Parameters": {"SerialNumber": {"Type": "String"}}, "Resources": {"policy": held}}
    judge_provisioning(damaged(json.dumps(body), places))


@given(policies(), damages)
@SETTINGS
def test_plans(policy: Value, places: list[Any]) -> None:
    change = {
        "address": "module.m.aws_iot_policy.p",
        "module_address": "module.m",
        "mode": "managed",
        "type": "aws_iot_policy",
        "name": "p",
        "change": {
            "actions": ["create"],
            "after": {"policy": json.dumps(plain(policy, "x"))},
            "after_unknown": {"arn": True},
        },
    }
    judge_plan(damaged(json.dumps({"resource_changes": [change]}), places))


@pytest.mark.parametrize("target", JUDGES)
def test_what_fuzzing_begins_with(target: str) -> None:
    """Cut short, it is damaged in another way each time."""
    texts = list(seeds(target))
    assert texts
    for number, text in enumerate(texts[:60]):
        JUDGES[target](text)
        JUDGES[target](text[: len(text) * (number % 7 + 1) // 8])
