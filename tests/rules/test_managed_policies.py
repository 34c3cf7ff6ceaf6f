"""CKV_IOT_102 and 208 where policies of AWS are attached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkov_aws_iot import scan

ARN = "arn:aws:iam::aws:policy/"
DATA = f'"{ARN}AWSIoTDataAccess"'
ROLE = """
variable "small" {}
resource "aws_iam_role" "r" {
  name               = "server"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  %s
}
"""
DENY = """
  inline_policy {
    name   = "p"
    policy = jsonencode({ Version = "2012-10-17", Statement = [
      { Effect = "Deny", Action = "iot:*", Resource = "*" }] })
  }
"""
ATTACHED = 'resource "aws_iam_role_policy_attachment" "a" {\n  role = %s\n  policy_arn = %s\n}\n'
ROLE_NAME = "aws_iam_role.r.name"


def results(path: Path, address: str) -> set[tuple[str, str]]:
    records = scan(path, checks=["CKV_IOT_102", "CKV_IOT_208"])["records"]
    return {(r["check"], r["result"]) for r in records if r["resource"] == address}


BOTH = {("CKV_IOT_102", "FAILED"), ("CKV_IOT_208", "FAILED")}
NEITHER = {("CKV_IOT_102", "PASSED"), ("CKV_IOT_208", "PASSED")}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (ATTACHED % (ROLE_NAME, DATA), BOTH),
        (ATTACHED % ('"elsewhere"', f'"{ARN}AWSIoTFullAccess"'), BOTH),
        (ATTACHED % (ROLE_NAME, f'"{ARN}AWSIoTConfigReadOnlyAccess"'), NEITHER),
        # It names no action of AWS IoT.
        (ATTACHED % (ROLE_NAME, f'"{ARN}AdministratorAccess"'), set()),
        (ATTACHED % (ROLE_NAME, f'"{ARN}AmazonS3FullAccess"'), set()),
        (ATTACHED % (ROLE_NAME, '"arn:aws:iam::123456789012:policy/AWSIoTDataAccess"'), set()),
        (ATTACHED % (ROLE_NAME, "var.small"), set()),
        (ATTACHED % (ROLE_NAME, f'var.small ? "{ARN}AWSIoTLogging" : {DATA}'), BOTH),
        (
            (
                f'resource "aws_iam_policy_attachment" "a" {{\n  name = "a"\n  roles = [{ROLE_NAME}]\n'
                f"  policy_arn = {DATA}\n}}\n"
            ),
            BOTH,
        ),
        (
            f'resource "aws_iam_user_policy_attachment" "a" {{\n  user = "u"\n  policy_arn = {DATA}\n}}\n',
            BOTH,
        ),
        (
            (
                'resource "aws_ssoadmin_managed_policy_attachment" "a" {\n  instance_arn = "i"\n'
                f'  permission_set_arn = "p"\n  managed_policy_arn = {DATA}\n}}\n'
            ),
            BOTH,
        ),
    ],
)
def test_attachments(tmp_path: Path, resource: str, expected: set[tuple[str, str]]):
    (tmp_path / "main.tf").write_text(ROLE % "" + resource)
    address = ".".join(resource.split('"')[1:4:2])
    assert results(tmp_path, address) == expected


def test_a_deny_of_the_role_counts(tmp_path: Path):
    (tmp_path / "main.tf").write_text(ROLE % DENY + ATTACHED % (ROLE_NAME, DATA))
    assert results(tmp_path, "aws_iam_role_policy_attachment.a") == NEITHER


def test_policies_listed_in_the_role(tmp_path: Path):
    (tmp_path / "main.tf").write_text(ROLE % f"managed_policy_arns = [{DATA}]")
    assert results(tmp_path, "aws_iam_role.r") == BOTH


def test_what_is_said(tmp_path: Path):
    listed = f'managed_policy_arns = ["{ARN}AWSIoTLogging", {DATA}]'
    (tmp_path / "main.tf").write_text(ROLE % listed)
    (record,) = scan(tmp_path, checks=["CKV_IOT_208"])["records"]
    (finding,) = record["findings"]
    assert finding["message"].startswith("the AWS managed policy AWSIoTDataAccess lets the caller")
    assert finding["text"] == DATA
    assert "Statement" not in finding["message"]


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::IAM::Role", {"ManagedPolicyArns": [f"{ARN}AWSIoTDataAccess"]}),
        ("AWS::IAM::User", {"ManagedPolicyArns": [f"{ARN}AWSIoTFullAccess"]}),
        ("AWS::IAM::Group", {"ManagedPolicyArns": [f"{ARN}AWSIoTDataAccess"]}),
        ("AWS::SSO::PermissionSet", {"ManagedPolicies": [f"{ARN}AWSIoTDataAccess"]}),
        ("AWS::Serverless::Function", {"Policies": ["AWSIoTDataAccess"]}),
        ("AWS::Serverless::Function", {"Policies": f"{ARN}AWSIoTDataAccess"}),
        (
            "AWS::IAM::Role",
            {
                "ManagedPolicyArns": [
                    {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AWSIoTDataAccess"}
                ]
            },
        ),
    ],
)
def test_templates(tmp_path: Path, type_: str, properties: dict[str, Any]):
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {"R": {"Type": type_, "Properties": properties}},
    }
    (tmp_path / "template.json").write_text(json.dumps(template))
    assert results(tmp_path, f"{type_}.R") == BOTH
