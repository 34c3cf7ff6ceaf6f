"""The profile of a document, its purpose, which decides which rules judge it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from checkov_aws_iot.policies.model.actions import grants_action
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.model.resource_text import split_resource


class Profile(Enum):
    """The kinds of documents, in the order in which they are recognised."""

    QUARANTINE = "quarantine"
    CLAIM = "claim"
    GREENGRASS_CORE = "Greengrass core"
    OPERATOR = "operator"
    DEVICE = "device"


_GREENGRASS_CORE_ACTIONS = (
    "greengrass:resolvecomponentcandidates",
    "greengrass:getcomponentversionartifact",
    "greengrass:getdeploymentconfiguration",
)
# A second dollar is left by a wrong escape; what the author meant is plain.
_PROVISIONING_TOPIC = re.compile(r"\$?\$aws/provisioning-templates(?:[/*?]|$)")
_GREENGRASS_TOPIC = re.compile(r"\$?\$aws/things/(?![*?]+/)[^/]+/greengrass")


def profile_of(
    document: Document, *, identity_policy: bool = False, used_by_devices: bool = False
) -> Profile:
    """The first profile that fits the document.

    ``identity_policy`` says that it is an IAM identity policy rather than an IoT policy, and
    ``used_by_devices`` that its role belongs to a Cognito identity pool or a role alias.
    """
    allowing = [s for s in document.statements if s.effect is Effect.ALLOW]
    if not allowing:
        return Profile.QUARANTINE
    if identity_policy:
        if not used_by_devices and any(map(_names_device_advisor, allowing)):
            return Profile.OPERATOR
        return Profile.DEVICE
    if any(map(_is_claim, allowing)):
        return Profile.CLAIM
    if any(map(_is_greengrass_core, allowing)):
        return Profile.GREENGRASS_CORE
    return Profile.DEVICE


def is_for_cores(document: Document, profile: Profile) -> bool:
    """Whether Greengrass cores have the policy, also where it names no action of theirs.

    Many grant ``greengrass:*``. Thing policy variables do not work for a core, so that it is no
    help to propose them.
    """
    return profile is Profile.GREENGRASS_CORE or any(
        statement.effect is Effect.ALLOW
        and not statement.negated_actions
        and any(str(each.text).lower().startswith("greengrass:") for each in statement.actions)
        and any(grants_action(statement, action) for action in _GREENGRASS_CORE_ACTIONS)
        for statement in document.statements
    )


def _is_claim(statement: Statement) -> bool:
    publishes = grants_action(statement, "iot:Publish") or grants_action(statement, "iot:Subscribe")
    return publishes and any(map(_PROVISIONING_TOPIC.match, _topics(statement)))


def _is_greengrass_core(statement: Statement) -> bool:
    if not statement.negated_actions and any(
        isinstance(element.text, str) and element.text.lower() in _GREENGRASS_CORE_ACTIONS
        for element in statement.actions
    ):
        return True
    return any(map(_GREENGRASS_TOPIC.match, _topics(statement)))


def _names_device_advisor(statement: Statement) -> bool:
    """Whether the statement names actions of Device Advisor; ``*`` does not name them."""
    return not statement.negated_actions and any(
        str(element.text).lower().startswith("iotdeviceadvisor:") for element in statement.actions
    )


def _topics(statement: Statement) -> Iterator[str]:
    """The topics and topic filters that the statement names; holes as the expression they are."""
    if statement.negated_resources:
        return
    for element in statement.resources:
        arn = split_resource(element.text)
        if arn is not None and str(arn.resource_type) in ("topic", "topicfilter"):
            yield str(arn.name)
