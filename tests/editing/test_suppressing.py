"""A suppression that an editor writes is one that the engine reads, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS
from checkov_aws_iot.editing.open_files import OpenFiles
from checkov_aws_iot.editing.session import Session
from checkov_aws_iot.editing.suppressing import suppression
from checkov_aws_iot.editing.text_lines import TextLines
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.text_edit import patched

YAML = """\
Resources:
  Device:
    Type: AWS::IoT::Policy
METADATA    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Connect
            Resource: "*"
"""
METADATA = {
    "no Metadata": "",
    "other Metadata": "    Metadata:\n      cfn-lint: {}\n",
    "other skips": "    Metadata:\n      checkov:\n        skip:\n          - id: CKV_AWS_1\n            comment: x\n",
    "skips less deep": "    Metadata:\n      checkov:\n        skip:\n        - id: CKV_AWS_1\n",
    "flow": '    Metadata: {"checkov": {"skip": [{"id": "CKV_AWS_1"}]}}\n',
}
TERRAFORM = CONNECT_POLICY.format(name="device", id="*")
STACK = {
    "Resources": {
        "Device": {
            "Type": "AWS::IoT::Policy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}],
                }
            },
        }
    }
}

CASES = {
    "main.tf": TERRAFORM,
    "crlf.tf": TERRAFORM.replace("\n", "\r\n"),
    "stack.json": json.dumps(STACK, indent=2),
    "line.json": json.dumps(STACK),
    **{f"{name}.yaml": YAML.replace("METADATA", text) for name, text in METADATA.items()},
}


def results(root: Path, name: str, text: str) -> dict[str, tuple[str, str]]:
    records = Project.of_directory(str(root), overlay={name: text}).records()
    return {record.entry.id: (record.result, record.comment.strip()) for record in records}


@pytest.mark.parametrize("name", CASES)
def test_the_engine_reads_what_is_written(tmp_path: Path, name: str):
    text = CASES[name]
    path = tmp_path / name
    path.write_bytes(text.encode())
    files = OpenFiles([str(tmp_path)])
    files.put(str(path), TextLines(text))
    found = Session(files, NO_CONVENTIONS).current(str(path))
    assert found is not None
    judged, file = found
    (notice,) = [one for one in judged.notices if one.record.entry.id == "CKV_IOT_101"]
    edit = suppression(judged, notice)
    assert edit is not None
    before, after = results(tmp_path, name, text), results(tmp_path, name, patched(text, [edit]))
    assert file == name
    assert before["CKV_IOT_101"] == ("FAILED", "")
    assert after.pop("CKV_IOT_101") == ("SKIPPED", "say why")
    assert after == {check: said for check, said in before.items() if check != "CKV_IOT_101"}


def test_a_block_on_one_line_has_no_place_for_a_comment(tmp_path: Path):
    text = 'resource "aws_iot_policy" "a" { policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iot:Connect", Resource = "*" }] }) }\n'
    path = tmp_path / "main.tf"
    path.write_text(text)
    files = OpenFiles([str(tmp_path)])
    files.put(str(path), TextLines(text))
    found = Session(files, NO_CONVENTIONS).current(str(path))
    assert found is not None
    judged, _ = found
    assert judged.notices
    assert [suppression(judged, notice) for notice in judged.notices] == [None] * len(
        judged.notices
    )
