"""The fast path for plain text: the segments between the ``*`` of a pattern.

Each segment has one length, so its leftmost place is as good as any other, and the time is linear in
the text and the number of segments. A pattern is often matched once, with the values of one request
in it: to compile an expression for it would take longer than to match it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Segment(NamedTuple):
    """Texts, and characters that are not in a set, each at its distance from the beginning."""

    pieces: tuple[tuple[int, str | frozenset[str]], ...]
    length: int

    def matches(self, text: str, at: int) -> bool:
        """Whether the segment is at that place of the text, which must be long enough."""
        return all(
            text.startswith(piece, at + offset)
            if isinstance(piece, str)
            else text[at + offset] not in piece
            for offset, piece in self.pieces
        )

    def end_of_first(self, text: str, at: int) -> int:
        """Where the first such segment ends that begins at the place or later; -1 without one."""
        offset, anchor = next((one for one in self.pieces if isinstance(one[1], str)), (0, ""))
        last = len(text) - self.length
        while at <= last:
            place = text.find(anchor, at + offset)  # type: ignore[arg-type]
            if place < 0:
                return -1
            at = place - offset
            if at <= last and self.matches(text, at):
                return at + self.length
            at += 1
        return -1


def segment(pieces: Iterable[str | int | frozenset[str]]) -> Segment:
    """Texts, and single characters, in a row.

    A number stands for that many characters, a set for one that is not in it.
    """
    texts: list[tuple[int, str | frozenset[str]]] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, int):
            length += piece
        elif isinstance(piece, frozenset):
            texts.append((length, piece))
            length += 1
        else:
            offset, before = texts[-1] if texts else (0, frozenset())
            if isinstance(before, str) and offset + len(before) == length:
                texts[-1] = (offset, before + piece)
            else:
                texts.append((length, piece))
            length += len(piece)
    return Segment(tuple(texts), length)


def fits(segments: tuple[Segment, ...], text: str) -> bool:
    """Whether the text is the segments in order, with anything between them."""
    first, *middle, last = segments if len(segments) > 1 else (*segments, Segment((), 0))
    start = len(text) - last.length
    if len(segments) == 1 and len(text) != first.length:
        return False
    if start < first.length or not first.matches(text, 0):
        return False
    end = first.length
    for one in middle:
        end = one.end_of_first(text, end)
        if end < 0:
            return False
    return start >= end and last.matches(text, start)
