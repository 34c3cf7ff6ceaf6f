"""Grants of a role beyond single named actions: whole services, security, IoT data at large.

The criteria are those of AWS IoT Device Defender's audit checks for role aliases and Cognito roles
(AWS IoT Device Defender Developer Guide, "Audit checks").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import ANY_RUN, One, pattern_of, wildcards
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.example_request import example_arn
from checkov_aws_iot.policies.authoriser.question import Answer, Question
from checkov_aws_iot.policies.authoriser.references import loosened
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    FILTER,
    THING,
    TOPIC,
    Resolution,
    names_in_use,
)
from checkov_aws_iot.policies.model.actions import matching_actions
from checkov_aws_iot.policies.model.cast import OTHER_DEVICE, SHADOW_TOPIC
from checkov_aws_iot.policies.model.document import (
    WITH_VARIABLES,
    Document,
    Effect,
    Statement,
)
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown

SECURITY_SERVICES = ("iam", "cloudtrail", "guardduty", "inspector", "inspector2")

_MOST_LISTED = 4

_THING_READ = frozenset(
    {
        "iot:DescribeThing",
        "iot:ListJobExecutionsForThing",
        "iot:ListThingGroupsForThing",
        "iot:ListThingPrincipals",
    }
)
# A name that no author would write: what matches it matches every name.
_ANY_NAME = "~0~zq~any~name~zq~0~"
_NAMES = {
    CLIENT: (_ANY_NAME,),
    TOPIC: (_ANY_NAME, f"$aws/things/{_ANY_NAME}/shadow/update"),
    FILTER: (
        _ANY_NAME,
        "#",
        "$aws/things/#",
        "$aws/things/+/shadow/update",
        f"$aws/things/{_ANY_NAME}/shadow/update",
    ),
    THING: (_ANY_NAME,),
    "job": (_ANY_NAME,),
    "rolealias": (_ANY_NAME,),
}
_EXAMPLE_NAMES = {
    "iot:client": f'as "{OTHER_DEVICE}"',
    "iot:topic": f'on "{SHADOW_TOPIC}"',
    "iot:topicfilter": f'on "{SHADOW_TOPIC}"',
    "iot:thing": f'on thing "{OTHER_DEVICE}"',
    "iot:job": f'on thing "{OTHER_DEVICE}"',
}
_EXAMPLE_CALLS = (
    "iam:CreateUser",
    "iot:DeletePolicy",
    "s3:DeleteBucket",
    "dynamodb:DeleteTable",
    "kinesis:DeleteStream",
    "lambda:DeleteFunction",
    "logs:DeleteLogGroup",
    "sns:DeleteTopic",
    "sqs:DeleteQueue",
    "cloudtrail:StopLogging",
    "guardduty:DeleteDetector",
    "greengrass:DeleteDeployment",
    "iotjobsdata:UpdateJobExecution",
)


class Excess(Enum):
    """The ways in which a grant is too much."""

    EVERYTHING = "every action of every service"
    WHOLE_SERVICE = "every action of a service"
    SECURITY = "security services"
    IOT_ADMINISTRATION = "administration of AWS IoT"
    SOME_THINGS = "what the registry says about some things"
    IOT_DATA_AT_LARGE = "IoT data of every device"


@dataclass(frozen=True, slots=True)
class ExcessGrant:
    """A grant that is too much for some role.

    ``action_text`` is the action as written and ``resource`` the resource, if it matters; ``example``
    is what the grant allows, behind "can". ``reaches_iot`` says that AWS IoT is part of it.
    """

    excess: Excess
    statement: Statement
    action_text: str
    example: str
    resource: str = ""
    reaches_iot: bool = True


def excess_grants(
    document: Document, others: Iterable[Document] = ()
) -> Iterator[ExcessGrant | Unknown]:
    """Every grant of the document that may be too much, once for each statement and reason.

    ``others`` are the other policies of the same role. Conditions do not narrow a grant; a Deny
    takes it back if it holds without conditions and on every resource, or for IoT data on what the
    example does. ``iot:Receive`` alone does not count, as in Device Defender. ``Unknown`` where it
    cannot be decided what a Deny leaves.
    """
    statements = [s for d in (document, *others) for s in d.statements]
    denied = _Denied(tuple(s for s in statements if _denies_always(s)))
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            yield from _merge(_excess_of_statement(statement, denied))


def _merge(grants: Iterable[ExcessGrant | Unknown]) -> Iterator[ExcessGrant | Unknown]:
    """Actions that are too much for the same reason on the same resource, as one."""
    alike: dict[tuple[Excess, str, bool], list[ExcessGrant]] = {}
    for grant in grants:
        if isinstance(grant, Unknown):
            yield grant
            continue
        alike.setdefault((grant.excess, grant.resource, grant.reaches_iot), []).append(grant)
    for same in alike.values():
        texts = ", ".join(grant.action_text for grant in same[:_MOST_LISTED])
        more = ", ..." if len(same) > _MOST_LISTED else ""
        yield replace(same[0], action_text=f"{texts}{more}")


def _excess_of_statement(statement: Statement, denied: _Denied) -> Iterator[ExcessGrant | Unknown]:
    excluded = tuple(e.text for e in statement.actions) if statement.negated_actions else ()
    texts: Iterable[str | Text] = ("*",) if excluded else (e.text for e in statement.actions)
    exclusions = ", ".join(f'"{text}"' for text in excluded[:_MOST_LISTED])
    for text in texts:
        for rest in denied.left_of(text) if isinstance(text, str) else ():
            if not denied.everywhere(rest) and not any(_covers(e, rest) for e in excluded):
                action_text = f"NotAction {exclusions}" if excluded else f'"{text}"'
                yield from _excess(_ActionGrant(statement, rest, action_text, excluded), denied)


@dataclass(frozen=True, slots=True)
class _ActionGrant:
    """An action of an Allow: ``text`` without ``excluded``."""

    statement: Statement
    text: str
    action_text: str
    excluded: tuple[str | Text, ...]

    def reaches(self, action: str, denied: _Denied) -> bool:
        """Whether the action, whose own wildcards only ``*`` covers, is not taken out."""
        return not denied.everywhere(action) and not any(_covers(e, action) for e in self.excluded)


def _excess(grant: _ActionGrant, denied: _Denied) -> Iterator[ExcessGrant | Unknown]:
    service, _, name = grant.text.lower().partition(":")
    if is_everything(service) and (not name or is_everything(name)):
        yield _everything(grant, denied)
        return
    if is_everything(name):
        yield _whole_service(grant, service, denied)
        return
    if not name:
        return
    statement, text = grant.statement, grant.text
    if any(
        match(wildcards(service), name_of_service) is True for name_of_service in SECURITY_SERVICES
    ):
        yield ExcessGrant(
            Excess.SECURITY, statement, grant.action_text, f"call {text}", reaches_iot=False
        )
    if match(wildcards(service), "iot") is True or service == "iotjobsdata":
        yield from _administration(grant, denied)
        yield from _data_at_large(grant, denied)


def _everything(grant: _ActionGrant, denied: _Denied) -> ExcessGrant:
    example = next((call for call in _EXAMPLE_CALLS if grant.reaches(call, denied)), "")
    called = f"call {example or 'any action that is not denied'}"
    iot = grant.reaches("iot:*", denied)
    return ExcessGrant(
        Excess.EVERYTHING, grant.statement, grant.action_text, called, reaches_iot=iot
    )


def _whole_service(grant: _ActionGrant, service: str, denied: _Denied) -> ExcessGrant:
    examples = [action for action in _EXAMPLE_CALLS if _covers(grant.text, action)]
    example = next((action for action in examples if grant.reaches(action, denied)), "")
    iot = match(wildcards(service), "iot") is True or service == "iotjobsdata"
    other = f"any action of {service}{' that is not denied' if examples else ''}"
    called = f"call {example or other}"
    return ExcessGrant(Excess.WHOLE_SERVICE, grant.statement, grant.action_text, called, "", iot)


def _administration(grant: _ActionGrant, denied: _Denied) -> Iterator[ExcessGrant]:
    statement, text = grant.statement, grant.text
    actions = matching_actions(text)
    names = [a.name for a in actions if a.service == "iot" and not a.data_plane]
    if not actions and text.lower().startswith("iot:") and not re.search(r"[*?]", text):
        # Newer than the table; the actions of the data plane are all known.
        names = [text]
    names = [name for name in names if grant.reaches(name, denied)]
    if not names:
        return
    resource = str(statement.resources[0].text) if statement.resources else "*"
    excess = Excess.IOT_ADMINISTRATION
    if set(names) <= _THING_READ:
        opened = open_resource(statement, "iot:thing")
        excess, resource = (excess, opened) if opened else (Excess.SOME_THINGS, resource)
    yield ExcessGrant(excess, statement, grant.action_text, f"call {names[0]}", resource)


def _data_at_large(grant: _ActionGrant, denied: _Denied) -> Iterator[ExcessGrant | Unknown]:
    statement = grant.statement
    for action in matching_actions(grant.text):
        if not action.data_plane or action.on_any_resource or action.name == "iot:Receive":
            continue
        for kind in action.resource_types:
            names = tuple(_open_names(statement, kind))
            excess = Excess.IOT_DATA_AT_LARGE
            for resource, name in names:
                if not denied.on(action.name, resource, name):
                    example = f"call {action.name} {_EXAMPLE_NAMES.get(kind, '')}".strip()
                    yield ExcessGrant(excess, statement, grant.action_text, example, str(resource))
                    return
            left = denied.left_on(statement, action.name, kind) if names else None
            if isinstance(left, Unknown):
                yield left
            elif isinstance(left, Request):
                example, text = described_request(left), str(names[0][0])
                yield ExcessGrant(excess, statement, grant.action_text, example, text)
                return


def open_resource(statement: Statement, kind: str) -> str:
    """The resource of the statement that reaches every name of the type, as written.

    For topics and things also one that reaches reserved topics of every thing. Empty if there is
    none. Account and Region do not matter; unknown parts are no wildcards.
    """
    return next((str(resource) for resource, _ in _open_names(statement, kind)), "")


def _open_names(statement: Statement, kind: str) -> Iterator[tuple[str | Text, str]]:
    """The resources of the statement that are open, each with a resource that shows it."""
    service, _, resource_type = kind.partition(":")
    names = _NAMES.get(resource_type, ()) if service == "iot" else ()
    allowed = AllowedNames(Document((statement,), WITH_VARIABLES))
    for grant in allowed.grants_of(statement, resource_type, _ANY_CALLER) if names else ():
        if grant.doubt or (grant.arn and match(wildcards(grant.arn.service), "iot") is not True):
            continue
        text = grant.element.text if grant.element else "NotResource"
        for name in names:
            if grant.names.contains(name):
                yield text, f"{resource_type}/{name}"


# A Deny that leaves short names alone leaves few.
_LONG = language_of(pattern_of((*(One(),) * 12, ANY_RUN)))
_ANY_CALLER = Circumstances(Resolution(iot_policy=False))


@dataclass(frozen=True, slots=True)
class _Denied:
    """Deny statements that hold without conditions."""

    statements: tuple[Statement, ...]

    def everywhere(self, action: str) -> bool:
        """Whether the action, whose own wildcards only ``*`` covers, is denied on all resources."""
        return any(
            _covers(element.text, action)
            for deny in self.statements
            if not deny.negated_actions and not deny.negated_resources
            if any(is_everything(resource.text) for resource in deny.resources)
            for element in deny.actions
        )

    def left_of(self, action: str) -> tuple[str, ...]:
        """What is left of an action text where a Deny keeps nothing but its NotAction."""
        texts: tuple[str, ...] = (action,)
        for deny in self.statements:
            exceptions = [e.text for e in deny.actions if isinstance(e.text, str)]
            if (
                deny.negated_actions
                and not deny.negated_resources
                and len(exceptions) == len(deny.actions)
                and not deny.unknown_actions
                and any(is_everything(resource.text) for resource in deny.resources)
            ):
                both = (_common(text, item) for text in texts for item in exceptions)
                texts = tuple(dict.fromkeys(text for text in both if text))
        return texts

    def on(self, action: str, resource: str | Text, name: str) -> bool:
        """Whether the action on the name is denied, in the Region and account of the resource."""
        if not self.statements:
            return False
        arn = example_arn(resource, {}, "x", name) or example_arn("*", {}, "x", name) or ""
        request = Request(action, ":".join([*arn.split(":", 5)[:5], name]))
        decision = authorise((Document(self.statements, WITH_VARIABLES),), request)
        return decision.outcome is Outcome.DENIED and decision.decisive is not None

    def left_on(self, statement: Statement, action: str, kind: str) -> Answer:
        """A request for another name that is left, of those that no ``NotResource`` lists."""
        _, _, resource_type = kind.partition(":")
        denials = map(_wherever, self.statements)
        document = Document((_without_conditions(statement), *denials), WITH_VARIABLES)
        listed = [
            pattern
            for deny in self.statements
            if deny.negated_resources
            for _, names in AllowedNames(document).names_in(deny, resource_type, _ANY_CALLER)
            for pattern in names.patterns
        ]
        names = (names_in_use(resource_type) & _LONG) - language_of(*map(loosened, listed))
        return decide(document, Question((action,), resource_type, names, iot_policy=False))


def _without_conditions(statement: Statement) -> Statement:
    return replace(statement, conditions=(), unknown_conditions=())


def _wherever(deny: Statement) -> Statement:
    """The Deny for every partition, Region and account, which decide nothing here."""
    resources = (replace(element, text=_in_any_account(element.text)) for element in deny.resources)
    return replace(deny, resources=tuple(resources))


def _in_any_account(text: str | Text) -> str | Text:
    arn = None if is_everything(text) else split_resource(text, completes=True)
    return text if arn is None else join_text(("arn:*:", arn.service, ":*:*:", arn.resource))


def _denies_always(statement: Statement) -> bool:
    return (
        statement.effect is Effect.DENY
        and not statement.conditions
        and not statement.unknown_conditions
    )


def _covers(pattern: str | Text, action: str) -> bool:
    """Whether the pattern covers the action text, whose own wildcards only ``*`` covers."""
    return match(wildcards(folded(pattern)), action.lower()) is True


def _common(text: str, other: str) -> str:
    """A text for the actions that both mean; where no text does, the first one; empty if none."""
    if _covers(text, other):
        return other
    if _covers(other, text):
        return text
    begins = [re.split(r"[*?]", item.lower(), maxsplit=1)[0] for item in (text, other)]
    apart = not begins[0].startswith(begins[1]) and not begins[1].startswith(begins[0])
    return "" if apart or begins[0] == text.lower() or begins[1] == other.lower() else text


def unknown_grants(document: Document) -> Iterator[Unknown]:
    """The unknown parts of the document that may allow too much."""
    yield from document.unknowns
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            yield from statement.unknown_actions
            yield from statement.unknown_resources


def names_iot(document: Document) -> bool:
    """Whether an Allow of the document names an action of AWS IoT, or all actions."""
    return any(
        statement.effect is Effect.ALLOW
        and (
            statement.negated_actions
            or any(
                str(element.text).lower().startswith(("iot:", "iotjobsdata:", "*"))
                for element in statement.actions
            )
        )
        for statement in document.statements
    )
