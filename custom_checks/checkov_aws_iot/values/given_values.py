"""Values for what is not known, given from outside."""

from __future__ import annotations

from collections.abc import Mapping as Given
from dataclasses import replace

from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import HoleKind, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


def with_given(value: Value, given: Given[str, str]) -> Value:
    """The value with texts in the place of expressions that are not known.

    ``given`` has them by expression, as it is evaluated or as it is written; ``account``, ``region``
    and ``partition`` are those of the deployment.
    """
    if isinstance(value, dict):
        return Mapping(
            {k: with_given(v, given) for k, v in value.items()}, getattr(value, "span", None)
        )
    if isinstance(value, list):
        return Sequence([with_given(v, given) for v in value], getattr(value, "span", None))
    if isinstance(value, EncodedJson):
        return replace(value, value=with_given(value.value, given))
    if isinstance(value, Text):
        return join_text(_part(part, given) for part in value.parts)
    if isinstance(value, OneOf):
        chosen = given.get(value.condition)
        choices = tuple((label, with_given(v, given)) for label, v in value.choices)
        return next((v for label, v in choices if label == chosen), OneOf(value.condition, choices))
    if isinstance(value, Unknown):
        return given.get(value.expression, value)
    return value


def _part(part: str | Hole, given: Given[str, str]) -> str | Hole:
    if isinstance(part, str):
        return part
    if part.kind is not HoleKind.OTHER and part.kind.value in given:
        return given[part.kind.value]
    for name in (part.expression, part.written):
        if name and name in given:
            return given[name]
    return part
