"""The fast path for plain text: the segments between the ``*`` of a pattern as regular expressions.

Each segment has one length, so its leftmost place is as good as any other, and the time is linear in
the text and the number of segments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

Segment: TypeAlias = "tuple[re.Pattern[str], int]"

ANY_CHARACTER = "."


def segment(pieces: Iterable[str | int | frozenset[str]]) -> Segment:
    """Texts, and single characters, in a row.

    A number stands for that many characters, a set for one that is not in it.
    """
    expressions: list[str] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, int):
            expressions.append(f"{ANY_CHARACTER}{{{piece}}}")
            length += piece
        elif isinstance(piece, str):
            expressions.append(re.escape(piece))
            length += len(piece)
        else:
            expressions.append(none_of(piece))
            length += 1
    return compiled("".join(expressions)), length


def none_of(excluded: frozenset[str]) -> str:
    """The expression for a character that is not one of these."""
    return f"[^{re.escape(''.join(sorted(excluded)))}]" if excluded else ANY_CHARACTER


def fits(segments: tuple[Segment, ...], text: str) -> bool:
    """Whether the text is the segments in order, with anything between them."""
    first, _ = segments[0]
    if len(segments) == 1:
        return first.fullmatch(text) is not None
    match = first.match(text)
    for middle, _ in segments[1:-1]:
        if match is None:
            return False
        match = middle.search(text, match.end())
    if match is None:
        return False
    last, length = segments[-1]
    start = len(text) - length
    return start >= match.end() and last.fullmatch(text, start) is not None


@lru_cache(maxsize=4096)
def compiled(expression: str) -> re.Pattern[str]:
    """The regular expression, in which ``.`` is any character."""
    return re.compile(expression, re.DOTALL)
