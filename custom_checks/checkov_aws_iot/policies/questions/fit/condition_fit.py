"""Whether some request meets the conditions of a statement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS, decide
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.authoriser.situations import (
    EVERY_ATTACHMENT,
    Attachment,
    Situation,
    situations,
)
from checkov_aws_iot.policies.model.actions import actions_of
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.questions.fit.action_questions import questions_about
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown


def is_met(
    document: Document,
    statement: Statement,
    attachments: tuple[Attachment, ...] = EVERY_ATTACHMENT,
) -> Truth:
    """Whether some request meets the conditions, whatever its resource is.

    So it is of one of which it is not known what its actions are, and of one without conditions if its
    actions are asked for at all. Conditions with a text that is not known are taken to be met.
    """
    known = tuple(c for c in statement.conditions if all(isinstance(v, str) for v in c.values))
    if not known and attachments == EVERY_ATTACHMENT:
        return True
    actions = _one_of_each_kind(statement)
    if not actions or statement.unknown_actions:
        return True
    if not known:
        return any(tuple(situations(name, attachments, iot_policy=True)) for name in actions)
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
    question = Question(actions, attachments=attachments)
    answer = decide(replace(document, statements=(alone,), unknowns=()), question)
    return answer if isinstance(answer, Unknown) else isinstance(answer, Request)


def is_never_met(document: Document, statement: Statement) -> bool:
    """Whether it is proved that no request meets the conditions, whatever its resource is."""
    return is_met(document, statement) is False


def unmet(document: Document, statement: Statement) -> Iterator[Element | Unknown | None]:
    """The resources of which it is proved that no request for them meets the conditions.

    ``None`` if no request meets them whatever its resource is. What is not known is taken to be met.
    """
    if not statement.conditions:
        return
    found = tuple(_unmet_resources(document, statement))
    if len(found) < len(statement.resources) and not _is_unclear(statement):
        yield from found
        return
    met = is_met(document, statement)
    if met is True:
        yield from found
    else:
        yield met or None


def _unmet_resources(document: Document, statement: Statement) -> Iterator[Element | Unknown]:
    if _is_unclear(statement):
        return
    budget = Budget(MOST_STEPS[True])
    questions = tuple(_questions(statement))
    for element in statement.resources if questions else ():
        alone = replace(statement, resources=(element,))
        reading = replace(document, statements=(alone,), unknowns=())
        answers = (decide(reading, question, budget) for question in questions)
        answer = next((each for each in answers if not isinstance(each, Proof)), None)
        if answer is None:
            yield element
        elif isinstance(answer, Unknown):
            yield answer


def _is_unclear(statement: Statement) -> bool:
    """Whether a part of the statement is not known, or its resources are all but a list."""
    texts = [e.text for e in (*statement.actions, *statement.resources)]
    values = [value for condition in statement.conditions for value in condition.values]
    return (statement.negated_resources or bool(statement.unknowns)) or any(
        not isinstance(each, str) for each in (*texts, *values)
    )


def _questions(statement: Statement) -> Iterator[Question]:
    """What the actions are about, once for those that are asked for alike."""
    alike: set[object] = set()
    for action in actions_of(statement):
        reach = tuple(situations(action.name, EVERY_ATTACHMENT, iot_policy=True))
        for question in questions_about(action, {}, ANOTHER_DEVICE):
            key = (reach, question.service, question.resource_type, question.names)
            if key not in alike:
                alike.add(key)
                yield question


def _one_of_each_kind(statement: Statement) -> tuple[str, ...]:
    """Of the actions that are asked for alike, over MQTT or HTTPS or both, one each."""
    kinds: dict[tuple[Situation, ...], str] = {}
    for action in actions_of(statement):
        kind = tuple(situations(action.name, EVERY_ATTACHMENT, iot_policy=True))
        kinds.setdefault(kind, action.name)
    return tuple(kinds.values())
