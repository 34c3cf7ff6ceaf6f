"""Which names of one resource type the text of a Resource element stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from checkov_aws_iot.patterns.alphabet import Symbol, symbol_of, word_of
from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.matching import match, may_meet
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
from checkov_aws_iot.policies.model.resource_text import (
    is_everything,
    split_resource,
    unknown_beginning,
)
from checkov_aws_iot.policies.model.variables import (
    Escape,
    Literal,
    Variable,
    VariableFacts,
    documented_variable,
    parse_variables,
)
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown

CLIENT, TOPIC, FILTER, THING = "client", "topic", "topicfilter", "thing"
CLIENT_ID = "iot:clientid"
THING_NAME = "iot:connection.thing.thingname"

MOST_ALTERNATIVES = 16


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which policy variables have a value, for the requests that are asked about.

    ``has_variables`` says that ``${...}`` is a variable at all; in what is no
    ``iot_policy`` AWS completes ARNs. ``things`` says that the variables
    of the attached thing have values. ``connecting`` says that the request is a Connect, whose
    client ID is the very name in question.
    """

    has_variables: bool = True
    iot_policy: bool = True
    things: bool = True
    connecting: bool = False


@dataclass(frozen=True, slots=True)
class ResourceNames:
    """The names of one type that a Resource text matches, and the ARN as written.

    ``arn`` is ``None`` for ``*``. No patterns: the text matches no resource of the type.
    """

    patterns: tuple[Pattern, ...]
    arn: Arn | None = None

    @property
    def language(self) -> Language:
        """The names as a set."""
        return language_of(*self.patterns)


NO_NAMES = ResourceNames(())


def resource_names(
    text: str | Text, resource_type: str, resolution: Resolution
) -> ResourceNames | Unknown:
    """The names of the type that the text matches; unknown if it begins with an unknown text.

    Partition, Region and account decide nothing. A variable that has no value, or that AWS does
    not document, matches nothing. Never raises.
    """
    if is_everything(text):
        return ResourceNames((EVERY_WORD,))
    if hole := unknown_beginning(text):
        return Unknown.of(hole)
    arn = split_resource(text, completes=not resolution.iot_policy)
    if arn is None or not (_may_be(arn.prefix, "arn") and _may_be(arn.service, "iot")):
        return NO_NAMES
    alternatives = tuple(_alternatives(arn.resource, resolution))
    if hole := _unknown_type(alternatives):
        return Unknown.of(hole)
    names = (
        name for atoms in alternatives for name in pattern_of(atoms).behind(f"{resource_type}/")
    )
    if resolution.connecting:
        names = (pattern for name in names for pattern in _without_client_id(name))
    return ResourceNames(tuple(dict.fromkeys(names)), arn)


def client_id_patterns(
    text: str | Text, resolution: Resolution, *, wild: bool
) -> Iterator[Pattern]:
    """The client IDs that a value of a condition stands for; without ``wild`` wildcards are letters."""
    for atoms in _alternatives(text, resolution, wild=wild):
        yield from _without_client_id(pattern_of(atoms))


def fields_meet(arn: Arn | None, other: Arn | None) -> bool:
    """Whether some ARN has the partition, Region and account of both.

    What is unknown meets everything.
    """
    if arn is None or other is None:
        return True
    return all(
        _meet(mine, yours)
        for mine, yours in (
            (arn.partition, other.partition),
            (arn.region, other.region),
            (arn.account, other.account),
        )
    )


def variable_facts(symbol: Symbol) -> VariableFacts | None:
    """What AWS documents about the variable that a symbol stands for; ``None`` for a hole."""
    return None if symbol.hole else documented_variable(symbol.name[2:-1])


def identifies_device(symbol: Symbol) -> bool:
    """Whether the symbol is a policy variable that two devices never share."""
    facts = variable_facts(symbol)
    return facts is not None and facts.identifies_device


def has_fixed_length(symbol: Symbol) -> bool:
    """Whether the values of the variable all have one length: those of certificates and of Cognito."""
    return symbol.name in ("${iot:certificateid}", "${cognito-identity.amazonaws.com:sub}")


def is_client_id(symbol: Symbol) -> bool:
    """Whether the symbol is the client ID, which the client chooses."""
    return symbol.name == f"${{{CLIENT_ID}}}"


