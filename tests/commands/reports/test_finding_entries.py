"""Findings as data: they keep to their schema, and their fingerprints tell them apart."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from jsonschema import Draft202012Validator

from checkov_aws_iot.commands.reports.finding_entries import MOST_PLACES, entries_of
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import Record, records

ROOT = Path(__file__).parent.parent.parent.parent
EXAMPLES = ROOT / "iac_examples"
SCHEMA = json.loads((ROOT / "docs/schemas/finding.schema.json").read_text(encoding="utf-8"))


def found(root: Path) -> list[Record]:
    resources = Project.of_directory(str(root)).resources()
    return [record for record in records(resources, lambda *_: True) if record.findings]


def test_findings_keep_to_their_schema() -> None:
    validator = Draft202012Validator(SCHEMA)
    count = 0
    for record in found(EXAMPLES):
        entries = entries_of(str(EXAMPLES), record)
        assert len(entries) == len(record.findings)
        for entry in entries:
            validator.validate(json.loads(json.dumps(entry)))
            count += 1
    assert count > 300


def test_fingerprints_tell_the_findings_of_one_file_apart() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for record in found(EXAMPLES):
        seen.update(
            (record.resource.span.file, entry["fingerprint"])
            for entry in entries_of(str(EXAMPLES), record)
        )
    assert [key for key, count in seen.items() if count > 1] == []


def test_a_record_with_very_many_findings_has_the_lines_of_the_resource_for_the_rest(
    tmp_path: Path,
) -> None:
    topics = ", ".join(f'"arn:aws:iot:us-east-1:123456789012:topic/{n}/*"' for n in range(250))
    (tmp_path / "main.tf").write_text(
        'resource "aws_iot_policy" "p" {\n  name = "p"\n  policy = jsonencode({ Version = "2012-10-17",'
        f' Statement = {{ Effect = "Allow", Action = "iot:Publish", Resource = [{topics}] }} }})\n}}\n',
        encoding="utf-8",
    )
    (record,) = (r for r in found(tmp_path) if r.entry.id == "CKV_IOT_203")
    entries = entries_of(str(tmp_path), record)
    assert len(entries) == 250
    assert [entry["exact"] for entry in entries] == [True] * MOST_PLACES + [False] * 50
    assert {entry["start_line"] for entry in entries[MOST_PLACES:]} == {1}
