"""The report of ``fix``: a patch, or the edits as data, and what they take away."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.policies.advice.request_words import request_in_words
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.fixes.mending import Fault, Fix, Mended
    from checkov_aws_iot.policies.comparison.access import Access

FORMAT: Final = 1
MOST_TOLD: Final = 3
"""How many of the requests that an edit takes away are told, the shortest first."""

_NO_NEWLINE: Final = "\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Report:
    """What was mended below a root, an absolute path."""

    root: str
    mended: Mended

    def place(self, file: str) -> str:
        """The file as it is seen from where the user stands."""
        return os.path.relpath(os.path.join(self.root, *file.split("/"))).replace(os.sep, "/")

    def told(self) -> Iterator[str]:
        """What each fix takes away, why faults are left, and the sum: one line each."""
        for fix in self.mended.fixes:
            yield from self._taken(fix)
        for left in self.mended.left:
            yield one_line(f"{self._where(left.fault)}: no fix: {left.reason}")
        mended = sum(len(fix.faults) for fix in self.mended.fixes)
        total = mended + len(self.mended.left)
        if total:
            yield f"mends {mended} of {total} findings"

    def _taken(self, fix: Fix) -> Iterator[str]:
        checks = ", ".join(dict.fromkeys(fault.check for fault in fix.faults))
        lost = sorted(map(_said, lost_access(fix)), key=lambda line: (len(line), line))
        for line in lost[:MOST_TOLD]:
            place = self._where(fix.faults[0], checks)
            yield one_line(f"{place}: no longer allowed: {line}")

    def _where(self, fault: Fault, checks: str = "") -> str:
        file, line = line_of(fault)
        return f"{self.place(file)}:{line}: {checks or fault.check} {fault.resource.name}"


def line_of(fault: Fault) -> tuple[str, int]:
    """The file and the line of the entry, or of its resource."""
    if fault.location is not None:
        return fault.location.range.file, fault.location.range.start_line
    return fault.resource.span.file, fault.resource.span.start_line


def lost_access(fix: Fix) -> Iterator[Access]:
    """What is no longer allowed after the fix."""
    for change in fix.changes:
        for _, difference in change.gone:
            yield from difference.access


def _said(access: Access) -> str:
    return request_in_words(access.witness)


def as_diff(reports: Sequence[Report]) -> str:
    """A patch for ``git apply``."""
    parts: list[str] = []
    for report in reports:
        for file in sorted(report.mended.after):
            name = report.place(file)
            before, after = _lines(report.mended.before[file]), _lines(report.mended.after[file])
            for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
                parts.append(line if line.endswith("\n") else line + _NO_NEWLINE)
    return "".join(parts)


def as_json(reports: Sequence[Report]) -> str:
    """The edits with their ranges, the findings that they mend, and those that are left."""
    found = {
        "format": FORMAT,
        "edits": [edit for report in reports for edit in _edits(report)],
        "fixes": [_fix(report, fix) for report in reports for fix in report.mended.fixes],
        "left": [
            {**_fault(report, left.fault), "reason": left.reason}
            for report in reports
            for left in report.mended.left
        ],
    }
    return json.dumps(found, indent=2) + "\n"


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    return {
        "findings": [_fault(report, fault) for fault in fix.faults],
        "no_longer_allowed": [
            {
                "actions": list(one.actions),
                "resource": one.resource,
                "witness": request_in_words(one.witness),
            }
            for one in lost_access(fix)
        ],
    }


def _fault(report: Report, fault: Fault) -> dict[str, Any]:
    file, line = line_of(fault)
    return {
        "check": fault.check,
        "resource": fault.resource.name,
        "file": report.place(file),
        "line": line,
        "message": fault.finding.sentence,
    }


def _edits(report: Report) -> Iterator[dict[str, Any]]:
    """All edits together, in places of the files as they are: whole lines, or less of one line."""
    for file in sorted(report.mended.after):
        before, after = _lines(report.mended.before[file]), _lines(report.mended.after[file])
        for tag, start, end, first, last in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes():
            if tag != "equal":
                yield {
                    "file": report.place(file),
                    "start_line": start + 1,
                    "start_column": 1,
                    "end_line": end + 1,
                    "end_column": 1,
                    "text": "".join(after[first:last]),
                }


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a newline ends one, as for git."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


REPORTS: Final[dict[str, Callable[[Sequence[Report]], str]]] = {"diff": as_diff, "json": as_json}
