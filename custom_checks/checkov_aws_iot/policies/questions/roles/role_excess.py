"""Grants of a role beyond single named actions: whole services, security, IoT data at large.

The criteria are those of AWS IoT Device Defender's audit checks for role aliases and Cognito roles
(AWS IoT Device Defender Developer Guide, "Audit checks").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.mqtt import SHARED, shared_subscriptions
from checkov_aws_iot.patterns.pattern import ANY_RUN, One, Run, exactly, pattern_of, wildcards
from checkov_aws_iot.policies.advice.wording import described_request
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.question import Answer
from checkov_aws_iot.policies.authoriser.references import loosened
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    FILTER,
    THING,
    TOPIC,
    Resolution,
)
from checkov_aws_iot.policies.model.actions import covers_action, matching_actions
from checkov_aws_iot.policies.model.cast import OTHER_DEVICE, OTHER_JOB, SHADOW_TOPIC
from checkov_aws_iot.policies.model.document import (
    WITH_VARIABLES,
    Document,
    Effect,
    Element,
    Statement,
)
from checkov_aws_iot.policies.model.resource_text import is_everything
from checkov_aws_iot.policies.questions.roles.role_requests import RoleRequests, denies_always
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text
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
_SHORT = (
    exactly("#"),
    exactly("+/#"),
    pattern_of((*SHARED, Run(frozenset("/")), *"/#")),
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
        "+/#",
    ),
    THING: (_ANY_NAME,),
    "job": (_ANY_NAME,),
    "rolealias": (_ANY_NAME,),
}
_SUGGESTIONS = {
    TOPIC: (SHADOW_TOPIC,),
    FILTER: (SHADOW_TOPIC, "#", "$aws/things/+/shadow/update", "$share/group/#"),
    CLIENT: (OTHER_DEVICE,),
    THING: (OTHER_DEVICE,),
    "job": (OTHER_JOB,),
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
    is what the grant allows, behind "can", and ``request`` shows it, ``None`` if its action stands for
    others of the service. ``reaches_iot`` says that AWS IoT is part of it.
    """

    excess: Excess
    statement: Statement
    action_text: str
    example: str
    request: Request | None
    resource: str = ""
    reaches_iot: bool = True


def excess_grants(
    document: Document, others: Iterable[Document] = ()
) -> Iterator[ExcessGrant | Unknown]:
    """Every grant of the document that may be too much, once for each statement and reason.

    ``others`` are the other policies of the same role. For each there is a request that the policies
    of the role allow together: in some circumstances, and whatever a Deny of one of them takes back.
    ``iot:Receive`` alone does not count, as in Device Defender. ``Unknown`` where that cannot be
    decided.
    """
    role = _Role(RoleRequests(document, others))
    for statement in document.statements:
        if statement.effect is Effect.ALLOW:
            yield from _merge(_excess_of_statement(statement, role))


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


def _excess_of_statement(statement: Statement, role: _Role) -> Iterator[ExcessGrant | Unknown]:
    excluded = tuple(e.text for e in statement.actions) if statement.negated_actions else ()
    texts: Iterable[str | Text] = ("*",) if excluded else (e.text for e in statement.actions)
    exclusions = ", ".join(f'"{text}"' for text in excluded[:_MOST_LISTED])
    for text in texts:
        for rest in role.left_of(text) if isinstance(text, str) else ():
            if not role.denies(rest) and not any(_covers(e, rest) for e in excluded):
                action_text = f"NotAction {exclusions}" if excluded else f'"{text}"'
                yield from _excess(_ActionGrant(statement, rest, action_text, excluded), role)


