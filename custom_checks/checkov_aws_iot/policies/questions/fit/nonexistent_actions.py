"""Action texts of an Allow that name no action there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.model.actions import (
    action_names,
    actions_as_of,
    matching_actions,
    without_spaces,
)
from checkov_aws_iot.policies.model.document import Element, Statement

_SERVICES = {
    "iot": "AWS IoT",
    "iotjobsdata": "the jobs data plane of AWS IoT",
    "greengrass": "AWS IoT Greengrass",
    "iotdeviceadvisor": "AWS IoT Device Advisor",
}
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class UnheardAction:
    """An item of Action that names no action of a service whose actions are all in the table.

    ``close`` is the action that its author may have meant, or empty.
    """

    element: Element
    reason: str
    close: str


def unheard_actions(statement: Statement) -> Iterator[UnheardAction]:
    """The items of Action that name no action.

    Items that are not wholly known, and those of other services, are left out; so is NotAction,
    which excludes such a name in vain.
    """
    if statement.negated_actions:
        return
    for element in statement.actions:
        text = element.text
        if not isinstance(text, str) or matching_actions(text):
            continue
        if bare := without_spaces(text):
            where = "around" if bare == text.strip() else "in"
            yield UnheardAction(element, f"has white space {where} it", bare)
            continue
        service, colon, name = text.partition(":")
        described = _SERVICES.get(service.lower())
        if described is None or not colon:
            continue
        verb = "matches no action" if "*" in name or "?" in name else "is not an action"
        yield UnheardAction(
            element, f"{verb} of {described} as of {actions_as_of()}", _close(service, name)
        )


def _close(service: str, name: str) -> str:
    """The action of one of the services whose name is most like this one, its own service first."""
    if not name.strip("*?") or len(name) > _LONGEST:
        return ""
    names = action_names()
    own = {n.partition(":")[2].lower(): n for n in names if n.startswith(f"{service.lower()}:")}
    others = {n.partition(":")[2].lower(): n for n in names}
    if "*" in name or "?" in name:
        elsewhere = _of_another_service(name, names)
        if elsewhere:
            return elsewhere
    bare = name.lower().replace("*", "").replace("?", "")
    turned = {other: n for n in own.values() for other in _turned(n.partition(":")[2])}
    for known, least in ((own, 0.8), (others, 0.9), (turned, 0.9)):
        close = get_close_matches(bare, known, n=1, cutoff=least)
        if close:
            return known[close[0]]
    return ""


def _turned(name: str) -> Iterator[str]:
    """The name with its last words first: ``publishretain`` for ``RetainPublish``."""
    for word in re.finditer("[A-Z]", name[1:]):
        at = word.end()
        yield (name[at:] + name[:at]).lower()


def _of_another_service(pattern: str, names: tuple[str, ...]) -> str:
    """The pattern with the prefix of the service that does have such actions."""
    actions = wildcards(pattern.lower())
    for name in names:
        service, _, rest = name.partition(":")
        if actions.matches(rest.lower()):
            return f"{service}:{pattern}"
    return ""
