"""Whether some request meets the conditions of a statement."""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.authoriser.situations import (
    EVERY_ATTACHMENT,
    Situation,
    situations,
)
from checkov_aws_iot.policies.model.actions import actions_of
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement


def is_never_met(document: Document, statement: Statement) -> bool:
    """Whether it is proved that no request meets the conditions, whatever its resource is.

    A statement of which it is not known what its actions are is not looked at.
    """
    if not statement.conditions or statement.unknown_actions:
        return False
    actions = _one_of_each_kind(statement)
    if not actions:
        return False
    alone = replace(
        statement,
        effect=Effect.ALLOW,
        resources=(Element("*", ""),),
        negated_resources=False,
        unknown_resources=(),
        unknown_actions=(),
        unknowns=(),
    )
    reading = replace(document, statements=(alone,), unknowns=())
    return isinstance(decide(reading, Question(actions)), Proof)


def _one_of_each_kind(statement: Statement) -> tuple[str, ...]:
    """Of the actions that are asked for alike, over MQTT or HTTPS or both, one each."""
    kinds: dict[tuple[Situation, ...], str] = {}
    for action in actions_of(statement):
        kind = tuple(situations(action.name, EVERY_ATTACHMENT, iot_policy=True))
        kinds.setdefault(kind, action.name)
    return tuple(kinds.values())
