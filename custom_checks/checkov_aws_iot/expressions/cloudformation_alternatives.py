"""Applying a function to values that may be one of several."""

from __future__ import annotations

from collections.abc import Callable

from checkov_aws_iot.values.alternatives import Choice, alternatives_of
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value


def in_every_alternative(compute: Callable[..., Value], *arguments: Value) -> Value:
    """``compute(*arguments)``, under every way the conditions in the arguments may turn out.

    ``compute`` never sees a ``OneOf``. Where all alternatives give the same value, that is the
    value; otherwise it is a ``OneOf`` on the same conditions. Past the cap it is ``Unknown``.
    """
    rows: list[tuple[tuple[Choice, ...], Value]] = []
    packed = Sequence([Sequence([argument]) for argument in arguments])
    for alternative in alternatives_of(packed):
        if not isinstance(alternative.value, Sequence):
            return alternative.value
        # A list drops an absent item, so each argument travels in a list of its own.
        chosen = [
            item[0] if isinstance(item, Sequence) and item else ABSENT
            for item in alternative.value
        ]
        rows.append((alternative.choices, compute(*chosen)))
    return _tree(rows)


def _tree(rows: list[tuple[tuple[Choice, ...], Value]]) -> Value:
    first_choices, first_value = rows[0]
    if not first_choices or all(_same(value, first_value) for _, value in rows):
        return first_value
    condition = first_choices[0].condition
    branches: dict[str, list[tuple[tuple[Choice, ...], Value]]] = {}
    for choices, value in rows:
        branches.setdefault(choices[0].label, []).append((choices[1:], value))
    return OneOf(condition, tuple((label, _tree(branch)) for label, branch in branches.items()))


def _same(left: Value, right: Value) -> bool:
    # Python has True == 1, which templates do not.
    return type(left) is type(right) and left == right and not isinstance(left, Unknown)
