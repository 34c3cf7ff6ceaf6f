"""Text with the wildcards ``*`` and ``?``, matched against one concrete text.

The algebra of such texts as languages is the layer below; here one request meets one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from checkov_aws_iot.patterns.segments import Segment, fits, segment
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown

MOST_STEPS = 200_000

# While a text is matched, each hole stands as one character that no decoded text holds.
_FIRST_MARK = 0xD800
_LAST_MARK = 0xDFFF
_NO_MARK = f"[^{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]"


class Wildcard(Enum):
    """What stands for characters that are not written."""

    ANY = "*"
    ONE = "?"


Piece: TypeAlias = str | Wildcard | Hole


@dataclass(frozen=True, slots=True)
class WildcardText:
    """A pattern: plain text, wildcards and holes in order. A hole is one fixed text, not known."""

    pieces: tuple[Piece, ...]
    _compiled: list[tuple[Segment, ...]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def has_holes(self) -> bool:
        """Whether a part of the pattern is not known."""
        return any(isinstance(piece, Hole) for piece in self.pieces)

    def fits(self, subject: str) -> bool:
        """Whether the pattern, which has no holes, matches the whole text."""
        if not self._compiled:
            # A pattern is matched many times, and compiled when it first is.
            self._compiled.append(_segments(self.pieces))
        return fits(self._compiled[0], subject)

    def matches(self, subject: str | Text) -> Truth:
        """Whether the pattern matches the whole text, case-sensitively.

        A hole matches the same hole; anything else that fits is unknown, with the reason of the
        hole. Takes at most ``MOST_STEPS`` steps, after which the answer is unknown.
        """
        if isinstance(subject, str) and not self.has_holes:
            return self.fits(subject)
        holes = [p for p in self.pieces if isinstance(p, Hole)]
        if isinstance(subject, Text):
            holes.extend(subject.holes)
        marks: dict[Hole, str] = {}
        for hole in dict.fromkeys(holes):
            if len(marks) > _LAST_MARK - _FIRST_MARK:
                return Unknown("has too many unknown parts to be matched")
            marks[hole] = chr(_FIRST_MARK + len(marks))
        marked = tuple(marks[p] if isinstance(p, Hole) else p for p in self.pieces)
        parts: tuple[str | Hole, ...] = subject.parts if isinstance(subject, Text) else (subject,)
        if fits(_segments(marked), "".join(p if isinstance(p, str) else marks[p] for p in parts)):
            return True
        if not _meet(tuple(_symbols(self.pieces)), tuple(_symbols(parts))):
            return False
        return Unknown.of(holes[0])


@lru_cache(maxsize=2048)
def wildcard_text(text: str | Text) -> WildcardText:
    """The pattern that the text denotes, without policy variables or escapes."""
    return WildcardText(tuple(pieces_of(text)))


def pieces_of(text: str | Text) -> Iterator[Piece]:
    """The pieces of a text in which every ``*`` and ``?`` is a wildcard."""
    for part in text.parts if isinstance(text, Text) else (text,):
        if isinstance(part, Hole):
            yield part
            continue
        for piece in re.split(r"([*?])", part):
            if piece == "*":
                yield Wildcard.ANY
            elif piece == "?":
                yield Wildcard.ONE
            elif piece:
                yield piece


@lru_cache(maxsize=4096)
def _segments(pieces: tuple[Piece, ...]) -> tuple[Segment, ...]:
    """What stands between the ``*``."""
    segments: list[Segment] = []
    current: list[str | int] = []
    for piece, run in groupby((*pieces, Wildcard.ANY)):
        count = len(list(run))
        if piece is Wildcard.ONE:
            current.append(count)
        elif isinstance(piece, str):
            current.extend([piece] * count)
        elif piece is Wildcard.ANY:
            segments.append(segment(current, _NO_MARK))
            segments.extend([segment(())] * (count - 1))
            current = []
    return tuple(segments)


_Symbol: TypeAlias = str | Wildcard


def _symbols(parts: Iterable[Piece]) -> Iterator[_Symbol]:
    """Single characters and wildcards; a hole may be any text."""
    for part in parts:
        if isinstance(part, Hole):
            yield Wildcard.ANY
        elif isinstance(part, Wildcard):
            yield part
        else:
            yield from part


def _meet(left: tuple[_Symbol, ...], right: tuple[_Symbol, ...]) -> bool:
    """Whether some text fits both; true where it would take too long to find out."""
    if len(left) * len(right) > MOST_STEPS:
        return True
    # reached[j]: the symbols of `left` so far and the first j of `right` have a text in common.
    reached = [True] + [False] * len(right)
    for j, symbol in enumerate(right, 1):
        reached[j] = reached[j - 1] and symbol is Wildcard.ANY
    for mine in left:
        before = reached
        reached = [before[0] and mine is Wildcard.ANY]
        for j, yours in enumerate(right, 1):
            if mine is Wildcard.ANY or yours is Wildcard.ANY:
                reached.append(
                    (mine is Wildcard.ANY and (before[j] or reached[j - 1]))
                    or (yours is Wildcard.ANY and (reached[j - 1] or before[j]))
                )
            else:
                same = mine is Wildcard.ONE or yours is Wildcard.ONE or mine == yours
                reached.append(same and before[j - 1])
    return reached[-1]


def could_meet(left: WildcardText, right: WildcardText) -> bool:
    """Whether some text matches both patterns, a hole being any text."""
    return _meet(tuple(_symbols(left.pieces)), tuple(_symbols(right.pieces)))
