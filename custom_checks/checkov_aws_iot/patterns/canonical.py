"""The smallest deterministic machine of a language, numbered so that equal languages are equal."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from checkov_aws_iot.patterns.alphabet import Letter, Symbol
from checkov_aws_iot.patterns.pattern import Input, Unmentioned

if TYPE_CHECKING:
    from checkov_aws_iot.patterns.exploration import Exploration, State


@dataclass(frozen=True, slots=True)
class CanonicalState:
    """Whether words that end here are in the language, and where letters lead from here.

    ``otherwise`` is where an unmentioned character leads; ``ways`` lists, in order, the letters
    that lead elsewhere.
    """

    accepts: bool
    otherwise: int
    ways: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CanonicalForm:
    """The states of the smallest machine in the order of a breadth-first walk from the first."""

    states: tuple[CanonicalState, ...]


def canonical_form(exploration: Exploration) -> CanonicalForm:
    """The canonical form of the language that is explored.

    Law: two languages have the same form exactly if they hold the same words.
    """
    accepts, rows = _table(exploration)
    groups = _minimised(accepts, rows)
    return _numbered(accepts, rows, groups, _distinguishing(rows, groups, exploration.symbols))


def _table(exploration: Exploration) -> tuple[list[bool], list[dict[Input, int]]]:
    """Which states accept, and for each where letters lead; state 0 and 1 are all and nothing."""
    graph = exploration.reachable()
    numbers: dict[State, int] = {}
    undecided = count(2)
    for state in dict.fromkeys((exploration.start, *graph)):
        verdict = exploration.verdict(state)
        numbers[state] = next(undecided) if verdict is None else (0 if verdict else 1)
    accepts = [True, False]
    rows: list[dict[Input, int]] = [{Unmentioned.CHARACTER: 0}, {Unmentioned.CHARACTER: 1}]
    for state, number in numbers.items():
        if number < 2:
            continue
        accepts.append(exploration.accepts(state))
        row: dict[Input, int] = {}
        for letter, target in graph[state]:
            row[letter] = numbers.get(target, 1)
        unseen = exploration.step(state, Unmentioned.SYMBOL)
        verdict = exploration.verdict(unseen)
        row[Unmentioned.SYMBOL] = (
            1 if verdict is False else 0 if verdict else numbers.get(unseen, 1)
        )
        rows.append(row)
    start = numbers[exploration.start]
    order = [start, *(n for n in range(len(rows)) if n != start)]
    renumbered = {old: new for new, old in enumerate(order)}
    return (
        [accepts[old] for old in order],
        [{letter: renumbered[to] for letter, to in rows[old].items()} for old in order],
    )


def _way(row: dict[Input, int], letter: Input) -> int:
    return row.get(letter, row[Unmentioned.CHARACTER])


def _minimised(accepts: list[bool], rows: list[dict[Input, int]]) -> list[int]:
    """The group of each state, such that states of one group accept the same continuations."""
    groups = [int(accepting) for accepting in accepts]
    letters = tuple({letter: None for row in rows for letter in row})
    while True:
        signatures: dict[tuple[int, ...], int] = {}
        refined = [
            signatures.setdefault(
                (groups[state], *(groups[_way(row, letter)] for letter in letters)),
                len(signatures),
            )
            for state, row in enumerate(rows)
        ]
        if len(set(refined)) == len(set(groups)):
            return refined
        groups = refined


def _distinguishing(
    rows: list[dict[Input, int]], groups: list[int], symbols: tuple[Symbol, ...]
) -> frozenset[Letter]:
    """The symbols that do not behave everywhere as one that is not mentioned."""
    return frozenset(
        symbol
        for symbol in symbols
        if any(groups[_way(row, symbol)] != groups[_way(row, Unmentioned.SYMBOL)] for row in rows)
    )


def _numbered(
    accepts: list[bool],
    rows: list[dict[Input, int]],
    groups: list[int],
    symbols: frozenset[Letter],
) -> CanonicalForm:
    member = {group: state for state, group in reversed(list(enumerate(groups)))}
    order = {groups[0]: 0}
    pending = [groups[0]]
    states: list[CanonicalState] = []
    for group in pending:
        row = rows[member[group]]
        otherwise = groups[row[Unmentioned.CHARACTER]]
        ways = sorted(
            (_key(letter), groups[target])
            for letter, target in row.items()
            if (isinstance(letter, str) or letter in symbols) and groups[target] != otherwise
        )
        for target in (otherwise, *(target for _, target in ways)):
            if target not in order:
                order[target] = len(order)
                pending.append(target)
        states.append(
            CanonicalState(
                accepts[member[group]],
                order[otherwise],
                tuple((letter, order[target]) for letter, target in ways),
            )
        )
    return CanonicalForm(tuple(states))


def _key(letter: Input) -> str:
    return letter if isinstance(letter, str) else f"symbol {letter}"
