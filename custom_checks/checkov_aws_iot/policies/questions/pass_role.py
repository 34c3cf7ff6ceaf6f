"""Roles that a policy lets its holder pass to Device Advisor, or to any other service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise, outcome_of
from checkov_aws_iot.policies.authoriser.environment import Environment
from checkov_aws_iot.policies.authoriser.example_request import filled, satisfying_context
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import ACCOUNT, PARTITION, ROLES
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown

PASS_ROLE = "iam:PassRole"  # noqa: S105 - the name of an action
PASSED_TO = "iam:PassedToService"
DEVICE_ADVISOR = "iotdeviceadvisor.amazonaws.com"

_OTHER_SERVICES = ("ec2.amazonaws.com", "lambda.amazonaws.com", "iot.amazonaws.com")
_MOST_RESOURCES = 50
_IOT_PREFIXES = ("iot:", "iotjobsdata:", "iotdeviceadvisor:", "greengrass:")


@dataclass(frozen=True, slots=True)
class PassedRole:
    """A request to pass a role that a statement allows and should not.

    ``path`` leads to the Resource or, where a condition is what is wrong, to the statement.
    """

    statement: Statement
    path: str
    text: str
    request: Request
    unbounded: bool


def names_service(document: Document, *prefixes: str) -> bool:
    """Whether a statement names an action of the service; ``*`` names none."""
    return any(
        str(element.text).lower().startswith(prefixes)
        for statement in document.statements
        for element in statement.actions
    )


def names_iot(document: Document) -> bool:
    """Whether a statement names an action of AWS IoT, its jobs, Greengrass or Device Advisor."""
    return names_service(document, *_IOT_PREFIXES)


def grants_device_advisor(document: Document) -> bool:
    """Whether an Allow names actions of Device Advisor."""
    allowing = tuple(s for s in document.statements if s.effect is Effect.ALLOW)
    return names_service(replace(document, statements=allowing), "iotdeviceadvisor:")


def passed_roles(document: Document) -> Iterator[PassedRole | Unknown]:
    """Every way in which ``iam:PassRole`` is allowed for any role, or to any service.

    One for each Resource that leaves the role open, otherwise one for each statement that lets the
    role go to another service than Device Advisor, or to none in particular. Deny statements count.
    """
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        covered = covers_action(statement, PASS_ROLE)
        if isinstance(covered, Unknown):
            yield covered
        elif not covered:
            yield from statement.unknown_actions
        else:
            yield from statement.unknown_resources
            yield from statement.unknown_conditions
            yield from _of_statement(document, statement)


def _of_statement(document: Document, statement: Statement) -> Iterator[PassedRole | Unknown]:
    open_elsewhere: list[PassedRole] = []
    for path, text in _resources(statement):
        unbounded = _allowed_for_any_role(document, statement, text)
        if unbounded is not None:
            yield PassedRole(statement, path, str(text), unbounded, unbounded=True)
            continue
        role = _role_arn(text)
        if role is None:
            continue
        for context in _foreign_contexts(statement):
            request = Request(PASS_ROLE, role, context=context)
            outcome = authorise((document,), request)
            if outcome.outcome is Outcome.ALLOWED:
                open_elsewhere.append(
                    PassedRole(statement, path, str(text), request, unbounded=False)
                )
                break
            if outcome.outcome is Outcome.UNKNOWN and outcome.decisive is not None:
                applies = outcome.decisive.applies
                if isinstance(applies, Unknown):
                    yield applies
    yield from open_elsewhere[:1]


def _resources(statement: Statement) -> Iterator[tuple[str, str | Text]]:
    if statement.negated_resources:
        yield f"{statement.path}/NotResource", "*"
        return
    for element in statement.resources[:_MOST_RESOURCES]:
        yield element.path, element.text


def _allowed_for_any_role(
    document: Document, statement: Statement, text: str | Text
) -> Request | None:
    """The request for a role that was not meant, if the resource covers every role."""
    narrowed = statement
    if not statement.negated_resources:
        narrowed = replace(
            statement, resources=tuple(e for e in statement.resources if e.text == text)
        )
    denials = tuple(s for s in document.statements if s.effect is Effect.DENY)
    alone = replace(document, statements=(narrowed, *denials), unknowns=())
    context = _with_service(statement, DEVICE_ADVISOR)
    requests = [Request(PASS_ROLE, _arn(name), context=context) for name in ROLES]
    if all(outcome_of((alone,), r) is Outcome.ALLOWED for r in requests):
        return requests[0]
    return None


def _role_arn(text: str | Text) -> str | Text | None:
    """A role that the resource covers; unknown parts of its name stay holes."""
    if is_everything(text):
        return _arn(ROLES[0])
    arn = split_arn(text)
    if arn is None:
        return None
    resource = Environment(PARTITION, "", ACCOUNT).filled(arn.resource)
    parts = resource.parts if isinstance(resource, Text) else (resource,)
    name = (p.replace("*", "x").replace("?", "x") if isinstance(p, str) else p for p in parts)
    account = arn.account if isinstance(arn.account, str) else ACCOUNT
    if not account.isdigit():
        account = ACCOUNT
    return join_text((f"arn:{PARTITION}:iam::{account}:", *name))


def _arn(name: str) -> str:
    return f"arn:{PARTITION}:iam::{ACCOUNT}:role/{name}"


def _foreign_contexts(
    statement: Statement,
) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Contexts in which the role goes somewhere else than to Device Advisor."""
    others = dict.fromkeys(_OTHER_SERVICES)
    for condition in statement.conditions:
        if condition.key.lower() == PASSED_TO.lower():
            others.update(
                dict.fromkeys(
                    filled(value, {}, "ec2")
                    for value in condition.values
                    if isinstance(value, (str, Text))
                )
            )
    for service in others:
        if service != DEVICE_ADVISOR:
            yield _with_service(statement, service)
    yield _with_service(statement, "")


def _with_service(statement: Statement, service: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The context that the other conditions ask for, with the service that gets the role, if any."""
    context = tuple(
        (key, values)
        for key, values in satisfying_context(statement.conditions)
        if key.lower() != PASSED_TO.lower()
    )
    return (*context, (PASSED_TO, (service,))) if service else context
