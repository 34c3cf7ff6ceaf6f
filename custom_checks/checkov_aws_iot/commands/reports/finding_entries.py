"""Every finding of a record as data, with its exact place, for JSON and SARIF."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.findings.witness_json import witnesses_of
from checkov_aws_iot.positions.text_range import TextRange
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.record import Record as ReportedRecord

    from checkov_aws_iot.commands.reports.proved_edits import ProvedEdits
    from checkov_aws_iot.engine.records import Record
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.positions.location import Location

FINDINGS: Final = "findings"
"""The key under which the result of a record has them."""

MOST_PLACES: Final = 200
"""How many findings of one record are searched for; the others have the lines of the resource."""


def entries_of(
    root: str, record: Record, proved: ProvedEdits | None = None
) -> list[dict[str, Any]]:
    """The findings of a record, each with file, lines and columns, path, witness and fingerprint.

    Those that ``proved`` has edits for have them, too. ``root`` is the absolute path of the scanned root. Files are named as they are seen from where the
    user stands. Columns count characters from 1, and the end is the place behind the last one.
    """
    seen: Counter[str] = Counter()
    places = (
        place_of(record.resource, finding) if number < MOST_PLACES else None
        for number, finding in enumerate(record.findings)
    )
    entries = [
        _entry(root, record, finding, place, seen)
        for finding, place in zip(record.findings, places, strict=True)
    ]
    if proved is not None:
        for entry, finding in zip(entries, record.findings, strict=True):
            edits = proved.of(root, record, finding)
            entry.update({"edits": edits} if edits else {})
    return entries


def reported_findings(record: ReportedRecord) -> list[dict[str, Any]]:
    """The findings of a record that failed; one at the lines of the resource where it has none."""
    checked: Any = record.check_result
    found: list[dict[str, Any]] | None = checked.get(FINDINGS)
    if found:
        return found
    whole = lines_of_record(record)
    return [{"message": line, **whole} for line in record.details or [record.check_name]]


def lines_of_record(record: ReportedRecord) -> dict[str, Any]:
    """The lines of the resource, as a finding has its place."""
    first, last = record.file_line_range
    return {
        "file": record.repo_file_path.lstrip("/"),
        "start_line": max(int(first), 1),
        "start_column": None,
        "end_line": max(int(last), 1),
        "end_column": None,
    }


def _entry(
    root: str, record: Record, finding: Finding, place: Location | None, seen: Counter[str]
) -> dict[str, Any]:
    where = place.range if place is not None else _span_of(root, record)
    entry: dict[str, Any] = {
        "message": finding.sentence,
        **_as_data(root, where),
        "exact": place is not None and place.is_exact,
        "path": list(finding.locator.steps),
        "fingerprint": _fingerprint(record, finding, place, seen),
    }
    if place is not None and place.is_exact:
        entry["text"] = place.text
    if finding.replacement is not None:
        entry["replacement"] = finding.replacement
    for witness in witnesses_of((finding,)):
        entry["witness"] = {name: value for name, value in witness.items() if name != "path"}
    if place is not None and place.related:
        entry["related"] = [{"what": o.what, **_as_data(root, o.range)} for o in place.related]
    return entry


def _as_data(root: str, where: TextRange) -> dict[str, Any]:
    path = os.path.join(root, *where.file.split("/"))
    return {
        "file": one_line(seen_from_here(path)),
        "start_line": where.start_line,
        "start_column": where.start_column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def seen_from_here(path: str) -> str:
    """The path as it is seen from where the user stands."""
    return os.path.relpath(path).replace(os.sep, "/")


def _fingerprint(
    record: Record, finding: Finding, place: Location | None, seen: Counter[str]
) -> str:
    """The same for the same fault wherever its lines move to.

    It is made of the check, the address of the resource, the kind of the path and the text as
    written; where a resource has several such findings, they are counted.
    """
    kind = "/".join(step if isinstance(step, str) else "*" for step in finding.locator.steps)
    text = " ".join(place.text.split()) if place is not None and place.is_exact else ""
    parts = (record.entry.id, record.resource.name, kind, text)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"


def _span_of(root: str, record: Record) -> TextRange:
    """The lines of the resource."""
    span = record.resource.span
    lines = lines_of(os.path.join(root, *span.file.split("/")))
    last = min(span.end_line, max(len(lines), span.start_line))
    length = len(lines[last - 1]) if 0 < last <= len(lines) else 0
    return TextRange(span.file, span.start_line, 1, last, length + 1)


@lru_cache(maxsize=4)
def lines_of(path: str) -> list[str]:
    """The lines of a file; none if it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().split("\n")
    except OSError:
        return []
