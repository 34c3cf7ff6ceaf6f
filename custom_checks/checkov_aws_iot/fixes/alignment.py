"""The equals signs of HCL stay in one column where they were, as ``terraform fmt`` has them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.text_edit import EditConflictError, TextEdit, patched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ITEM: Final = re.compile(r'(?P<margin>[ \t]*)(?P<key>[\w-]+|"[^"\n]*")(?P<gap> *)= \S')
_OPEN: Final = ("{", "[", "(", ",")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the new text with one item: its key, and where the blanks behind that stand."""

    margin: str
    key: str
    start: int
    end: int


def with_alignment(text: str, edits: Sequence[TextEdit]) -> tuple[TextEdit, ...]:
    """The edits of one file of HCL, and those of the blanks in front of equals signs around them.

    Only groups of items that were in line are kept so.
    """
    try:
        new = patched(text, edits)
    except EditConflictError:
        return tuple(edits)
    ordered = sorted(set(edits))
    changed = list(_new_ranges(ordered))
    added: list[TextEdit] = []
    spelled = dict(enumerate(edit.text for edit in ordered))
    for group in _groups(new):
        first, last = group[0].start - 1, group[-1].end
        if not any(start <= last and end >= first - len(group[0].key) for start, end in changed):
            continue
        width = max(len(line.key) for line in group) + 1
        for line in reversed(group):
            gap = width - len(line.key)
            old = _old(ordered, line.start), _old(ordered, line.end)
            if line.end - line.start != gap and None not in old and _was_in_line(text, old[1]):
                added.append(TextEdit(edits[0].file, old[0] or 0, old[1] or 0, " " * gap))
            elif old == (None, None) and _stood_in_line(text, ordered, group):
                number, start = _inside(changed, line.start)
                end = start + line.end - line.start
                spelled[number] = spelled[number][:start] + " " * gap + spelled[number][end:]
    moved = [replace(edit, text=spelled[number]) for number, edit in enumerate(ordered)]
    return (*moved, *added)


def _stood_in_line(text: str, ordered: Sequence[TextEdit], group: list[_Line]) -> bool:
    """Whether lines of the group were there before, in line."""
    places = (_old(ordered, line.end) for line in group)
    old = [place for place in places if place is not None]
    return bool(old) and all(_was_in_line(text, place) for place in old)


def _inside(changed: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """The number of the edit that wrote the place, and the offset in its text."""
    number = bisect_right([start for start, _ in changed], at) - 1
    return number, at - changed[number][0]


def _groups(text: str) -> Iterator[list[_Line]]:
    """Neighbouring lines with one item each at the same margin, none of which goes on."""
    group: list[_Line] = []
    at = 0
    for line in text.splitlines(keepends=True):
        item, begin = _ITEM.match(line), at
        at += len(line)
        is_open = line.rstrip().endswith(_OPEN) or "<<" in line
        if item is None or is_open or (group and group[0].margin != item["margin"]):
            if group:
                yield group
            group = []
        if item is not None and not is_open:
            start = begin + item.end("key")
            group.append(_Line(item["margin"], item["key"], start, start + len(item["gap"])))
    if group:
        yield group


def _new_ranges(ordered: Sequence[TextEdit]) -> Iterator[tuple[int, int]]:
    shift = 0
    for edit in ordered:
        start = edit.start + shift
        yield start, start + len(edit.text)
        shift += len(edit.text) - (edit.end - edit.start)


def _old(ordered: Sequence[TextEdit], at: int) -> int | None:
    """Where the place stood before the edits; ``None`` inside of what they wrote."""
    ranges = list(_new_ranges(ordered))
    number = bisect_right([start for start, _ in ranges], at) - 1
    if number < 0:
        return at
    if at < ranges[number][1]:
        return None
    return ordered[number].end + at - ranges[number][1]


def _was_in_line(text: str, at: int | None) -> bool:
    """Whether the equals sign at the place was where those of its group were."""
    for group in _groups(text):
        if at is not None and group[0].start <= at <= group[-1].end:
            widths = {len(line.key) + line.end - line.start for line in group}
            return widths == {max(len(line.key) for line in group) + 1}
    return False
