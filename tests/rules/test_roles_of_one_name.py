"""CKV_IOT_206 and 405 where two roles have one name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from neutral_graphs import cloudformation, judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.rules.provisioning_role import ProvisioningRole
from checkov_aws_iot.rules.role_alias_permissions import RoleAliasPermissions

ROLE = """
resource "aws_iam_role" "{label}" {{
  {more}
  name               = "device"
  assume_role_policy = "{{}}"
  inline_policy {{
    name   = "p"
    policy = jsonencode({{ Version = "2012-10-17", Statement = [
      {{ Effect = "Allow", Action = "{action}", Resource = "*" }}] }})
  }}
}}
"""
USERS = """
variable "legacy" {
  default = false
}
variable "any" {}
resource "aws_iot_role_alias" "a" {
  alias    = "a"
  role_arn = "arn:aws:iam::123456789012:role/device"
}
resource "aws_iot_provisioning_template" "t" {
  name                  = "t"
  provisioning_role_arn = "arn:aws:iam::123456789012:role/device"
  template_body         = "{}"
}
"""


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        # Whichever is meant, it is too much; and the other way round.
        (("", "iot:*"), ("", "*"), Verdict.FAILED),
        (("", "s3:GetObject"), ("", "s3:PutObject"), Verdict.PASSED),
        (("", "iot:*"), ("", "s3:GetObject"), Verdict.UNKNOWN),
        (("count = var.legacy ? 1 : 0", "iot:*"), ("", "s3:GetObject"), Verdict.PASSED),
        (("count = var.legacy ? 0 : 1", "iot:*"), ("count = 0", "s3:GetObject"), Verdict.FAILED),
        (
            ("count = var.any ? 1 : 0", "iot:*"),
            ("count = var.any ? 0 : 1", "s3:GetObject"),
            Verdict.UNKNOWN,
        ),
    ],
    ids=str,
)
def test_terraform(one: tuple[str, str], other: tuple[str, str], verdict: Verdict):
    roles = (
        ROLE.format(label=n, more=m, action=a) for n, (m, a) in zip("bc", (one, other), strict=True)
    )
    graph = terraform("".join((USERS, *roles)))
    for rule, kind in (
        (RoleAliasPermissions(), RoleAlias),
        (ProvisioningRole(), ProvisioningTemplate),
    ):
        (judgement,) = judge(rule, graph, kind).values()
        assert judgement.verdict is verdict


def role(action: str, condition: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {
        "Type": "AWS::IAM::Role",
        "Condition": condition,
        "Properties": {
            "RoleName": "device",
            "Policies": [{"PolicyName": "p", "PolicyDocument": document}],
        },
    }


@pytest.mark.parametrize(
    ("dev", "prod", "verdict"),
    [
        ("s3:*", "s3:GetObject", Verdict.UNKNOWN),
        ("s3:*", "sqs:*", Verdict.FAILED),
        ("s3:PutObject", "s3:GetObject", Verdict.PASSED),
    ],
)
def test_roles_under_conditions(dev: str, prod: str, verdict: Verdict):
    is_dev = {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}
    alias = {"RoleArn": "arn:aws:iam::123456789012:role/device"}
    written = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"Dev": is_dev, "Prod": {"Fn::Not": [{"Condition": "Dev"}]}},
        "Resources": {
            "DevRole": role(dev, "Dev"),
            "ProdRole": role(prod, "Prod"),
            "Alias": {"Type": "AWS::IoT::RoleAlias", "Properties": alias},
        },
    }
    graph = cloudformation(json.dumps(written))
    (judgement,) = judge(RoleAliasPermissions(), graph, RoleAlias).values()
    assert judgement.verdict is verdict


def test_only_what_can_be_there_together():
    is_dev = {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}
    written = {
        "Parameters": {"Stage": {"Type": "String"}},
        "Conditions": {"Dev": is_dev, "Prod": {"Fn::Not": [{"Condition": "Dev"}]}},
        "Resources": {
            "DevRole": role("s3:*", "Dev"),
            "ProdRole": role("s3:GetObject", "Prod"),
            **{
                f"{stage}Alias": {
                    "Type": "AWS::IoT::RoleAlias",
                    "Condition": stage,
                    "Properties": {"RoleArn": {"Fn::GetAtt": [f"{stage}Role", "Arn"]}},
                }
                for stage in ("Dev", "Prod")
            },
        },
    }
    judgements = judge(RoleAliasPermissions(), cloudformation(json.dumps(written)), RoleAlias)
    assert {address: one.verdict for address, one in judgements.items()} == {
        "AWS::IoT::RoleAlias.DevAlias": Verdict.FAILED,
        "AWS::IoT::RoleAlias.ProdAlias": Verdict.PASSED,
    }


ACCOUNTS = """
provider "aws" {
  region  = "us-east-1"
  profile = "prod"
}
provider "aws" {
  alias   = "dev"
  region  = "us-east-1"
  profile = "dev"
}
resource "aws_iot_role_alias" "prod" {
  alias    = "a"
  role_arn = aws_iam_role.prod.arn
}
resource "aws_iot_role_alias" "dev" {
  provider = aws.dev
  alias    = "a"
  role_arn = aws_iam_role.dev.arn
}
"""


def test_roles_of_two_accounts():
    prod = ROLE.format(label="prod", more="", action="s3:GetObject")
    dev = ROLE.format(label="dev", more="provider = aws.dev", action="s3:*")
    judgements = judge(RoleAliasPermissions(), terraform(ACCOUNTS + prod + dev), RoleAlias)
    assert {address: one.verdict for address, one in judgements.items()} == {
        "aws_iot_role_alias.dev": Verdict.FAILED,
        "aws_iot_role_alias.prod": Verdict.PASSED,
    }


OWN_ALIAS = """
variable "any" {}
resource "aws_iot_role_alias" "b" {
  count    = var.any ? 1 : 0
  alias    = "b"
  role_arn = aws_iam_role.b[0].arn
}
resource "aws_iot_role_alias" "c" {
  count    = var.any ? 0 : 1
  alias    = "c"
  role_arn = aws_iam_role.c[0].arn
}
"""


def test_roles_of_either_world():
    b = ROLE.format(label="b", more="count = var.any ? 1 : 0", action="s3:*")
    c = ROLE.format(label="c", more="count = var.any ? 0 : 1", action="s3:GetObject")
    judgements = judge(RoleAliasPermissions(), terraform(OWN_ALIAS + b + c), RoleAlias)
    assert {address: one.verdict for address, one in judgements.items()} == {
        "aws_iot_role_alias.b[0]": Verdict.FAILED,
        "aws_iot_role_alias.c[0]": Verdict.PASSED,
    }
