"""Whether two values are equal, as far as that is known.

Source: https://github.com/zclconf/go-cty/blob/main/cty/value_ops.go, Equals.
"""

from __future__ import annotations

from collections.abc import Iterable

from checkov_aws_iot.terraform.evaluation.type_constraints import (
    TypedList,
    TypedMap,
    TypedSet,
    is_known,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import (
    EncodedJson,
    Mapping,
    OneOf,
    Sequence,
    TypedNull,
    Value,
    is_null,
)


def equal(left: Value, right: Value) -> bool | None:  # noqa: C901
    """Whether ``left == right`` in Terraform; ``None`` if that is not known."""
    if isinstance(left, (Unknown, OneOf)) or isinstance(right, (Unknown, OneOf)):
        return None
    if is_null(left) or is_null(right):
        return is_null(left) and is_null(right)
    if isinstance(left, EncodedJson) or isinstance(right, EncodedJson):
        return _equal_encoded(left, right)
    if isinstance(left, Text) or isinstance(right, Text):
        return _equal_texts(left, right)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if _differs(left, right) or left.keys() != right.keys():
            return False
        return _all_equal((left[key], right[key]) for key in left)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        if _differs(left, right):
            return False
        if isinstance(left, TypedSet) and not (is_known(left) and is_known(right)):
            return None
        if len(left) != len(right):
            return False
        return _all_equal(zip(left, right, strict=False))
    if type_of(left) != type_of(right):
        return False
    return left == right


def _equal_encoded(left: Value, right: Value) -> bool | None:
    from checkov_aws_iot.terraform.functions.json_encoding import json_text

    plain = [
        json_text(value) if isinstance(value, EncodedJson) else value for value in (left, right)
    ]
    return equal(*plain)


def _equal_texts(left: Value, right: Value) -> bool | None:
    for known, text in ((left, right), (right, left)):
        if isinstance(text, Text) and isinstance(known, str):
            first, last = text.parts[0], text.parts[-1]
            if isinstance(first, str) and not known.startswith(first):
                return False
            if isinstance(last, str) and not known.endswith(last):
                return False
        elif not isinstance(known, (str, Text)):
            return False
    return None


def _differs(left: Value, right: Value) -> bool:
    """Whether two collections are of different types, as far as the collections themselves say."""
    if not isinstance(left, (TypedList, TypedSet, TypedMap)):
        return isinstance(right, (TypedList, TypedSet, TypedMap))
    return type(left) is not type(right) or left.element != getattr(right, "element", None)


def _equal_nulls(left: Value, right: Value) -> bool | None:
    """Whether an element that is null equals another: their types count, unlike on their own."""
    if not is_null(right):
        return equal(left, right)
    if TypedNull(DYNAMIC) in (left, right):
        return None
    return left == right


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> bool | None:
    result: bool | None = True
    for left, right in pairs:
        found = equal(left, right) if not is_null(left) else _equal_nulls(left, right)
        if found is False:
            return False
        if found is None:
            result = None
    return result