@dataclass(frozen=True, slots=True)
class _ActionGrant:
    """An action of an Allow: ``text`` without ``excluded``."""

    statement: Statement
    text: str
    action_text: str
    excluded: tuple[str | Text, ...]

    def reaches(self, action: str, role: _Role) -> bool:
        """Whether the action, whose own wildcards only ``*`` covers, is not taken out."""
        return not role.denies(action) and not any(_covers(e, action) for e in self.excluded)

    def excess(
        self,
        kind: Excess,
        example: str,
        request: Request | None,
        resource: str = "",
        *,
        iot: bool = True,
    ) -> ExcessGrant:
        """The grant as one that is too much."""
        return ExcessGrant(kind, self.statement, self.action_text, example, request, resource, iot)


def _excess(grant: _ActionGrant, role: _Role) -> Iterator[ExcessGrant | Unknown]:
    service, _, name = grant.text.lower().partition(":")
    if is_everything(service) and (not name or is_everything(name)):
        iot = grant.reaches("iot:*", role)
        yield from _all_calls(grant, Excess.EVERYTHING, "any action", role, iot=iot)
    elif is_everything(name):
        iot = match(wildcards(service), "iot") is True or service == "iotjobsdata"
        other = f"any action of {service}"
        yield from _all_calls(grant, Excess.WHOLE_SERVICE, other, role, iot=iot)
    elif name:
        yield from _security(grant, service, role)
        if match(wildcards(service), "iot") is True or service == "iotjobsdata":
            yield from _administration(grant, role)
            yield from _data_at_large(grant, role)


def _all_calls(
    grant: _ActionGrant, excess: Excess, other: str, role: _Role, *, iot: bool
) -> Iterator[ExcessGrant | Unknown]:
    """All of AWS or of a service: an example that is known by name, else any action that is left."""
    examples = [action for action in _EXAMPLE_CALLS if _covers(grant.text, action)]
    reached = (action for action in examples if grant.reaches(action, role))
    answer = role.requests.call(grant.statement, reached)
    if isinstance(answer, Request):
        yield grant.excess(excess, f"call {answer.action}", answer, iot=iot)
        return
    left = role.requests.actions_left(grant.text, grant.excluded)
    rest = role.requests.call(grant.statement, left)
    if isinstance(rest, Request):
        denied = " that is not denied" if examples else ""
        yield grant.excess(excess, f"call {other}{denied}", None, iot=iot)
    elif (unknown := answer or rest) is not None:
        yield unknown


def _security(grant: _ActionGrant, service: str, role: _Role) -> Iterator[ExcessGrant | Unknown]:
    services = [each for each in SECURITY_SERVICES if match(wildcards(service), each) is True]
    if not services:
        return
    name = grant.text.partition(":")[2]
    known = [action for action in _EXAMPLE_CALLS if _covers(grant.text, action)]
    if not re.search(r"[*?]", grant.text):
        known.append(grant.text)
    left = (a for each in services for a in role.requests.actions_left(f"{each}:{name}"))
    answer = role.requests.call(grant.statement, chain(known, left))
    if isinstance(answer, Request):
        shown = answer if answer.action in known else None
        yield grant.excess(Excess.SECURITY, f"call {grant.text}", shown, iot=False)
    elif answer is not None:
        yield answer


def _administration(grant: _ActionGrant, role: _Role) -> Iterator[ExcessGrant | Unknown]:
    statement, text = grant.statement, grant.text
    actions = matching_actions(text)
    names = [a.name for a in actions if a.service == "iot" and not a.data_plane]
    if not actions and text.lower().startswith("iot:") and not re.search(r"[*?]", text):
        # Newer than the table; the actions of the data plane are all known.
        names = [text]
    names = [name for name in names if grant.reaches(name, role)]
    answer = role.requests.call(statement, names)
    if isinstance(answer, Unknown):
        yield answer
    if not isinstance(answer, Request):
        return
    resource = str(statement.resources[0].text) if statement.resources else "*"
    excess = Excess.IOT_ADMINISTRATION
    if set(names) <= _THING_READ:
        opened = open_resource(statement, "iot:thing")
        excess, resource = (excess, opened) if opened else (Excess.SOME_THINGS, resource)
    yield grant.excess(excess, f"call {answer.action}", answer, resource)


