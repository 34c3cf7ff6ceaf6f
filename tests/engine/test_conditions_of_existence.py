"""What a resource is under the conditions that decide whether it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scans import scan_with_runners

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
resource "aws_iot_provisioning_template" "t" {
  name                  = "fleet"
  provisioning_role_arn = "arn:aws:iam::123456789012:role/fleet"
  template_body         = "{}"
  REPEATED
  dynamic "pre_provisioning_hook" {
    for_each = HOOK
    content { target_arn = "arn:aws:lambda:us-east-1:123456789012:function:f" }
  }
}
"""
VARIABLES = """
variable "on" { DEFAULT }
variable "other" { DEFAULT }
locals {
  on   = var.on
  both = var.on && var.other
}
"""
# How often there is a template, how often it has a hook, and whether some template has none.
REPEATED = [
    ("count = var.on ? 1 : 0", "var.on ? [1] : []", False),
    ("count = local.on ? 1 : 0", "var.on ? [1] : []", False),
    ("count = !var.on ? 0 : 1", "var.on ? [1] : []", False),
    ("count = var.on == true ? 1 : 0", "var.on ? [1] : []", False),
    ("count = var.on != true ? 0 : 1", "var.on ? [1] : []", False),
    ('count = var.on == "prod" ? 1 : 0', 'var.on != "prod" ? [] : [1]', False),
    ("count = var.on && var.other ? 1 : 0", "var.on ? [1] : []", False),
    ("count = local.both ? 1 : 0", "var.other ? [1] : []", False),
    ("count = var.on ? (var.other ? 1 : 0) : 0", "var.other ? [1] : []", False),
    ('for_each = var.on ? toset(["a"]) : toset([])', "var.on ? [1] : []", False),
    ('for_each = toset(var.on ? ["a"] : ["b"])', 'each.key == "a" || !var.on ? [1] : []', False),
    ("count = var.on ? 0 : 1", "var.on ? [1] : []", True),
    ("count = var.on || var.other ? 1 : 0", "var.on ? [1] : []", True),
    ("count = var.on ? 1 : 0", "var.on && var.other ? [1] : []", True),
    ("count = var.other ? 1 : 0", "var.on ? [1] : []", True),
    ("count = var.on ? 1 : 2", "var.on ? [1] : []", True),
]


@pytest.mark.parametrize("default", ["", "default = false"])
@pytest.mark.parametrize(("repeated", "hook", "failed"), REPEATED)
def test_a_hook_behind_the_toggle_of_its_template(
    tmp_path: Path, default: str, repeated: str, hook: str, failed: bool
) -> None:
    text = VARIABLES.replace("DEFAULT", default) + TEMPLATE
    (tmp_path / "main.tf").write_text(text.replace("REPEATED", repeated).replace("HOOK", hook))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_401"])
    assert bool(scan.failed("CKV_IOT_401")) is failed
    assert bool(scan.passed("CKV_IOT_401")) is not failed


@pytest.mark.parametrize("default", ["", "default = false"])
@pytest.mark.parametrize(
    ("call", "hook", "failed"),
    [
        ("count = var.on ? 1 : 0\\n hook = var.on", "var.hook", False),
        ("count = var.on ? 1 : 0\\n hook = var.on ? [1] : []", "length(var.hook) > 0", False),
        ("count = var.on ? 0 : 1\\n hook = var.on", "var.hook", True),
        ("hook = var.on", "var.hook", True),
    ],
)
def test_a_hook_behind_the_toggle_of_its_module(
    tmp_path: Path, default: str, call: str, hook: str, failed: bool
) -> None:
    (tmp_path / "fleet").mkdir()
    module = 'variable "hook" {}' + TEMPLATE.replace("REPEATED", "")
    (tmp_path / "fleet" / "main.tf").write_text(module.replace("HOOK", f"{hook} ? [1] : []"))
    call = call.replace("\\n", "\n")
    (tmp_path / "main.tf").write_text(
        VARIABLES.replace("DEFAULT", default) + f'module "m" {{\n source = "./fleet"\n {call}\n}}'
    )
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_401"])
    assert bool(scan.failed("CKV_IOT_401")) is failed
    assert bool(scan.passed("CKV_IOT_401")) is not failed


