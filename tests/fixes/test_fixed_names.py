"""Conditions name what the code writes out; what a variable or a count says today is no name for tomorrow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended

CONFIGURATION = """\
variable "name" {{
  default = "telemetry"
}}

provider "aws" {{
  region = "eu-central-1"
}}

resource "aws_iot_topic_rule" "r" {{
  {rule}
  enabled     = true
  sql         = "SELECT * FROM 'a'"
  sql_version = "2016-03-23"

  sns {{
    role_arn   = aws_iam_role.r.arn
    target_arn = "arn:aws:sns:eu-central-1:123456789012:t"
  }}
}}

resource "aws_iam_role" "r" {{
  name = "r"
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "iot.amazonaws.com" }} }},
    ]
  }})
}}
"""
NAMES = [
    ('name = "telemetry"', "rule/telemetry"),
    ("name = var.name", "rule/*"),
    ('count = 1\n  name = "telemetry_${count.index}"', "rule/*"),
]


@pytest.mark.parametrize(("rule", "resource"), NAMES)
def test_a_name_in_a_configuration(tmp_path: Path, rule: str, resource: str):
    text = CONFIGURATION.format(rule=rule)
    assert source_arn(tmp_path, "main.tf", text) == (
        "arn:aws:iot:eu-central-1:${data.aws_caller_identity.current.account_id}:" + resource
    )


def test_a_region_that_a_variable_gives(tmp_path: Path):
    text = CONFIGURATION.format(rule='name = "telemetry"').replace(
        'region = "eu-central-1"', "region = var.region"
    )
    text += 'variable "region" {\n  default = "eu-central-1"\n}\n'
    found = source_arn(tmp_path, "main.tf", text)
    assert found == "arn:aws:iot:*:${data.aws_caller_identity.current.account_id}:rule/telemetry"


TEMPLATE = """\
Parameters:
  Name:
    Type: String
    Default: telemetry
Resources:
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      RuleName: {name}
      TopicRulePayload:
        Sql: SELECT * FROM 'a'
        Actions:
          - Sns:
              RoleArn: !GetAtt Role.Arn
              TargetArn: arn:aws:sns:eu-central-1:123456789012:t
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              Service: iot.amazonaws.com
"""


@pytest.mark.parametrize(("name", "resource"), [("telemetry", "telemetry"), ("!Ref Name", "*")])
def test_a_name_in_a_template(tmp_path: Path, name: str, resource: str):
    found = source_arn(tmp_path, "stack.yaml", TEMPLATE.format(name=name))
    assert found == "arn:${AWS::Partition}:iot:*:${AWS::AccountId}:rule/" + resource


def source_arn(root: Path, name: str, text: str) -> str:
    """The source ARN of the condition that the role gets."""
    (root / name).write_text(text, encoding="utf-8")
    result = mended(
        Project.of_directory(str(root)), lambda entry, _: entry.id in ("CKV_IOT_301", "CKV_IOT_302")
    )
    assert result.left == []
    (line,) = [line for line in result.after[name].split("\n") if "aws:SourceArn" in line]
    assert json.dumps("aws:SourceArn")[1:-1] in line
    return "arn:" + line.partition("arn:")[2].rstrip('" })],')
