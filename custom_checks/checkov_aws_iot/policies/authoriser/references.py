"""Texts of a document as patterns in which policy variables and holes refer to unknowns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product

from checkov_aws_iot.patterns.alphabet import Symbol, word_of
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.pattern import (
    ANY_RUN,
    EVERY_WORD,
    Atom,
    One,
    Pattern,
    Run,
    pattern_of,
    wildcards,
)
from checkov_aws_iot.policies.model.resource_text import is_everything
from checkov_aws_iot.policies.model.variables import (
    Escape,
    Literal,
    Variable,
    is_certificate_attribute,
    parse_variables,
)
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Hole, HoleKind, Text

PARTITION, REGION, ACCOUNT = "resource:partition", "resource:region", "resource:account"
PATH = "resource:path"
"""The unknowns of the resource: ``client/sensor-1`` is the path."""

OTHER = "other "
"""What stands in front of a key of the other caller, where a question is about two."""


CONNECTING = "connecting "
"""What stands in front of a key of the Connect request before another one."""


def own_key(key: str) -> str:
    """The key, whoever's it is."""
    return key.removeprefix(OTHER).removeprefix(CONNECTING)


MOST_READINGS = 16

_HOLES = {
    HoleKind.PARTITION: PARTITION,
    HoleKind.REGION: REGION,
    HoleKind.ACCOUNT: ACCOUNT,
}


class Mode(Enum):
    """How the value of an unknown gets into a text."""

    RAW = "raw"
    PUT = "put"
    """As an attribute of a certificate: with a character that AWS does not substitute it matches nothing."""
    FIELD = "field"
    """As a value in a field of an ARN, which holds no colon."""
    PUT_IN_FIELD = "put-in-field"
    """As an attribute of a certificate in a field of an ARN."""


class NotModelledError(ValueError):
    """A text or condition that the solver has no model for; the message says why."""


def refer(unknown: str, mode: Mode) -> Symbol:
    """The letter that stands for the value of an unknown."""
    return Symbol(f"{mode.value} {unknown}")


def unknown_of(symbol: Symbol) -> str:
    """The unknown that the letter stands for."""
    return symbol.name.partition(" ")[2]


def mode_of(symbol: Symbol) -> Mode:
    """How its value gets into the text."""
    return Mode(symbol.name.partition(" ")[0])


@lru_cache(maxsize=4096)
def references_in(pattern: Pattern) -> tuple[Symbol, ...]:
    """The references of the pattern from left to right, each once."""
    return tuple(dict.fromkeys(a for a in pattern.atoms if isinstance(a, Symbol)))


SUBSTITUTED = language_of(pattern_of((Run(frozenset("*$+?#")),)))
"""The attributes of certificates that AWS puts in the place of a variable, but for their length."""

WITHOUT_COLON = language_of(pattern_of((Run(frozenset(":")),)))

FITTING: dict[Mode, Language] = {
    Mode.RAW: language_of(EVERY_WORD),
    Mode.PUT: SUBSTITUTED,
    Mode.FIELD: WITHOUT_COLON,
    Mode.PUT_IN_FIELD: language_of(pattern_of((Run(frozenset("*$+?#:")),))),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a text may turn out to be: a pattern, where these keys have no value."""

    pattern: Pattern
    absent: tuple[str, ...] = ()


def unknown_for(hole: Hole) -> str:
    """The unknown that a hole is: a field of the resource, or a text of its own."""
    return _HOLES.get(hole.kind) or f"hole:{hole.expression}"


def readings(text: str | Text, *, wild: bool, has_variables: bool) -> Iterator[Reading]:
    """The readings of a text; more than one if a variable in it has a default.

    Raises:
        NotModelledError: the name of a variable is not known, or there are too many readings.
    """
    for atoms, absent in _readings(text, wild, has_variables):
        yield Reading(pattern_of(atoms), absent)


def arn_readings(text: str | Text, *, has_variables: bool) -> Iterator[Reading]:
    """The readings of a text whose six fields are matched one by one; none if it has fewer.

    Raises:
        NotModelledError: see :func:`readings`.
    """
    if is_everything(text):
        yield Reading(EVERY_WORD)
        return
    arn = split_arn(text)
    if arn is None:
        return
    fields = [
        tuple(_readings(field, True, has_variables, in_field=at < 5))
        for at, field in enumerate(arn.fields)
    ]
    for chosen in product(*fields):
        atoms: list[Atom] = []
        for at, (field_atoms, _) in enumerate(chosen):
            atoms.extend(() if at == 0 else (":",))
            atoms.extend(field_atoms if at == 5 else map(_without_colon, field_atoms))
        yield Reading(pattern_of(atoms), tuple(key for _, absent in chosen for key in absent))


def _without_colon(atom: Atom) -> Atom:
    if isinstance(atom, One):
        return One(atom.excluded | {":"})
    return Run(atom.excluded | {":"}) if isinstance(atom, Run) else atom


def _readings(
    text: str | Text, wild: bool, has_variables: bool, *, in_field: bool = False
) -> Iterator[tuple[tuple[Atom, ...], tuple[str, ...]]]:
    choices: list[tuple[tuple[tuple[Atom, ...], tuple[str, ...]], ...]] = []
    count = 1
    for part in parse_variables(text, has_variables):
        if isinstance(part, Literal):
            choices.append((((wildcards(part.text).atoms if wild else tuple(part.text)), ()),))
        elif isinstance(part, Escape):
            choices.append((((part.character,), ()),))
        elif isinstance(part, Hole):
            choices.append((((refer(unknown_for(part), Mode.RAW),), ()),))
        else:
            ways = tuple(_ways(part, in_field))
            count *= len(ways)
            choices.append(ways)
    if count > MOST_READINGS:
        raise NotModelledError("has too many policy variables with a default")
    for chosen in product(*choices):
        yield (
            tuple(atom for atoms, _ in chosen for atom in atoms),
            tuple(key for _, absent in chosen for key in absent),
        )


def _ways(variable: Variable, in_field: bool) -> Iterator[tuple[tuple[Atom, ...], tuple[str, ...]]]:
    if not variable.known:
        raise NotModelledError("holds a policy variable whose name is not known")
    yield (refer(variable.key, mode_for(variable.key, in_field=in_field)),), ()
    if variable.default is not None:
        yield word_of(variable.default), (variable.key,)


def mode_for(key: str, *, in_field: bool = False) -> Mode:
    """How the value of a policy variable gets into a text."""
    if is_certificate_attribute(key):
        return Mode.PUT_IN_FIELD if in_field else Mode.PUT
    return Mode.FIELD if in_field else Mode.RAW


def put(pattern: Pattern, values: Mapping[str, str]) -> Pattern:
    """The pattern with the values of the unknowns in their places."""
    atoms: list[Atom] = []
    for atom in pattern.atoms:
        value = values.get(unknown_of(atom)) if isinstance(atom, Symbol) else None
        if value is None:
            atoms.append(atom)
        else:
            atoms.extend(value)
    return pattern_of(atoms)


def loosened(pattern: Pattern) -> Pattern:
    """The pattern with anything in the place of every reference."""
    return pattern_of(ANY_RUN if isinstance(atom, Symbol) else atom for atom in pattern.atoms)
