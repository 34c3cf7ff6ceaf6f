"""Conditionals: one of two values, converted to the type that both have in common.

Terraform evaluates both branches for their types. What it rejects in the branch that is not taken
is no error: a part of it has a type of its own only where the operation gives every result that type.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/expression.go, ConditionalExpr.Value
"""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

from checkov_aws_iot.terraform.evaluation.operators import open_bool, required_bool
from checkov_aws_iot.terraform.evaluation.over_alternatives import one_of, spread
from checkov_aws_iot.terraform.evaluation.running_evaluation import Evaluation
from checkov_aws_iot.terraform.evaluation.scope import (
    OpenMapping,
    Rejected,
    RejectedError,
    UndeclaredError,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import (
    NotKnownError,
    TypedList,
    TypedMap,
    TypedSet,
    convert,
    first_unknown,
    type_of,
)
from checkov_aws_iot.terraform.evaluation.unification import DYNAMIC, Type, describe, unify
from checkov_aws_iot.terraform.evaluation.unknown_names import shown
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Binary,
    Expression,
    Template,
    Unary,
    bare,
)
from checkov_aws_iot.values.budget import parts_of
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, TypedNull, Value, is_null

SAMPLES: Final[dict[Type, Value]] = {"string": "", "number": 0, "bool": False}
"""A value of each primitive type, for what is only asked its type."""

_WEIGHT_OF_A_STEP: Final = 100
_NO_TYPE: Final = Rejected("has no type")


def decided(
    evaluator: Evaluation, condition: Value, written: Expression, yes: Expression, no: Expression
) -> Value:
    """One of two values; both where the condition is not known."""
    if isinstance(condition, OneOf):
        return spread([condition], lambda of: decided(evaluator, of[0], written, yes, no))
    condition_of(condition, written)
    if isinstance(condition, (Unknown, Text)):
        cause = first_unknown(condition) or Unknown("is not known")
        name = cause.expression or shown(written.text)
        choices = [("true", yes), ("false", no)]
        return one_of(
            name,
            [(label, evaluator.attempt(partial(evaluator.value, one))) for label, one in choices],
        )
    taken, other = (yes, no) if required_bool(condition) else (no, yes)
    return _unified(evaluator, taken, other)


def sampled(evaluator: Evaluation, condition: Expression, yes: Expression, no: Expression) -> Value:
    """A value of the type of a conditional; its condition matters where a branch has no type."""
    values = [sample(evaluator, yes), sample(evaluator, no)]
    for value, other in (values, values[::-1]):
        if value is None or _has_open_type(other):
            return other
    kinds = [type_of(value) for value in values]
    wanted = DYNAMIC if DYNAMIC in kinds else unify(kinds)
    if wanted is None:
        raise RejectedError("has branches of types that do not go together")
    if wanted == DYNAMIC and all(
        not isinstance(value, Unknown) or isinstance(value, Rejected) for value in values
    ):
        decisive = sample(evaluator, condition)
        return values[decisive is not True] if isinstance(decisive, bool) else _NO_TYPE
    return of_type(wanted)


def of_type(kind: Type) -> Value:
    """Some value of the type; :class:`Rejected` where the type may be any."""
    if isinstance(kind, str):
        return SAMPLES.get(kind, _NO_TYPE)
    structure, inner = kind
    if structure == "object":
        return Mapping({name: of_type(of) for name, of in inner})
    if structure == "tuple":
        return Sequence([of_type(of) for of in inner])
    if structure == "map":
        return TypedMap({}, inner)
    return TypedSet((), inner) if structure == "set" else TypedList((), inner)


def open_sample(kind: Type, *, has_attributes: bool = False) -> Value:
    """A value of the type of which no more is known than the type.

    Raises:
        RejectedError: it must have attributes, and such a value has none.
    """
    if isinstance(kind, str):
        return SAMPLES.get(kind, Unknown("is not known"))
    structure, inner = kind
    if has_attributes and structure in ("list", "set", "tuple"):
        raise RejectedError(f"is a {describe(kind)}, and has no attributes")
    if structure == "object":
        return Mapping({name: open_sample(of) for name, of in inner})
    return Unknown("is not known")


def condition_of(value: Value, node: Expression) -> Value:
    """The value where a bool is needed; one that is not known is one of both.

    Raises:
        RejectedError: it is not known, but surely a number.
    """
    if isinstance(value, Unknown) and static_type(node) == "number":
        raise RejectedError("needs a bool, and this is a number")
    return open_bool(value)


