"""The SARIF log is valid, and GitHub shows its results at the lines that are at fault."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import Any

from command_line import command
from jsonschema import Draft4Validator

SCHEMA = Path(__file__).parent.parent.parent / "fixtures" / "sarif-2.1.0-rtm.5.json"
POLICY = """
resource "aws_iot_policy" "device" {
  name = "device"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "iot:Connect"
        Resource = "arn:aws:iot:us-east-1:123456789012:client/$${iot:Connection.Thing.ThingName}"
      },
      {
        Effect   = "Allow"
        Action   = ["iot:Publish"]
        Resource = ["arn:aws:iot:us-east-1:123456789012:topic/a"]
      },
    ]
  })
}
"""
SUPPRESSED = """
resource "aws_iot_policy" "anything" {
  # checkov:skip=CKV_IOT_202: for the laboratory
  name   = "anything"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = ["iot:Publish"], Resource = "*" }
  })
}
"""


def log(directory: Path, *options: str) -> dict[str, Any]:
    completed = command(
        "scan", ".", "-o", "sarif", "--output-file-path", "out", *options, cwd=directory
    )
    assert completed.returncode in (0, 1), completed.stderr
    loaded: dict[str, Any] = json.loads(
        (directory / "out" / "results_sarif.sarif").read_text("utf-8")
    )
    Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(loaded)
    return loaded


def results(directory: Path) -> list[dict[str, Any]]:
    (run,) = log(directory)["runs"]
    found: list[dict[str, Any]] = run["results"]
    return found


def region(result: dict[str, Any]) -> dict[str, int]:
    (location,) = result["locations"]
    found: dict[str, int] = location["physicalLocation"]["region"]
    return found


def changed_lines(before: str, after: str) -> set[int]:
    """The lines that a pull request adds, as GitHub counts them."""
    lines: set[int] = set()
    number = 0
    for line in difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm=""):
        if match := re.match(r"@@ -\S+ \+(\d+)", line):
            number = int(match[1])
        elif line.startswith("+") and not line.startswith("+++"):
            lines.add(number)
            number += 1
        elif line.startswith(" "):
            number += 1
    return lines


def test_one_changed_resource_is_annotated_in_a_pull_request(tmp_path: Path) -> None:
    # GitHub shows an alert in a pull request if all of its lines are lines of the diff.
    after = POLICY.replace("topic/a", "topic/*")
    (tmp_path / "main.tf").write_text(after, encoding="utf-8")
    (result,) = results(tmp_path)
    assert result["ruleId"] == "CKV_IOT_202"
    where = region(result)
    shown = set(range(where["startLine"], where["endLine"] + 1))
    assert shown <= changed_lines(POLICY, after)
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "the resource"
    assert related["physicalLocation"]["region"]["startLine"] == 2


def test_the_driver_is_this_pack_and_its_rules_have_their_pages(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(POLICY.replace("topic/a", "topic/*"), encoding="utf-8")
    (run,) = log(tmp_path)["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "checkov-aws-iot"
    assert driver["version"] in command("--version", cwd=tmp_path).stdout
    (rule,) = driver["rules"]
    assert rule["id"] == "CKV_IOT_202"
    assert rule["name"] == "NamedResources"
    assert "## Use instead" in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["security-severity"] == "8.0"
    assert {"security", "aws-iot", "external/cwe/cwe-732"} <= set(rule["properties"]["tags"])


def test_a_suppressed_finding_says_so(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SUPPRESSED, encoding="utf-8")
    suppressed = [result for result in results(tmp_path) if "suppressions" in result]
    (result,) = suppressed
    assert result["ruleId"] == "CKV_IOT_202"
    assert result["suppressions"] == [{"kind": "inSource", "justification": "for the laboratory"}]


def test_fingerprints_survive_moved_lines_and_other_statements(tmp_path: Path) -> None:
    failing = POLICY.replace("topic/a", "topic/*")
    other = '      { Effect = "Allow", Action = "iot:Publish", Resource = "arn:aws:iot:*:*:topic/b" },\n'
    moved = "# a comment\n" + failing.replace("Statement = [\n", "Statement = [\n" + other)
    prints = []
    for text in (failing, moved):
        (tmp_path / "main.tf").write_text(text, encoding="utf-8")
        (result,) = results(tmp_path)
        prints.append((result["partialFingerprints"], region(result)["startLine"]))
    assert prints[0][0] == prints[1][0]
    assert prints[0][1] + 2 == prints[1][1]


def test_another_fault_of_the_resource_has_another_fingerprint(tmp_path: Path) -> None:
    text = POLICY.replace("topic/a", "topic/*")
    twice = text.replace('topic/*"]', 'topic/*", "arn:aws:iot:*:*:topic/#", "*"]')
    (tmp_path / "main.tf").write_text(twice, encoding="utf-8")
    found = results(tmp_path)
    prints = {result["partialFingerprints"]["checkovAwsIot/v1"] for result in found}
    assert len(prints) == len(found) > 1
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (before,) = results(tmp_path)
    assert before["partialFingerprints"]["checkovAwsIot/v1"] in prints


def test_json_has_the_places(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(POLICY.replace("topic/a", "topic/*"), encoding="utf-8")
    completed = command("scan", ".", "-o", "json", cwd=tmp_path)
    (record,) = json.loads(completed.stdout)["results"]["failed_checks"]
    (finding,) = record["check_result"]["findings"]
    line = (tmp_path / finding["file"]).read_text("utf-8").split("\n")[finding["start_line"] - 1]
    text = line[finding["start_column"] - 1 : finding["end_column"] - 1]
    assert text == finding["text"] == '"arn:aws:iot:us-east-1:123456789012:topic/*"'
    assert finding["path"] == ["policy", "Statement", 1, "Resource", 0]
    assert finding["exact"] is True
    assert finding["witness"]["action"] == "iot:Publish"
