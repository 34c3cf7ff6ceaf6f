"""Operations on values that depend on unknown conditions: done once for each way they turn out."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError, rejected
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedList,
    TypedMap,
    TypedSet,
    is_known,
)
from checkov_aws_iot.values.budget import parts_of
from checkov_aws_iot.values.named_text import agreed, is_same_type
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

MOST_ALTERNATIVES: Final = 64


class _TooManyError(NotKnownError):
    """There are more alternatives than are looked at: none of them is."""


def spread(
    operands: list[Value], operation: Callable[[list[Value]], Value], *, deep: bool = False
) -> Value:
    """What the operation gives; a ``OneOf`` if an operand is one, with the same condition.

    With ``deep`` a ``OneOf`` anywhere inside an operand counts. A list with an element that may
    not be there counts in any case. A way in which Terraform would reject the operation is an
    ``Unknown`` choice, unless all are.

    Raises:
        NotKnownError: more than 64 alternatives.
    """
    return _spread(operands, operation, deep, [MOST_ALTERNATIVES])


def _spread(
    operands: list[Value],
    operation: Callable[[list[Value]], Value],
    deep: bool,
    left: list[int],
) -> Value:
    undecided = next((one for value in operands if (one := _undecided(value, deep))), None)
    if undecided is None:
        left[0] -= 1
        if left[0] < 0:
            reason = f"depends on more than {MOST_ALTERNATIVES} combinations of unknown conditions"
            raise _TooManyError(Unknown(reason))
        return operation(operands)
    choices: list[tuple[str, Value]] = []
    rejections: list[RejectedError] = []
    for label, _ in undecided.choices:
        chosen = [choose(value, undecided.condition, label) for value in operands]
        try:
            choices.append((label, _spread(chosen, operation, deep, left)))
        except RejectedError as error:
            rejections.append(error)
            choices.append((label, rejected(error)))
        except _TooManyError:
            raise
        except NotKnownError as error:
            choices.append((label, error.cause))
    if len(rejections) == len(choices):
        raise rejections[0]
    return one_of(undecided.condition, choices)


def one_of(condition: str, choices: list[tuple[str, Value]]) -> Value:
    """One of the values; the value itself where all are the same."""
    first = choices[0][1]
    if all(_same(first, value) for _, value in choices[1:]):
        return agreed([value for _, value in choices])
    return OneOf(condition, tuple(choices))


def _same(left: Value, right: Value) -> bool:
    if left is right:
        return True
    same_type = is_same_type(left, right)
    return same_type and isinstance(left, (str, bool, int)) and left == right


def _undecided(value: Value, deep: bool) -> OneOf | None:
    if isinstance(value, OneOf):
        return value
    if isinstance(value, Sequence) and not deep:
        return next((item for item in value if isinstance(item, OneOf) and is_optional(item)), None)
    if isinstance(value, Mapping) and not deep:
        items = value.values()
        return next((item for item in items if isinstance(item, OneOf) and is_optional(item)), None)
    if deep and not is_known(value):
        return next((one for part in parts_of(value) if (one := _undecided(part, True))), None)
    return None


def is_optional(value: Value) -> bool:
    """Whether the element may not be there."""
    if isinstance(value, OneOf):
        return any(is_optional(choice) for _, choice in value.choices)
    return value is ABSENT


def choose(value: Value, condition: str, label: str) -> Value:
    """The value if the condition turns out as ``label``. Elements that are not there are gone."""
    if isinstance(value, OneOf):
        if value.condition == condition:
            found = next((one for name, one in value.choices if name == label), value.choices[0][1])
            return choose(found, condition, label)
        choices = tuple((name, choose(one, condition, label)) for name, one in value.choices)
        return OneOf(value.condition, choices)
    if is_known(value):
        return value
    if isinstance(value, EncodedJson):
        return replace(value, value=choose(value.value, condition, label))
    if isinstance(value, Mapping):
        chosen = {key: choose(item, condition, label) for key, item in value.items()}
        return mapping_like(value, {key: one for key, one in chosen.items() if one is not ABSENT})
    if isinstance(value, Sequence):
        items = [choose(item, condition, label) for item in value]
        return sequence_like(value, [item for item in items if item is not ABSENT])
    return value


def sequence_like(pattern: Sequence, items: list[Value]) -> Sequence:
    """A sequence of the same type, and written in the same place."""
    if isinstance(pattern, TypedList):
        return TypedList(items, pattern.element, pattern.span)
    if isinstance(pattern, TypedSet):
        return TypedSet(items, pattern.element, pattern.span)
    return Sequence(items, pattern.span)


def mapping_like(pattern: Mapping, items: dict[str, Value]) -> Mapping:
    """A mapping of the same type, and written in the same place."""
    if isinstance(pattern, TypedMap):
        return TypedMap(items, pattern.element, pattern.span)
    if isinstance(pattern, OpenMapping):
        open_mapping = copy(pattern)
        open_mapping.clear()
        open_mapping.update(items)
        return open_mapping
    return Mapping(items, pattern.span)
