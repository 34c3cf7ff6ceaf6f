"""Finding the entry that a path means among the places that may be it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.value import OneOf, Value

if TYPE_CHECKING:
    from checkov_aws_iot.findings.locator import Step
    from checkov_aws_iot.positions.place import Piece, Place, Places
    from checkov_aws_iot.values.span import Span

_STATEMENT: Final = "Statement"
_OTHER_INDEX: Final = 1
_OTHER_LINES: Final = 10


@dataclass(frozen=True, eq=False, slots=True)
class _Candidate:
    """A place, and how little it is what the path says: 0 if it is just that."""

    place: Place
    doubt: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """The place that was found; ``is_exact`` if it is the entry, otherwise the entry is inside."""

    place: Place
    is_exact: bool


def search(
    places: Places,
    start: Place,
    path: tuple[Step, ...],
    text: str | Text | None,
    statement: Span | None,
) -> Hit:
    """The entry at the end of the path, or the last place on the way that is surely around it.

    ``text`` is what the entry says, where it is one string: only a place that may say so counts.
    ``statement`` are the lines of the statement that the entry is in, where they are known.
    """
    current = [_Candidate(start)]
    around = start
    for number, step in enumerate(path):
        if isinstance(step, str):
            following = [c for each in current for c in _entries(places, each, step)]
        else:
            following = [c for each in current for c in _items(places, each, step)]
        if not following:
            return Hit(around, is_exact=False)
        current = following
        if _is_statement(path, number):
            current = _in_lines(places, current, statement)
        if len(current) == 1:
            around = current[0].place
    hit = _best(places, current, around if text is None else start, text)
    return Hit(start, is_exact=False) if places.is_exhausted else hit


def _is_statement(path: tuple[Step, ...], number: int) -> bool:
    """Whether the step leads to a statement: its index, or the key if there is no list."""
    listed = [isinstance(step, int) for step in path[:2]]
    if path[0] == _STATEMENT:
        return number == (1 if listed[1:] == [True] else 0)
    return number == 0 and listed[0]


def _entries(places: Places, candidate: _Candidate, key: str) -> list[_Candidate]:
    return [replace(candidate, place=place) for place in places.entries(candidate.place, key)]


def _items(places: Places, candidate: _Candidate, index: int) -> list[_Candidate]:
    found: list[_Candidate] = []
    for place in places.followed(candidate.place):
        items = places.items(place)
        if items is None:
            found.append(replace(candidate, place=place))
            continue
        for number, item in enumerate(items):
            other = number != index and places.is_counted(place)
            doubt = candidate.doubt + (_OTHER_INDEX if other else 0)
            found.append(_Candidate(item, doubt))
    return found


def _in_lines(
    places: Places, candidates: list[_Candidate], statement: Span | None
) -> list[_Candidate]:
    """The statements in these lines, if there are any; otherwise those with the right index."""
    opened = [
        replace(candidate, place=one)
        for candidate in candidates
        for place in places.followed(candidate.place)
        for one in (places.items(place) or [place])
    ]
    if statement is not None:
        here = [c for c in opened if _begins(places, c.place, statement)]
        if here:
            return here
    return [c for c in opened if not c.doubt] or opened


def _begins(places: Places, place: Place, lines: Span) -> bool:
    where = places.range_of(place)
    return where.file == lines.file and where.start_line == lines.start_line


def _best(
    places: Places, candidates: list[_Candidate], around: Place, text: str | Text | None
) -> Hit:
    if text is None:
        sure = [c for c in candidates if not c.doubt] or candidates
        return Hit(sure[0].place, is_exact=True) if _agree(places, sure) else Hit(around, False)
    ranked: list[tuple[int, _Candidate]] = []
    for candidate in candidates:
        for leaf in places.leaves(candidate.place):
            likeness = _likeness(places, leaf, text)
            if likeness:
                ranked.append((candidate.doubt - 3 * likeness, replace(candidate, place=leaf)))
    if not ranked:
        return Hit(around, is_exact=False)
    least = min(rank for rank, _ in ranked)
    best = [candidate for rank, candidate in ranked if rank == least]
    if _agree(places, best) or (len(candidates) == 1 and least <= -6):
        return Hit(best[0].place, is_exact=True)
    return Hit(around, is_exact=False)


def _agree(places: Places, candidates: list[_Candidate]) -> bool:
    return len({places.range_of(candidate.place) for candidate in candidates}) == 1


def _likeness(places: Places, place: Place, text: str | Text) -> int:
    """2 if the place says the text, 1 if it may, 0 if it does not."""
    value = places.value(place)
    values = [choice for _, choice in value.choices] if isinstance(value, OneOf) else [value]
    if any(_identity(one) == _identity(text) for one in values):
        return 2
    if isinstance(value, str):
        return 0
    if places.spelling(place) == str(text):
        return 2
    pieces = places.pieces(place)
    return 1 if pieces is not None and _may_be(pieces, text) else 0


def _identity(value: Value) -> object:
    """The text with holes under their names; ``&{`` is how Terraform writes policy variables."""
    text = value.identity if isinstance(value, Text) else value
    return text.replace("&{", "${") if isinstance(text, str) else None


def _may_be(pieces: list[Piece], text: str | Text) -> bool:
    """Whether the text is what the pieces are, with anything in the place of what is not known."""
    known = [""]
    for piece in pieces:
        if piece is None:
            known.append("")
        else:
            known[-1] += piece.replace("&{", "${")
    first, *middle = known
    written = str(text)
    if not middle or not written.startswith(first):
        return written == first
    left, last = written[len(first) :], middle.pop()
    for part in middle:
        _, part_is_there, left = left.partition(part) if part else ("", True, left)
        if not part_is_there:
            return False
    return left.endswith(last)
