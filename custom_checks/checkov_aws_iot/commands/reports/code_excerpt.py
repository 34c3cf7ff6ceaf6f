"""The lines of a file that a finding is about, with a caret under the entry."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Final

from checkov_aws_iot.commands.reports.finding_entries import lines_of
from checkov_aws_iot.commands.reports.terminal_style import cells
from checkov_aws_iot.values.one_line import one_line

MOST_LINES: Final = 4
"""How many lines of an entry are shown."""

_WITHOUT_WIDTH: Final = 200
_TAB: Final = "    "
_CUT: Final = "..."


def excerpt(place: dict[str, Any], width: int | None) -> list[tuple[str, str]]:
    """Lines of code, each with what stands before it: a line number, or nothing for carets.

    An entry that is not known exactly has its first line, and a caret only if it is within that line.
    """
    first, last = place["start_line"], place["end_line"]
    lines = lines_of(os.path.abspath(place["file"]))
    within_line = first == last
    if not place.get("exact") and not within_line:
        last = first
    shown = list(range(first, min(last, first + MOST_LINES - 1, len(lines)) + 1))
    indent = min((_indent(lines[number - 1]) for number in shown), default=0)
    gutter = max((len(str(number)) for number in shown), default=1)
    room = (width or _WITHOUT_WIDTH) - gutter - len("    | ")
    found: list[tuple[str, str]] = []
    for number in shown:
        line = lines[number - 1].rstrip("\r\n ")[: _end_of_interest(place)]
        start = place["start_column"] - 1 if number == first else _indent(line)
        end = place["end_column"] - 1 if number == place["end_line"] else len(line)
        code, marks = _marked(line, max(start, indent), min(end, len(line)), indent, room)
        found.append((f"{number:>{gutter}}", code))
        if within_line or (place.get("exact") and number in {first, place["end_line"]}):
            found.append((" " * gutter, marks))
    if shown and shown[-1] < last:
        found.append((" " * gutter, f"{_CUT} to line {last}"))
    return found


def _end_of_interest(place: dict[str, Any]) -> int:
    """No more of a line is looked at than the entry and what may be shown behind it."""
    ends = place["start_column"], place["end_column"]
    return int(max(ends)) + 1_000


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _marked(line: str, start: int, end: int, indent: int, room: int) -> tuple[str, str]:
    """The line without its indent, and carets under the characters from start to end."""
    printed = [_printed(character) for character in line]
    widths = list(map(cells, printed))
    left = indent
    if sum(widths[indent:]) > room:
        # The entry is in sight with a little of what stands before it.
        left = max(indent, start - max(room // 4, 1)) if sum(widths[indent:end]) > room else indent
    head = _CUT if left > indent else ""
    right = _last_within(widths, left, room - len(head) - len(_CUT))
    tail = _CUT if right < len(line) else ""
    if tail and sum(widths[left:]) + len(head) <= room:
        right, tail = len(line), ""
    code = head + "".join(printed[left:right]) + tail
    before = len(head) + sum(widths[left:start])
    carets = max(sum(widths[start : max(min(end, right), start)]), 1)
    return code.rstrip(), " " * before + "^" * carets


def _last_within(widths: list[int], left: int, room: int) -> int:
    used = 0
    for at in range(left, len(widths)):
        used += widths[at]
        if used > room:
            return at
    return len(widths)


def _printed(character: str) -> str:
    return _TAB if character == "\t" else one_line(character)


def excerpt_lines(place: dict[str, Any], width: int | None) -> Iterator[tuple[str, str, bool]]:
    """The excerpt with its gutter: what stands before the code, the code, and whether it is carets."""
    for number, code in excerpt(place, width):
        yield f"  {number} | ", code, not number.strip() and code.lstrip().startswith("^")
