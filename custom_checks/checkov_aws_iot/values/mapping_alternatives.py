"""Applying a function to values that may be one of several."""

from __future__ import annotations

from collections.abc import Callable

from checkov_aws_iot.values.alternatives import Choice, combinations_of, is_overflow
from checkov_aws_iot.values.named_text import agreed, is_same_type
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, OneOf, Value


def in_every_alternative(compute: Callable[..., Value], *arguments: Value) -> Value:
    """``compute(*arguments)``, under every way the conditions in the arguments may turn out.

    ``compute`` never sees a ``OneOf``. Where all alternatives give the same value, that is the
    value; otherwise it is a ``OneOf`` on the same conditions. Past the cap it is ``Unknown``.
    """
    if not any(map(_has_choices, arguments)):
        return compute(*arguments)
    rows: list[tuple[tuple[Choice, ...], Value]] = []
    for combination in combinations_of(*arguments):
        overflow = next((v for v in combination.values if is_overflow(v)), None)
        if overflow is not None:
            return overflow
        rows.append((combination.choices, compute(*combination.values)))
    return _tree(rows)


def _has_choices(value: Value) -> bool:
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, OneOf):
            return True
        if isinstance(current, dict):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
        elif isinstance(current, EncodedJson):
            stack.append(current.value)
    return False


def _tree(rows: list[tuple[tuple[Choice, ...], Value]]) -> Value:
    first_choices, first_value = rows[0]
    if not first_choices or all(_same(value, first_value) for _, value in rows):
        return agreed([value for _, value in rows])
    condition = first_choices[0].condition
    branches: dict[str, list[tuple[tuple[Choice, ...], Value]]] = {}
    for choices, value in rows:
        branches.setdefault(choices[0].label, []).append((choices[1:], value))
    return OneOf(condition, tuple((label, _tree(branch)) for label, branch in branches.items()))


def _same(left: Value, right: Value) -> bool:
    # Python has True == 1, which templates do not.
    return is_same_type(left, right) and left == right and not isinstance(left, Unknown)
