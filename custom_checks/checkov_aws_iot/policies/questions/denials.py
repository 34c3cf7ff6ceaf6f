"""Deny statements that take away less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from checkov_aws_iot.patterns.mqtt import delivered_topics, shared_subscriptions
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, applies_to, outcome_of
from checkov_aws_iot.policies.authoriser.example_request import (
    example_arn,
    example_device,
    name_of_hole,
)
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.authoriser.resource_names import (
    FILTER,
    Resolution,
    ResourceNames,
    resource_names,
)
from checkov_aws_iot.policies.authoriser.witness_requests import spoken
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.variables import Variable, parse_variables
from checkov_aws_iot.policies.questions.resource_fit import is_undocumented
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text, join_text

MOST_REQUESTS = 2_000
_MOST_LEVELS = 8
_MOST_GROUPS = 4
_SUBSCRIBE, _RECEIVE = "iot:Subscribe", "iot:Receive"


@dataclass(frozen=True, slots=True)
class BypassedDenial:
    """A Deny of subscriptions that another subscription goes around.

    ``subscription`` is allowed and delivers ``topic``, which the Deny was written for.
    """

    element: Element
    topic: str
    subscription: Request


def bypassed_denials(document: Document) -> Iterator[tuple[Statement, BypassedDenial]]:
    """Each Resource of a Deny of ``iot:Subscribe`` that an allowed wildcard filter goes around.

    The policy matches the text of the filter that the client sends: a Deny of
    ``topicfilter/a/restricted/*`` does not match ``a/#``, which delivers the same topics. A Deny of
    ``iot:Receive`` over those topics closes the gap. Conditions are taken to hold, in Allow as in
    Deny. Looks at no more than ``MOST_REQUESTS`` requests.

    Source: AWS IoT Core Developer Guide, "Publish/Subscribe policy examples", "AWS IoT policy
    potentially misconfigured".
    """
    plain = _without_conditions(document)
    budget = MOST_REQUESTS
    for statement, element in _denied_filters(document):
        for topic in _topics(document, element):
            budget -= 1
            if budget < 0:
                return
            if not _is_uncovered(plain, topic):
                continue
            wider = _allowed_wider_filter(plain, topic)
            if wider is not None:
                name = str(topic.resource).partition(":topic/")[2]
                yield statement, BypassedDenial(element, name, wider)
                break


def _denied_filters(document: Document) -> Iterator[tuple[Statement, Element]]:
    for statement in document.statements:
        if (
            statement.effect is Effect.DENY
            and not statement.negated_resources
            and covers_action(statement, _SUBSCRIBE) is True
        ):
            for element in statement.resources:
                yield statement, element


def _is_uncovered(document: Document, topic: Request) -> bool:
    """Whether a Deny stops the subscription to just this topic, and none what arrives on it.

    That no Allow grants what arrives is no Deny: another policy may have one.
    """
    narrow = replace(topic, action=_SUBSCRIBE, resource=_as_filter(topic))
    return _is_denied(document, narrow) and not _is_denied(document, topic)


def _is_denied(document: Document, request: Request) -> bool:
    return any(
        applies_to(document, statement, request) is True
        for statement in document.statements
        if statement.effect is Effect.DENY
    )


def _allowed_wider_filter(document: Document, topic: Request) -> Request | None:
    """A subscription that is allowed and delivers the topic, a plain one or a shared one.

    The group of a shared subscription limits nothing, and a Deny of plain filters does not match it.
    """
    prefix, _, name = str(topic.resource).partition(":topic/")
    wider = [f for f in _wider_filters(name) if any(p.matches(name) for p in delivered_topics(f))]
    for shared in ("", *_shared_beginnings(document, topic)):
        for plain in (*wider, name) if shared else wider:
            resource = f"{prefix}:topicfilter/{shared}{plain}"
            request = replace(topic, action=_SUBSCRIBE, resource=resource)
            if outcome_of((document,), request) is Outcome.ALLOWED:
                return request
    return None


def _shared_beginnings(document: Document, topic: Request) -> Iterator[str]:
    """``$share/<group>/`` as the Allows of subscriptions have it."""
    resolution = Resolution(document.has_variables)
    found: dict[str, None] = {}
    for statement in document.statements:
        if statement.effect is Effect.ALLOW and covers_action(statement, _SUBSCRIBE) is True:
            for element in statement.resources:
                names = resource_names(element.text, FILTER, resolution)
                for pattern in names.patterns if isinstance(names, ResourceNames) else ():
                    for head, _ in islice(shared_subscriptions(pattern), 1):
                        found[spoken(head, topic.identity.thing_name)] = None
    yield from islice(found, _MOST_GROUPS)


def _as_filter(topic: Request) -> str:
    return str(topic.resource).replace(":topic/", ":topicfilter/", 1)


def _topics(document: Document, element: Element) -> Iterator[Request]:
    """Requests to receive on topics that the Deny is about."""
    device = example_device(document)
    base = Request(_RECEIVE, "*", device)
    values = {k: v for k, v in values_of(base).variables.items() if isinstance(v, str)}
    for any_run in ("x", "x/y"):
        arn = example_arn(element.text, values, any_run, "")
        split = split_arn(arn) if arn else None
        if split is None or split.resource_type != "topicfilter" or not split.name:
            continue
        name = str(split.name)
        if "+" not in name and "#" not in name:
            prefix = str(arn).removesuffix(f"topicfilter/{name}")
            yield replace(base, resource=f"{prefix}topic/{name}")


def _wider_filters(topic: str) -> Iterator[str]:
    """Filters with one wildcard that may deliver the topic, those nearest to it first."""
    levels = topic.split("/")
    for count in range(min(len(levels), _MOST_LEVELS) - 1, -1, -1):
        yield "/".join((*levels[:count], "#"))
    for at in range(min(len(levels), _MOST_LEVELS) - 1, -1, -1):
        yield "/".join((*levels[:at], "+", *levels[at + 1 :]))


def failing_open(statement: Statement, has_variables: bool) -> Iterator[tuple[str, str, str, str]]:
    """Path, element, text and variable of what in a Deny never matches for an unknown variable.

    An undocumented variable has no value, so that the text around it matches nothing and the Deny
    does not apply. Behind ``NotResource`` or a negated operator it would deny more, not less.
    """
    if not statement.negated_resources:
        for element in statement.resources:
            for variable in _dead_variables(element.text, has_variables):
                yield element.path, "Resource", str(element.text), str(variable)
                break
    for condition in statement.conditions:
        if has_variables and not condition.negated and _has_text_values(condition):
            for value in condition.values:
                if not isinstance(value, (str, Text)):
                    continue
                for variable in _dead_variables(value, has_variables):
                    if variable.key.startswith("iot:"):
                        yield condition.path, "Condition", str(value), str(variable)
                        break


def _has_text_values(condition: Condition) -> bool:
    return condition.name.startswith(("string", "arn"))


def _dead_variables(text: str | Text, has_variables: bool) -> Iterator[Variable]:
    for part in parse_variables(text):
        if not isinstance(part, Variable) or not part.known:
            continue
        if not has_variables or is_undocumented(part):
            yield part


def _without_conditions(document: Document) -> Document:
    """The document as if every condition held, with plain names for what is not known."""
    return replace(
        document,
        unknowns=(),
        statements=tuple(
            replace(
                statement,
                conditions=(),
                unknown_conditions=(),
                unknown_actions=(),
                unknown_resources=(),
                resources=tuple(
                    replace(element, text=_named(element.text)) for element in statement.resources
                ),
            )
            for statement in document.statements
            if _concerns_subscribers(statement)
        ),
    )


def _concerns_subscribers(statement: Statement) -> bool:
    return (
        covers_action(statement, _SUBSCRIBE) is True or covers_action(statement, _RECEIVE) is True
    )


def _named(text: str | Text) -> str:
    if isinstance(text, str):
        return text
    return str(join_text(p if isinstance(p, str) else name_of_hole(p) for p in text.parts))
