"""What fits where something is typed in a policy: actions, resources and policy variables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.editing.policy_words import action_page, resource_line, variable_page
from checkov_aws_iot.editing.spot import HCL, STATEMENTS, Spot, spot_at
from checkov_aws_iot.policies.model.actions import (
    Action,
    action_names,
    find_action,
    matching_actions,
    resource_patterns,
)
from checkov_aws_iot.policies.model.variables import documented_names, documented_variable

ACTIONS: Final = frozenset({"Action", "NotAction", "actions", "not_actions"})
RESOURCES: Final = frozenset({"Resource", "NotResource", "resources", "not_resources"})

_DOCUMENT: Final = "aws_iam_policy_document"
_OPENED: Final = re.compile(r"(?:\$\$\{|\$\{!|\$\{|&\{)[^{}\"]*\Z")
_NAMED: Final = re.compile(r"""(?<=["'\s\[,])[a-z0-9-]+:[A-Za-z*?]+(?=["'\s\],]|\Z)""")
_PREFIX: Final = re.compile(
    r"arn:(?:\$\{[^{}]*\}|[^:\"'\s{}])*:iot:(?:\$\{[^{}]*\}|[^:\"'\s{}])*:(?:\$\{[^{}]*\}|[^:\"'\s{}])*:"
)
_ARN: Final = re.compile(r"arn:(?:(?:\$\{[^{}]*\}|[^:\"'\s{}])*:){4}")
_OF_DEVICES: Final = ("client", "topic", "topicfilter", "thing")
_OF_IOT: Final = ("aws_iot_policy", "awscc_iot_policy", "AWS::IoT::Policy")
_TYPE: Final = re.compile(r"""Type["']?\s*:\s*["']?(AWS::\w+::\w+)""")


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that fits, and the offsets of what it takes the place of.

    ``kind`` is ``action``, ``resource`` or ``variable``; ``page`` says more, as Markdown.
    """

    text: str
    kind: str
    start: int
    end: int
    detail: str
    page: str
    rank: int = 0


def completions(text: str, offset: int, file: str) -> list[Completion]:
    """All that fits at the offset; nothing outside of the strings of a statement."""
    spot = spot_at(text, offset, file)
    if spot is None or not STATEMENTS.intersection(spot.keys):
        return []
    typed = text[spot.start : offset]
    key = spot.keys[0]
    if key in ACTIONS:
        return list(_actions(text, spot, offset))
    opened = _OPENED.search(typed)
    found: list[Completion] = []
    if key in RESOURCES and opened is None:
        found += _resources(text, spot, offset)
    if key in RESOURCES or "Condition" in spot.keys or "condition" in spot.keys:
        start = spot.start + opened.start() if opened is not None else offset
        found += _variables(text, spot, (start, offset))
    return found


def _actions(text: str, spot: Spot, offset: int) -> Iterator[Completion]:
    is_device = holder_type(text, spot) in _OF_IOT
    for name in action_names():
        action = find_action(name)
        assert action is not None
        if is_device and not action.data_plane:
            continue
        kinds = ", ".join(one.partition(":")[2] for one in action.resource_types) or "any resource"
        rank = 0 if action.data_plane else 1
        yield Completion(name, "action", spot.start, offset, kinds, action_page(name), rank)


def actions_in(text: str, spot: Spot) -> tuple[Action, ...]:
    """The actions of the statement around the place."""
    found: dict[str, Action] = {}
    for named in _NAMED.finditer(text, *spot.statement):
        found.update((action.name, action) for action in matching_actions(named[0]))
    return tuple(found.values())


def _resources(text: str, spot: Spot, offset: int) -> Iterator[Completion]:
    """The ARNs of the types that the actions of the statement have, begun as others in the file."""
    types = list(dict.fromkeys(t for a in actions_in(text, spot) for t in a.resource_types))
    types = types or [f"iot:{kind}" for kind in _OF_DEVICES]
    typed = text[spot.start : offset]
    begun = _ARN.match(typed)
    prefix = "" if begun is not None else _usual_prefix(text, spot)
    start = spot.start + (begun.end() if begun is not None else 0)
    for rank, resource_type in enumerate(types):
        service = resource_type.partition(":")[0]
        own = prefix.replace(":iot:", f":{service}:", 1)
        for end in resource_patterns(resource_type):
            whole = own + end.partition("*")[0]
            page = resource_line(resource_type)
            yield Completion(whole, "resource", start, offset, resource_type, page, rank)


def _usual_prefix(text: str, spot: Spot) -> str:
    """How ARNs of AWS IoT begin in the file."""
    counted = Counter(found[0] for found in _PREFIX.finditer(text))
    if counted:
        return counted.most_common(1)[0][0]
    if spot.is_sub:
        return "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:"
    return "arn:aws:iot:*:*:"


def opening(spot: Spot) -> str:
    """How a policy variable begins in the string, in the spelling of its file."""
    if spot.dialect == HCL:
        return "&{" if _DOCUMENT in spot.block else "$${"
    return "${!" if spot.is_sub else "${"


def _variables(text: str, spot: Spot, where: tuple[int, int]) -> Iterator[Completion]:
    start, end = where
    is_iam = holder_type(text, spot) not in _OF_IOT
    behind = end + (text[end : end + 1] == "}" and start < end)
    for name in documented_names():
        facts = documented_variable(name)
        assert facts is not None
        if not facts.in_iot_policies and not is_iam:
            continue
        rank = 10 if facts.identifies_device else 11
        detail = "identifies the device" if facts.identifies_device else "does not identify it"
        spelled = f"{opening(spot)}{name}}}"
        yield Completion(spelled, "variable", start, behind, detail, variable_page(name), rank)


def holder_type(text: str, spot: Spot) -> str:
    """The type of the resource that the string is in; empty where it is in none, or in a data document."""
    if spot.block:
        return spot.block[1] if len(spot.block) > 1 and spot.block[1] != _DOCUMENT else ""
    types = _TYPE.findall(text, 0, spot.start)
    return types[-1] if types else ""
