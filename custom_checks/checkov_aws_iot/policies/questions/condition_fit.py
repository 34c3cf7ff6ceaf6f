"""Whether some request meets the conditions of a statement."""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.authoriser.situations import (
    EVERY_ATTACHMENT,
    Situation,
    situations,
)
from checkov_aws_iot.policies.model.actions import actions_of
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown


def is_met(document: Document, statement: Statement) -> Truth:
    """Whether some request meets the conditions, whatever its resource is.

    So it is of a statement without conditions, and of one of which it is not known what its actions are.
    Conditions with a text that is not known are taken to be met.
    """
    known = tuple(c for c in statement.conditions if all(isinstance(v, str) for v in c.values))
    actions = _one_of_each_kind(statement) if known else ()
    if not actions or statement.unknown_actions:
        return True
    alone = replace(
        statement,
        effect=Effect.ALLOW,
        resources=(Element("*", ""),),
        negated_resources=False,
        conditions=known,
        unknown_conditions=(),
        unknown_resources=(),
        unknown_actions=(),
        unknowns=(),
    )
    answer = decide(replace(document, statements=(alone,), unknowns=()), Question(actions))
    return answer if isinstance(answer, Unknown) else isinstance(answer, Request)


def is_never_met(document: Document, statement: Statement) -> bool:
    """Whether it is proved that no request meets the conditions, whatever its resource is."""
    return is_met(document, statement) is False


def _one_of_each_kind(statement: Statement) -> tuple[str, ...]:
    """Of the actions that are asked for alike, over MQTT or HTTPS or both, one each."""
    kinds: dict[tuple[Situation, ...], str] = {}
    for action in actions_of(statement):
        kind = tuple(situations(action.name, EVERY_ATTACHMENT, iot_policy=True))
        kinds.setdefault(kind, action.name)
    return tuple(kinds.values())
