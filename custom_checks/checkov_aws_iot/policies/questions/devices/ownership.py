"""Whether the names that a pattern stands for are fixed or belong to the device."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.mqtt import SHARED, is_shared, shared_subscriptions
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, One, Pattern, Run, pattern_of, wildcards
from checkov_aws_iot.policies.authoriser.deciding import decide_for_two
from checkov_aws_iot.policies.authoriser.question import Proof, Question, fits
from checkov_aws_iot.policies.authoriser.references import PATH
from checkov_aws_iot.policies.authoriser.resource_names import (
    FILTER,
    THING_NAME,
    has_fixed_length,
    identifies_device,
    is_client_id,
)
from checkov_aws_iot.policies.model.document import (
    WITH_VARIABLES,
    Document,
    Effect,
    Element,
    Statement,
)
from checkov_aws_iot.policies.model.variables import is_substituted
from checkov_aws_iot.policies.questions.grants.solved_grants import referring
from checkov_aws_iot.values.unknown import Unknown

STEPS_OF_OWNERSHIP = 5_000
"""Steps for the patterns of one document; most take some 1 500 to be proved the device's own."""


def is_fixed_name(pattern: Pattern, resource_type: str) -> bool:
    """Whether the pattern is one name; a filter with MQTT wildcards is more."""
    return pattern.is_fixed and not (resource_type == FILTER and is_shared(pattern.letters))


def is_bound(
    pattern: Pattern,
    resource_type: str,
    *,
    client_ids: Collection[Word] = (),
    trusts_client_id: bool = True,
) -> bool:
    """Whether something that tells devices apart is a level at a fixed distance from one end.

    That is a variable that identifies the device, with nothing but text beside it, or, before all
    wildcards, one of ``client_ids``. ``${iot:ClientId}`` counts if it is trusted. Values of variables
    are taken to hold no slash.
    """
    levels = _levels(pattern)
    signs = frozenset("+#" if resource_type == FILTER else "")
    for at, level in enumerate(levels):
        if _tells_apart(level, signs, trusts_client_id) and (
            all(_is_one_level(other, signs) for other in levels[:at])
            or all(_is_one_level(other, signs) for other in levels[at + 1 :])
        ):
            return True
    fixed = takewhile(lambda level: _is_plain(level, signs), levels)
    return any(tuple(level) in client_ids for level in fixed)


def _levels(pattern: Pattern) -> list[list[Atom]]:
    levels: list[list[Atom]] = [[]]
    for atom in pattern.atoms:
        if atom == "/":
            levels.append([])
        else:
            levels[-1].append(atom)
    return levels


def _is_plain(level: list[Atom], signs: frozenset[str]) -> bool:
    """Whether the level holds no wildcard, neither of policies nor one of the signs."""
    return all(isinstance(atom, (str, Symbol)) and atom not in signs for atom in level)


def _is_one_level(level: list[Atom], signs: frozenset[str]) -> bool:
    """Whether the level is one, and not more, in every name."""
    return _is_plain(level, signs - {"+"})


def _tells_apart(level: list[Atom], signs: frozenset[str], trusts_client_id: bool) -> bool:
    if not _is_plain(level, signs):
        return False
    return _is_the_only_variable(level, trusts_client_id) or any(
        map(_begins_with_an_id, (level, level[::-1]))
    )


def _begins_with_an_id(level: list[Atom]) -> bool:
    """Whether an identity of one length is behind nothing but plain text."""
    first = next((atom for atom in level if isinstance(atom, Symbol)), None)
    return first is not None and has_fixed_length(first)


def _is_the_only_variable(atoms: Iterable[Atom], trusts_client_id: bool) -> bool:
    """Whether the variables in it are one, however often, which identifies the device."""
    variables = {atom for atom in atoms if isinstance(atom, Symbol) and not atom.hole}
    return len(variables) == 1 and _identifies(next(iter(variables)), trusts_client_id)


def filters_behind(pattern: Pattern, resource_type: str) -> tuple[Pattern, ...]:
    """The pattern, or for shared subscriptions what stands behind the group, which limits nothing."""
    if resource_type == FILTER and pattern.letters[: len(SHARED)] == tuple(SHARED):
        return tuple(rest for _, rest in shared_subscriptions(pattern))
    return (pattern,)


def belongs_to_one_device(
    pattern: Pattern,
    resource_type: str,
    budget: Budget,
    *,
    trusts_client_id: bool = True,
    things: tuple[str, ...] = (),
) -> bool | Unknown:
    """Whether the names that the pattern gives two different devices never meet.

    Of filters, whether the topics that are delivered never do. A client ID that is trusted is taken
    for the name of the thing. Where ``things`` are given, names of things fit one of these patterns.
    """
    if not any(_identifies(atom, trusts_client_id) for atom in pattern.atoms):
        return False
    names = _delivered(pattern) if resource_type == FILTER else pattern
    is_as_long = not any(isinstance(atom, Run) for atom in names.atoms)
    if is_as_long and _is_the_only_variable(names.atoms, trusts_client_id):
        # The length of the name tells that of the variable, and so where it is.
        return True
    if trusts_client_id:
        names = pattern_of(_of_thing(atom) for atom in names.atoms)
    if any(map(_is_at_a_fixed_place, (names.atoms, names.atoms[::-1]))):
        return True
    try:
        if things and _is_told_apart(names, tuple(map(wildcards, things)), budget):
            return True
        if any(_meet(names, *values, budget) for values in _pairs(names)):
            return False
    except PatternTooComplexError as error:
        return Unknown(str(error))
    question = Question(("iot:Subscribe",), constraints=(fits(PATH, referring(names)),))
    answer = decide_for_two(_EVERYTHING, question, budget)
    return answer if isinstance(answer, Unknown) else isinstance(answer, Proof)