STACK = """
Parameters: {{Flag: {{Type: String}}, Other: {{Type: String}}}}
Conditions:
  IsOn: !Equals [!Ref Flag, "yes"]
  IsOff: !Not [!Condition IsOn]
  Both: !And [!Condition IsOn, !Equals [!Ref Other, "yes"]]
Resources:
  T:
    Type: AWS::IoT::ProvisioningTemplate
    Condition: {created}
    Properties:
      ProvisioningRoleArn: arn:aws:iam::123456789012:role/fleet
      TemplateBody: "{{}}"
      PreProvisioningHook:
        !If [{hook}, {{TargetArn: "arn:aws:lambda:us-east-1:123456789012:function:f"}}, !Ref AWS::NoValue]
"""


@pytest.mark.parametrize(
    ("created", "hook", "failed"),
    [
        ("IsOn", "IsOn", False),
        ("IsOff", "IsOff", False),
        ("Both", "IsOn", False),
        ("IsOff", "IsOn", True),
        ("IsOn", "Both", True),
    ],
)
def test_a_hook_under_the_condition_of_its_template(
    tmp_path: Path, created: str, hook: str, failed: bool
) -> None:
    (tmp_path / "stack.template").write_text(STACK.format(created=created, hook=hook))
    scan = scan_with_runners(tmp_path, ["cloudformation"], ["CKV_IOT_401"])
    assert bool(scan.failed("CKV_IOT_401")) is failed
    assert bool(scan.passed("CKV_IOT_401")) is not failed


POLICY = """
variable "own" { default = false }
resource "aws_iot_policy" "p" {
  count  = var.own ? 1 : 0
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "iot:Connect"
    Resource = "arn:aws:iot:us-east-1:123456789012:client/${var.own ? "OWN" : "*"}" }] })
}
"""


@pytest.mark.parametrize(("own", "failed"), [("pump-1", False), ("pump-*", True)])
def test_a_document_behind_the_toggle_of_its_policy(tmp_path: Path, own: str, failed: bool) -> None:
    (tmp_path / "main.tf").write_text(POLICY.replace("OWN", own))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_101"])
    assert bool(scan.failed("CKV_IOT_101")) is failed
    assert bool(scan.passed("CKV_IOT_101")) is not failed


NUMBERED = """
variable "on" {}
variable "n" {}
resource "aws_iot_policy" "p" {
  count  = COUNT
  name   = "p-${count.index}"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Action = "iot:Connect"
    Resource = "arn:aws:iot:us-east-1:123456789012:client/${count.index == 0 ? "a" : OTHER}" }] })
}
"""


@pytest.mark.parametrize(
    ("count", "other", "failed"),
    [
        ("var.n", '"*"', True),
        ("var.on ? var.n : 1", '"*"', True),
        ("var.on ? 1 : var.n", '"*"', True),
        ("var.on ? 2 : 1", '"*"', True),
        ("var.on ? 1 : 0", '"*"', False),
        ("var.on ? var.n : 1", '"b-${count.index}"', False),
        # There is a second one only where the condition makes it so.
        ("var.on ? 1 : 2", 'var.on ? "*" : "b"', False),
        ("var.on ? 1 : var.n", 'var.on ? "*" : "b"', False),
        ("var.on ? 1 : var.n", 'var.on ? "b" : "*"', True),
    ],
)
def test_instances_of_a_number_that_is_known_in_some_cases(
    tmp_path: Path, count: str, other: str, failed: bool
) -> None:
    (tmp_path / "main.tf").write_text(NUMBERED.replace("COUNT", count).replace("OTHER", other))
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_101"])
    assert bool(scan.failed("CKV_IOT_101")) is failed
    assert bool(scan.passed("CKV_IOT_101")) is not failed


def test_one_of_the_instances_that_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
variable "on" {}
variable "n" {}
data "aws_iam_policy_document" "d" {
  count = var.on ? var.n : 1
  statement {
    actions   = ["iot:Connect"]
    resources = ["arn:aws:iot:us-east-1:123456789012:client/${count.index}"]
  }
}
resource "aws_iot_policy" "second" {
  name   = "second"
  policy = data.aws_iam_policy_document.d[1].json
}
"""
    )
    scan = scan_with_runners(tmp_path, ["terraform"], ["CKV_IOT_101", "CKV_IOT_001"])
    assert scan.passed("CKV_IOT_101")
    assert not scan.failed("CKV_IOT_001")
