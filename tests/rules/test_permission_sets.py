"""Policies of permission sets are identity policies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scans import scan_with_runners, write_files

HCL = """
resource "aws_ssoadmin_permission_set_inline_policy" "fail" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-1"
  permission_set_arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
  inline_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iot:Publish", "iot:Connect"], Resource = "*" }] })
}
"""
STATEMENT = {"Effect": "Allow", "Action": ["iot:Publish", "iot:Connect"], "Resource": "*"}
TEMPLATE = {
    "Resources": {
        "Fail": {
            "Type": "AWS::SSO::PermissionSet",
            "Properties": {
                "InstanceArn": "arn:aws:sso:::instance/ssoins-1",
                "Name": "a",
                "InlinePolicy": {"Version": "2012-10-17", "Statement": [STATEMENT]},
            },
        }
    }
}


@pytest.mark.parametrize("check_id", ["CKV_IOT_102", "CKV_IOT_208"])
def test_they_are_judged(tmp_path: Path, check_id: str):
    write_files(tmp_path, {"main.tf": HCL, "stack.json": json.dumps(TEMPLATE)})
    assert scan_with_runners(tmp_path).failed(check_id) == {
        "aws_ssoadmin_permission_set_inline_policy.fail",
        "AWS::SSO::PermissionSet.Fail",
    }
