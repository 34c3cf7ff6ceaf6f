"""Loops around the resources of a template."""

from __future__ import annotations

import json
from pathlib import Path

from checkov_aws_iot import scan

POLICY = {
    "Type": "AWS::IoT::Policy",
    "Properties": {
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "iot:Connect",
                    "Resource": "arn:aws:iot:us-east-1:123456789012:client/*",
                }
            ],
        }
    },
}


def template(collection: object) -> str:
    loop = ["Name", collection, {"Policy${Name}": POLICY}]
    return json.dumps(
        {
            "Transform": "AWS::LanguageExtensions",
            "Parameters": {"Names": {"Type": "CommaDelimitedList"}},
            "Resources": {"Fn::ForEach::Policies": loop},
        }
    )


def test_a_loop_is_expanded(tmp_path: Path):
    (tmp_path / "template.json").write_text(template(["A", "B"]))
    report = scan(tmp_path, checks=["CKV_IOT_101"])
    failed = {r["resource"] for r in report["records"] if r["result"] == "FAILED"}
    assert failed == {"AWS::IoT::Policy.PolicyA", "AWS::IoT::Policy.PolicyB"}
    assert report["unread"] == []


def test_one_that_cannot_be_is_named_like_a_file_that_cannot_be_read(tmp_path: Path):
    (tmp_path / "template.json").write_text(template({"Ref": "Names"}))
    report = scan(tmp_path)
    assert report["records"] == []
    (unread,) = report["unread"]
    assert unread["file"].endswith("template.json")
    assert "repeats over a list that is not known" in unread["reason"]
