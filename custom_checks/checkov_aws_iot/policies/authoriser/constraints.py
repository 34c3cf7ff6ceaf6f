"""Conditions, and their opposites, as formulas over the keys of a request.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Set operators for multivalued
context keys".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.pattern import Among, Pattern, exactly
from checkov_aws_iot.policies.authoriser.references import (
    FITTING,
    Mode,
    NotModelledError,
    Reading,
    arn_readings,
    mode_of,
    readings,
    references_in,
    unknown_of,
)
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    FAILS,
    HOLDS,
    Every,
    Fits,
    Formula,
    InLanguage,
    OnLine,
    Present,
    Some,
    Test,
    both,
    either,
)
from checkov_aws_iot.policies.authoriser.solver.key_domains import (
    EPOCH,
    NOW,
    is_multivalued,
    scale_of,
)
from checkov_aws_iot.policies.authoriser.solver.lines import (
    Intervals,
    Scale,
    compared,
    network,
    read_point,
    united,
)
from checkov_aws_iot.policies.model.condition import Condition, Quantifier
from checkov_aws_iot.values.text import Text


@dataclass(frozen=True, slots=True)
class _Side:
    """What values of a key match: constants, points of a line, and texts with references."""

    constants: tuple[Test, ...]
    refused: tuple[Test, ...]
    tied: tuple[tuple[Fits, tuple[str, ...]], ...] = ()


def condition_formula(condition: Condition, *, has_variables: bool, holds: bool = True) -> Formula:
    """What must hold of the request for the condition to hold, or not to.

    Raises:
        NotModelledError: the operator is none, or a value of the condition is not known.
    """
    key = condition.key.lower()
    if condition.name == "null":
        return _presence(key, condition, holds)
    side = _side(condition, has_variables)
    if key == EPOCH and side.constants and isinstance(side.constants[0], OnLine):
        # The same moment as the other key, written as a number.
        key = NOW
    # "For all" holds of an absent key, "for any" does not; so do negated and plain operators.
    for_all = condition.quantifier is Quantifier.FOR_ALL_VALUES or (
        condition.negated and condition.quantifier is Quantifier.NONE
    )
    matches = not condition.negated
    if holds:
        formula = _every(key, side, matches) if for_all else _some(key, side, matches)
        absent = condition.if_exists and not for_all
        return either((formula, Present(key, False))) if absent else formula
    if for_all:
        return _some(key, side, not matches)
    opposite = _every(key, side, not matches)
    return both((Present(key), opposite)) if condition.if_exists else opposite


def _presence(key: str, condition: Condition, holds: bool) -> Formula:
    wanted = {_plain(value).lower() for value in condition.values} & {"true", "false"}
    if len(wanted) != 1:
        return HOLDS if bool(wanted) is holds else FAILS
    return Present(key, ("false" in wanted) is holds)


def _plain(value: object) -> str:
    if not isinstance(value, str):
        raise NotModelledError("has a value that is not known")
    return value


def _some(key: str, side: _Side, matches: bool) -> Formula:
    """Some value matches, or some value matches nothing."""
    if not matches:
        return _some_refusing(key, side)
    ways: list[Formula] = [Some(key, side.constants)] if side.constants else []
    for fits, absent in side.tied:
        ways.append(both((Some(key, (fits,)), *usable(fits), *(Present(a, False) for a in absent))))
    return either(ways)


def _some_refusing(key: str, side: _Side) -> Formula:
    """Some value matches nothing; a default does not count where its variable has a value."""
    always = (*side.refused, *(_refusal(fits) for fits, absent in side.tied if not absent))
    defaults = [(_refusal(fits), absent) for fits, absent in side.tied if absent]
    ways: list[Formula] = []
    for count in range(len(defaults) + 1):
        for overridden in combinations(defaults, count):
            counted = tuple(one for one, absent in defaults if (one, absent) not in overridden)
            present = (either(map(Present, absent)) for _, absent in overridden)
            ways.append(both((Some(key, (*always, *counted)), *present)))
    return either(ways)


def _every(key: str, side: _Side, matches: bool) -> Formula:
    """Every value matches, or none does."""
    if not matches:
        return both(
            (
                *(Every(key, test) for test in side.refused),
                *(
                    either((Every(key, _refusal(fits)), *(Present(a) for a in absent)))
                    for fits, absent in side.tied
                ),
            )
        )
    if not side.tied:
        return (
            both(Every(key, test) for test in side.constants)
            if side.constants
            else Present(key, False)
        )
    if is_multivalued(key, quantified=True) and len(side.tied) + len(side.constants) > 1:
        raise NotModelledError("compares each of several values with policy variables")
    ways: list[Formula] = [Present(key, False)]
    ways.extend(Every(key, test) for test in side.constants)
    for fits, absent in side.tied:
        ways.append(
            both(
                (
                    Every(key, fits),
                    Present(key),
                    *usable(fits),
                    *(Present(a, False) for a in absent),
                )
            )
        )
    return either(ways)


def _refusal(fits: Fits) -> Fits:
    return Fits(fits.pattern, negated=True, folded=fits.folded)


def usable(fits: Fits) -> Iterator[Formula]:
    """What must hold of the keys in the text for it to match anything."""
    for symbol in references_in(fits.pattern):
        unknown, mode = unknown_of(symbol), mode_of(symbol)
        yield Present(unknown)
        if mode is not Mode.RAW:
            yield Every(unknown, InLanguage(FITTING[mode]))


def fitting_formula(key: str, found: Iterable[Reading], *, holds: bool = True) -> Formula:
    """The value of a single-valued key matches one of the readings, or none."""
    side = _texts(found)
    return _some(key, side, True) if holds else _every(key, side, False)


def _side(condition: Condition, has_variables: bool) -> _Side:
    name = condition.name.replace("not", "")
    if name in ("stringequals", "stringlike"):
        wild = name.endswith("like")
        texts = (readings(t, wild=wild, has_variables=has_variables) for t in _values(condition))
        return _texts(reading for found in texts for reading in found)
    if name == "stringequalsignorecase":
        texts = (readings(t, wild=False, has_variables=has_variables) for t in _values(condition))
        return _texts((reading for found in texts for reading in found), folded=True)
    if name in ("arnequals", "arnlike"):
        texts = (arn_readings(t, has_variables=has_variables) for t in _values(condition))
        return _texts(reading for found in texts for reading in found)
    if name in ("bool", "binaryequals"):
        fold = name == "bool"
        words = [_plain(value) for value in condition.values]
        exact = language_of(*(exactly(word.lower() if fold else word) for word in words))
        return _Side((InLanguage(exact),), (InLanguage(~exact),))
    return _on_line(condition, name)


def _values(condition: Condition) -> Iterator[str | Text]:
    for value in condition.values:
        if not isinstance(value, (str, Text)):
            raise NotModelledError("has a value that is not known")
        yield value


def _texts(found: Iterable[Reading], *, folded: bool = False) -> _Side:
    constant: dict[Pattern, None] = {}
    tied: list[tuple[Fits, tuple[str, ...]]] = []
    for reading in found:
        if reading.absent or references_in(reading.pattern):
            tied.append((Fits(reading.pattern, folded=folded), reading.absent))
        else:
            constant[reading.pattern] = None
    if not constant:
        return _Side((), (), tuple(tied))
    language = ignoring_case(constant) if folded else language_of(*constant)
    return _Side((InLanguage(language),), (InLanguage(~language),), tuple(tied))


def ignoring_case(patterns: Iterable[Pattern]) -> Language:
    """The words that are one of the patterns, which have no wildcards, but for case."""
    return language_of(*map(in_any_case, patterns))


def in_any_case(pattern: Pattern) -> Pattern:
    """The pattern of the same words in upper and lower case."""
    return Pattern(tuple(Among(_cases(a)) if isinstance(a, str) else a for a in pattern.atoms))


def _cases(letter: str) -> frozenset[str]:
    """The characters that are the letter in lower case."""
    lower = letter.lower()
    cases = {letter, lower, letter.upper(), *_MORE_CASES.get(lower, ())}
    return frozenset(case for case in cases if len(case) == 1 and case.lower() == lower)


_MORE_CASES = {"k": ("\u212a",), "\xe5": ("\u212b",)}


def _on_line(condition: Condition, name: str) -> _Side:
    key = condition.key.lower()
    named = scale_of(key)
    values = [_plain(value) for value in condition.values]
    if name == "ipaddress":
        return _line(Scale.ADDRESS, united(map(network, values)))
    for prefix, usual in (("numeric", Scale.NUMBER), ("date", Scale.MOMENT)):
        operator = name.removeprefix(prefix)
        if operator == name or operator not in _COMPARISONS:
            continue
        limits = [read_point(value, usual) for value in values]
        if usual is Scale.NUMBER and named is Scale.MOMENT and key != EPOCH:
            # A date is no number.
            limits = []
        found = united(compared(operator, limit) for limit in limits if limit is not None)
        return _line(named if named in _NUMERIC else usual, found)
    raise NotModelledError("has an operator that AWS does not have")


_COMPARISONS = ("equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals")
_NUMERIC = (Scale.MOMENT, Scale.WHOLE_NUMBER)


def _line(scale: Scale | None, matched: Intervals) -> _Side:
    assert scale is not None
    return _Side((OnLine(scale, matched),), (OnLine(scale, ~matched),))
