"""Terraform's types, how values are converted between them, and when values are equal.

``[...]`` is a tuple and ``{...}`` an object; lists, sets and maps, whose elements are of one type,
are :class:`TypedList`, :class:`TypedSet` and :class:`TypedMap`.
Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from checkov_aws_iot.terraform.evaluation.number_values import (
    NEGATIVE_ZERO,
    format_number,
    parse_number,
)
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.unification import (
    DYNAMIC,
    PRIMITIVES,
    Type,
    describe,
    inner_types,
    unify,
)
from checkov_aws_iot.values.budget import parts_of
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text, as_hole
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import (
    EncodedJson,
    Mapping,
    OneOf,
    Sequence,
    TypedNull,
    Value,
    is_null,
)

_DECIMAL: Final = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)


class NotKnownError(ValueError):
    """An operation needs something that is not known: ``cause``."""

    def __init__(self, cause: Unknown) -> None:
        super().__init__(str(cause))
        self.cause = cause


class TypedList(Sequence):
    """A list: its elements are all of the type ``element``."""

    __slots__ = ("element",)

    def __init__(
        self, items: Iterable[Value] = (), element: Type = DYNAMIC, span: Span | None = None
    ) -> None:
        super().__init__(items, span)
        self.element = element


class TypedSet(Sequence):
    """A set: elements of the type ``element``, in Terraform's order, none of them twice."""

    __slots__ = ("element",)

    def __init__(
        self, items: Iterable[Value] = (), element: Type = DYNAMIC, span: Span | None = None
    ) -> None:
        super().__init__(items, span)
        self.element = element


class TypedMap(Mapping):
    """A map: its values are all of the type ``element``."""

    __slots__ = ("element",)

    def __init__(
        self, items: object = (), element: Type = DYNAMIC, span: Span | None = None
    ) -> None:
        super().__init__(items, span)
        self.element = element


