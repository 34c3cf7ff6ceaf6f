"""Nulls with a type, which the result of a function or a conditional may depend on.

They stay inside of what evaluates Terraform: what it hands out has nulls without a type.
Source: https://github.com/zclconf/go-cty/blob/main/docs/concepts.md, Unknown Values and Null Values.
"""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.terraform.evaluation.over_alternatives import mapping_like, sequence_like
from checkov_aws_iot.values.budget import parts_of
from checkov_aws_iot.values.value import (
    EncodedJson,
    Mapping,
    OneOf,
    Sequence,
    TypedNull,
    Value,
)


def holds_typed_null(value: Value) -> bool:
    """Whether the value is a null with a type, or has one in it."""
    return isinstance(value, TypedNull) or any(holds_typed_null(part) for part in parts_of(value))


def plain(value: Value) -> Value:
    """The value with nulls without a type; the value itself if it has no others."""
    return _plain(value) if holds_typed_null(value) else value


def _plain(value: Value) -> Value:
    if isinstance(value, TypedNull):
        return None
    if isinstance(value, OneOf):
        choices = tuple((label, plain(choice)) for label, choice in value.choices)
        return replace(value, choices=choices)
    if isinstance(value, EncodedJson):
        return replace(value, value=plain(value.value))
    if isinstance(value, Mapping):
        return mapping_like(value, {key: plain(item) for key, item in value.items()})
    if isinstance(value, Sequence):
        return sequence_like(value, [plain(item) for item in value])
    return value
