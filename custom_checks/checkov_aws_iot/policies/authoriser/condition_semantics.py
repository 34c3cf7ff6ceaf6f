"""Whether conditions hold for a request, three-valued.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple
context keys or values", "Set operators for multivalued context keys".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from ipaddress import ip_address, ip_network

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import exactly, wildcards
from checkov_aws_iot.policies.authoriser.request_context import RequestContext
from checkov_aws_iot.policies.model.condition import Condition, Quantifier
from checkov_aws_iot.policies.model.resource_text import is_everything
from checkov_aws_iot.policies.model.variables import (
    Escape,
    Literal,
    Variable,
    is_substituted,
    parse_variables,
    substitute,
)
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Unknown

Values = Mapping[str, "str | Unknown"]
"""Values of policy variables by name in lower case."""


def conditions_hold(
    conditions: Iterable[Condition], context: RequestContext, variables: Values | None = None
) -> Truth:
    """Whether all conditions of a statement hold; a statement without any always applies."""
    return all_of(condition_holds(condition, context, variables) for condition in conditions)


def condition_holds(
    condition: Condition, context: RequestContext, variables: Values | None = None
) -> Truth:
    """Whether one operator with one key holds for the request.

    ``variables`` gives policy variables in the values; without it, as in a document whose Version
    has none, ``${...}`` is plain text. An absent key makes a positive operator false and a negated
    one true, ``IfExists`` and ``ForAllValues`` true, ``ForAnyValue`` false. An operator that AWS
    does not have is unknown. Never raises.
    """
    actual = context.get(condition.key)
    if condition.name == "null":
        return _null_holds(condition, actual)
    matches = _MATCHERS.get(condition.name)
    if matches is None:
        return Unknown("is no condition operator", condition.operator)
    if isinstance(actual, Unknown):
        present = _present_holds(condition, matches, (actual,), variables)
        return present if present == _absent_holds(condition) else actual
    if not actual:
        return _absent_holds(condition)
    return _present_holds(condition, matches, actual, variables)


def _null_holds(condition: Condition, actual: object) -> Truth:
    def holds(value: str | Text | Unknown) -> Truth:
        if not isinstance(value, str):
            return value if isinstance(value, Unknown) else _unknown_part(value)
        if isinstance(actual, Unknown):
            return actual
        return value.lower() == ("false" if actual else "true")

    return any_of(holds(value) for value in condition.values)


def _absent_holds(condition: Condition) -> bool:
    if condition.if_exists or condition.quantifier is Quantifier.FOR_ALL_VALUES:
        return True
    return condition.negated and condition.quantifier is Quantifier.NONE


Matcher = Callable[["str | Text", "str | Text", "Values | None"], Truth]


def _present_holds(
    condition: Condition,
    matches: Matcher,
    actual: tuple[str | Text | Unknown, ...],
    variables: Values | None,
) -> Truth:
    def one_holds(value: str | Text | Unknown) -> Truth:
        """Whether one value of the key matches one of the condition, or none if negated."""
        matched = any_of(
            _one_matches(matches, expected, value, variables) for expected in condition.values
        )
        return negation(matched) if condition.negated else matched

    if condition.quantifier is Quantifier.FOR_ANY_VALUE:
        return any_of(map(one_holds, actual))
    if condition.quantifier is Quantifier.FOR_ALL_VALUES or condition.negated:
        return all_of(map(one_holds, actual))
    return any_of(map(one_holds, actual))


def _one_matches(
    matches: Matcher,
    expected: str | Text | Unknown,
    actual: str | Text | Unknown,
    variables: Values | None,
) -> Truth:
    if isinstance(expected, Unknown):
        return expected
    if isinstance(actual, Unknown):
        # Only what matches every text matches one that is not known.
        like = matches is _string_like or matches is _arn_like
        return True if like and is_everything(expected) else actual
    return matches(expected, actual, variables)


def _string_equals(expected: str | Text, actual: str | Text, variables: Values | None) -> Truth:
    plain = _plain(expected, variables)
    if plain is None or isinstance(plain, Unknown):
        return plain or False
    return _equal(plain, actual)


def _string_equals_ignore_case(
    expected: str | Text, actual: str | Text, variables: Values | None
) -> Truth:
    plain = _plain(expected, variables)
    if plain is None or isinstance(plain, Unknown):
        return plain or False
    return _equal(folded(plain), folded(actual))


def _equal(expected: str | Text, actual: str | Text) -> Truth:
    if isinstance(expected, str) and isinstance(actual, str):
        return expected == actual
    return match(exactly(expected), actual)


def _string_like(expected: str | Text, actual: str | Text, variables: Values | None) -> Truth:
    pattern = wildcards(expected) if variables is None else substitute(expected, variables)
    if pattern is None or isinstance(pattern, Unknown):
        return pattern or False
    return match(pattern, actual)


def _arn_like(expected: str | Text, actual: str | Text, variables: Values | None) -> Truth:
    """The six fields are matched one by one; with fewer than six nothing matches but ``*``."""
    if is_everything(expected):
        return True
    pattern, arn = split_arn(expected), split_arn(actual)
    if pattern is None or arn is None:
        return False
    return all_of(
        _string_like(field, value, variables)
        for field, value in zip(pattern.fields, arn.fields, strict=True)
    )


def _plain(expected: str | Text, variables: Values | None) -> str | Text | Unknown | None:
    """The value with its variables filled; ``None`` if a variable has no value."""
    if variables is None:
        return expected
    pieces: list[str | Hole] = []
    for part in parse_variables(expected):
        if isinstance(part, Literal):
            pieces.append(part.text)
        elif isinstance(part, Escape):
            pieces.append(part.character)
        elif isinstance(part, Variable):
            value = variables.get(part.key, part.default)
            if isinstance(value, Unknown):
                return value
            if value is None or not is_substituted(part.key, value):
                return None
            pieces.append(value)
        else:
            pieces.append(part)
    return join_text(pieces)


def _unknown_part(text: Text) -> Unknown:
    hole = text.holes[0]
    return Unknown.of(hole)


def _of_known(compare: Callable[[str, str], bool]) -> Matcher:
    """A matcher for operators that have neither wildcards nor policy variables."""

    def matches(expected: str | Text, actual: str | Text, _: Values | None) -> Truth:
        for text in (expected, actual):
            if isinstance(text, Text):
                return _unknown_part(text)
        return isinstance(expected, str) and isinstance(actual, str) and compare(expected, actual)

    return matches


def number_of(text: str) -> Decimal | None:
    """The number that a text is; ``None`` if it is none."""
    return Decimal(text) if re.fullmatch(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?", text) else None


_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?(?:Z|([-+])([0-9]{2}):?([0-9]{2}))?)?"
)


def moment_of(text: str) -> Decimal | None:
    """Seconds since 1970 of an ISO 8601 date, or of the number of seconds itself."""
    match = _DATE.fullmatch(text)
    if match is None:
        return number_of(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    offset = timedelta(hours=int(match[8] or 0), minutes=int(match[9] or 0))
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
        moment = moment + offset if match[7] == "-" else moment - offset
    except (ValueError, OverflowError):
        return None
    return Decimal(int(moment.timestamp()))


def _ordered(
    parse: Callable[[str], Decimal | None], compare: Callable[[Decimal, Decimal], bool]
) -> Matcher:
    def matches(expected: str, actual: str) -> bool:
        limit, value = parse(expected.strip()), parse(actual.strip())
        return limit is not None and value is not None and compare(value, limit)

    return _of_known(matches)


def _is_in_network(expected: str, actual: str) -> bool:
    try:
        network, address = ip_network(expected, strict=False), ip_address(actual)
    except ValueError:
        return False
    return address.version == network.version and address in network


_MATCHERS: dict[str, Matcher] = {
    "stringequals": _string_equals,
    "stringnotequals": _string_equals,
    "stringequalsignorecase": _string_equals_ignore_case,
    "stringnotequalsignorecase": _string_equals_ignore_case,
    "stringlike": _string_like,
    "stringnotlike": _string_like,
    "arnequals": _arn_like,
    "arnlike": _arn_like,
    "arnnotequals": _arn_like,
    "arnnotlike": _arn_like,
    "bool": _of_known(lambda expected, actual: expected.lower() == actual.lower()),
    "binaryequals": _of_known(lambda expected, actual: expected == actual),
    "ipaddress": _of_known(_is_in_network),
    "notipaddress": _of_known(_is_in_network),
}
for _prefix, _parse in (("numeric", number_of), ("date", moment_of)):
    _MATCHERS[f"{_prefix}equals"] = _ordered(_parse, lambda value, limit: value == limit)
    _MATCHERS[f"{_prefix}notequals"] = _MATCHERS[f"{_prefix}equals"]
    _MATCHERS[f"{_prefix}lessthan"] = _ordered(_parse, lambda value, limit: value < limit)
    _MATCHERS[f"{_prefix}lessthanequals"] = _ordered(_parse, lambda value, limit: value <= limit)
    _MATCHERS[f"{_prefix}greaterthan"] = _ordered(_parse, lambda value, limit: value > limit)
    _MATCHERS[f"{_prefix}greaterthanequals"] = _ordered(_parse, lambda value, limit: value >= limit)
