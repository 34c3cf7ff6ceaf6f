"""One finding as it stands in the terminal: where, what, what comes of it, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.commands.reports.code_excerpt import excerpt_lines
from checkov_aws_iot.commands.reports.finding_entries import FINDINGS, seen_from_here
from checkov_aws_iot.commands.reports.message_parts import masked_quotes, parts_of
from checkov_aws_iot.commands.reports.terminal_style import Style, unbroken
from checkov_aws_iot.positions.location import RESOURCE
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.record import Record

MOST_NAMES: Final = 3
"""How many of the other resources with the same finding are named."""

_BODY: Final = "  "
_HANGING: Final = "    "
_WHERE: Final = re.compile(r" \[[^\[\]]+:\d+\]$")


@dataclass(frozen=True, slots=True)
class TerminalFinding:
    """One fault at one place; ``others`` are the resources that have it there, too.

    ``cases`` counts the other conditions under which the resource has it.
    """

    record: Record
    entry: dict[str, Any]
    others: dict[str, None] = field(default_factory=dict)
    cases: list[str] = field(default_factory=list)

    @property
    def severity(self) -> str:
        """The name of the severity."""
        return self.record.severity.name if self.record.severity else ""

    @property
    def location(self) -> str:
        """``path:line:column``, as terminals and editors make it clickable."""
        return location_of(self.entry)

    @property
    def reason(self) -> str:
        """The message, without a place in it that is the same as the location."""
        message = str(self.entry["message"])
        inner = _WHERE.search(message)
        file, _, line = inner[0][2:-1].rpartition(":") if inner else ("", "", "")
        same = f"/{self.entry['file']}".endswith(f"/{file}") and line == str(
            self.entry["start_line"]
        )
        return message[: inner.start()] if inner and same else message

    def lines(self, style: Style, *, code: bool) -> Iterator[str]:
        """The finding in lines; ``code`` says that the code is shown."""
        yield from self._head(style)
        if code:
            yield from _code(self.entry, style, self.severity)
        yield from self._message(style)
        for place in self._related():
            where = unbroken(location_of(place))
            yield from style.wrapped(f"see {where}: {place['what']}", _BODY, _HANGING)
        if self.others:
            yield from style.wrapped(_also(list(self.others)), _BODY, _HANGING)

    def _head(self, style: Style) -> Iterator[str]:
        label = f"{self.severity} {self.record.check_id}"
        first, *rest = style.wrapped(f"{label} {self.record.check_name}", "", _HANGING)
        title = style.bold(first[len(label) :]) if first[len(label) :] else ""
        yield style.of_severity(label, self.severity) + title
        yield from map(style.bold, rest)
        where = unbroken(self.location)
        yield from style.wrapped(f"{where} in {unbroken(self.record.resource)}", _BODY, _HANGING)

    def _related(self) -> Iterator[dict[str, Any]]:
        """Places in other files, and others than the resource in the same one: that is named above."""
        for place in self.entry.get("related", ()):
            if place["what"] != RESOURCE or place["file"] != self.entry["file"]:
                yield place

    def _message(self, style: Style) -> Iterator[str]:
        parts = parts_of(self.entry["message"])
        yield from style.wrapped(parts.fault, _BODY, _HANGING)
        if parts.consequence:
            yield from style.wrapped(parts.consequence, _BODY, _HANGING)
        if parts.when:
            count = len(self.cases)
            more = f", and likewise in {count} other case{'s' * (count > 1)}" if count else ""
            yield from style.wrapped(parts.when + more, _BODY, _HANGING)
        if parts.instead:
            first, *rest = style.wrapped(f"instead: {parts.instead}", _BODY, _HANGING)
            yield first.replace("instead:", style.bold("instead:"), 1)
            yield from rest


def findings_of(records: Iterable[Record]) -> list[TerminalFinding]:
    """The findings of all records by severity, file, line and check; those that say the same are one."""
    found: dict[tuple[object, ...], TerminalFinding] = {}
    for record, entry in sorted(_entries(records), key=lambda pair: _order(*pair)):
        parts = parts_of(entry["message"])
        words = masked_quotes(parts.fault + parts.consequence).replace("_", "")
        place = (record.check_id, location_of(entry), entry["end_column"])
        key = (*place, words)
        same = found.setdefault(key, TerminalFinding(record, entry))
        if same.entry is entry:
            continue
        if record.resource != same.record.resource:
            same.others[record.resource] = None
        elif parts.when != parts_of(same.entry["message"]).when:
            same.cases.append(parts.when)
        else:
            other = (*key, len(found))
            found[other] = TerminalFinding(record, entry)
    return list(found.values())


def location_of(place: dict[str, Any]) -> str:
    """``path:line:column``; without the column where that is not known."""
    column = f":{place['start_column']}" if place.get("start_column") else ""
    return f"{place['file']}:{place['start_line']}{column}"


def _entries(records: Iterable[Record]) -> Iterator[tuple[Record, dict[str, Any]]]:
    for record in records:
        checked: Any = record.check_result
        for entry in checked.get(FINDINGS) or _without_places(record):
            yield record, entry


def _without_places(record: Record) -> Iterator[dict[str, Any]]:
    first, last = record.file_line_range
    for detail in record.details or [record.check_name]:
        yield {
            "message": _WHERE.sub("", detail),
            "file": one_line(seen_from_here(record.file_abs_path)),
            "start_line": max(int(first), 1),
            "start_column": 0,
            "end_line": max(int(last), 1),
            "end_column": 0,
        }


def _order(record: Record, entry: dict[str, Any]) -> tuple[object, ...]:
    return (
        -(record.severity.level if record.severity else 0),
        entry["file"],
        entry["start_line"],
        record.check_id,
        entry["start_column"],
        record.resource,
        entry["message"],
    )


def _code(entry: dict[str, Any], style: Style, severity: str) -> Iterator[str]:
    lines = list(excerpt_lines(entry, style.width))
    if not lines:
        return
    yield ""
    for gutter, text, is_caret in lines:
        yield (gutter + (style.of_severity(text, severity) if is_caret else text)).rstrip()
    yield ""


def _also(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    told = ", ".join(map(unbroken, names[:MOST_NAMES]))
    return f"also {told}" + (f" and {more} more" if more > 0 else "")
