"""Patterns and texts of which a part may not be known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from checkov_aws_iot.patterns.alphabet import Symbol, word_of
from checkov_aws_iot.patterns.pattern import (
    ANY_RUN,
    Among,
    Atom,
    One,
    Pattern,
    Run,
    exactly,
    machine_of,
    pattern_of,
)
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown


def match(pattern: Pattern, subject: str | Text) -> Truth:
    """Whether the pattern matches the whole text, case-sensitively.

    ``*`` and the same hole match a hole. Anything else that may fit is unknown, with the reason of
    the pattern's first hole, else of the subject's: a hole is any text, also the empty one.
    """
    if isinstance(subject, str):
        if pattern.matches(subject):
            return True
        if not pattern.has_symbols:
            return False
    word = word_of(subject)
    if _with_plain_characters(pattern).matches(word):
        return True
    if not may_meet(pattern, exactly(word)):
        return False
    hole = next(_holes((*pattern.atoms, *word)))
    return Unknown.of(hole)


def may_meet(left: Pattern, right: Pattern) -> bool:
    """Whether some text matches both patterns, a hole being any text."""
    machine = machine_of(_with_runs(right))
    state = machine.start
    for atom in _with_runs(left).atoms:
        if isinstance(atom, Run):
            state = machine.after_any_run(state)
        elif isinstance(atom, One):
            state = machine.after_any_character(state)
        elif isinstance(atom, Among):
            state = reduce(or_, (machine.step(state, letter) for letter in atom.characters), 0)
        else:
            state = machine.step(state, atom)
        if not state:
            return False
    return bool(state & machine.accepting)


def _with_runs(pattern: Pattern) -> Pattern:
    if not pattern.has_symbols:
        return pattern
    return pattern_of(ANY_RUN if isinstance(atom, Symbol) else atom for atom in pattern.atoms)


def _with_plain_characters(pattern: Pattern) -> Pattern:
    """The pattern in which ``?`` matches no hole, not even beside a ``*``."""
    return Pattern(
        tuple(
            One(atom.excluded, plain=True) if isinstance(atom, One) else atom
            for atom in pattern.atoms
        )
    )


def _holes(letters: Iterable[Atom]) -> Iterator[Hole]:
    return (letter.hole for letter in letters if isinstance(letter, Symbol) and letter.hole)
