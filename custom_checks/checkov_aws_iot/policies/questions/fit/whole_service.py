"""Statements that allow every action of AWS IoT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS, decide
from checkov_aws_iot.policies.model.actions import (
    Action,
    covers_action,
    find_action,
    matching_actions,
)
from checkov_aws_iot.policies.model.cast import (
    ADMINISTRATOR_ALIAS,
    ANOTHER_DEVICE,
    SHORT_CERTIFICATE_ID,
)
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.questions.fit.action_questions import questions_about
from checkov_aws_iot.policies.questions.fit.resource_fit import can_fit
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

_WHOLE = re.compile(r"iot:[*?]*\*[*?]*")
# What no author means to grant by iot:*, the worst first, each with the resource of an example.
_UNWANTED = (
    ("iot:CreatePolicyVersion", "policy/device"),
    ("iot:UpdateCertificate", f"cert/{SHORT_CERTIFICATE_ID}"),
    ("iot:DeleteThing", f"thing/{ANOTHER_DEVICE}"),
    ("iot:DeleteThingShadow", f"thing/{ANOTHER_DEVICE}"),
    ("iot:RetainPublish", f"topic/{ANOTHER_DEVICE}"),
    ("iot:Publish", f"topic/{ANOTHER_DEVICE}"),
    ("iot:Subscribe", f"topicfilter/{ANOTHER_DEVICE}"),
    ("iot:Connect", f"client/{ANOTHER_DEVICE}"),
    ("iot:AssumeRoleWithCertificate", f"rolealias/{ADMINISTRATOR_ALIAS}"),
)


@dataclass(frozen=True, slots=True)
class WholeService:
    """An Action of an Allow that is every action of AWS IoT, and one request that it allows."""

    statement: Statement
    text: str
    path: str
    request: Request


def whole_service_grants(document: Document) -> Iterator[WholeService | Unknown]:
    """Yield each ``iot:*`` of an Allow, unless Deny statements leave nothing of it."""
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW or statement.negated_actions:
            continue
        for element in statement.actions:
            text = str(element.text)
            if _WHOLE.fullmatch(text.lower()):
                request = _unwanted(document, statement)
                if isinstance(request, Unknown):
                    yield request
                elif request is not None:
                    yield WholeService(statement, text, element.path, request)


def _unwanted(document: Document, statement: Statement) -> Request | Unknown | None:
    denials = tuple(other for other in document.statements if other.effect is Effect.DENY)
    around = replace(document, statements=(statement, *denials), unknowns=())
    budget = Budget(MOST_STEPS[False])
    unknown: Unknown | None = None
    asked: set[object] = set()
    for action, name in _examples():
        if not _may_fit(action, statement):
            continue
        about = tuple(covers_action(denial, action.name) for denial in denials)
        names = dict.fromkeys(action.resource_types[:1], name)
        for question in questions_about(action, names, ANOTHER_DEVICE, iot_policy=False):
            alike = (about, question.service, question.resource_type, question.names)
            if alike in asked:
                continue
            asked.add(alike)
            answer = decide(around, question, budget)
            if isinstance(answer, Request):
                return answer
            if isinstance(answer, Unknown):
                unknown = unknown or answer
        if budget.steps <= 0:
            break
    return unknown


def _may_fit(action: Action, statement: Statement) -> bool:
    return statement.negated_resources or any(
        can_fit(action, element.text) for element in statement.resources
    )


def _examples() -> Iterator[tuple[Action, str]]:
    """Actions, each with a resource: those that no author means to grant, then all others."""
    for name, resource in _UNWANTED:
        action = find_action(name)
        if action is not None:
            yield action, resource
    for action in matching_actions("iot:*"):
        if action.resource_types:
            yield action, ANOTHER_DEVICE
