"""Entries of files that a finding is about, and the files after edits."""

from __future__ import annotations

from pathlib import Path

from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import every_check, records
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.fixes.string_entry import StringEntry, string_entry
from checkov_aws_iot.fixes.text_edit import TextEdit, patched
from checkov_aws_iot.positions.location import Location

ARN = "arn:aws:iot:us-east-1:123456789012:"


def found(root: Path, files: dict[str, str], check: str) -> list[tuple[Finding, Location]]:
    """The findings of the check in these files, with their places."""
    for name, text in files.items():
        (root / name).write_bytes(text.encode())
    places = [
        (finding, place_of(record.resource, finding))
        for record in records(Project.of_directory(str(root)).resources(), every_check)
        if record.entry.id == check
        for finding in record.findings
    ]
    return [(finding, place) for finding, place in places if place is not None]


def only_entry(root: Path, files: dict[str, str], check: str = "CKV_IOT_202") -> StringEntry:
    """The string that the only finding of the check is about."""
    ((_, place),) = found(root, files, check)
    assert place.walk is not None
    entry = string_entry(place.walk)
    assert entry is not None, place
    return entry


def after(files: dict[str, str], edits: list[TextEdit]) -> dict[str, str]:
    """The files after the edits."""
    return {
        name: patched(text, [edit for edit in edits if edit.file == name])
        for name, text in files.items()
    }
