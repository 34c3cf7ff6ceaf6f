"""What to write in the place of a Resource or an action that grants too much, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from checkov_aws_iot.policies.advice.replacements import DeviceNames, instead_of
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.data_plane import DATA_ACTIONS
from checkov_aws_iot.policies.model.remedy import Entries, NoRemedy, Remedy
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource

if TYPE_CHECKING:
    from checkov_aws_iot.policies.authoriser.allowed_names import Grant

_CONNECT: Final = "iot:Connect"
_PLACEHOLDER: Final = "<"


def own_resources(grant: Grant, names: DeviceNames) -> Remedy:
    """The resources of one device in the place of the one that grants.

    Where the text leaves the type of the resource open, there is one for each type that the actions
    of the statement are authorised on.
    """
    if not names.client:
        return NoRemedy("who the caller is decides, and the scan does not show it")
    if grant.element is None:
        return NoRemedy("NotResource has to become a list of what the device needs")
    arn = None if is_everything(grant.element.text) else split_resource(grant.element.text)
    kind = str(arn.resource_type) if arn is not None else ""
    types = _types(grant)
    parts = [_part(grant, one, names) for one in types if not kind or one == kind or "*" in kind]
    if not parts:
        return NoRemedy("what the device needs instead is not known")
    return concrete(Entries(tuple(parts), are_resources=True))


def concrete(entries: Entries) -> Remedy:
    """The entries, unless one has a name in it that only its author knows."""
    if any(_PLACEHOLDER in text or " " in text for text in entries.texts):
        return NoRemedy("the names that are needed are not known from the policy")
    return entries


def _types(grant: Grant) -> list[str]:
    """The types of resources that the actions of the statement are authorised on."""
    types = [CLIENT] if covers_action(grant.statement, _CONNECT) is True else []
    for action in DATA_ACTIONS:
        # Whom a direct message is for the policy does not show.
        if action.resource_type != CLIENT and covers_action(grant.statement, action.name) is True:
            types.append(action.resource_type)
    return list(dict.fromkeys(types))


def _part(grant: Grant, kind: str, names: DeviceNames) -> str:
    if kind == CLIENT:
        return f"{CLIENT}/{names.client}"
    return instead_of(grant, kind, names.topic, names.thing)