def _is_at_a_fixed_place(atoms: tuple[Atom, ...]) -> bool:
    """Whether a variable is in front of all wildcards, and it is known where its value ends.

    It ends where values all have one length, or at a character that none holds.
    """
    fixed = tuple(takewhile(lambda atom: not isinstance(atom, Run), atoms))
    variable = next((a for a in fixed if isinstance(a, Symbol) and not a.hole), None)
    if variable is None or not identifies_device(variable):
        return False
    if has_fixed_length(variable):
        return True
    for atom in fixed[fixed.index(variable) + 1 :]:
        if isinstance(atom, str) and _is_never_in(variable, atom):
            return True
        if not isinstance(atom, str) and atom != variable:
            return False
    return False


def _is_told_apart(names: Pattern, things: tuple[Pattern, ...], budget: Budget) -> bool:
    """Whether the thing is in front of all wildcards, or behind them, and no name is the beginning, or the end, of another."""
    forwards = [thing.atoms for thing in things]
    backwards = [atoms[::-1] for atoms in forwards]
    for atoms, each in ((names.atoms, forwards), (names.atoms[::-1], backwards)):
        fixed = tuple(takewhile(lambda atom: not isinstance(atom, (Run, One)), atoms))
        first = next((atom for atom in fixed if isinstance(atom, Symbol)), None)
        longer = language_of(*(pattern_of((*thing, One(), ANY_RUN)) for thing in each))
        if first == _THING and language_of(*map(pattern_of, each)).is_disjoint(longer, budget):
            return True
    return False


def _is_never_in(variable: Symbol, character: str) -> bool:
    if variable == _THING:
        return character not in THING_CHARACTERS
    return character == "/" or not is_substituted(variable.name[2:-1].lower(), character)


_SIGNS = ("", "-", "_", ":")
THING_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}:_-")


def _pairs(pattern: Pattern) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Of two devices, values that their variables have in turn: different ones, but alike put together.

    The longer one repeats the text beside a variable, which a wildcard may take for the one or the other.
    """
    for sign in dict.fromkeys((*_SIGNS, *_texts_beside_variables(pattern))):
        yield ("a", f"a{sign}a"), (f"a{sign}a", "a")


def _texts_beside_variables(pattern: Pattern) -> Iterator[str]:
    for atoms in (pattern.atoms, pattern.atoms[::-1]):
        for at, atom in enumerate(atoms):
            if isinstance(atom, Symbol):
                text = "".join(takewhile(THING_CHARACTERS.__contains__, atoms[at + 1 :]))  # type: ignore[arg-type]
                yield text if atoms is pattern.atoms else text[::-1]


def _meet(pattern: Pattern, one: tuple[str, str], other: tuple[str, str], budget: Budget) -> bool:
    names = language_of(_named(pattern, one))
    return not names.is_disjoint(language_of(_named(pattern, other)), budget)


def _named(pattern: Pattern, values: tuple[str, str]) -> Pattern:
    """The pattern of a device with these values; certificate ids are never alike."""
    symbols = list(dict.fromkeys(atom for atom in pattern.atoms if isinstance(atom, Symbol)))
    atoms: list[Atom] = []
    for atom in pattern.atoms:
        if not isinstance(atom, Symbol) or atom.hole:
            atoms.append(atom)
        elif has_fixed_length(atom):
            atoms.append(Symbol(f"{atom} of {values}"))
        else:
            atoms.extend(values[symbols.index(atom) % 2])
    return pattern_of(atoms)


_EVERYTHING = Document(
    (Statement(0, "", Effect.ALLOW, (Element("*", ""),), resources=(Element("*", ""),)),),
    WITH_VARIABLES,
)


def _of_thing(atom: Atom) -> Atom:
    return _THING if isinstance(atom, Symbol) and is_client_id(atom) else atom


_THING = Symbol(f"${{{THING_NAME}}}")


def _delivered(pattern: Pattern) -> Pattern:
    """The topics that filters of the pattern deliver, or more: a single character may be a wildcard."""
    return pattern_of(
        ANY_RUN if atom == "#" else Run(frozenset("/")) if atom == "+" or atom == One() else atom
        for atom in pattern.atoms
    )


def depends_on_client_id(pattern: Pattern) -> bool:
    """Whether the client ID, which the client chooses, is a part of the name."""
    return any(isinstance(atom, Symbol) and is_client_id(atom) for atom in pattern.atoms)


def _identifies(letter: Atom, trusts_client_id: bool) -> bool:
    if not isinstance(letter, Symbol):
        return False
    return identifies_device(letter) or (trusts_client_id and is_client_id(letter))
