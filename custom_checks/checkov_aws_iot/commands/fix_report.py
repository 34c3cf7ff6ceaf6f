"""The report of ``fix``: a patch, or the edits as data, and what they take away."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from functools import cached_property
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.findings.witness_json import as_data
from checkov_aws_iot.fixes.history import FileHistory, edits_by_number
from checkov_aws_iot.fixes.mending import MAKES_LIVE
from checkov_aws_iot.fixes.text_edit import position_at
from checkov_aws_iot.fixes.writing import Change
from checkov_aws_iot.policies.advice.request_words import request_in_words
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.policy_changes import PolicyChange, Said
    from checkov_aws_iot.fixes.mending import Fault, Fix, Mended

FORMAT: Final = 1
MOST_TOLD: Final = 3
"""How many of the requests that an edit takes away are told, the shortest first."""

_NO_NEWLINE: Final = "\n\\ No newline at end of file\n"
_TRUST: Final = "trust-policy"
_SPECIAL: Final = re.compile(r'["\\\x00-\x1f\x7f]')


@dataclass(frozen=True)
class Report:
    """What was mended below a root, an absolute path."""

    root: str
    mended: Mended

    def changes(self) -> Iterator[Change]:
        """The files with their new texts."""
        for file in sorted(self.mended.after):
            yield Change(self.root, file, self.mended.before[file], self.mended.after[file])

    def place(self, file: str) -> str:
        """The file as it is seen from where the user stands."""
        return os.path.relpath(os.path.join(self.root, *file.split("/"))).replace(os.sep, "/")

    @cached_property
    def rounds(self) -> list[dict[str, FileHistory]]:
        """The files as they were before each round of fixes, and after the last one."""
        numbered = list(enumerate(self.mended.fixes))
        found = []
        for rounds in range(max((fix.round for fix in self.mended.fixes), default=-1) + 2):
            files = {file: FileHistory(file, text) for file, text in self.mended.before.items()}
            for number in range(rounds):
                edits = edits_by_number([(n, f.edits) for n, f in numbered if f.round == number])
                for file, history in files.items():
                    history.apply({edit: by for edit, by in edits.items() if edit.file == file})
            found.append(files)
        return found

    def line_of(self, fault: Fault, number: int = -1) -> tuple[str, int]:
        """The file as the user sees it and the line of the entry, or of its resource, before any edit."""
        where = fault.location.range if fault.location is not None else fault.resource.span
        history = self.rounds[number].get(where.file)
        line = history.first_line(where.start_line) if history else where.start_line
        return self.place(where.file), line


def told(reports: Sequence[Report]) -> Iterator[str]:
    """What the fixes take away, why faults are left, and the sum, in lines for people."""
    for report in reports:
        groups = _together(report.mended.fixes)
        for lines in sorted(list(_mended_lines(report, fixes)) for fixes in groups):
            yield from map(one_line, lines)
    for report in reports:
        left = [(*report.line_of(one.fault), one) for one in report.mended.left]
        for file, line, one in sorted(left, key=lambda each: each[:2]):
            what = f"{one.fault.check} {one.fault.resource.name}"
            yield one_line(f"{file}:{line} {what} is left: {one.reason}")
    mended = sum(len(fix.faults) for report in reports for fix in report.mended.fixes)
    total = mended + sum(len(report.mended.left) for report in reports)
    if total:
        yield f"mends {mended} of {total} findings"
    base = _base(reports)
    if base != os.curdir:
        yield one_line(f"the patch is for: git -C {quote(base)} apply")


def _together(fixes: Sequence[Fix]) -> list[list[Fix]]:
    """The fixes, those together that are a part of the same change of a policy."""
    found: list[list[Fix]] = []
    for fix in fixes:
        same = (o for o in found if any(c in each.changes for each in o for c in fix.changes))
        group = next(same, None)
        if group is None:
            found.append([fix])
        else:
            group.append(fix)
    return found


def _mended_lines(report: Report, fixes: Sequence[Fix]) -> Iterator[str]:
    """Where the findings are that are mended, and below them ``-`` what is no longer allowed."""
    places: dict[tuple[str, int, str], list[str]] = {}
    for fix in fixes:
        for fault in fix.faults:
            key = (*report.line_of(fault, fix.round), fault.resource.name)
            places.setdefault(key, []).append(fault.check)
    for (file, line, name), checks in sorted(places.items()):
        yield f"{file}:{line} {', '.join(dict.fromkeys(checks))} {name}"
    changes = list(dict.fromkeys(change for fix in fixes for change in fix.changes))
    if any(fault.check == MAKES_LIVE for fix in fixes for fault in fix.faults):
        yield from _first("+", [said for c in changes for said in _in_words(c, c.new)])
    yield from _first("-", [said for c in changes for said in _in_words(c, c.gone)])


def _first(sign: str, said: list[str]) -> Iterator[str]:
    ordered = sorted(dict.fromkeys(said), key=lambda line: (len(line), line))
    yield from (f"  {sign} {line}" for line in ordered[:MOST_TOLD])
    if len(ordered) > MOST_TOLD:
        yield f"  {sign} and more on {len(ordered) - MOST_TOLD} other resources"


def _in_words(change: PolicyChange, said: Said) -> Iterator[str]:
    """The requests without what all of them have in common."""
    for caller, difference in said:
        for access in difference.access:
            arn = split_arn(access.witness.resource)
            name = str(arn.resource) if arn is not None and not caller else access.resource
            words = request_in_words(replace(access.witness, resource=name))
            if change.kind == _TRUST:
                words = words.replace(f" on {name}", "", 1)
            limit = " unless a condition is met" if access.conditional and caller else ""
            yield f"{words}{f' by {caller}' if caller else ''}{limit}"


def _base(reports: Sequence[Report]) -> str:
    """The directory that the names in the patch begin at: the current one, or one around all files."""
    paths = [change.path for report in reports for change in report.changes()]
    if all(_is_below_here(path) for path in paths):
        return os.curdir
    return os.path.relpath(os.path.commonpath([os.path.dirname(path) for path in paths]))


def _is_below_here(path: str) -> bool:
    return not os.path.relpath(path).startswith(os.pardir + os.sep)


def as_diff(reports: Sequence[Report]) -> str:
    """A patch for ``git apply``."""
    base = _base(reports)
    parts: list[str] = []
    for report in reports:
        for change in report.changes():
            name = os.path.relpath(change.path, base).replace(os.sep, "/")
            before, after = _lines(change.before), _lines(change.after)
            header = (f"--- {_named(f'a/{name}')}\n", f"+++ {_named(f'b/{name}')}\n")
            parts += header
            for line in list(unified_diff(before, after))[2:]:
                parts.append(line if line.endswith("\n") else line + _NO_NEWLINE)
    return "".join(parts)


def _named(path: str) -> str:
    """The path as git spells it in a patch."""
    if not _SPECIAL.search(path):
        return path
    escaped = _SPECIAL.sub(lambda match: f"\\{ord(match[0]):03o}", path)
    return f'"{escaped}"'


def as_json(reports: Sequence[Report]) -> str:
    """The edits with their ranges, the fixes that they belong to, and the findings that are left."""
    edits: list[dict[str, Any]] = []
    fixes: list[dict[str, Any]] = []
    for report in reports:
        edits += _edits(report, len(fixes))
        fixes += (_fix(report, fix) for fix in report.mended.fixes)
    left = [
        {**_fault(report, one.fault), "reason": one.reason}
        for report in reports
        for one in report.mended.left
    ]
    found = {"format": FORMAT, "edits": edits, "fixes": fixes, "left": left}
    return json.dumps(found, indent=2) + "\n"


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    return {
        "findings": [_fault(report, fault, fix.round) for fault in fix.faults],
        "no_longer_allowed": [one for change in fix.changes for one in _access(change.gone)],
        "newly_allowed": [
            one
            for change in fix.changes
            if any(fault.check == MAKES_LIVE for fault in fix.faults)
            for one in _access(change.new)
        ],
    }


def _access(said: Said) -> Iterator[dict[str, Any]]:
    for caller, difference in said:
        for one in difference.access:
            yield {
                "caller": caller or None,
                "actions": list(one.actions),
                "resource": one.resource,
                "conditional": one.conditional,
                "witness": as_data(one.witness),
            }


def _fault(report: Report, fault: Fault, number: int = -1) -> dict[str, Any]:
    file, line = report.line_of(fault, number)
    return {
        "check": fault.check,
        "resource": fault.resource.name,
        "file": file,
        "line": line,
        "message": fault.finding.sentence,
    }


def _edits(report: Report, first: int) -> Iterator[dict[str, Any]]:
    """All edits together, in places of the files as they are, with the numbers of their fixes."""
    for file, history in sorted(report.rounds[-1].items()):
        before = report.mended.before[file]
        for numbered in history.edits():
            edit = numbered.edit
            start, end = position_at(before, edit.start), position_at(before, edit.end)
            yield {
                "file": report.place(file),
                "start_line": start[0],
                "start_column": start[1],
                "end_line": end[0],
                "end_column": end[1],
                "text": edit.text,
                "fixes": [first + number for number in sorted(numbered.numbers)],
            }


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a newline ends one, as for git."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


REPORTS: Final[dict[str, Callable[[Sequence[Report]], str]]] = {"diff": as_diff, "json": as_json}
