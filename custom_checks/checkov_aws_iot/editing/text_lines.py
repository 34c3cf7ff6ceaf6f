r"""Places in a text as editors count them, and as the engine does.

Source: Language Server Protocol 3.17, "Text Documents" and "Position": lines end at ``\n``, ``\r\n``
or ``\r``, characters count in UTF-16 code units, or in those of the encoding that was agreed on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from checkov_aws_iot.positions.text_range import TextRange

UTF_16: Final = "utf-16"
UTF_8: Final = "utf-8"
UTF_32: Final = "utf-32"

_LINE_END: Final = re.compile(r"\r\n|\n|\r")

EditorPlace = tuple[int, int]
"""A line and a character of it, both from 0."""


class TextLines:
    """A text, and where its lines begin."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offsets at which the lines begin, as editors count them."""
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    @cached_property
    def _engine_starts(self) -> list[int]:
        if "\r" not in self.text:
            return self.starts
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]

    def offset(self, place: EditorPlace, encoding: str = UTF_16) -> int:
        """The offset of the place; what lies behind a line is its end, and behind the text the end."""
        line, units = place
        if line >= len(self.starts):
            return len(self.text)
        start = self.starts[line]
        content = self._content(line)
        return start + _characters(content, units, encoding)

    def place(self, offset: int, encoding: str = UTF_16) -> EditorPlace:
        """The line and the character of an offset."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset) - 1
        return line, _units(self.text[self.starts[line] : offset], encoding)

    def offsets(self, where: TextRange) -> tuple[int, int]:
        """The offsets of a range of the engine."""
        first = self._engine_offset(where.start_line, where.start_column)
        return first, max(first, self._engine_offset(where.end_line, where.end_column))

    def line_at(self, offset: int) -> int:
        """The line of the engine, from 1, that the offset is in."""
        return bisect_right(self._engine_starts, max(0, offset))

    def start_of(self, line: int) -> int:
        """The offset at which a line of the engine, from 1, begins."""
        starts = self._engine_starts
        return starts[line - 1] if 0 < line <= len(starts) else len(self.text)

    def changed(
        self, start: EditorPlace, end: EditorPlace, text: str, encoding: str = UTF_16
    ) -> TextLines:
        """The text in which another one stands between the places."""
        first = self.offset(start, encoding)
        last = max(first, self.offset(end, encoding))
        return TextLines(self.text[:first] + text + self.text[last:])

    def _engine_offset(self, line: int, column: int) -> int:
        start = self.start_of(line)
        following = self.start_of(line + 1)
        return min(start + column - 1, following)

    def _content(self, line: int) -> str:
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[line] : end].rstrip("\r\n")


def _units(text: str, encoding: str) -> int:
    if encoding == UTF_32 or text.isascii():
        return len(text)
    if encoding == UTF_8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(ord(character) > 0xFFFF for character in text)


def _characters(text: str, units: int, encoding: str) -> int:
    """How many characters the units are; half of one is not counted."""
    if encoding == UTF_32 or text.isascii():
        return min(units, len(text))
    count = 0
    for number, character in enumerate(text):
        count += _units(character, encoding)
        if count > units:
            return number
    return len(text)
