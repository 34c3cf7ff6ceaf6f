"""Attributes, indices and splats of values.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, Index and Attribute Access.
"""

from __future__ import annotations

from dataclasses import replace

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedMap,
    TypedSet,
    first_unknown,
    to_number,
    to_string,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import describe
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, TypedNull, Value, is_null


def attribute_of(value: Value, name: str) -> Value:
    """``value.name``.

    Raises:
        RejectedError: it has no such attribute.
    """
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        if isinstance(value, OpenMapping):
            return value.missing(name)
        raise RejectedError(f'has no attribute "{name}"')
    if isinstance(value, Unknown):
        return _part_of(value, f".{name}", name)
    if is_null(value):
        raise RejectedError(f'is null, and has no attribute "{name}"')
    raise RejectedError(f'is a {describe(type_of(value))}, and has no attribute "{name}"')


def _part_of(value: Unknown, step: str, name: str) -> Unknown:
    if not value.expression:
        return value
    origin = replace(value.origin, attribute=name)
    return replace(value, expression=value.expression + step, origin=origin)


def element_of(value: Value, key: Value) -> Value:
    """``value[key]``.

    Raises:
        RejectedError: it has no such element.
        NotKnownError: which element that is is not known.
    """
    if is_null(value):
        raise RejectedError("is null, and has no elements")
    if is_null(key):
        raise RejectedError("has a null index")
    if isinstance(value, Unknown):
        if isinstance(key, (str, int)):
            step = f'["{key}"]' if isinstance(key, str) else f"[{key}]"
            return _part_of(value, step, str(key))
        raise NotKnownError(value)
    if isinstance(key, (Unknown, Text)):
        if isinstance(value, (Mapping, Sequence)) and not isinstance(value, TypedSet):
            raise NotKnownError(first_unknown(key) or Unknown("is not known"))
    elif isinstance(value, Mapping):
        return _entry(value, key)
    elif isinstance(value, Sequence) and not isinstance(value, TypedSet):
        return _item(value, key)
    raise RejectedError(f"is a {describe(type_of(value))}, and has no indices")


def _entry(value: Mapping, key: Value) -> Value:
    name = to_string(key)
    if isinstance(name, EncodedJson):
        encoded = json_text(name)
        name = encoded if isinstance(encoded, str) else None
    if not isinstance(name, str):
        raise NotKnownError(Unknown("is not known"))
    if name in value:
        return value[name]
    if isinstance(value, OpenMapping):
        return value.missing(name)
    kind = "element" if isinstance(value, TypedMap) else "attribute"
    raise RejectedError(f'has no {kind} "{name}"')


def _item(value: Sequence, key: Value) -> Value:
    number = to_number(key) or 0
    if not isinstance(number, int) or not 0 <= number < len(value):
        raise RejectedError(f"has no index {number}")
    return value[number]


def splat_items(value: Value) -> list[Value]:
    """The elements that a splat goes through: of a list its elements, of null none, else itself.

    Raises:
        RejectedError: it is the null of a list, a set or a tuple.
        NotKnownError: it is not known.
    """
    if isinstance(value, Unknown):
        raise NotKnownError(value)
    if isinstance(value, TypedNull) and value.kind[0] in ("list", "set", "tuple"):
        raise RejectedError("is a null list, and has no elements")
    if is_null(value):
        return []
    if isinstance(value, Sequence):
        return list(value)
    return [value]
