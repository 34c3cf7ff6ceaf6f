"""Boolean combinations of patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from checkov_aws_iot.patterns.pattern import Pattern


@dataclass(frozen=True, slots=True)
class Not:
    """The words outside."""

    operand: Formula


@dataclass(frozen=True, slots=True)
class AllOf:
    """The words in every operand; every word if there is none."""

    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The words in some operand; no word if there is none."""

    operands: tuple[Formula, ...]


Formula: TypeAlias = "Pattern | Not | AllOf | AnyOf"


def negated(formula: Formula) -> Formula:
    """The complement, without two negations in a row."""
    return formula.operand if isinstance(formula, Not) else Not(formula)


def all_of(formulas: Iterable[Formula]) -> Formula:
    """The intersection, flat."""
    operands = dict.fromkeys(_flat(formulas, AllOf))
    return next(iter(operands)) if len(operands) == 1 else AllOf(tuple(operands))


def any_of(formulas: Iterable[Formula]) -> Formula:
    """The union, flat."""
    operands = dict.fromkeys(_flat(formulas, AnyOf))
    return next(iter(operands)) if len(operands) == 1 else AnyOf(tuple(operands))


def _flat(formulas: Iterable[Formula], kind: type[AllOf | AnyOf]) -> Iterator[Formula]:
    for formula in formulas:
        if isinstance(formula, kind):
            yield from formula.operands
        else:
            yield formula


def patterns_in(formula: Formula) -> dict[Pattern, int]:
    """The patterns of the formula, each with its number."""
    numbers: dict[Pattern, int] = {}
    pending = [formula]
    while pending:
        current = pending.pop()
        if isinstance(current, Pattern):
            numbers.setdefault(current, len(numbers))
        elif isinstance(current, Not):
            pending.append(current.operand)
        else:
            pending.extend(current.operands)
    return numbers


Truth: TypeAlias = "Callable[[Sequence[bool | None]], bool | None]"


def compiled(formula: Formula, numbers: Mapping[Pattern, int]) -> Truth:
    """Whether the formula holds, where it is only known of some patterns whether they do."""
    if isinstance(formula, Pattern):
        number = numbers[formula]
        return lambda truths: truths[number]
    if isinstance(formula, Not):
        inner = compiled(formula.operand, numbers)
        return lambda truths: None if (value := inner(truths)) is None else not value
    decisive = isinstance(formula, AnyOf)
    operands = tuple(compiled(operand, numbers) for operand in formula.operands)

    def decide(truths: Sequence[bool | None]) -> bool | None:
        is_open = False
        for operand in operands:
            value = operand(truths)
            if value is decisive:
                return decisive
            is_open = is_open or value is None
        return None if is_open else not decisive

    return decide