def names_in_use(resource_type: str) -> Language:
    """The names that requests for the type can have.

    Topics hold no MQTT wildcards and begin with ``$`` only in ``$aws``; a filter has its wildcards
    where MQTT allows them. Thing names with MQTT wildcards are left out too. In client IDs these are
    letters like any other. Of other types every name is in use.
    """
    return _IN_USE.get(resource_type, EVERYTHING)


def _may_be(field: str | Text, text: str) -> bool:
    return match(wildcards(field), text) is not False


def _meet(mine: str | Text, yours: str | Text) -> bool:
    return mine == yours or may_meet(wildcards(mine), wildcards(yours))


def _alternatives(
    text: str | Text, resolution: Resolution, *, wild: bool = True
) -> Iterator[tuple[Atom, ...]]:
    """The ways the text turns out, one for each choice between a variable and its default."""
    if not resolution.has_variables:
        # Text that was meant as a variable names nothing that exists.
        if not any(_is_documented(part) for part in parse_variables(text)):
            yield tuple(wildcards(text).atoms) if wild else word_of(text)
        return
    choices: list[tuple[tuple[Atom, ...], ...]] = []
    count = 1
    for part in parse_variables(text):
        if isinstance(part, Literal):
            choices.append((wildcards(part.text).atoms if wild else word_of(part.text),))
        elif isinstance(part, Escape):
            choices.append(((part.character,),))
        elif isinstance(part, Hole):
            choices.append(((symbol_of(part),),))
        else:
            ways = tuple(_ways(part, resolution))
            count *= len(ways)
            if count > MOST_ALTERNATIVES:
                ways = ways[:1]
                count = MOST_ALTERNATIVES
            choices.append(ways)
    for combination in product(*choices):
        yield tuple(atom for atoms in combination for atom in atoms)


def _is_documented(part: object) -> bool:
    return isinstance(part, Variable) and part.facts is not None


def _ways(variable: Variable, resolution: Resolution) -> Iterator[tuple[Atom, ...]]:
    facts = variable.facts
    if variable.default is not None:
        yield word_of(variable.default)
    if not variable.known:
        yield (Symbol(str(variable)),)
    elif facts is None or (resolution.iot_policy and not facts.in_iot_policies):
        return
    elif resolution.things or not facts.needs_thing:
        yield (Symbol(f"${{{variable.key}}}"),)


def _unknown_type(alternatives: Iterable[tuple[Atom, ...]]) -> Hole | None:
    """The hole that hides the resource type of a text with wildcards.

    Without wildcards the text is one name, whatever its type.
    """
    for atoms in alternatives:
        for atom in atoms:
            if atom == "/" or isinstance(atom, (One, Run)):
                break
            if isinstance(atom, Symbol) and atom.hole:
                if any(isinstance(other, (One, Run)) for other in atoms):
                    return atom.hole
                break
    return None


def _without_client_id(name: Pattern) -> Iterator[Pattern]:
    """In a Connect ``${iot:ClientId}`` is the whole name, so nothing else fits beside it."""
    beside = [a for a in name.atoms if not (isinstance(a, Symbol) and is_client_id(a))]
    if len(beside) == len(name.atoms):
        yield name
    elif len(beside) == len(name.atoms) - 1 and all(isinstance(a, Run) for a in beside):
        yield EVERY_WORD


_MQTT = frozenset("+#")
_PLAIN = language_of(pattern_of((One(_MQTT), Run(_MQTT))))
_RESERVED = tuple("$aws/")
_NOT_SLASH = One(frozenset("/"))


def _valid_filters() -> Language:
    misplaced = language_of(
        pattern_of((ANY_RUN, _NOT_SLASH, "#", ANY_RUN)),
        pattern_of((ANY_RUN, "#", One(), ANY_RUN)),
        pattern_of((ANY_RUN, _NOT_SLASH, "+", ANY_RUN)),
        pattern_of((ANY_RUN, "+", _NOT_SLASH, ANY_RUN)),
    )
    beginnings = language_of(
        pattern_of((One(frozenset("$")), ANY_RUN)),
        pattern_of((*_RESERVED, ANY_RUN)),
        pattern_of((*"$share/", ANY_RUN)),
    )
    return beginnings - misplaced


_IN_USE = {
    CLIENT: language_of(pattern_of((One(), Run()))),
    THING: _PLAIN,
    TOPIC: language_of(
        pattern_of((One(_MQTT | {"$"}), Run(_MQTT))),
        pattern_of((*_RESERVED, Run(_MQTT))),
    ),
    FILTER: _valid_filters(),
}
