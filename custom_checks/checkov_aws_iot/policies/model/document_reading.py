"""From the value of an attribute to a policy document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.model.actions import without_spaces
from checkov_aws_iot.policies.model.condition import Condition, split_operator
from checkov_aws_iot.policies.model.document import (
    WITH_VARIABLES,
    Document,
    Effect,
    Element,
    Principal,
    Statement,
)
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value, span_of

_NO_SERVICES = ("AWS", "Federated", "CanonicalUser")


def decode(value: Value) -> Value:
    """The JSON value behind a string that should be JSON; anything else as it is.

    Decodes as often as needed: a JSON string inside a JSON string is what people get from encoding
    twice. Text that is not JSON gives ``Unknown`` with line and column.
    """
    for _ in range(3):
        if isinstance(value, EncodedJson):
            value = value.value
        elif isinstance(value, (str, Text)):
            try:
                # A text that knows its lines gives the statements in it theirs.
                span = getattr(value, "span", None)
                value = parse_json(value, span.file, span.start_line) if span else parse_json(value)
            except JsonTextError as error:
                return Unknown(f"is not valid JSON: {error}", _shortened(str(value)))
        else:
            break
    return value


def read_document(value: Value, *, completes_arns: bool = False) -> Document:
    """The policy document that the value of an attribute holds.

    ``value`` holds no ``OneOf`` (see :func:`~checkov_aws_iot.values.alternatives.alternatives_of`).
    ``completes_arns`` says that it is an identity-based policy of IAM.
    Never raises: what is not a policy gives a document whose ``unknowns`` say so.
    """
    value = decode(value)
    if isinstance(value, Unknown):
        return Document((), unknowns=(value,))
    if isinstance(value, Absent):
        return Document((), unknowns=(Unknown("there is no policy document"),))
    if not isinstance(value, Mapping):
        return Document((), unknowns=(_not_a("policy document", value),))
    version, unknown_version = _version(_whole(value.get("Version", "")))
    unknowns: list[Unknown] = []
    if "Statement" not in value:
        unknowns.append(Unknown("has no Statement"))
    statements: list[Statement] = []
    unread: list[Statement] = []
    for index, path, element in _items(value.get("Statement", Sequence()), "Statement"):
        item = _whole(element)
        if isinstance(item, Unknown):
            unknowns.append(item)
        elif not isinstance(item, Mapping):
            unknowns.append(_not_a("statement", item))
        else:
            effect = _effect(index, item)
            statement = _read_statement(index, path, item, effect)
            if isinstance(effect, Unknown):
                unknowns.append(effect)
                unread.append(statement)
            else:
                statements.append(statement)
    return Document(
        tuple(statements),
        version,
        tuple(unknowns),
        span_of(value),
        unknown_version,
        tuple(unread),
        completes_arns,
    )


def _version(value: Value) -> tuple[str, Unknown | None]:
    """The Version, ``2012-10-17`` if it may be that one, and then why it is not known."""
    if isinstance(value, Unknown):
        return WITH_VARIABLES, value
    if isinstance(value, Text):
        is_that = match(exactly(value), WITH_VARIABLES)
        return (WITH_VARIABLES, is_that) if isinstance(is_that, Unknown) else (str(value), None)
    return str(value), None


def _effect(index: int, item: Mapping) -> Effect | Unknown:
    effect = item.get("Effect")
    if effect in ("Allow", "Deny"):
        return Effect(effect)
    if isinstance(effect, Unknown):
        return effect
    description = "has no Effect" if effect is None else f"has the Effect {_shortened(str(effect))}"
    return Unknown(
        f"Statement[{index}] {description}, which is neither Allow nor Deny", "", item.span
    )


def _read_statement(index: int, path: str, item: Mapping, effect: Effect | Unknown) -> Statement:
    """The statement; one whose effect is not known is read as an Allow."""
    unknown_actions: list[Unknown] = []
    unknown_resources: list[Unknown] = []
    other_unknowns: list[Unknown] = []
    unknown_principals: list[Unknown] = []
    unknown_conditions: list[Unknown] = []
    negated_actions = "Action" not in item and "NotAction" in item
    negated_resources = "Resource" not in item and "NotResource" in item
    negated_principals = "Principal" not in item and "NotPrincipal" in item
    action_key = "NotAction" if negated_actions else "Action"
    actions = tuple(_elements(item, action_key, path, unknown_actions))
    unknown_actions.extend(
        Unknown("has white space in it, which no action has", str(element.text))
        for element in actions
        if without_spaces(element.text)
    )
    resource_key = "NotResource" if negated_resources else "Resource"
    resources = tuple(_elements(item, resource_key, path, unknown_resources))
    principal_key = "NotPrincipal" if negated_principals else "Principal"
    principals = tuple(_principals(item, principal_key, path, other_unknowns, unknown_principals))
    conditions = tuple(_conditions(item.get("Condition"), f"{path}/Condition", unknown_conditions))
    sid = item.get("Sid", "")
    return Statement(
        index=index,
        sid=str(sid) if isinstance(sid, (str, Text)) else "",
        effect=effect if isinstance(effect, Effect) else Effect.ALLOW,
        actions=actions,
        negated_actions=negated_actions,
        resources=resources,
        negated_resources=negated_resources,
        principals=principals,
        negated_principals=negated_principals,
        conditions=conditions,
        unknowns=(*unknown_actions, *unknown_resources, *other_unknowns, *unknown_conditions),
        unknown_actions=tuple(unknown_actions),
        unknown_resources=tuple(unknown_resources),
        unknown_conditions=tuple(unknown_conditions),
        unknown_principals=tuple(unknown_principals),
        path=path,
        span=item.span,
    )


def _elements(item: Mapping, key: str, path: str, unknowns: list[Unknown]) -> Iterator[Element]:
    if key not in item:
        return
    for _, element_path, item_value in _items(item[key], f"{path}/{key}"):
        text = _whole(item_value)
        if isinstance(text, (str, Text)):
            yield Element(text, element_path)
        else:
            unknowns.append(text if isinstance(text, Unknown) else _not_a(key, text))


def _principals(
    item: Mapping, key: str, path: str, unknowns: list[Unknown], unknown_services: list[Unknown]
) -> Iterator[Principal]:
    principal = item.get(key)
    if principal is None:
        return
    if isinstance(principal, (str, Text)):
        yield Principal("*", principal, f"{path}/{key}")
    elif isinstance(principal, Mapping):
        for kind, texts in principal.items():
            for _, element_path, item_value in _items(texts, f"{path}/{key}/{kind}"):
                text = _whole(item_value)
                if isinstance(text, (str, Text)):
                    yield Principal(kind, text, element_path)
                    continue
                unknown = text if isinstance(text, Unknown) else _not_a(key, text)
                unknowns.append(unknown)
                if kind not in _NO_SERVICES:
                    unknown_services.append(unknown)
    else:
        unknown = principal if isinstance(principal, Unknown) else _not_a(key, principal)
        unknowns.append(unknown)
        unknown_services.append(unknown)


def _whole(value: Value) -> Value:
    """A string that is nothing but a hole is a whole value that is not known."""
    if isinstance(value, Text) and len(value.parts) == 1:
        (hole,) = value.holes
        return Unknown.of(hole)
    return value


def _conditions(value: Value, path: str, unknowns: list[Unknown]) -> Iterator[Condition]:
    if value is None or isinstance(value, Absent):
        return
    if not isinstance(value, Mapping):
        unknowns.append(value if isinstance(value, Unknown) else _not_a("Condition", value))
        return
    for operator, keys in value.items():
        if not isinstance(keys, Mapping):
            unknowns.append(keys if isinstance(keys, Unknown) else _not_a(operator, keys))
            continue
        quantifier, name, if_exists = split_operator(operator)
        for key, texts in keys.items():
            yield Condition(
                operator=operator,
                name=name,
                quantifier=quantifier,
                if_exists=if_exists,
                key=key,
                values=tuple(_condition_value(v) for _, _, v in _items(texts, "")),
                path=f"{path}/{operator}/{key}",
            )


def _condition_value(value: Value) -> str | Text | Unknown:
    if isinstance(value, (str, Text, Unknown)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    return _not_a("condition value", value)


def _items(value: Value, path: str) -> Iterator[tuple[int, str, Value]]:
    """The items of what may be one item or a list of items, each with the path to it."""
    if isinstance(value, Sequence):
        for index, item in enumerate(value):
            if not isinstance(item, Absent):
                yield index, f"{path}/[{index}]", item
    elif not isinstance(value, Absent):
        yield 0, path, value


def _not_a(expected: str, value: Value) -> Unknown:
    description = (
        "null" if value is None else str(value) if isinstance(value, Text) else repr(value)
    )
    return Unknown(f"is not a {expected}", _shortened(description))


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else one_line[:57] + "..."