def static_type(node: Expression) -> Type:
    """The type of an expression whatever its operands are, as far as it says."""
    node = bare(node)
    if isinstance(node, Template):
        return "string"
    if isinstance(node, Unary):
        return "number" if node.operator == "-" else "bool"
    if isinstance(node, Binary):
        return "number" if node.operator in "+-*/%" else "bool"
    return DYNAMIC


def sample(evaluator: Evaluation, node: Expression) -> Value:
    """A value of the type that the expression has, even where Terraform rejects it or parts of it.

    What has no type because it is rejected is :class:`Rejected`.

    Raises:
        UndeclaredError: not even the type of it is asked then.
    """
    before = evaluator.samples
    evaluator.samples = True
    try:
        value = evaluator.part(node)
    finally:
        evaluator.samples = before
    kind = static_type(node)
    return SAMPLES[kind] if isinstance(value, Unknown) and kind != DYNAMIC else value


def rejected_part(evaluator: Evaluation, node: Expression) -> Value:
    """The value of an expression that is only asked its type; what is rejected has none."""
    depth = evaluator.budget.depth
    try:
        return evaluator.value(node)
    except UndeclaredError:
        raise
    except RejectedError:
        evaluator.budget.depth = depth
        kind = static_type(node)
        return of_type(kind)


def _unified(evaluator: Evaluation, taken: Expression, other: Expression) -> Value:
    """The value of the taken branch, converted to the type that it shares with the other one."""
    value = evaluator.value(taken)
    other_value = sample(evaluator, other)
    if is_null(value):
        return _null_unified(value, other_value)
    for one in (value, other_value):
        evaluator.budget.spend(evaluator.budget.weigh(one) // _WEIGHT_OF_A_STEP)
    if other_value is None:
        return value
    if other_value == TypedNull(DYNAMIC):
        if not _may_change(value):
            return value
        raise NotKnownError(Unknown("depends on the type of a branch that is null"))
    if isinstance(value, str) and isinstance(other_value, (str, Text)):
        return value
    found = as_unified(value, type_of(other_value))
    if not (_has_open_type(other_value) or _has_open_type(value)) or not _may_change(found):
        return found
    # What is not known has a type in Terraform, and a string among numbers makes strings of them.
    try:
        otherwise = as_unified(_closed(value), type_of(_closed(other_value)))
    except RejectedError:
        return found
    if type_of(otherwise) == type_of(_closed(found)):
        return found
    cause = first_unknown(other_value) or first_unknown(value) or Unknown("is not known")
    raise NotKnownError(cause)


def _null_unified(value: Value, other_value: Value) -> Value:
    """The null of the taken branch, with the type that it shares with the other one."""
    kinds = [type_of(one) for one in (value, other_value) if one is not None]
    if DYNAMIC in kinds:
        return None if isinstance(other_value, Rejected) else TypedNull(DYNAMIC)
    wanted = unify(kinds) if kinds else DYNAMIC
    if wanted is None:
        raise RejectedError("has branches of types that do not go together")
    return None if wanted == DYNAMIC else TypedNull(wanted)


def as_unified(value: Value, other_kind: Type) -> Value:
    """The value of the taken branch of a conditional, converted to the type of both branches."""
    kind = type_of(value)
    if DYNAMIC in (kind, other_kind) or kind == other_kind:
        return value
    wanted = unify([kind, other_kind])
    if wanted is None:
        raise RejectedError("has branches of types that do not go together")
    return value if wanted == DYNAMIC else convert(value, wanted)


def _may_change(value: Value) -> bool:
    """Whether a value would be another one if its type became that of something else."""
    if isinstance(value, (bool, int, float, Decimal)):
        return True
    return not isinstance(value, TypedSet) and any(_may_change(part) for part in parts_of(value))


def _has_open_type(value: Value) -> bool:
    """Whether Terraform knows more about the type of the value than we do."""
    if isinstance(value, (OpenMapping, Unknown)):
        return not isinstance(value, Rejected)
    if isinstance(value, OneOf):
        return type_of(value) == DYNAMIC
    return any(_has_open_type(part) for part in parts_of(value))


def _closed(value: Value) -> Value:
    """The value with strings for what is not known."""
    if isinstance(value, (OpenMapping, Unknown, OneOf)):
        return value if isinstance(value, Rejected) else ""
    if isinstance(value, Mapping):
        return Mapping({key: _closed(item) for key, item in value.items()})
    if isinstance(value, Sequence):
        return Sequence([_closed(item) for item in value])
    return value
