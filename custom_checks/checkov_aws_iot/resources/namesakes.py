"""Which of several resources of one name is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkov_aws_iot.values.alternatives import Choice, combinations_of
from checkov_aws_iot.values.named_text import origins_of

if TYPE_CHECKING:
    from checkov_aws_iot.resources.kind import K, Kind
    from checkov_aws_iot.resources.neutral_resource import Resource
    from checkov_aws_iot.values.origin import Origin
    from checkov_aws_iot.values.value import Value


def at_the_address(namesakes: tuple[Resource[K], ...], reference: Value) -> tuple[Resource[K], ...]:
    """The one that the reference names by its address; all of them where it names none."""
    if len(namesakes) > 1:
        for origin in origins_of(reference):
            named = tuple(one for one in namesakes if _place(one.origin) == _place(origin))
            if named:
                return named
    return namesakes


def beside(namesakes: tuple[Resource[K], ...], near: Resource[Kind]) -> tuple[Resource[K], ...]:
    """Those that are there, and may be there together with what refers to them, if any are."""
    if len(namesakes) < 2:
        return namesakes
    likely = (one for one in namesakes if one.exists is not False and can_be_together(one, near))
    return tuple(likely) or namesakes


def can_be_together(one: Resource[Any], other: Resource[Any]) -> bool:
    """Whether both are there under some combination of the conditions that are not known."""
    created = (*one.created, *other.created)
    return any(
        all(there is not False for there in combination.values)
        for combination in combinations_of(*created)
    )


def is_there_with(one: Resource[Any], other: Resource[Any]) -> bool:
    """Whether the one is there for certain wherever the other is."""
    if one.exists is not None:
        return one.exists
    if not one.is_certain:
        return False
    mine = len(one.created)
    return all(
        all(there is True for there in combination.values[:mine])
        for combination in combinations_of(*one.created, *other.created)
        if all(there is not False for there in combination.values[mine:])
    )


def can_hold(choices: tuple[Choice, ...], *created: Value) -> bool:
    """Whether the choices may hold together where everything is that is created like this."""
    taken = {choice.condition: choice.label for choice in choices}
    if any(taken[choice.condition] != choice.label for choice in choices):
        return False
    return any(
        all(there is not False for there in combination.values)
        and all(taken.get(one.condition, one.label) == one.label for one in combination.choices)
        for combination in combinations_of(*created)
    )


def _place(origin: Origin) -> tuple[tuple[str, ...], str, str]:
    return origin.modules, origin.resource, origin.key
