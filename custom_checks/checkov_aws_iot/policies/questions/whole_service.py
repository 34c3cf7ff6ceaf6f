"""Statements that allow every action of AWS IoT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.example_request import example_arn
from checkov_aws_iot.policies.authoriser.question import Question
from checkov_aws_iot.policies.authoriser.witness_requests import allowed_request
from checkov_aws_iot.policies.model.actions import Action, find_action, matching_actions
from checkov_aws_iot.policies.model.cast import (
    ADMINISTRATOR_ALIAS,
    ANOTHER_DEVICE,
    SHORT_CERTIFICATE_ID,
)
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.questions.resource_fit import misfit
from checkov_aws_iot.values.request import Identity, Request

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


_MOST_STEPS = 30_000


@dataclass(frozen=True, slots=True)
class WholeService:
    """An Action of an Allow that is every action of AWS IoT, and one request that it allows."""

    statement: Statement
    text: str
    path: str
    request: Request


def whole_service_grants(document: Document) -> Iterator[WholeService]:
    """Yield each ``iot:*`` of an Allow, unless Deny statements leave nothing of it."""
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW or statement.negated_actions:
            continue
        for element in statement.actions:
            text = str(element.text)
            if _WHOLE.fullmatch(text.lower()):
                request = _unwanted(document, statement)
                if request is not None:
                    yield WholeService(statement, text, element.path, request)


def _unwanted(document: Document, statement: Statement) -> Request | None:
    texts = ("*",) if statement.negated_resources else tuple(e.text for e in statement.resources)
    denials = tuple(other for other in document.statements if other.effect is Effect.DENY)
    around = replace(document, statements=(statement, *denials))
    for action, resource in _examples():
        for text in texts[:20]:
            arn = example_arn(text, {}, ANOTHER_DEVICE, resource)
            # A request for the action is about a resource of its type, whatever the text allows.
            if arn is not None and misfit(action, arn) is None:
                request = allowed_request(around, action.name, arn, Identity())
                if request is not None:
                    return request
    return _solved(around)


def _solved(around: Document) -> Request | None:
    """A request that none of the examples is: in whatever circumstances the conditions ask for."""
    budget = Budget(_MOST_STEPS)
    for name, resource in _UNWANTED:
        question = Question((name,), resource.partition("/")[0], iot_policy=False)
        answer = decide(around, question, budget)
        if isinstance(answer, Request):
            return answer
    return None


def _examples() -> Iterator[tuple[Action, str]]:
    """Actions, each with a resource: those that no author means to grant, then all others."""
    for name, resource in _UNWANTED:
        action = find_action(name)
        if action is not None:
            yield action, resource
    for action in matching_actions("iot:*"):
        if action.resource_types:
            yield action, ANOTHER_DEVICE
