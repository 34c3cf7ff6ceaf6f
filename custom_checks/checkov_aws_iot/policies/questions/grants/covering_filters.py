"""Which topic filters deliver a topic of a pattern.

Source: MQTT 3.1.1, 4.7; AWS IoT Core Developer Guide, "MQTT topics", "Shared subscriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.mqtt import SHARED
from checkov_aws_iot.patterns.pattern import ANY_RUN, WILDCARDS, Atom, One, Pattern, Run, pattern_of
from checkov_aws_iot.policies.authoriser.references import unknown_of

LEVEL = Run(frozenset("/"))
GROUP: tuple[Atom, ...] = (*SHARED, One(frozenset("/+#")), Run(frozenset("/+#")), "/")
"""The beginning of a shared subscription, whatever its group."""

_WITHOUT_SLASH = re.compile(
    r"iot:connection\.thing\.thingname|iot:certificateid|iot:certificate\..*(commonname|serialnumber)"
)

Ways = tuple[Pattern, ...]
"""Patterns of which a filter must match one."""


def covering_filters(topics: Pattern) -> Iterator[Ways]:
    """What must hold of a filter that delivers one of the topics: each time one of the patterns.

    Exact for one topic. Levels in which the pattern has a wildcard may be anything, so that a filter may
    meet all of it and deliver other topics.
    """
    levels = _levels(topics.atoms)
    unclear = [at for at, level in enumerate(levels) if any(map(_is_wild, level))]
    first, last = (unclear[0], unclear[-1]) if unclear else (len(levels), len(levels) - 1)
    yield tuple(_lengths(len(levels), at_least=bool(unclear)))
    for at, level in enumerate(levels[:first]):
        yield tuple(_from_the_front(at, level, bool(unclear) or at < len(levels) - 1))
    if unclear:
        plain = _plain_beginning(levels[first])
        if plain:
            yield tuple(_from_the_front(first, (*plain, ANY_RUN), True))
        behind = levels[last + 1 :]
        for at, level in enumerate(behind):
            yield tuple(_from_the_end(len(behind) - 1 - at, level))


def _lengths(count: int, *, at_least: bool) -> Iterator[Pattern]:
    """As many levels as the topics have, or fewer and then ``#``."""
    yield pattern_of((*_skipped(count - 1), ANY_RUN if at_least else LEVEL))
    for before in range(count):
        yield pattern_of((*_skipped(before), "#"))


def _from_the_front(at: int, level: tuple[Atom, ...], more: bool) -> Iterator[Pattern]:
    """The level or ``+`` at a place counted from the front, or ``#`` in front of it."""
    wild = at > 0 or level[:1] != ("$",)
    for way in (level, ("+",)) if wild else (level,):
        yield pattern_of((*_skipped(at), *way))
        if more:
            yield pattern_of((*_skipped(at), *way, "/", ANY_RUN))
    for before in range(0 if wild else 1, at + 1):
        yield pattern_of((*_skipped(before), "#"))


def _from_the_end(behind: int, level: tuple[Atom, ...]) -> Iterator[Pattern]:
    """The level or ``+`` at a place counted from the end, or ``#`` at the end."""
    for way in (level, ("+",)):
        yield pattern_of((ANY_RUN, "/", *way, *("/", LEVEL) * behind))
    yield pattern_of((ANY_RUN, "#"))


def _skipped(count: int) -> tuple[Atom, ...]:
    return (LEVEL, "/") * count


def _levels(atoms: tuple[Atom, ...]) -> list[tuple[Atom, ...]]:
    levels: list[list[Atom]] = [[]]
    for atom in atoms:
        if atom == "/":
            levels.append([])
        else:
            levels[-1].append(atom)
    return list(map(tuple, levels))


def _is_wild(atom: Atom) -> bool:
    """Whether the atom may be any letters, with slashes among them; what is not known is one level."""
    if not isinstance(atom, Symbol):
        return isinstance(atom, WILDCARDS)
    unknown = unknown_of(atom)
    return not (unknown.startswith("hole:") or _WITHOUT_SLASH.fullmatch(unknown))


def _plain_beginning(level: tuple[Atom, ...]) -> tuple[Atom, ...]:
    at = next(at for at, atom in enumerate(level) if _is_wild(atom))
    return level[:at]


def has_references(ways: Ways) -> bool:
    """Whether one of the patterns depends on a policy variable or on a text that is not known."""
    return any(isinstance(atom, Symbol) for pattern in ways for atom in pattern.atoms)
