"""Text that something fills in on the way to the deployed template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkov_aws_iot import scan

ARN = "arn:aws:iot:us-east-1:123456789012:"


def results(path: Path, resource: Any, action: str = "iot:Connect") -> dict[str, str]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": document}}
    (path / "template.json").write_text(json.dumps({"Resources": {"P": policy}}))
    records = scan(path, checks=["CKV_IOT_101", "CKV_IOT_205"])["records"]
    return {record["check"]: record["result"] for record in records}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("{{resolve:ssm:/iot/client}}", {}),
        ({"Fn::Sub": "{{resolve:ssm:/iot/client}}"}, {}),
        (
            f"{ARN}client/{{{{resolve:secretsmanager:s:SecretString:id}}}}",
            {"CKV_IOT_101": "PASSED", "CKV_IOT_205": "PASSED"},
        ),
        (
            f"{ARN}client/{{{{resolve:ssm:/prefix}}}}-*",
            {"CKV_IOT_101": "FAILED", "CKV_IOT_205": "PASSED"},
        ),
        # The plugin of the Serverless Framework fills in what its file includes, too.
        (
            "arn:aws:iot:#{AWS::Region}:#{AWS::AccountId}:client/*",
            {"CKV_IOT_101": "FAILED", "CKV_IOT_205": "PASSED"},
        ),
        (
            {"Fn::Sub": "arn:aws:iot:#{AWS::Region}:${AWS::AccountId}:client/a"},
            {"CKV_IOT_101": "PASSED", "CKV_IOT_205": "PASSED"},
        ),
    ],
    ids=str,
)
def test_verdicts(tmp_path: Path, resource: Any, expected: dict[str, str]):
    assert results(tmp_path, resource) == expected
