"""What a sweep found, over all its targets."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

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
            "repository": result.get("repository", ""),
            "commit": result.get("commit", ""),
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
    """A table: a line for each target, the worst first, with its findings by severity or its error.

    The last line has the totals.
    """
    lines = sorted(map(_line, results), key=lambda line: (line.unread, *line.worst, line.location))
    rows = [("target", *(severity.lower() for severity in SEVERITIES), "seconds", "")]
    for line in lines:
        counts = ("-",) * len(SEVERITIES) if line.unread else tuple(map(str, line.counts))
        rows.append((line.location, *counts, str(line.seconds), line.error))
    totals = [sum(line.counts[n] for line in lines) for n in range(len(SEVERITIES))]
    failed = sum(bool(line.error) for line in lines)
    seconds = round(sum(line.seconds for line in lines), 1)
    errors = f"{failed} not scanned" if failed else ""
    rows.append((f"all {len(lines)}", *map(str, totals), str(seconds), errors))
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


class _Line(NamedTuple):
    """One target in the table."""

    location: str
    counts: tuple[int, ...]
    seconds: float
    error: str
    unread: bool

    @property
    def worst(self) -> tuple[int, ...]:
        """The key by which the worst stand first."""
        return tuple(-count for count in self.counts)


def _line(result: dict[str, Any]) -> _Line:
    found = Counter(str(check.get("severity")) for check in failed_checks(result))
    counts = tuple(found[severity] for severity in SEVERITIES)
    unread = bool(result["error"]) and not result.get("json")
    return _Line(result["location"], counts, result["seconds"], result["error"], unread)


def _runs(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The runs of one target; each says in its properties which target it is."""
    sarif = result.get("sarif")
    for run in sarif.get("runs", ()) if isinstance(sarif, dict) else ():
        # Runs of one tool in one file need categories that differ.
        named = {**run, "automationDetails": {"id": f"checkov-aws-iot/{result['location']}/"}}
        if result.get("repository"):
            provenance = {"repositoryUri": result["repository"]}
            if result.get("commit"):
                provenance["revisionId"] = result["commit"]
            named["versionControlProvenance"] = [provenance]
        yield named


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
