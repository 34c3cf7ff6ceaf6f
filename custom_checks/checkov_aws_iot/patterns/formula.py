"""Boolean combinations of patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def _flat(formulas: Iterable[Formula], kind: type[AllOf] | type[AnyOf]) -> Iterator[Formula]:
    for formula in formulas:
        if isinstance(formula, kind):
            yield from formula.operands
        else:
            yield formula


def patterns_in(formula: Formula) -> dict[Pattern, int]:
    """The patterns of the formula, each with its number."""
    found: dict[Pattern, int] = {}
    pending = [formula]
    while pending:
        current = pending.pop()
        if isinstance(current, Pattern):
            found.setdefault(current, len(found))
        elif isinstance(current, Not):
            pending.append(current.operand)
        else:
            pending.extend(current.operands)
    return found


def truth(formula: Formula, of_pattern: dict[Pattern, bool | None]) -> bool | None:
    """Whether the formula holds where it is only known of some patterns whether they do."""
    if isinstance(formula, Pattern):
        return of_pattern[formula]
    if isinstance(formula, Not):
        inner = truth(formula.operand, of_pattern)
        return None if inner is None else not inner
    decisive = isinstance(formula, AnyOf)
    open_ones = False
    for operand in formula.operands:
        inner = truth(operand, of_pattern)
        if inner is decisive:
            return decisive
        open_ones = open_ones or inner is None
    return None if open_ones else not decisive
