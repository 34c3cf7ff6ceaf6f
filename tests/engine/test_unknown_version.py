"""Policies whose Version is not known: policy variables may have values, or be plain text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scans import scan_with_runners

OWN = "arn:aws:iot:us-east-1:123456789012:topic/$${iot:Connection.Thing.ThingName}/*"
POLICIES = {
    # A device publishes everywhere, whatever the Version is.
    "open": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}],
    # As plain text the resource matches nothing, and the Deny takes back nothing.
    "own": [{"Effect": "Allow", "Action": "iot:Publish", "Resource": OWN}],
    "denied": [
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": OWN.replace("$${", "{")},
        {"Effect": "Deny", "Action": "iot:Publish", "Resource": OWN},
    ],
    "named": [
        {
            "Effect": "Allow",
            "Action": "iot:Publish",
            "Resource": "arn:aws:iot:us-east-1:123456789012:topic/site/a",
        }
    ],
}


def terraform(version: str) -> str:
    return 'variable "v" {}\n' + "\n".join(
        f'resource "aws_iot_policy" "{name}" {{\n  name = "{name}"\n  policy = jsonencode({{\n'
        f"    Version = {version}\n    Statement = {json.dumps(statements)}\n  }})\n}}"
        for name, statements in POLICIES.items()
    )


@pytest.fixture(scope="module", params=["var.v", '"2012-${var.v}"'])
def scan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    directory: Path = tmp_path_factory.mktemp("version")
    (directory / "main.tf").write_text(terraform(request.param), encoding="utf-8")
    return scan_with_runners(directory, frameworks=("terraform",))


def verdicts(scan, check_id: str) -> dict[str, str]:
    return {
        name: scan.verdicts[(check_id, f"aws_iot_policy.{name}")]
        for name in POLICIES
        if (check_id, f"aws_iot_policy.{name}") in scan.verdicts
    }


def test_what_both_readings_say_is_said(scan):
    assert verdicts(scan, "CKV_IOT_202") == dict.fromkeys(POLICIES, "PASSED") | {"open": "FAILED"}
    (detail,) = scan.details("CKV_IOT_202", "aws_iot_policy.open")
    assert "when" not in detail


def test_where_they_differ_it_is_not_known(scan):
    assert "own" not in verdicts(scan, "CKV_IOT_205")
    assert "denied" not in verdicts(scan, "CKV_IOT_204")
    assert verdicts(scan, "CKV_IOT_205")["named"] == "PASSED"


def test_the_reason_is_reported_where_it_matters(scan):
    assert scan.failed("CKV_IOT_001") == {"aws_iot_policy.own", "aws_iot_policy.denied"}
    for detail in scan.details("CKV_IOT_001", "aws_iot_policy.own"):
        assert "var.v" in detail
