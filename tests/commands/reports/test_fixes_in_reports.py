"""Reports with changes: they are valid, and whoever makes all of them has no finding that had one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import command
from jsonschema import Draft4Validator

SCHEMA = Path(__file__).parent.parent.parent / "fixtures" / "sarif-2.1.0-rtm.5.json"
POLICY = """\
resource "aws_iot_policy" "device" {
  name = "device"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:us-east-1:123456789012:client/*" },
    ]
  })
}

resource "aws_iot_policy" "decision" {
  name = "decision"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iot:Connect", NotResource = ["*"] },
      { Effect = "Allow", Action = "iot:Connect", NotResource = "arn:aws:iot:us-east-1:123456789012:client/a" },
    ]
  })
}

resource "aws_iam_role" "rule" {
  name = "rule"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "iot.amazonaws.com" }
    }]
  })
}
"""
TEMPLATE = """\
Resources:
  Dead:
    Type: AWS::IoT::Policy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: iot:Subscribe
            Resource: arn:aws:iot:us-east-1:123456789012:topic/a
  Logging:
    Type: AWS::IoT::Logging
    Properties:
      AccountId: "123456789012"
      RoleArn: arn:aws:iam::123456789012:role/logging
      DefaultLogLevel: DISABLED
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(POLICY, encoding="utf-8")
    (tmp_path / "stack.yaml").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def results(root: Path, *options: str) -> list[dict[str, Any]]:
    """The results of a SARIF log, which is valid."""
    command("scan", ".", "-o", "sarif", "--output-file-path", "out", *options, cwd=root)
    log = json.loads((root / "out/results_sarif.sarif").read_text("utf-8"))
    Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(log)
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


def findings(root: Path, *options: str) -> list[dict[str, Any]]:
    completed = command("scan", ".", "-o", "json", *options, cwd=root)
    reports = json.loads(completed.stdout)
    return [
        {**finding, "check": record["check_id"]}
        for report in (reports if isinstance(reports, list) else [reports])
        for record in report["results"]["failed_checks"]
        for finding in record["check_result"]["findings"]
    ]


def make(root: Path, edits: list[dict[str, Any]]) -> None:
    """The files are what all the edits make of them, the last ones first."""
    unique = {tuple(edit.items()): edit for edit in edits}.values()
    places = ("start_line", "start_column", "end_line", "end_column")
    for edit in sorted(unique, key=lambda e: [e[p] for p in places], reverse=True):
        path = root / edit["file"]
        lines = path.read_text("utf-8").split("\n")
        first, last = edit["start_line"] - 1, edit["end_line"] - 1
        before = lines[first][: edit["start_column"] - 1]
        behind = lines[last][edit["end_column"] - 1 :]
        lines[first : last + 1] = f"{before}{edit['text']}{behind}".split("\n")
        path.write_text("\n".join(lines), encoding="utf-8")


def test_without_the_option_there_are_none(root):
    assert not any("fixes" in result for result in results(root))
    assert not any("edits" in finding for finding in findings(root))


def test_what_they_make_has_none_of_their_findings(root):
    before = findings(root, "--fixes")
    mended = [finding for finding in before if "edits" in finding]
    assert {finding["check"] for finding in mended} == {
        "CKV_IOT_101",
        "CKV_IOT_301",
        "CKV_IOT_601",
    }
    make(root, [edit for finding in mended for edit in finding["edits"]])
    after = [(finding["check"], finding["message"]) for finding in findings(root)]
    left = [(f["check"], f["message"]) for f in before if "edits" not in f]
    assert sorted(after) == sorted(left)


def test_sarif_says_the_same_as_json(root):
    said = [
        {
            "file": change["artifactLocation"]["uri"],
            "start_line": replacement["deletedRegion"]["startLine"],
            "start_column": replacement["deletedRegion"]["startColumn"],
            "end_line": replacement["deletedRegion"]["endLine"],
            "end_column": replacement["deletedRegion"]["endColumn"],
            "text": replacement["insertedContent"]["text"],
        }
        for result in results(root, "--fixes")
        for fix in result.get("fixes", ())
        for change in fix["artifactChanges"]
        for replacement in change["replacements"]
    ]
    expected = [edit for f in findings(root, "--fixes") for edit in f.get("edits", ())]
    assert sorted(map(repr, said)) == sorted(map(repr, expected))
    assert said


def test_what_makes_a_grant_live_is_not_among_them(root):
    (dead,) = [f for f in findings(root, "--fixes") if f["check"] == "CKV_IOT_205"]
    assert "edits" not in dead
    assert dead["replacement"] == "arn:aws:iot:us-east-1:123456789012:topicfilter/a"


def test_the_terminal_says_how_many_could_be_mended(root):
    text = command("scan", ".", cwd=root).stdout
    proposals = [line for line in text.split("\n") if "fix has proposals" in line]
    said = "checkov-aws-iot fix has proposals for 5 findings and proves each"
    assert proposals == [said]


def test_nothing_is_said_where_there_is_nothing_to_propose(tmp_path):
    (tmp_path / "main.tf").write_text('resource "aws_s3_bucket" "b" {}\n', encoding="utf-8")
    assert "proposals" not in command("scan", ".", cwd=tmp_path).stdout
