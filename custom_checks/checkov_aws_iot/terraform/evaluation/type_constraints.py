"""Terraform's types, how values are converted between them, and when values are equal.

``[...]`` is a tuple and ``{...}`` an object; lists, sets and maps, whose elements are of one type,
are :class:`TypedList`, :class:`TypedSet` and :class:`TypedMap`. A type is the name of a primitive
type, ``"dynamic"``, or a tuple such as ``("list", "string")`` or ``("object", (("a", "number"),))``.
Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, TypeAlias, Union

from checkov_aws_iot.terraform.evaluation.number_values import (
    NEGATIVE_ZERO,
    format_number,
    parse_number,
)
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
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

Type: TypeAlias = Union[str, tuple[Any, ...]]
DYNAMIC: Final = "dynamic"
_DECIMAL: Final = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
_PRIMITIVES: Final = ("string", "number", "bool")


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


def describe(kind: Type) -> str:
    """The type for a message: ``list of string``."""
    if isinstance(kind, str):
        return kind
    if kind[0] in ("tuple", "object"):
        return str(kind[0])
    return f"{kind[0]} of {describe(kind[1])}"


# Unification ---------------------------------------------------------------------------------


def unify(types: list[Type]) -> Type | None:  # noqa: C901
    """The type that values of all these types are converted to; ``None`` if there is none."""
    if not types:
        return None
    if all(kind == types[0] for kind in types):
        return types[0]
    kinds = {kind if isinstance(kind, str) else kind[0] for kind in types}
    dynamic = DYNAMIC in kinds
    structures = kinds - {DYNAMIC}
    for collection in ("map", "list", "set"):
        if structures == {collection}:
            element = DYNAMIC if dynamic else unify([kind[1] for kind in types])
            return None if element is None else (collection, element)
    if structures in ({"map", "object"}, {"list", "tuple"}):
        if dynamic:
            return DYNAMIC
        collection = "map" if "map" in structures else "list"
        element = unify([inner for kind in types for inner in _inner_types(kind)])
        if element is not None:
            return (collection, element)
        return None
    if structures == {"object"}:
        return DYNAMIC if dynamic else _unify_objects(types)
    if structures == {"tuple"}:
        return DYNAMIC if dynamic else _unify_tuples(types)
    if dynamic:
        # What may be anything goes along with primitive types, and decides everything else.
        others = [kind for kind in types if kind != DYNAMIC]
        return (unify(others) if structures <= set(_PRIMITIVES) else None) or DYNAMIC
    for wanted in _by_preference(types):
        if all(_converts(kind, wanted) for kind in types):
            return wanted
    return None


def _inner_types(kind: Any) -> list[Type]:
    structure, inner = kind
    if structure == "object":
        return [of for _, of in inner]
    return list(inner) if structure == "tuple" else [inner]


def _unify_objects(types: list[Any]) -> Type | None:
    names = [tuple(name for name, _ in kind[1]) for kind in types]
    if any(other != names[0] for other in names):
        element = unify([inner for kind in types for inner in _inner_types(kind)])
        return None if element is None else ("map", element)
    attributes: list[tuple[str, Type]] = []
    for index, name in enumerate(names[0]):
        inner = unify([kind[1][index][1] for kind in types])
        if inner is None:
            return None
        attributes.append((name, inner))
    return ("object", tuple(attributes))


def _unify_tuples(types: list[Any]) -> Type | None:
    lengths = {len(kind[1]) for kind in types}
    if len(lengths) > 1:
        element = unify([inner for kind in types for inner in _inner_types(kind)])
        if element == DYNAMIC and any(_has_no_element_type(_inner_types(kind)) for kind in types):
            return None
        return None if element is None else ("list", element)
    inners: list[Type] = []
    for index in range(len(types[0][1])):
        inner = unify([kind[1][index] for kind in types])
        if inner is None:
            return None
        inners.append(inner)
    return ("tuple", tuple(inners))


def _has_no_element_type(types: list[Type]) -> bool:
    """Whether elements of these types make no collection, whatever null among them is."""
    return any(kind != DYNAMIC for kind in types) and unify(types) in (None, DYNAMIC)


def _by_preference(types: list[Type]) -> list[Type]:
    """Strings first, because everything primitive converts to them; lists before sets."""
    order = {"string": 0, "number": 1, "bool": 2, "list": 3, "tuple": 4, "set": 5, "map": 6}
    return sorted(types, key=lambda kind: order.get(kind if isinstance(kind, str) else kind[0], 9))


def _converts(kind: Type, wanted: Type) -> bool:
    if kind == wanted or DYNAMIC in (kind, wanted):
        return True
    if wanted in _PRIMITIVES:
        return wanted == "string" and kind in _PRIMITIVES
    if isinstance(kind, str) or isinstance(wanted, str):
        return False
    if wanted[0] in ("list", "set") and kind[0] in ("list", "set", "tuple"):
        return all(_converts(inner, wanted[1]) for inner in _inner_types(kind))
    if wanted[0] == "map" and kind[0] in ("map", "object"):
        return all(_converts(inner, wanted[1]) for inner in _inner_types(kind))
    return False


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
    return _to_collection(value, kind)


def _null_as(kind: Type, wanted: Type) -> TypedNull:
    """The null of a type as that of another one."""
    simple = isinstance(kind, str), isinstance(wanted, str)
    if kind in (DYNAMIC, wanted):
        return TypedNull(wanted)
    if all(simple) and {kind, wanted} == {"number", "bool"}:
        raise RejectedError(f"needs a {wanted}, and this is a null {kind}")
    if any(simple) or not _alike(kind[0], wanted[0]):
        if not all(simple):
            raise RejectedError(f"needs a {describe(wanted)}, and this is a null {describe(kind)}")
        return TypedNull(wanted)
    if wanted[1] == DYNAMIC:
        element = unify(_inner_types(kind))
        return TypedNull((wanted[0], DYNAMIC if element is None else element))
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
        inner = _element_type(value.values(), inner)
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


def _element_type(items: Iterable[Value], wanted: Type) -> Type:
    """The type of the elements of a collection, which ``"dynamic"`` leaves to its elements."""
    if wanted != DYNAMIC:
        return wanted
    types = [type_of(item) for item in items if item is not None]
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
    raise _not_converted(value, "bool")


def _not_converted(value: Value, wanted: str) -> ValueError:
    if isinstance(value, EncodedJson):
        return NotKnownError(Unknown(f"is not evaluated: JSON text as a {wanted}"))
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
    if element in _PRIMITIVES:
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
