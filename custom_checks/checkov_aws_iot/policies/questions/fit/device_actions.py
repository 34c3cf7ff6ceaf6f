"""Action texts that leave open what a device may do, and what they grant beside the usual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.example_request import (
    example_arn,
    example_device,
    satisfying_context,
)
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.model.actions import (
    Action,
    actions_of,
    find_action,
    matching_actions,
    without_spaces,
)
from checkov_aws_iot.policies.model.cast import ADMINISTRATOR_ALIAS, ANOTHER_DEVICE, COMPONENT
from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.questions.fit.resource_fit import misfit
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown

_SERVICES = ("iot", "iotjobsdata", "greengrass")
_WILDCARD = re.compile(r"[*?]")

# What a device does with its own messages, which is no fault.
MOST_NAMED = 6
"""More actions than these are no proposal."""

# Source: AWS IoT Greengrass V2 Developer Guide, "Minimal AWS IoT policy for AWS IoT Greengrass V2 core
# devices".
_OF_CORES = (
    "greengrass:GetComponentVersionArtifact",
    "greengrass:ResolveComponentCandidates",
    "greengrass:GetDeploymentConfiguration",
    "greengrass:ListThingGroupsForCoreDevice",
)
_USUAL = ("iot:Connect", "iot:Publish", "iot:Receive", "iot:Subscribe")

# What no author means to grant by a wildcard, the worst first, each with the resource of an example.
_UNWANTED = (
    ("iot:AssumeRoleWithCertificate", f"rolealias/{ADMINISTRATOR_ALIAS}"),
    ("iot:DeleteThingShadow", f"thing/{ANOTHER_DEVICE}"),
    ("iot:UpdateThingShadow", f"thing/{ANOTHER_DEVICE}"),
    ("iot:GetThingShadow", f"thing/{ANOTHER_DEVICE}"),
    ("iot:RetainPublish", "topic/configuration"),
    ("iot:GetRetainedMessage", f"topic/{ANOTHER_DEVICE}"),
    ("iot:UpdateJobExecution", f"thing/{ANOTHER_DEVICE}"),
    ("iot:StartNextPendingJobExecution", f"thing/{ANOTHER_DEVICE}"),
    ("iotjobsdata:UpdateJobExecution", f"thing/{ANOTHER_DEVICE}"),
    ("iotjobsdata:StartNextPendingJobExecution", f"thing/{ANOTHER_DEVICE}"),
    ("iot:DescribeJobExecution", f"thing/{ANOTHER_DEVICE}"),
    ("iot:Publish", f"topic/$aws/things/{ANOTHER_DEVICE}/shadow/update"),
    ("iot:Subscribe", "topicfilter/#"),
    ("iot:Receive", f"topic/{ANOTHER_DEVICE}"),
    ("greengrass:PutCertificateAuthorities", "*"),
    ("greengrass:UpdateConnectivityInfo", f"thing/{ANOTHER_DEVICE}"),
    ("greengrass:GetComponentVersionArtifact", COMPONENT),
    ("greengrass:Discover", f"thing/{ANOTHER_DEVICE}"),
    ("iot:ListRetainedMessages", "*"),
)


def is_open_device_action(text: str | Text) -> Truth:
    """Whether an Action text has a wildcard and means actions of devices.

    Unknown if the part that says which service it is about is not known.
    """
    if without_spaces(text):
        return False
    parts = text.parts if isinstance(text, Text) else (text,)
    if not any(isinstance(part, str) and _WILDCARD.search(part) for part in parts):
        return False
    if isinstance(text, Text):
        first = text.parts[0]
        if isinstance(first, str) and ":" in first:
            return _is_of_devices(first)
        hole = text.holes[0]
        return Unknown.of(hole)
    return _is_of_devices(text) or any(a.service in _SERVICES for a in matching_actions(text))


def unwanted_request(
    document: Document, statement: Statement, element: int | None
) -> Request | None:
    """A request that the open action grants by mistake, if the authoriser allows one.

    ``element`` is the index of the Action text; ``None`` means the NotAction. It is an action that
    the statement does not grant by name too.
    """
    covered = _covered(statement, element)
    if len(covered) == 1:
        # With a single action the wildcard is no more than a way to write it.
        return None
    for name, resource in _UNWANTED:
        action = find_action(name)
        if action is None or action not in covered:
            continue
        for request in dict.fromkeys(_requests(document, statement, action, resource)):
            if outcome_of((document,), request) is Outcome.ALLOWED:
                return request
    return None


def named_instead(statement: Statement, element: int | None, witness: Request | None) -> str:
    """What to write in place of the open action, in words."""
    names = named_actions(statement, element, witness)
    return ", ".join(names) or "the names of the actions that the device needs"


def named_actions(
    statement: Statement, element: int | None, witness: Request | None
) -> tuple[str, ...]:
    """The actions that the open one is written for, as a rule, without that of the witness.

    Empty where they are too many to tell.
    """
    covered = [
        action.name
        for action in _covered(statement, element)
        if action.name in _USUAL or action.data_plane
        if witness is None or action.name != witness.action
    ]
    usual = [name for name in covered if name in _USUAL] or _of_cores(statement, element) or covered
    return tuple(usual) if len(usual) <= MOST_NAMED else ()


def _of_cores(statement: Statement, element: int | None) -> list[str]:
    """The actions that every core of Greengrass needs, as far as the element grants them first."""
    text = "" if element is None else statement.actions[element].text
    granted = {action.name for action in matching_actions(text)} if isinstance(text, str) else set()
    others = {str(e.text).lower() for at, e in enumerate(statement.actions) if at != element}
    return [name for name in _OF_CORES if name in granted and name.lower() not in others]


def _covered(statement: Statement, element: int | None) -> tuple[Action, ...]:
    """The actions of devices that the element, or the NotAction, grants."""
    if element is None:
        actions: tuple[Action, ...] = actions_of(statement)
    else:
        text = statement.actions[element].text
        actions = matching_actions(text) if isinstance(text, str) else ()
    unwanted = {name for name, _ in _UNWANTED}
    names = {
        e.text.lower()
        for e in statement.actions
        if not statement.negated_actions and isinstance(e.text, str)
    }
    return tuple(
        action
        for action in actions
        if action.data_plane or action.name in unwanted
        if action.name.lower() not in names
    )


def _requests(
    document: Document, statement: Statement, action: Action, resource: str
) -> Iterator[Request]:
    device = example_device(document)
    base = Request(action.name, "*", device, satisfying_context(statement.conditions))
    values = {k: v for k, v in values_of(base).variables.items() if isinstance(v, str)}
    if resource == "*":
        yield base
        return
    name = resource.partition("/")[2]
    texts: tuple[str | Text, ...] = ("*",)
    if not statement.negated_resources:
        texts = tuple(element.text for element in statement.resources[:20])
    for text in texts:
        # Either "*" stands for the name alone, or for more.
        for any_run in (name or "x", resource, "x"):
            arn = example_arn(text, values, any_run, resource)
            # A request for the action is about a resource of its type, whatever the text allows.
            if arn is not None and misfit(action, arn) is None:
                yield replace(base, resource=arn)


def _is_of_devices(text: str) -> bool:
    return text.lower().partition(":")[0] in _SERVICES and ":" in text
