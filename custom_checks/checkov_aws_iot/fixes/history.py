"""Edits that were made one after the other, as edits of the text before any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checkov_aws_iot.fixes.text_edit import TextEdit


@dataclass(frozen=True, slots=True)
class NumberedEdit:
    """An edit with the numbers of the fixes that it is a part of."""

    edit: TextEdit
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a text: what stood between two offsets of the first one, or what was inserted there."""

    text: str
    start: int
    end: int
    is_kept: bool = True
    numbers: frozenset[int] = frozenset()

    def part(self, first: int, last: int) -> _Piece:
        """What stands between two of its own offsets."""
        text = self.text[first:last]
        if not self.is_kept:
            return replace(self, text=text)
        return replace(self, text=text, start=self.start + first, end=self.start + last)


class FileHistory:
    """A file and what became of it."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._pieces = [_Piece(text, 0, len(text))]

    @property
    def text(self) -> str:
        """The text after all edits."""
        return "".join(piece.text for piece in self._pieces)

    def apply(self, edits: Mapping[TextEdit, frozenset[int]]) -> None:
        """The text is what these edits of it make, which change different places."""
        pieces: list[_Piece] = []
        at = 0
        for edit in sorted(edits):
            pieces += self._between(at, edit.start)
            gone = list(self._between(edit.start, edit.end))
            numbers = edits[edit].union(*(piece.numbers for piece in gone))
            place = self._origin(edit.start)
            pieces.append(_Piece(edit.text, place, place, is_kept=False, numbers=numbers))
            at = edit.end
        self._pieces = [*pieces, *self._between(at, len(self.text))]

    def edits(self) -> Iterator[NumberedEdit]:
        """The edits of the first text that make all of the last one, in order."""
        start, texts, numbers = 0, "", frozenset[int]()
        last = len(self._text)
        for piece in (*self._pieces, _Piece("", last, last)):
            if not piece.is_kept:
                texts += piece.text
                numbers |= piece.numbers
                continue
            if texts != self._text[start : piece.start]:
                yield NumberedEdit(TextEdit(self._file, start, piece.start, texts), numbers)
            start, texts, numbers = piece.end, "", frozenset()

    def first_line(self, line: int) -> int:
        """The line of the first text from which this one comes; lines count from 1."""
        starts = [0, *(at + 1 for at, character in enumerate(self.text) if character == "\n")]
        offset = starts[min(line, len(starts)) - 1]
        return self._text.count("\n", 0, self._origin(offset)) + 1

    def _between(self, start: int, end: int) -> Iterator[_Piece]:
        at = 0
        for piece in self._pieces:
            first, last = max(start - at, 0), min(end - at, len(piece.text))
            # What is empty stands for something that was taken away there.
            if first < last or (not piece.text and start <= at <= end):
                yield piece.part(first, last)
            at += len(piece.text)

    def _origin(self, offset: int) -> int:
        at = 0
        for piece in self._pieces:
            if offset < at + len(piece.text):
                return piece.start + (offset - at if piece.is_kept else 0)
            at += len(piece.text)
        return len(self._text)


def edits_by_number(
    fixes: Sequence[tuple[int, Sequence[TextEdit]]],
) -> dict[TextEdit, frozenset[int]]:
    """Each edit with the numbers of all fixes that have it."""
    found: dict[TextEdit, frozenset[int]] = {}
    for number, edits in fixes:
        for edit in edits:
            found[edit] = found.get(edit, frozenset()) | {number}
    return found
