"""Types, and the one that values of several types are converted to.

A type is the name of a primitive type, ``"dynamic"``, or a tuple such as ``("list", "string")`` or
``("object", (("a", "number"),))``.
Source: https://github.com/zclconf/go-cty/blob/main/cty/convert/unify.go
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias, Union

Type: TypeAlias = Union[str, tuple[Any, ...]]
DYNAMIC: Final = "dynamic"
PRIMITIVES: Final = ("string", "number", "bool")


def describe(kind: Type) -> str:
    """The type for a message: ``list of string``."""
    if isinstance(kind, str):
        return kind
    if kind[0] in ("tuple", "object"):
        return str(kind[0])
    return f"{kind[0]} of {describe(kind[1])}"


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
        return _unify_with_collections(types, "map" if "map" in structures else "list")
    if structures == {"object"}:
        return DYNAMIC if dynamic else _unify_objects(types)
    if structures == {"tuple"}:
        return DYNAMIC if dynamic else _unify_tuples(types)
    if dynamic:
        # What may be anything goes along with primitive types, and decides everything else.
        others = [kind for kind in types if kind != DYNAMIC]
        return (unify(others) if structures <= set(PRIMITIVES) else None) or DYNAMIC
    for wanted in _by_preference(types):
        if all(_converts(kind, wanted) for kind in types):
            return wanted
    return None


def inner_types(kind: Any) -> list[Type]:
    """The types of the elements or attributes of a type that has some."""
    structure, inner = kind
    if structure == "object":
        return [of for _, of in inner]
    return list(inner) if structure == "tuple" else [inner]


def _unify_with_collections(types: list[Any], collection: str) -> Type | None:
    """The collection that objects and maps, or tuples and lists, are converted to."""
    if (collection, DYNAMIC) in types:
        others = [inner_types(kind) for kind in types if kind[0] in ("object", "tuple")]
        if any(_has_no_element_type(inner) for inner in others):
            return DYNAMIC if collection == "map" else None
    inner = [of for kind in types for of in inner_types(kind)]
    if (collection, DYNAMIC) not in types:
        # A null among the elements has the type of the others.
        inner = [of for of in inner if of != DYNAMIC]
    element = unify(inner)
    return None if element is None else (collection, element)


def _unify_objects(types: list[Any]) -> Type | None:
    names = [tuple(name for name, _ in kind[1]) for kind in types]
    if any(other != names[0] for other in names):
        element = unify([inner for kind in types for inner in inner_types(kind)])
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
        element = unify([inner for kind in types for inner in inner_types(kind)])
        if element == DYNAMIC and any(_has_no_element_type(inner_types(kind)) for kind in types):
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
    if wanted in PRIMITIVES:
        return wanted == "string" and kind in PRIMITIVES
    if isinstance(kind, str) or isinstance(wanted, str):
        return False
    if wanted == ("set", DYNAMIC) and kind[0] == "tuple" and _has_no_element_type(list(kind[1])):
        return False
    if wanted[0] in ("list", "set") and kind[0] in ("list", "set", "tuple"):
        return all(_converts(inner, wanted[1]) for inner in inner_types(kind))
    if wanted[0] == "map" and kind[0] in ("map", "object"):
        return all(_converts(inner, wanted[1]) for inner in inner_types(kind))
    return False
