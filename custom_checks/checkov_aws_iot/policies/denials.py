"""Deny statements that take away less than they seem to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.mqtt import delivered_topics
from checkov_aws_iot.policies.actions import covers_action
from checkov_aws_iot.policies.arn import split_arn
from checkov_aws_iot.policies.authorisation import Decision, Outcome, authorise
from checkov_aws_iot.policies.condition import Condition
from checkov_aws_iot.policies.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.example_request import example_arn, example_device, name_of_hole
from checkov_aws_iot.policies.identity import values_of
from checkov_aws_iot.policies.resource_fit import is_undocumented
from checkov_aws_iot.policies.variables import Variable, parse_variables
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text, join_text

MOST_REQUESTS = 2_000
_MOST_LEVELS = 8
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
    for statement, original in zip(plain.statements, document.statements, strict=True):
        if statement.effect is not Effect.DENY or statement.negated_resources:
            continue
        if covers_action(statement, _SUBSCRIBE) is not True:
            continue
        for element in original.resources:
            for topic, subscription in _attempts(document, element):
                budget -= 1
                if budget < 0:
                    return
                if _goes_around(plain, topic, subscription):
                    name = str(topic.resource).partition(":topic/")[2]
                    yield original, BypassedDenial(element, name, subscription)
                    break


def _goes_around(document: Document, topic: Request, subscription: Request) -> bool:
    """Whether the subscription is allowed and its messages on the topic are not denied."""
    if authorise((document,), subscription).outcome is not Outcome.ALLOWED:
        return False
    narrow = replace(topic, action=_SUBSCRIBE, resource=_as_filter(topic))
    if not _is_denied(authorise((document,), narrow)):
        # The Deny never covered this topic.
        return False
    return not _is_denied(authorise((document,), topic))


def _is_denied(decision: Decision) -> bool:
    """Whether a Deny applies; that no Allow does is no Deny, another policy may have one."""
    return decision.outcome is Outcome.DENIED and decision.decisive is not None


def _as_filter(topic: Request) -> str:
    return str(topic.resource).replace(":topic/", ":topicfilter/", 1)


def _attempts(document: Document, element: Element) -> Iterator[tuple[Request, Request]]:
    """Topics that the Deny is about, each with a filter that may deliver it all the same."""
    device = example_device(document)
    base = Request(_RECEIVE, "*", device)
    values = {k: v for k, v in values_of(base).variables.items() if isinstance(v, str)}
    for any_run in ("x", "x/y"):
        arn = example_arn(element.text, values, any_run, "")
        split = split_arn(arn) if arn else None
        if split is None or split.resource_type != "topicfilter" or not split.name:
            continue
        name = str(split.name)
        prefix = str(arn).removesuffix(f"topicfilter/{name}")
        if "+" in name or "#" in name:
            continue
        topic = replace(base, resource=f"{prefix}topic/{name}")
        for wider in _wider_filters(name):
            if any(pattern.matches(name) for pattern in delivered_topics(wider)):
                yield (
                    topic,
                    replace(base, action=_SUBSCRIBE, resource=f"{prefix}topicfilter/{wider}"),
                )


def _wider_filters(topic: str) -> Iterator[str]:
    """Filters with one wildcard that may deliver the topic, those nearest to it first."""
    levels = topic.split("/")
    for kept in range(min(len(levels), _MOST_LEVELS) - 1, -1, -1):
        yield "/".join((*levels[:kept], "#"))
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
        ),
    )


def _named(text: str | Text) -> str:
    if isinstance(text, str):
        return text
    return str(join_text(p if isinstance(p, str) else name_of_hole(p) for p in text.parts))
