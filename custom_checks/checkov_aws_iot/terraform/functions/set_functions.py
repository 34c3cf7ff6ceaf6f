"""Terraform's functions on sets.

Source: https://developer.hashicorp.com/terraform/language/functions, Collection Functions.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    TypedList,
    TypedSet,
    convert,
    is_known,
    set_of,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC, Type, unify
from checkov_aws_iot.terraform.functions.collection_functions import surely_equal
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    list_argument,
    not_known,
    sequence_argument,
)
from checkov_aws_iot.values.value import Sequence, Value

FUNCTIONS: Final = Functions()
_MOST_COMBINATIONS: Final = 20_000
_MOST_COMPARISONS: Final = 100_000


def _sets_of(arguments: list[Value]) -> tuple[list[TypedSet], Type]:
    given = [sequence_argument(argument) for argument in arguments]
    sets = [convert(argument, ("set", DYNAMIC)) for argument in given]
    known = [one for one in sets if isinstance(one, TypedSet)]
    types = [one.element for one in known if one or one.element != DYNAMIC]
    kind: Type | None = unify(types) if types else DYNAMIC
    if kind is None:
        raise RejectedError("needs sets of one type")
    converted = [convert(one, ("set", kind)) for one in sets]
    return [one for one in converted if isinstance(one, TypedSet)], kind


@FUNCTIONS.define("setunion", 1, None, deep=True)
def setunion(arguments: list[Value]) -> Value:
    sets, kind = _sets_of(arguments)
    return set_of([item for one in sets for item in one], kind)


@FUNCTIONS.define("setintersection", 1, None, deep=True)
def setintersection(arguments: list[Value]) -> Value:
    sets, kind = _sets_of(arguments)
    _check_comparisons(sets)
    first, *others = sets
    items = [item for item in first if all(_holds(other, item) for other in others)]
    return set_of(items, kind)


@FUNCTIONS.define("setsubtract", 2, deep=True)
def setsubtract(arguments: list[Value]) -> Value:
    sets, kind = _sets_of(arguments)
    _check_comparisons(sets)
    first, second = sets
    return set_of([item for item in first if not _holds(second, item)], kind)


def _check_comparisons(sets: list[TypedSet]) -> None:
    if len(sets[0]) * sum(map(len, sets[1:])) > _MOST_COMPARISONS:
        raise beyond("the sets are too large")


def _holds(items: TypedSet, wanted: Value) -> bool:
    return any(surely_equal(item, wanted) for item in items)


@FUNCTIONS.define("setproduct", 1, None, deep=True)
def setproduct(arguments: list[Value]) -> Value:
    given = [sequence_argument(argument) for argument in arguments]
    if len(given) < 2:
        raise RejectedError("needs at least two arguments")
    if prod(map(len, given)) * len(given) > _MOST_COMBINATIONS:
        raise beyond(f"it makes more than {_MOST_COMBINATIONS} elements")
    makes_set = any(isinstance(items, TypedSet) for items in given)
    for items in given:
        if makes_set and not is_known(items):
            raise not_known(items)
    columns: list[Sequence] = []
    for items in given:
        if isinstance(items, (TypedList, TypedSet)):
            columns.append(items)
        else:
            columns.append(list_argument(items))
    combined: list[Value] = [Sequence(list(items)) for items in product(*columns)]
    kind: Type = ("tuple", tuple(type_of(items)[1] for items in columns))
    if makes_set:
        return set_of(combined, kind)
    return TypedList(combined, kind)
