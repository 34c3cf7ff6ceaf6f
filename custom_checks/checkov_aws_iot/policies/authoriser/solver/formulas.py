"""What must hold of the unknowns of a question, in negation normal form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.pattern import Pattern, pattern_of
from checkov_aws_iot.policies.authoriser.references import (
    OTHER,
    mode_of,
    refer,
    references_in,
    unknown_of,
)
from checkov_aws_iot.policies.authoriser.solver.lines import Intervals, Scale


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The value is a word of the language."""

    language: Language


@dataclass(frozen=True, slots=True)
class Fits:
    """The value matches a pattern with references, or does not if ``negated``.

    ``folded`` says that case does not matter.
    """

    pattern: Pattern
    negated: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class OnLine:
    """The value is a point in the intervals."""

    scale: Scale
    intervals: Intervals


Test: TypeAlias = "InLanguage | Fits | OnLine"


@dataclass(frozen=True, slots=True)
class Every:
    """Every value of the key passes the test; so it is if the key is absent."""

    key: str
    test: Test


@dataclass(frozen=True, slots=True)
class Some:
    """The key has a value that passes all of the tests."""

    key: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """The key has a value, or is absent if not ``present``."""

    key: str
    present: bool = True


@dataclass(frozen=True, slots=True)
class Both:
    """All of the parts hold."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the parts holds."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = "Every | Some | Present | Both | Either"


def keys_of(formula: Formula) -> Iterator[str]:
    """The keys that a formula is about, and those that its texts refer to."""
    if isinstance(formula, (Both, Either)):
        for part in formula.parts:
            yield from keys_of(part)
        return
    yield formula.key
    tests = formula.tests if isinstance(formula, Some) else ()
    for test in (formula.test,) if isinstance(formula, Every) else tests:
        if isinstance(test, Fits):
            yield from map(unknown_of, references_in(test.pattern))


def key_of_other(key: str) -> str:
    """The key of the other caller; the resource is one for both."""
    return key if key.startswith(("resource:", "hole:")) else f"{OTHER}{key}"


def renamed(formula: Formula, name: Callable[[str], str]) -> Formula:
    """The formula about the keys that its keys are called by ``name``."""
    if isinstance(formula, (Both, Either)):
        return type(formula)(tuple(renamed(part, name) for part in formula.parts))
    key = name(formula.key)
    if isinstance(formula, Present):
        return Present(key, formula.present)
    if isinstance(formula, Every):
        return Every(key, _renamed(formula.test, name))
    return Some(key, tuple(_renamed(test, name) for test in formula.tests))


def _renamed(test: Test, name: Callable[[str], str]) -> Test:
    if not isinstance(test, Fits):
        return test
    atoms = (
        refer(name(unknown_of(a)), mode_of(a)) if isinstance(a, Symbol) else a
        for a in test.pattern.atoms
    )
    return Fits(pattern_of(atoms), test.negated, test.folded)


HOLDS = Both(())
FAILS = Either(())


def both(parts: Iterable[Formula]) -> Formula:
    """All of the parts, flat; :data:`FAILS` if one of them cannot hold."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == FAILS:
            return FAILS
        flat.update(dict.fromkeys(part.parts if isinstance(part, Both) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Both(tuple(flat))


def either(parts: Iterable[Formula]) -> Formula:
    """One of the parts, flat; :data:`HOLDS` if one of them always holds."""
    flat: dict[Formula, None] = {}
    for part in parts:
        if part == HOLDS:
            return HOLDS
        flat.update(dict.fromkeys(part.parts if isinstance(part, Either) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Either(tuple(flat))
