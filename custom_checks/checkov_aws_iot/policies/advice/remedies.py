"""What to write in the place of a Resource or an action that grants too much, as data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.policies.advice.replacements import (
    THING_NAME,
    DeviceNames,
    instead_of,
    own_part,
)
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT, FILTER, THING, TOPIC
from checkov_aws_iot.policies.model.actions import actions_of, covers_action
from checkov_aws_iot.policies.model.data_plane import DATA_ACTIONS
from checkov_aws_iot.policies.model.remedy import (
    AddedCondition,
    Entries,
    EntriesAt,
    Inverted,
    NoRemedy,
    Remedy,
    Together,
)
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource

if TYPE_CHECKING:
    from checkov_aws_iot.policies.authoriser.allowed_names import Grant
    from checkov_aws_iot.policies.model.document import Element, Statement
    from checkov_aws_iot.policies.questions.fit.nonexistent_actions import UnheardAction
    from checkov_aws_iot.policies.questions.fit.statement_fit import MisfitElement

_CONNECT: Final = "iot:Connect"
_SUBSCRIBE: Final = "iot:Subscribe"
_RECEIVE: Final = "iot:Receive"
_FILTER: Final = ":topicfilter/"
_TOPIC: Final = ":topic/"
_PLACEHOLDER: Final = "<"
_THINGS: Final = "$aws/things/"
_EVENTS: Final = "$aws/events/"
_WILDCARDS: Final = "*?"
_SHARED: Final = frozenset(
    {"broadcast", "broadcasts", "all", "common", "global", "shared", "public"}
)
_SERVICES: Final = ("iot:", "iotjobsdata:")
_NARROWED: Final = frozenset(
    action.name for action in DATA_ACTIONS if action.resource_type in (CLIENT, TOPIC, FILTER, THING)
) | {"iot:Connect"}
_VERSION: Final = '"Version"'
_CURRENT: Final = "2012-10-17"


def own_resources(grant: Grant, names: DeviceNames) -> Remedy:
    """The resources of one device in the place of the one that grants.

    Where the text leaves the type of the resource open, there is one for each type that the actions
    of the statement are authorised on.
    """
    if not names.client:
        return NoRemedy("who the caller is decides, and the scan does not show it")
    if _is_named_for_all(grant):
        return NoRemedy("its name says that devices share it: write out the names that there are")
    if names.is_claim:
        return NoRemedy("a claim certificate is no thing: what CKV_IOT_403 says comes first")
    if grant.element is None:
        return _named(grant, names)
    if _is_published_by_aws_alone(grant):
        return Entries(())
    arn = None if is_everything(grant.element.text) else split_resource(grant.element.text)
    kind = str(arn.resource_type) if arn is not None else ""
    types = _types(grant)
    parts = [_part(grant, one, names) for one in types if not kind or one == kind or "*" in kind]
    if not parts:
        return NoRemedy("what the device needs instead is not known")
    entries = concrete(Entries(tuple(parts), are_resources=True))
    level = _fixed_part(grant) if names.thing == THING_NAME else ""
    if level and len(parts) == len(grant.statement.resources) == 1 and isinstance(entries, Entries):
        operator = "StringLike" if any(sign in level for sign in _WILDCARDS) else "StringEquals"
        line = (operator, "iot:Connection.Thing.ThingName", (level,))
        return Together(entries, AddedCondition((line,)))
    return entries


def own_resources_of_caller(grant: Grant, own: str) -> Remedy:
    """As for devices, unless the statement of an IAM policy is for other actions as well.

    Those would be lost, since nothing that is named after the caller is a resource of them.
    """
    statement = grant.statement
    others = [action.name for action in actions_of(statement) if action.name not in _NARROWED]
    others += [
        str(element.text)
        for element in statement.actions
        if not str(element.text).lower().startswith(_SERVICES)
    ]
    if own and others:
        return NoRemedy(f"the statement is for {others[0]} as well, which needs other resources")
    return own_resources(grant, DeviceNames(own, own, own))


def _is_named_for_all(grant: Grant) -> bool:
    """Whether a level in front of the wildcard says that what is below it is for all devices."""
    if grant.arn is None or str(grant.arn.resource_type) not in (TOPIC, FILTER):
        return False
    return any(level.lower() in _SHARED for level in str(grant.arn.name).split("/"))


def _is_published_by_aws_alone(grant: Grant) -> bool:
    """Whether nothing is lost without the resource: no device publishes what AWS tells of events.

    Source: AWS IoT Core Developer Guide, "Reserved topics".
    """
    arn = grant.arn
    return (
        arn is not None
        and str(arn.resource_type) == TOPIC
        and str(arn.name).startswith(_EVENTS)
        and len(grant.statement.resources) > 1
        and covers_action(grant.statement, _RECEIVE) is False
    )


def _fixed_part(grant: Grant) -> str:
    """The level in which the name of the device stands, if the name or a part of it is fixed there."""
    assert grant.element is not None
    arn = split_resource(grant.element.text)
    if arn is None or not isinstance(arn.name, str):
        return ""
    levels = [arn.name] if str(arn.resource_type) in (CLIENT, THING) else arn.name.split("/")
    if levels[:2] == ["$aws", "things"]:
        level = "".join(levels[2:3])
    else:
        level = next((one for one in levels if any(sign in one for sign in _WILDCARDS)), "")
    is_open = level == "*" or any(sign in level for sign in ("${", "+", "#"))
    return "" if is_open else level


def _named(grant: Grant, names: DeviceNames) -> Remedy:
    """The own resources in the place of NotResource."""
    parts = tuple(_part(grant, one, names) for one in _types(grant))
    entries = concrete(Entries(parts, are_resources=True))
    if isinstance(entries, NoRemedy) or not parts or not grant.statement.resources:
        return NoRemedy("NotResource has to become a list of what the device needs")
    return Inverted("Resource", str(grant.statement.resources[0].text), entries)


def concrete(entries: Entries) -> Entries | NoRemedy:
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


def fitting_entry(text: str, instead: str, wrong: str = "") -> Remedy:
    """The entry with ``instead`` in the place of what is ``wrong`` in it, or of its resource part."""
    if instead.startswith(_VERSION):
        return EntriesAt((("Version", "", Entries((_CURRENT,))),))
    if wrong:
        return concrete(Entries((text.replace(wrong, instead),)))
    if (
        instead.startswith("arn:")
        or ":" in instead.split("/", maxsplit=1)[0].split("$", maxsplit=1)[0]
    ):
        return concrete(Entries((instead,)))
    return concrete(Entries((instead,), are_resources=True))


def fitting_resource(statement: Statement, found: MisfitElement, names: DeviceNames) -> Remedy:
    """The Resource that fits, or none where that would be what AWS tells of all devices.

    Where it would be that of all things, or of all devices, it is the device's own.
    """
    instead = found.misfit.instead
    is_of_all = _EVENTS in instead and any(sign in instead for sign in _WILDCARDS)
    if is_of_all and len(statement.resources) > 1:
        return Entries(())
    return _own_if_open(fitting_entry(found.text, instead, found.misfit.wrong), names)


def _own_if_open(fitting: Remedy, names: DeviceNames) -> Remedy:
    if not isinstance(fitting, Entries) or len(fitting.texts) != 1:
        return fitting
    (text,) = fitting.texts
    arn = None if fitting.are_resources else split_resource(text)
    part = text if fitting.are_resources else str(arn.resource) if arn is not None else ""
    kind, _, name = part.partition("/")
    is_open = name in ("*", "#") or name.startswith((f"{_THINGS}*", f"{_THINGS}+"))
    if kind not in (TOPIC, FILTER) or not is_open:
        return fitting
    own = own_part(name, kind, names.topic, names.thing)
    return concrete(replace(fitting, texts=(text.replace(part, own),)))


def fitting_action(found: UnheardAction) -> Remedy:
    """The name of the action that its author may have meant."""
    if not found.close:
        return NoRemedy("which action its author meant is not known")
    return Entries((found.close,))


def resource_beside(statement: Statement, instead: str, kind: str = "") -> Remedy:
    """A resource in addition to the one of the statement that has the name of it."""
    name = instead.partition("/")[2]
    for element in statement.resources:
        arn = split_resource(element.text)
        if arn is not None and name and str(arn.name) == name and not is_everything(element.text):
            old = str(element.text)
            both = Entries((str(arn.resource), kind or instead), are_resources=True)
            entries = concrete(both)
            if isinstance(entries, Entries):
                return EntriesAt(((element.path, old, entries),))
    return NoRemedy("which resource the action is meant for is not known")


def also_received(statement: Statement, element: Element, instead: str = "") -> Remedy:
    """The Deny of a subscription covers the messages that another subscription gives, too.

    ``instead`` is the Resource that takes the place of the one that is there.
    """
    old, receive = str(element.text), (instead or str(element.text)).replace(_FILTER, _TOPIC, 1)
    changes = [(element.path, old, Entries((instead or old, receive)))]
    if covers_action(statement, _RECEIVE) is not True:
        named = [a for a in statement.actions if str(a.text).lower() == _SUBSCRIBE.lower()]
        if not named or statement.negated_actions:
            return NoRemedy("which actions the Deny is meant for is not known")
        action = str(named[0].text)
        changes.append((named[0].path, action, Entries((action, _RECEIVE))))
    return EntriesAt(tuple(changes))


def with_policy_wildcards(statement: Statement, element: Element, instead: str) -> Remedy:
    """The Resource of a Deny with the wildcards of policies; of a filter, the messages as well."""
    if _FILTER in instead and covers_action(statement, _SUBSCRIBE) is True:
        return also_received(statement, element, instead)
    return Entries((instead,))
