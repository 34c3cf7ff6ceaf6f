"""CKV_IOT_304 in the policies of log groups, streams, secrets and event buses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkov_aws_iot import scan

SOURCE = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
RESOURCES = {
    "aws_cloudwatch_log_resource_policy": ("policy_document", 'policy_name = "p"'),
    "aws_kinesis_resource_policy": ("policy", 'resource_arn = "arn:aws:kinesis:a:1:stream/s"'),
    "aws_secretsmanager_secret_policy": ("policy", 'secret_arn = "s"'),
    "aws_cloudwatch_event_bus_policy": ("policy", 'event_bus_name = "b"'),
}
TYPES = {
    "AWS::Logs::ResourcePolicy": "PolicyDocument",
    "AWS::Kinesis::ResourcePolicy": "ResourcePolicy",
    "AWS::SecretsManager::ResourcePolicy": "ResourcePolicy",
    "AWS::Events::EventBusPolicy": "Statement",
}


def statement(*, pinned: bool) -> dict[str, object]:
    admitting = {
        "Effect": "Allow",
        "Principal": {"Service": "iot.amazonaws.com"},
        "Action": "a:B",
        "Resource": "*",
    }
    return {**admitting, "Condition": SOURCE} if pinned else admitting


def result(path: Path) -> list[str]:
    return [record["result"] for record in scan(path, checks=["CKV_IOT_304"])["records"]]


@pytest.mark.parametrize(("pinned", "expected"), [(True, "PASSED"), (False, "FAILED")])
@pytest.mark.parametrize("resource", RESOURCES)
def test_terraform(tmp_path: Path, resource: str, pinned: bool, expected: str):
    attribute, rest = RESOURCES[resource]
    document = {"Version": "2012-10-17", "Statement": [statement(pinned=pinned)]}
    encoded = f"jsonencode({json.dumps(document)})"
    text = f'resource "{resource}" "p" {{\n  {rest}\n  {attribute} = {encoded}\n}}\n'
    (tmp_path / "main.tf").write_text(text)
    assert result(tmp_path) == [expected]


@pytest.mark.parametrize(("pinned", "expected"), [(True, "PASSED"), (False, "FAILED")])
@pytest.mark.parametrize("type_", TYPES)
def test_cloudformation(tmp_path: Path, type_: str, pinned: bool, expected: str):
    listed = statement(pinned=pinned)
    document = {"Version": "2012-10-17", "Statement": listed}
    value = listed if TYPES[type_] == "Statement" else document
    properties = {TYPES[type_]: json.dumps(value) if "Logs" in type_ else value}
    template = {"Resources": {"P": {"Type": type_, "Properties": properties}}}
    (tmp_path / "template.json").write_text(json.dumps(template))
    assert result(tmp_path) == [expected]
