"""Values of something that exists only under conditions which also decide what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

Exists = Callable[[Value], bool]


def where_it_exists(value: Value, existence: Value, exists: Exists) -> Value:
    """The value, restricted to the alternatives in which its owner exists.

    ``existence`` decides that by the same conditions, and ``exists`` says it of each of its
    alternatives. Where no alternative is left, because they contradict each other, the value stays
    what it is. Law: a condition that ``existence`` does not depend on is left as it is.
    """
    if not isinstance(existence, OneOf):
        return value
    return _narrowed(value, existence, exists, {})


def _narrowed(value: Value, existence: OneOf, exists: Exists, taken: dict[str, str]) -> Value:
    if isinstance(value, OneOf):
        return _narrowed_choices(value, existence, exists, taken)
    if isinstance(value, EncodedJson):
        inner = _narrowed(value.value, existence, exists, taken)
        return value if inner is value.value else replace(value, value=inner)
    if isinstance(value, (Mapping, Sequence)):
        return _narrowed_parts(value, existence, exists, taken)
    return value


def _narrowed_choices(
    value: OneOf, existence: OneOf, exists: Exists, taken: dict[str, str]
) -> Value:
    label = taken.get(value.condition)
    left = [
        (name, choice, under)
        for name, choice in value.choices
        if label in (None, name)
        and _possible(existence, exists, under := {**taken, value.condition: name})
    ]
    if not left:
        return value
    narrowed = [(name, _narrowed(choice, existence, exists, under)) for name, choice, under in left]
    return narrowed[0][1] if len(narrowed) == 1 else OneOf(value.condition, tuple(narrowed))


def _narrowed_parts(
    value: Mapping | Sequence, existence: OneOf, exists: Exists, taken: dict[str, str]
) -> Value:
    """The same list or mapping if nothing in it depends on a condition."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value)
    changed = {
        key: narrowed
        for key, item in items
        if (narrowed := _narrowed(item, existence, exists, taken)) is not item
    }
    if not changed:
        return value
    if isinstance(value, Mapping):
        return Mapping({key: changed.get(key, item) for key, item in value.items()}, value.span)
    return Sequence([changed.get(at, item) for at, item in enumerate(value)], value.span)


def _possible(existence: Value, exists: Exists, taken: dict[str, str]) -> bool:
    if not isinstance(existence, OneOf):
        return exists(existence)
    label = taken.get(existence.condition)
    return any(
        _possible(choice, exists, taken if label else {**taken, existence.condition: name})
        for name, choice in existence.choices
        if label in (None, name)
    )
