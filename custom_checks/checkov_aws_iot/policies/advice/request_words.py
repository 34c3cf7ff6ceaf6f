"""Requests and actions in words, for the reports of commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from checkov_aws_iot.policies.model.actions import action_names, find_action
from checkov_aws_iot.values.request import Request

MOST_NAMED: Final = 6


def request_in_words(request: Request) -> str:
    """What is asked, by whom and in which circumstances: one line, as ``authorize`` could be asked."""
    parts = [f"{request.action} on {request.resource}", *_who(request)]
    return ", ".join(parts)


def _who(request: Request) -> Iterator[str]:
    identity = request.identity
    if identity.client_id:
        yield f'client ID "{identity.client_id}"'
    if identity.thing_name:
        how = "exclusively attached to thing" if identity.exclusive else "attached to thing"
        yield f'{how} "{identity.thing_name}"'
    if identity.thing_type:
        yield f'thing type "{identity.thing_type}"'
    yield from (f'thing attribute {name} "{value}"' for name, value in identity.thing_attributes)
    if identity.certificate_id:
        yield f"certificate {identity.certificate_id}"
    yield from (f'certificate {name} "{value}"' for name, value in identity.certificate)
    for key, values in request.context:
        said = ", ".join(f'"{value}"' for value in values)
        yield f"{key} {said}" if values else f"without {key}"


def actions_in_words(actions: Sequence[str], *, of_devices: bool) -> str:
    """The actions, shortly: all of a service as ``iot:*``, of many the first ones."""
    whole = [s for s in dict.fromkeys(map(_service, actions)) if _is_whole(s, actions, of_devices)]
    named = [f"{service}:*" for service in whole]
    named += [action for action in actions if _service(action) not in whole]
    if len(named) <= MOST_NAMED + 1:
        return ", ".join(named)
    return f"{', '.join(named[:MOST_NAMED])} and {len(named) - MOST_NAMED} more"


def _service(action: str) -> str:
    return action.partition(":")[0]


def _is_whole(service: str, actions: Iterable[str], of_devices: bool) -> bool:
    every = {
        name
        for name in action_names()
        if _service(name) == service and (not of_devices or _is_of_data_plane(name))
    }
    return len(every) > 1 and every <= set(actions)


def _is_of_data_plane(name: str) -> bool:
    action = find_action(name)
    return action is not None and action.data_plane
