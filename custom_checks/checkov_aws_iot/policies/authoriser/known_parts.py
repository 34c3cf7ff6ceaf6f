"""A document as it grants at most, and as it grants at least, whatever is not known about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds
from checkov_aws_iot.policies.authoriser.request_context import RequestContext
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown

_ANYTHING = Element("*", "")


def doubts(document: Document) -> tuple[Unknown, ...]:
    """What of the document is not known; parts of texts that are the resource's own are."""
    found = list(document.unknowns)
    for statement in document.statements:
        found.extend(statement.unknowns)
        found.extend(_unknown_elements(statement))
        for condition in statement.conditions:
            if (doubt := _doubt(condition)) is not None:
                found.append(doubt)
            found.extend(Unknown.of(hole) for value in condition.values for hole in _holes(value))
        for element in (*statement.actions, *statement.resources):
            found.extend(Unknown.of(hole) for hole in _holes(element.text))
    return tuple(dict.fromkeys(found))


def at_most(document: Document) -> Document:
    """The document if every unknown part grants as much as it can; holes stay."""
    statements = (_widest(s) for s in document.statements)
    more = [Statement(-1, "", Effect.ALLOW, (_ANYTHING,), resources=(_ANYTHING,))] * bool(
        document.unknowns
    )
    return replace(document, unknowns=(), statements=(*(s for s in statements if s), *more))


def at_least(document: Document, *, holes_stay: bool = False) -> Document:
    """The document if every unknown part grants as little as it can; holes of Denies are anything.

    Where holes stay, they are texts that another document may hold, too.
    """
    statements = (_narrowest(s, holes_stay=holes_stay) for s in document.statements)
    return replace(document, unknowns=(), statements=tuple(s for s in statements if s))


def _widest(statement: Statement) -> Statement | None:
    """An Allow as wide as it can be, a Deny as narrow; ``None`` if there may be none."""
    allows = statement.effect is Effect.ALLOW
    return _settled(statement, wide=allows)


def _narrowest(statement: Statement, *, holes_stay: bool) -> Statement | None:
    allows = statement.effect is Effect.ALLOW
    settled = _settled(statement, wide=not allows)
    if settled is None or allows or holes_stay:
        return settled
    return replace(
        settled,
        resources=tuple(_with_anything(settled.resources, drop=settled.negated_resources)),
        conditions=tuple(c for c in settled.conditions if not any(map(_holes, c.values))),
    )


def _settled(statement: Statement, *, wide: bool) -> Statement | None:
    """The statement if what is not known makes it apply to as much, or to as little, as can be."""
    conditions = [c for c in statement.conditions if _doubt(c) is None]
    unknown_conditions = len(conditions) < len(statement.conditions) or statement.unknown_conditions
    if unknown_conditions and not wide:
        return None
    actions, resources = list(statement.actions), list(statement.resources)
    hidden = [e for e in actions if _holes(e.text)]
    if statement.unknown_actions or hidden:
        actions = [e for e in actions if e not in hidden]
        if statement.negated_actions is not wide:
            # More is named where that is what makes the statement wide, or NotAction narrow.
            actions.append(_ANYTHING)
    unclear = [e for e in resources if _begins_unknown(e)]
    if statement.unknown_resources or unclear:
        resources = [e for e in resources if e not in unclear]
        if statement.negated_resources is not wide:
            resources.append(_ANYTHING)
    return replace(
        statement,
        actions=tuple(actions),
        resources=tuple(resources),
        conditions=tuple(conditions),
        unknowns=(),
        unknown_actions=(),
        unknown_resources=(),
        unknown_conditions=(),
    )


def _begins_unknown(element: Element) -> bool:
    """Whether nobody knows which service the ARN is of."""
    from checkov_aws_iot.policies.model.resource_text import split_resource

    arn = split_resource(element.text)
    if arn is None:
        return isinstance(element.text, Text)
    if any(not variable.known for variable in variables_of(element.text)):
        return True
    return bool(_holes(arn.prefix) or _holes(arn.service))


def _with_anything(elements: tuple[Element, ...], *, drop: bool) -> Iterator[Element]:
    for element in elements:
        if not _holes(element.text):
            yield element
        elif not drop and isinstance(element.text, Text):
            parts = (
                "*" if isinstance(p, Hole) and p.kind is HoleKind.OTHER else p
                for p in element.text.parts
            )
            yield replace(element, text=join_text(parts))


def _holes(value: object) -> tuple[Hole, ...]:
    """The holes whose text does not follow from the resource of the request."""
    if not isinstance(value, Text):
        return ()
    return tuple(hole for hole in value.holes if hole.kind is HoleKind.OTHER)


def _doubt(condition: Condition) -> Unknown | None:
    """Why nobody can say when the condition holds."""
    for value in condition.values:
        if isinstance(value, Unknown):
            return value
        if any(not variable.known for variable in variables_of(value)):
            return Unknown("holds a policy variable whose name is not known", str(value))
        if isinstance(value, Text) and not condition.name.startswith(("string", "arn")):
            return Unknown.of(value.holes[0])
    is_operator = condition_holds(condition, RequestContext({condition.key.lower(): ("",)}), {})
    if isinstance(is_operator, Unknown) and not any(isinstance(v, Text) for v in condition.values):
        return is_operator
    return None


def _unknown_elements(statement: Statement) -> Iterator[Unknown]:
    yield from statement.unknown_actions
    yield from statement.unknown_resources
    yield from statement.unknown_conditions
