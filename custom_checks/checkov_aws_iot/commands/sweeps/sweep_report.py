"""What a sweep found, over all its targets."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_reports(results: Sequence[dict[str, Any]], directory: Path) -> None:
    """``sweep.json`` and ``sweep.sarif`` stand in the directory, with every target in the order given."""
    targets = [
        {
            "location": result["location"],
            "error": result["error"],
            "seconds": result["seconds"],
            "failed_checks": list(failed_checks(result)),
        }
        for result in results
    ]
    _write(directory / "sweep.json", {"targets": targets})
    runs = [run for result in results for run in _runs(result)]
    _write(directory / "sweep.sarif", {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": runs})


def failed_checks(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The records of failed checks of one target, whatever frameworks it has."""
    report = result.get("json")
    for each in report if isinstance(report, list) else [report]:
        if isinstance(each, dict) and isinstance(each.get("results"), dict):
            yield from each["results"].get("failed_checks", ())


def summary(results: Iterable[dict[str, Any]]) -> str:
    """A table: one line for each target with its findings by severity, or its error."""
    rows = [("target", *(severity.lower() for severity in SEVERITIES), "seconds", "")]
    for result in results:
        counts = Counter(str(check.get("severity")) for check in failed_checks(result))
        numbers = tuple(str(counts[severity]) for severity in SEVERITIES)
        if result["error"] and not result.get("json"):
            numbers = ("-",) * len(SEVERITIES)
        rows.append((result["location"], *numbers, str(result["seconds"]), result["error"]))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "".join(
        "  ".join(
            one_line(cell).ljust(width)
            if column in {0, len(widths) - 1}
            else one_line(cell).rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in rows
    )


def _runs(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The runs of one target; each says in its properties which target it is."""
    sarif = result.get("sarif")
    for run in sarif.get("runs", ()) if isinstance(sarif, dict) else ():
        # Runs of one tool in one file need categories that differ.
        yield {**run, "automationDetails": {"id": f"checkov-aws-iot/{result['location']}/"}}


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
