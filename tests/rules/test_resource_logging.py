"""CKV_IOT_601 on the log levels of single targets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkov_aws_iot import scan


@pytest.mark.parametrize(
    ("level", "kind", "target", "expected"),
    [
        ("DISABLED", "EVENT_TYPE", "Disconnect", ["FAILED"]),
        ("DISABLED", "EVENT_TYPE", "Publish-In", []),
        ("DISABLED", "THING_GROUP", "pumps", ["FAILED"]),
        ("ERROR", "CLIENT_ID", "pump-1", ["PASSED"]),
        ({"Ref": "Level"}, "THING_GROUP", "pumps", []),
        ({"Fn::If": ["Quiet", "DISABLED", "ERROR"]}, "THING_GROUP", "pumps", ["FAILED"]),
    ],
)
def test_verdicts(tmp_path: Path, level: Any, kind: str, target: str, expected: list[str]):
    properties = {"LogLevel": level, "TargetType": kind, "TargetName": target}
    template = {
        "Parameters": {"Level": {"Type": "String"}},
        "Conditions": {"Quiet": {"Fn::Equals": [{"Ref": "Level"}, "none"]}},
        "Resources": {"L": {"Type": "AWS::IoT::ResourceSpecificLogging", "Properties": properties}},
    }
    (tmp_path / "template.json").write_text(json.dumps(template))
    records = scan(tmp_path, checks=["CKV_IOT_601"])["records"]
    assert [record["result"] for record in records] == expected