def type_of(value: Value) -> Type:
    """The type of the value; ``"dynamic"`` where it is a null without a type, or not known."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (str, Text, EncodedJson)):
        return "string"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, TypedList):
        return ("list", value.element)
    if isinstance(value, TypedSet):
        return ("set", value.element)
    if isinstance(value, TypedMap):
        return ("map", value.element)
    if isinstance(value, Sequence):
        return ("tuple", tuple(type_of(item) for item in value))
    if isinstance(value, Mapping):
        return ("object", tuple((key, type_of(value[key])) for key in sorted(value)))
    if isinstance(value, OneOf):
        types = {type_of(choice) for _, choice in value.choices if choice is not ABSENT}
        return types.pop() if len(types) == 1 else DYNAMIC
    return value.kind if isinstance(value, TypedNull) else DYNAMIC


# Conversion ----------------------------------------------------------------------------------


def convert(value: Value, kind: Type) -> Value:
    """The value as one of the type.

    Raises:
        RejectedError: it cannot be one.
        NotKnownError: whether it can depends on something that is not known.
    """
    if kind == DYNAMIC or isinstance(value, Unknown) or value is ABSENT:
        return value
    if is_null(value):
        return _null_as(type_of(value), kind)
    if isinstance(value, OneOf):
        choices = tuple((label, convert(choice, kind)) for label, choice in value.choices)
        return OneOf(value.condition, choices)
    if kind == "string":
        return to_string(value)
    if kind == "number":
        return to_number(value)
    if kind == "bool":
        return to_bool(value)
    if isinstance(kind, str):
        raise RejectedError(f"has no type `{kind}`")
    if isinstance(value, (TypedList, TypedSet, TypedMap)) and not value:
        # What has no elements still has a type, which must go with the wanted one.
        _null_as(type_of(value), kind)
    return _to_collection(value, kind)


def _null_as(kind: Type, wanted: Type) -> TypedNull:
    """The null of a type as that of another one."""
    simple = isinstance(kind, str), isinstance(wanted, str)
    if kind in (DYNAMIC, wanted):
        return TypedNull(wanted)
    if all(simple) and {kind, wanted} != {"number", "bool"}:
        return TypedNull(wanted)
    if any(simple) or not _alike(kind[0], wanted[0]):
        raise RejectedError(f"needs a {describe(wanted)}, and this is a {describe(kind)}")
    if wanted[1] == DYNAMIC:
        element = unify(inner_types(kind))
        return TypedNull((wanted[0], DYNAMIC if element is None else element))
    if wanted[0] in ("list", "set", "map"):
        for inner in inner_types(kind):
            _null_as(inner, wanted[1])
    return TypedNull(wanted)


def _alike(structure: str, wanted: str) -> bool:
    return (structure in ("map", "object")) == (wanted in ("map", "object"))


def _to_collection(value: Value, kind: tuple[Any, ...]) -> Value:
    structure, inner = kind
    if structure == "object" and isinstance(value, Mapping):
        missing = next((name for name, _ in inner if name not in value), None)
        if missing is not None:
            raise RejectedError(f'needs the attribute "{missing}"')
        return Mapping({name: convert(value[name], of) for name, of in inner}, value.span)
    if structure == "map" and isinstance(value, Mapping):
        if isinstance(value, TypedMap) and value.element == inner:
            return value
        inner = _element_type(value, inner)
        converted = {key: convert(item, inner) for key, item in value.items()}
        return TypedMap(converted, inner, value.span)
    if structure == "tuple" and isinstance(value, Sequence) and len(value) == len(inner):
        items = [convert(item, of) for item, of in zip(value, inner, strict=False)]
        return Sequence(items, value.span)
    if structure == "list" and isinstance(value, Sequence):
        if isinstance(value, TypedList) and value.element == inner:
            return value
        inner = _element_type(value, inner)
        return TypedList([convert(item, inner) for item in value], inner, value.span)
    if structure == "set" and isinstance(value, Sequence):
        if isinstance(value, TypedSet) and value.element == inner:
            return value
        inner = _element_type(value, inner)
        return set_of([convert(item, inner) for item in value], inner, value.span)
    raise RejectedError(f"needs a {describe(kind)}, and this is a {describe(type_of(value))}")


def _element_type(collection: Sequence | Mapping, wanted: Type) -> Type:
    """The type of the elements of a collection, which ``"dynamic"`` leaves to its elements."""
    if wanted != DYNAMIC:
        return wanted
    if isinstance(collection, (TypedList, TypedSet, TypedMap)) and collection.element != DYNAMIC:
        return collection.element
    types = [type_of(item) for item in parts_of(collection) if item is not None]
    if not types:
        return DYNAMIC
    found = unify(types)
    if found is None:
        raise RejectedError("needs elements of one type")
    return found


def to_string(value: Value) -> str | Text | EncodedJson | None:
    """The value as a string, as a template or a string argument converts it.

    Raises:
        RejectedError: it has no string.
        NotKnownError: it depends on an unknown condition.
    """
    if isinstance(value, (str, Text, EncodedJson)):
        return value
    if is_null(value):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        written = format_number(value)
        if written is None:
            raise NotKnownError(Unknown("is a number of more than 200 digits"))
        return written
    if isinstance(value, Unknown):
        return Text((as_hole(value),))
    if isinstance(value, OneOf):
        raise NotKnownError(Unknown("depends on an unknown condition", value.condition))
    raise RejectedError(f"needs a string, and this is a {describe(type_of(value))}")


def to_number(value: Value) -> int | Decimal | None:
    """The value as a number.

    Raises:
        RejectedError: it is none.
        NotKnownError: that is not known.
    """
    if isinstance(value, bool):
        raise RejectedError("needs a number, and this is a bool")
    if is_null(value):
        return None
    if isinstance(value, (int, Decimal)):
        return value
    if isinstance(value, str):
        # Digits of other scripts and Python's underscores are no digits in Terraform.
        found = parse_number(value) if value.isascii() and "_" not in value else None
        if _DECIMAL.fullmatch(value) and found is None:
            raise NotKnownError(Unknown("is not evaluated: the number is out of bounds"))
        if found is None or value != value.strip():
            raise RejectedError(f"needs a number, and this is {_quoted(value)}")
        return NEGATIVE_ZERO if not found and value.startswith("-") else found
    if isinstance(value, EncodedJson):
        return to_number(_text_of_json(value))
    raise _not_converted(value, "number")


def to_bool(value: Value) -> bool | None:
    """The value as a bool.

    Raises:
        RejectedError: it is none.
        NotKnownError: that is not known.
    """
    if is_null(value):
        return None
    if isinstance(value, bool):
        return value
    if value in ("true", "1") and isinstance(value, str):
        return True
    if value in ("false", "0") and isinstance(value, str):
        return False
    if isinstance(value, (str, int, float, Decimal)):
        raise RejectedError(f"needs a bool, and this is {_quoted(value)}")
    if isinstance(value, EncodedJson):
        return to_bool(_text_of_json(value))
    raise _not_converted(value, "bool")


def _text_of_json(value: EncodedJson) -> str | Text:
    from checkov_aws_iot.terraform.functions.json_encoding import json_text

    return json_text(value)


def _not_converted(value: Value, wanted: str) -> ValueError:
    cause = first_unknown(value) if isinstance(value, (Unknown, Text, OneOf)) else None
    if cause is not None:
        return NotKnownError(cause)
    return RejectedError(f"needs a {wanted}, and this is a {describe(type_of(value))}")


def _quoted(value: object) -> str:
    text = json.dumps(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


# Sets and equality ---------------------------------------------------------------------------


def set_of(items: Iterable[Value], element: Type, span: Span | None = None) -> TypedSet:
    """The set of the items. Items that are not known all stay, behind the known ones."""
    known: list[Value] = []
    unknown: list[Value] = []
    for item in items:
        (known if is_known(item) else unknown).append(item)
    if element in PRIMITIVES:
        present: list[Any] = [item for item in known if not is_null(item)]
        if element == "number" and any(str(item) == "-0" for item in present):
            raise NotKnownError(Unknown("is not evaluated: a set with a negative zero"))
        ordered: list[Value] = sorted(set(present))
        nulls: list[Value] = [TypedNull(element)] if len(present) < len(known) else []
        return TypedSet([*ordered, *nulls, *unknown], element, span)
    keyed = {_set_key(item): item for item in reversed(known)}
    return TypedSet([*(keyed[key] for key in sorted(keyed)), *unknown], element, span)


def _set_key(value: Value) -> tuple[bool, bytes]:
    return (is_null(value), _set_bytes(value).encode("utf-8", "surrogatepass"))


def _set_bytes(value: Value) -> str:
    """What Terraform orders elements by that have no order of their own."""
    if is_null(value):
        return "~"
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, (int, float, Decimal)):
        return f"{Decimal(value):.10g}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, TypedMap):
        inner = "".join(f"{_set_bytes(key)}:{_set_bytes(value[key])};" for key in sorted(value))
        return "{" + inner + "}"
    if isinstance(value, (TypedList, TypedSet)):
        return "[" + "".join(f"{_set_bytes(item)};" for item in value) + "]"
    if isinstance(value, Mapping):
        return "<" + "".join(f"{_set_bytes(value[key])};" for key in sorted(value)) + ">"
    if isinstance(value, Sequence):
        return "<" + "".join(f"{_set_bytes(item)};" for item in value) + ">"
    return value.identity if isinstance(value, Text) else str(value)


def is_known(value: Value) -> bool:
    """Whether nothing in the value is unknown, a hole or undecided."""
    if isinstance(value, (Unknown, Text, OneOf)):
        return False
    if isinstance(value, EncodedJson):
        return is_known(value.value)
    if isinstance(value, Mapping):
        return all(is_known(item) for item in value.values())
    if isinstance(value, Sequence):
        return all(is_known(item) for item in value)
    return True


def first_unknown(value: Value) -> Unknown | None:
    """The first part of the value that is not known, as an ``Unknown``."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Text):
        hole = value.holes[0]
        return Unknown.of(hole)
    if isinstance(value, OneOf):
        return Unknown("depends on an unknown condition", value.condition)
    if isinstance(value, EncodedJson):
        return first_unknown(value.value)
    if isinstance(value, Mapping):
        return next((cause for item in value.values() if (cause := first_unknown(item))), None)
    if isinstance(value, Sequence):
        return next((cause for item in value if (cause := first_unknown(item))), None)
    return None
