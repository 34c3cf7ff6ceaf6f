"""Action texts of an IoT policy that name nothing that such a policy can grant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.policies.model.actions import matching_actions
from checkov_aws_iot.policies.model.document import Element, Statement
from checkov_aws_iot.policies.model.granted_to_devices import DEVICE_ACTIONS

_OF_DEVICES: Final = frozenset({"iot", "iotjobsdata", "greengrass"})
_SERVICE: Final = re.compile(r"\s*[a-z0-9-]+:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UngrantableAction:
    """An item of Action that an IoT policy cannot grant, why, and what can."""

    element: Element
    reason: str
    instead: str


def ungrantable_actions(statement: Statement) -> Iterator[UngrantableAction]:
    """The items of Action of which no action is authorised by an IoT policy.

    It authorises the data plane, the credentials behind role aliases and what Greengrass devices do.
    Items that are not wholly known, or whose service has a wildcard, are left out; so are names that
    none of these services has.

    Source: AWS IoT Core Developer Guide, "AWS IoT Core policy actions".
    """
    if statement.negated_actions:
        return
    for element in statement.actions:
        text = element.text
        if not isinstance(text, str) or not _SERVICE.match(text):
            continue
        if text.partition(":")[0].strip().lower() not in _OF_DEVICES:
            reason = "an IoT policy grants no action of another service"
            instead = "the policy of a role, for a topic rule or behind a role alias"
            yield UngrantableAction(element, reason, instead)
            continue
        actions = matching_actions(text)
        if actions and not any(a.data_plane or a.name.lower() in DEVICE_ACTIONS for a in actions):
            reason = "an IoT policy grants no action of the control plane"
            yield UngrantableAction(element, reason, "an IAM policy for whoever calls it")
