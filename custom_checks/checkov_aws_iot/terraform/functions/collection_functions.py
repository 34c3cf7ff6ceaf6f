"""Terraform's collection functions.

Source: https://developer.hashicorp.com/terraform/language/functions, Collection Functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checkov_aws_iot.terraform.evaluation.equality import equal
from checkov_aws_iot.terraform.evaluation.operators import arithmetic
from checkov_aws_iot.terraform.evaluation.over_alternatives import sequence_like
from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedList,
    TypedMap,
    TypedSet,
    convert,
    first_unknown,
    is_known,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC, Type, describe, unify
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    bool_argument,
    known_strings,
    known_text,
    list_argument,
    mapping_argument,
    not_known,
    number_argument,
    sequence_argument,
    whole_argument,
)
from checkov_aws_iot.terraform.functions.string_functions import characters_of
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

FUNCTIONS: Final = Functions()
_MOST_IN_RANGE: Final = 1_024
_MOST_COMPARISONS: Final = 100_000


@FUNCTIONS.define("length", 1)
def length(arguments: list[Value]) -> Value:
    value = arguments[0]
    if isinstance(value, OpenMapping):
        raise NotKnownError(Unknown("has attributes that are only known after deployment"))
    if isinstance(value, TypedSet) and not is_known(value):
        raise not_known(value)
    if isinstance(value, (Mapping, Sequence)):
        return len(value)
    if isinstance(value, (str, Text, EncodedJson)):
        return len(characters_of(known_text(value)))
    raise RejectedError(f"needs a collection or a string, and this is a {describe(type_of(value))}")


@FUNCTIONS.define("concat", 1, None)
def concat(arguments: list[Value]) -> Value:
    parts = [sequence_argument(argument) for argument in arguments]
    if any(isinstance(part, TypedSet) for part in parts):
        raise RejectedError("needs lists or tuples, and this is a set")
    items = [item for part in parts for item in part]
    if all(isinstance(part, TypedList) for part in parts):
        return _as_list(items, [type_of(part)[1] for part in parts])
    return Sequence(items)


def _as_list(items: list[Value], types: list[Type]) -> Value:
    element = unify(types)
    if element is None:
        return Sequence(items)
    return TypedList([convert(item, element) for item in items], element)


@FUNCTIONS.define("merge", 0, None, nulls=True)
def merge(arguments: list[Value]) -> Value:
    given = [argument for argument in arguments if not is_null(argument)]
    for argument in arguments:
        if isinstance(argument, TypedNull) and not _is_mapping(argument.kind):
            raise RejectedError(f"needs maps, and one is a null {describe(argument.kind)}")
    if len(given) < len(arguments) and any(isinstance(one, Sequence) for one in given):
        # Behind a null without a type Terraform does not look at types, and takes an empty list.
        raise beyond("a null and a list are merged")
    parts = [mapping_argument(argument) for argument in given]
    merged: dict[str, Value] = {}
    for part in parts:
        merged.update(part)
    # What is merged into it stands elsewhere; the first part says best where the whole begins.
    span = next((part.span for part in parts if part.span is not None), None)
    types = {type_of(part) for part in parts if isinstance(part, TypedMap)}
    if len(types) == 1 and all(isinstance(part, TypedMap) for part in parts):
        return TypedMap(merged, types.pop()[1], span)
    return Mapping(merged, span)


def _is_mapping(kind: Type) -> bool:
    return kind == DYNAMIC or kind[0] in ("map", "object")


@FUNCTIONS.define("flatten", 1)
def flatten(arguments: list[Value]) -> Value:
    return Sequence(list(_flat(sequence_argument(arguments[0]))))


def _flat(items: Sequence) -> Iterable[Value]:
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            if isinstance(item, (Unknown, OneOf)):
                raise not_known(item)
            if isinstance(item, Sequence):
                stack.append(iter(item))
                break
            yield item
        else:
            stack.pop()


@FUNCTIONS.define("keys", 1)
def keys(arguments: list[Value]) -> Value:
    value = mapping_argument(arguments[0])
    names = sorted(value)
    return TypedList(names, "string") if isinstance(value, TypedMap) else Sequence(names)


@FUNCTIONS.define("values", 1)
def values(arguments: list[Value]) -> Value:
    value = mapping_argument(arguments[0])
    items = [value[name] for name in sorted(value)]
    return TypedList(items, value.element) if isinstance(value, TypedMap) else Sequence(items)


@FUNCTIONS.define("lookup", 2, 3, nulls=True)
def lookup(arguments: list[Value]) -> Value:
    value, name = arguments[0], known_text(arguments[1])
    if isinstance(value, OpenMapping) and name in value:
        return value[name]
    mapping = mapping_argument(value)
    if len(arguments) == 3 and isinstance(mapping, TypedMap):
        default = convert(arguments[2], mapping.element)
        return mapping.get(name, default)
    if name in mapping:
        return mapping[name]
    if len(arguments) == 3:
        return arguments[2]
    raise RejectedError(f'has no key "{name}", and the lookup no default')


@FUNCTIONS.define("element", 2)
def element(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    index = whole_argument(arguments[1])
    if isinstance(items, TypedSet):
        raise RejectedError("needs a list, and this is a set")
    if not items:
        raise RejectedError("has no elements")
    # The remainder has the sign of the index, so that -3 of three elements is the first one.
    position = abs(index) % len(items)
    if index < 0 and position:
        raise RejectedError("has a negative index")
    return items[position]


@FUNCTIONS.define("index", 2, deep=True)
def index_of(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    if isinstance(items, TypedSet):
        raise RejectedError("needs a list, and this is a set")
    for position, item in enumerate(items):
        found = equal(item, arguments[1])
        if found is None:
            raise not_known(item if not is_known(item) else arguments[1])
        if found:
            return position
    raise RejectedError("does not hold the value")


@FUNCTIONS.define("contains", 2, deep=True, unknowns=True)
def contains(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    wanted = arguments[1]
    if isinstance(wanted, Unknown) and items:
        raise not_known(wanted)
    undecided: Value = None
    for item in items:
        found = equal(item, wanted)
        if found:
            return True
        if found is None:
            undecided = item if not is_known(item) else wanted
    if undecided is not None:
        raise not_known(undecided)
    return False


@FUNCTIONS.define("distinct", 1, deep=True)
def distinct(arguments: list[Value]) -> Value:
    given = list_argument(arguments[0])
    items: list[Value] = []
    for item in given:
        if len(items) * len(given) > _MOST_COMPARISONS:
            raise beyond("the list is too long")
        if not any(surely_equal(item, other) for other in items):
            items.append(item)
    return sequence_like(given, items)


def surely_equal(left: Value, right: Value) -> bool:
    """Whether two elements are equal.

    Raises:
        NotKnownError: that is not known.
    """
    found = equal(left, right)
    if found is None:
        raise not_known(left if not is_known(left) else right)
    return found


@FUNCTIONS.define("one", 1)
def one(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    if isinstance(items, TypedSet) and not is_known(items):
        raise not_known(items)
    if len(items) > 1:
        raise RejectedError("needs a list of at most one element")
    if items:
        return items[0]
    return convert(None, items.element) if isinstance(items, (TypedList, TypedSet)) else None


@FUNCTIONS.define("reverse", 1)
def reverse(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    turned = list(reversed(items))
    if isinstance(items, TypedSet):
        return TypedList(turned, items.element)
    return sequence_like(items, turned)


@FUNCTIONS.define("slice", 3)
def slice_of(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    start, end = whole_argument(arguments[1]), whole_argument(arguments[2])
    if isinstance(items, TypedSet):
        raise RejectedError("needs a list, and this is a set")
    if not 0 <= start <= end <= len(items):
        raise RejectedError("has indices outside the list")
    return sequence_like(items, items[start:end])


@FUNCTIONS.define("chunklist", 2)
def chunklist(arguments: list[Value]) -> Value:
    items = list_argument(arguments[0])
    size = whole_argument(arguments[1])
    if size < 0:
        raise RejectedError("needs a size that is not negative")
    kind = type_of(items)[1]
    step = size or max(len(items), 1)
    chunks = [TypedList(items[start : start + step], kind) for start in range(0, len(items), step)]
    return TypedList(chunks, ("list", kind))


@FUNCTIONS.define("coalesce", 1, None, nulls=True, unknowns=True)
def coalesce(arguments: list[Value]) -> Value:
    kinds = [type_of(argument) for argument in arguments if argument is not None]
    kind = unify(kinds) if kinds else DYNAMIC
    if kind is None:
        raise RejectedError("needs arguments of one type")
    for argument in arguments:
        if is_null(argument):
            continue
        if isinstance(argument, Unknown):
            raise not_known(argument)
        converted = _coalesced(argument, kind)
        if isinstance(converted, Text) and equal(converted, "") is not False:  # noqa: SIM102
            if all(not isinstance(part, str) for part in converted.parts):
                raise not_known(converted)
        if converted != "":
            return converted
    raise RejectedError("has no argument that is neither null nor empty")


def _coalesced(argument: Value, kind: Type) -> Value:
    try:
        return convert(argument, kind)
    except RejectedError:
        if kind == ("map", DYNAMIC):
            # A null without a type is inside, and what Terraform makes of the others is not known.
            raise beyond("an object with a null becomes a map") from None
        raise


@FUNCTIONS.define("coalescelist", 1, None, nulls=True, unknowns=True)
def coalescelist(arguments: list[Value]) -> Value:
    first: Sequence | None = None
    for argument in arguments:
        if isinstance(argument, Unknown) and first is not None:
            continue
        if isinstance(argument, TypedNull) and argument.kind[0] in ("list", "tuple"):
            continue
        items = sequence_argument(argument)
        if isinstance(items, TypedSet):
            raise RejectedError("needs lists or tuples, and this is a set")
        first = first or items or None
    if first is None:
        raise RejectedError("has no argument that is a list with elements")
    return first


@FUNCTIONS.define("matchkeys", 3, deep=True)
def matchkeys(arguments: list[Value]) -> Value:
    given, names, wanted = (list_argument(argument) for argument in arguments)
    if len(given) != len(names):
        raise RejectedError("needs as many keys as values")
    if unify([type_of(names), type_of(wanted)]) is None:
        raise RejectedError("needs keys of one type")
    if len(names) * len(wanted) > _MOST_COMPARISONS:
        raise beyond("the lists are too long")
    items = [
        value
        for value, name in zip(given, names, strict=False)
        if any(surely_equal(name, other) for other in wanted)
    ]
    return sequence_like(given, items)


@FUNCTIONS.define("range", 1, 3)
def range_of(arguments: list[Value]) -> Value:
    numbers = [number_argument(argument) for argument in arguments]
    start = numbers[0] if len(numbers) > 1 else 0
    end = numbers[1] if len(numbers) > 1 else numbers[0]
    step = numbers[2] if len(numbers) > 2 else (-1 if end < start else 1)
    if step == 0:
        raise RejectedError("needs a step that is not zero")
    if (end < start and step > 0) or (end > start and step < 0):
        raise RejectedError("has a step that leads away from its end")
    items: list[Value] = []
    current = start
    while current < end if step > 0 else current > end:
        items.append(current)
        if len(items) > _MOST_IN_RANGE:
            raise RejectedError(f"makes more than {_MOST_IN_RANGE} elements")
        current = arithmetic("+", current, step)
    return TypedList(items, "number")


@FUNCTIONS.define("zipmap", 2)
def zipmap(arguments: list[Value]) -> Value:
    names = known_strings(arguments[0])
    items = sequence_argument(arguments[1])
    if isinstance(items, TypedSet):
        raise RejectedError("needs a list of values, and this is a set")
    if len(names) != len(items):
        raise RejectedError("needs as many values as keys")
    merged = dict(zip(names, items, strict=False))
    return TypedMap(merged, items.element) if isinstance(items, TypedList) else Mapping(merged)


@FUNCTIONS.define("transpose", 1, deep=True)
def transpose(arguments: list[Value]) -> Value:
    turned: dict[str, list[str]] = {}
    mapping = mapping_argument(arguments[0])
    for name in sorted(mapping):
        for item in known_strings(mapping[name]):
            turned.setdefault(item, []).append(name)
    lists = {item: TypedList(sorted(turned[item]), "string") for item in sorted(turned)}
    return TypedMap(lists, ("list", "string"))


@FUNCTIONS.define("alltrue", 1, deep=True)
def alltrue(arguments: list[Value]) -> Value:
    return _decided(arguments[0], decisive=False)


@FUNCTIONS.define("anytrue", 1, deep=True)
def anytrue(arguments: list[Value]) -> Value:
    return _decided(arguments[0], decisive=True)


def _decided(argument: Value, *, decisive: bool) -> bool:
    items = sequence_argument(convert(sequence_argument(argument), ("list", "bool")))
    unknown: Value = None
    decided = False
    for item in items:
        if not is_known(item):
            unknown = item
        elif (not is_null(item) and bool_argument(item)) is decisive:
            decided = True
    if unknown is not None and not decided:
        raise NotKnownError(first_unknown(unknown) or Unknown("is not known"))
    return decided is decisive


@FUNCTIONS.define("sum", 1, deep=True)
def sum_of(arguments: list[Value]) -> Value:
    items = sequence_argument(arguments[0])
    if not items:
        raise RejectedError("needs at least one element")
    total = number_argument(items[0])
    for item in items[1:]:
        total = arithmetic("+", total, number_argument(item))
    return total