def _data_at_large(grant: _ActionGrant, role: _Role) -> Iterator[ExcessGrant | Unknown]:
    statement = grant.statement
    for action in matching_actions(grant.text):
        if not action.data_plane or action.on_any_resource or action.name == "iot:Receive":
            continue
        for kind in action.resource_types:
            for element in _open_elements(statement, kind):
                answer = role.request(statement, element, action.name, kind)
                if isinstance(answer, Unknown):
                    yield answer
                elif isinstance(answer, Request):
                    text = str(element.text) if element else "NotResource"
                    example = described_request(answer)
                    yield grant.excess(Excess.IOT_DATA_AT_LARGE, example, answer, text)
                    return


def open_resource(statement: Statement, kind: str) -> str:
    """The resource of the statement that reaches every name of the type, as written.

    For topics and things also one that reaches reserved topics of every thing. Empty if there is
    none. Account and Region do not matter; unknown parts are no wildcards.
    """
    elements = _open_elements(statement, kind)
    return next((str(each.text) if each else "NotResource" for each in elements), "")


def _open_elements(statement: Statement, kind: str) -> Iterator[Element | None]:
    """The resources of the statement that are open; ``None`` is its NotResource."""
    service, _, resource_type = kind.partition(":")
    names = _NAMES.get(resource_type, ()) if service == "iot" else ()
    allowed = AllowedNames(Document((statement,), WITH_VARIABLES))
    for grant in allowed.grants_of(statement, resource_type, _ANY_CALLER) if names else ():
        if grant.doubt or (grant.arn and match(wildcards(grant.arn.service), "iot") is not True):
            continue
        behind_group = (
            rest
            for pattern in (grant.patterns if resource_type == FILTER else ())
            for _, rest in shared_subscriptions(pattern)
        )
        if any(grant.names.contains(name) for name in names) or any(
            rest.matches(name) for rest in behind_group for name in names
        ):
            yield grant.element


# A Deny that leaves short names alone leaves few.
_LONG = language_of(pattern_of((*(One(),) * 12, ANY_RUN)), *_SHORT)
_ANY_CALLER = Circumstances(Resolution(iot_policy=False))


class _Role:
    """The policies of a role; some of its Denies hold without conditions on every resource."""

    def __init__(self, requests: RoleRequests) -> None:
        self.requests = requests
        self._always = tuple(filter(denies_always, requests.denials))

    def denies(self, action: str) -> bool:
        """Whether the action, whose own wildcards only ``*`` covers, is denied on all resources."""
        return any(
            _covers(element.text, action)
            for deny in self._always
            if not deny.negated_actions
            for element in deny.actions
        )

    def left_of(self, action: str) -> tuple[str, ...]:
        """What is left of an action text where a Deny keeps nothing but its NotAction."""
        texts: tuple[str, ...] = (action,)
        for deny in self._always:
            exceptions = [e.text for e in deny.actions if isinstance(e.text, str)]
            if (
                deny.negated_actions
                and len(exceptions) == len(deny.actions)
                and not deny.unknown_actions
            ):
                both = (_common(text, item) for text in texts for item in exceptions)
                texts = tuple(dict.fromkeys(text for text in both if text))
        return texts

    def request(
        self, statement: Statement, element: Element | None, action: str, kind: str
    ) -> Answer:
        """A request for a name that is left, of those that no Deny with ``NotResource`` lists."""
        _, _, resource_type = kind.partition(":")
        denials = self.requests.denials
        allowed = AllowedNames(Document((statement, *denials), WITH_VARIABLES))
        listed = [
            pattern
            for deny in denials
            if deny.negated_resources and covers_action(deny, action) is not False
            for _, names in allowed.names_in(deny, resource_type, _ANY_CALLER)
            for pattern in names.patterns
        ]
        names = _LONG - language_of(*map(loosened, listed))
        suggestions = _SUGGESTIONS.get(resource_type, ())
        return self.requests.on_names(statement, element, action, resource_type, names, suggestions)


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
