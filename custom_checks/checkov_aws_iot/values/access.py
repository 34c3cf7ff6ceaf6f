"""Reaching into values without forgetting that any part may be unknown or one of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value


def mapped(value: Value, change: Callable[[Value], Value]) -> Value:
    """``change`` applied to the value, or to each choice of a value that is one of several."""
    if isinstance(value, OneOf):
        choices = tuple((label, mapped(choice, change)) for label, choice in value.choices)
        return OneOf(value.condition, choices)
    return change(value)


def leaves(value: Value) -> Iterator[Value]:
    """The choices of a value that is one of several, those of its choices too; else the value."""
    if isinstance(value, OneOf):
        for _, choice in value.choices:
            yield from leaves(choice)
    else:
        yield value


def item(value: Value, *keys: str) -> Value:
    """What stands under the keys, one inside the other; ``ABSENT`` where a key is not written.

    A list with one element counts as that element, as a block that is written once. What is
    unknown on the way is the answer. Never raises.
    """
    for key in keys:
        value = mapped(value, lambda current, key=key: _step(current, key))  # type: ignore[misc]
    return value


def _step(value: Value, key: str) -> Value:
    if isinstance(value, list) and len(value) == 1:
        return mapped(value[0], lambda only: _step(only, key))
    if isinstance(value, Mapping):
        return value.get(key, ABSENT)
    if isinstance(value, Unknown):
        return value
    return ABSENT


def each(value: Value, change: Callable[[Value], Value]) -> Value:
    """The list of ``change`` of every element; a single element counts as a list of it.

    Absent stays absent, ``None`` is nothing too, and an unknown list stays unknown.
    """
    return mapped(value, lambda known: _each(known, change))


def _each(value: Value, change: Callable[[Value], Value]) -> Value:
    if value is None or isinstance(value, Absent):
        return ABSENT
    if isinstance(value, Unknown):
        return value
    if isinstance(value, list):
        changed = (mapped(element, change) for element in value)
        return Sequence([element for element in changed if not isinstance(element, Absent)])
    return Sequence([change(value)])


def elements(value: Value) -> tuple[Value, ...]:
    """The elements of a list without absent ones; a single value is a list of itself.

    A list that is not known is one unknown element. ``OneOf`` is not taken apart.
    """
    if value is None or isinstance(value, Absent):
        return ()
    if isinstance(value, list):
        return tuple(element for element in value if not isinstance(element, Absent))
    return (value,)


def all_elements(value: Value) -> tuple[Value, ...]:
    """The elements that a list has in any alternative, each once, in order."""
    found: list[Value] = []
    for choice in leaves(value):
        found.extend(element for element in elements(choice) if element not in found)
    return tuple(found)


def flag(value: Value) -> bool | None:
    """Whether a flag is set, which may be written as text and is off where it is not written."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() == "true"
    return False if value is None or isinstance(value, Absent) else None
