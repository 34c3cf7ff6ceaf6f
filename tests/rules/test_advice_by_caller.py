"""What CKV_IOT_102 and 208 propose, by who the caller is."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkov_aws_iot import scan

DOCUMENT = """jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iot:Connect", "iot:Publish"], Resource = "*" }] })"""
TRUST = """jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { %s } }] })"""
ROLE = f"""
resource "aws_iam_role" "r" {{
  name               = "r"
  assume_role_policy = {TRUST}
}}
resource "aws_iam_role_policy" "p" {{
  role   = aws_iam_role.r.id
  policy = {DOCUMENT}
}}
"""


def proposals(path: Path, text: str) -> dict[str, str]:
    (path / "main.tf").write_text(text)
    records = scan(path, checks=["CKV_IOT_102", "CKV_IOT_208"])["records"]
    return {r["check"]: f["message"].split("; ")[1] for r in records for f in r["findings"]}


@pytest.mark.parametrize(
    "principal",
    [
        'Service = "lambda.amazonaws.com"',
        'Service = ["iot.amazonaws.com", "lambda.amazonaws.com"]',
        'AWS = "arn:aws:iam::123456789012:root"',
    ],
)
def test_a_caller_that_is_no_device_gets_no_device_variable(tmp_path: Path, principal: str):
    assert proposals(tmp_path, ROLE % principal) == {
        "CKV_IOT_102": "name the client IDs that the caller needs",
        "CKV_IOT_208": "name the topics that the caller needs",
    }


@pytest.mark.parametrize(
    ("principal", "variable"),
    [
        ('Service = "credentials.iot.amazonaws.com"', "${credentials-iot:ThingName}"),
        (
            'Federated = "cognito-identity.amazonaws.com"',
            "${cognito-identity.amazonaws.com:sub}",
        ),
    ],
)
def test_a_device_or_identity_gets_its_own(tmp_path: Path, principal: str, variable: str):
    found = proposals(tmp_path, ROLE % principal)
    assert found["CKV_IOT_102"].startswith(f"use client/{variable}")
    assert found["CKV_IOT_208"].startswith(f"use topic/{variable}/*")


@pytest.mark.parametrize(
    "text",
    [
        f'resource "aws_iam_user_policy" "p" {{\n  user = "u"\n  policy = {DOCUMENT}\n}}\n',
        f'resource "aws_iam_group_policy" "p" {{\n  group = "g"\n  policy = {DOCUMENT}\n}}\n',
    ],
)
def test_people(tmp_path: Path, text: str):
    assert set(proposals(tmp_path, text).values()) == {
        "name the client IDs that the caller needs",
        "name the topics that the caller needs",
    }


def test_nobody_that_the_scan_shows(tmp_path: Path):
    text = f'resource "aws_iam_policy" "p" {{\n  policy = {DOCUMENT}\n}}\n'
    assert all("or" in advice for advice in proposals(tmp_path, text).values())
