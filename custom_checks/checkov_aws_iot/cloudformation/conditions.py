"""``Fn::If`` and the functions of the Conditions section."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from checkov_aws_iot.cloudformation.string_values import shown, text_of
from checkov_aws_iot.cloudformation.syntax.template_nodes import only_item
from checkov_aws_iot.cloudformation.template_scope import MOST_DEPTH, Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

MOST_COMPARED: Final = 500


def choose(arguments: object, scope: Scope) -> Value:
    """``[condition, value if true, value if false]``: one of both, or both where it is open.

    A condition that depends on something unknown gives a ``OneOf``; one that CloudFormation would
    reject makes the value ``Unknown``. ``AWS::NoValue`` in a branch is ``ABSENT`` there.

    Source: AWS CloudFormation Template Reference, Condition functions, Fn::If.
    """
    if not isinstance(arguments, list) or len(arguments) != 3:
        return Unknown("takes a condition and two values", "Fn::If")
    name, *branches = arguments
    if not isinstance(name, str):
        return Unknown("needs the name of a condition", "Fn::If")
    evaluated: dict[bool, Value] = {}

    def branch(condition: Value) -> Value:
        if not isinstance(condition, bool):
            return condition
        if condition not in evaluated:
            evaluated[condition] = scope.evaluate(branches[0 if condition else 1])
        return evaluated[condition]

    return in_every_alternative(branch, scope.declarations.condition(str(name), scope))


def evaluate_condition(node: object, scope: Scope) -> Value:
    """Whether a condition holds: a ``bool``, a ``OneOf`` of them, or ``Unknown``. Never raises.

    ``{"Fn::Equals": [{"Ref": "Stage"}, "prod"]}`` in, a ``OneOf`` out if Stage has no default.

    Source: AWS CloudFormation Template Reference, Condition functions.
    """
    if scope.depth >= MOST_DEPTH:
        return Unknown("is a condition nested too deep")
    if not scope.budget.affords():
        return Unknown("is a condition of too many steps")
    single = only_item(node)
    if single is None:
        return Unknown("is no condition", shown(node))
    name, arguments = single
    if name == "Condition":
        if not isinstance(arguments, str):
            return Unknown("needs the name of a condition", "Condition")
        return scope.declarations.condition(str(arguments), scope)
    if name == "Fn::Equals":
        return _equals(arguments, scope)
    combine = _COMBINATIONS.get(name)
    if combine is None:
        return Unknown("is no condition function", name)
    if not isinstance(arguments, list) or not 1 <= len(arguments) <= 10:
        return Unknown("takes a list of one to ten conditions", name)
    if name == "Fn::Not" and len(arguments) != 1:
        return Unknown("takes one condition", name)
    parts = [evaluate_condition(argument, scope.deeper()) for argument in arguments]
    return in_every_alternative(combine, *parts)


def _all(*parts: Truth) -> Truth:
    return all_of(parts)


def _any(*parts: Truth) -> Truth:
    return any_of(parts)


_COMBINATIONS: Final[dict[str, Callable[..., Value]]] = {
    "Fn::And": _all,
    "Fn::Or": _any,
    "Fn::Not": negation,
}


def compared(arguments: object, scope: Scope) -> tuple[Value, Value] | None:
    """Both sides of a comparison, or ``None`` if it is malformed."""
    if not isinstance(arguments, list) or len(arguments) != 2:
        return None
    return scope.evaluate(arguments[0]), scope.evaluate(arguments[1])


def comparison_text(left: Value, right: Value) -> str:
    """How messages show a comparison that has no name: ``Stage == "prod"``."""
    return f"{_side(left)} == {_side(right)}"


def _equals(arguments: object, scope: Scope) -> Value:
    sides = compared(arguments, scope)
    if sides is None:
        return Unknown("takes two values", "Fn::Equals")

    def equal(left: Value, right: Value) -> Value:
        if isinstance(left, (Mapping, Sequence)) or isinstance(right, (Mapping, Sequence)):
            return left == right
        left, right = text_of(left), text_of(right)
        if isinstance(left, str) and isinstance(right, str):
            return left == right
        if left == right and isinstance(left, Text):
            return True
        text = comparison_text(left, right)
        if len(text) > MOST_COMPARED:
            return Unknown("compares texts that are too long", "Fn::Equals")
        name = scope.declarations.condition_name(text)
        return OneOf(name, (("true", True), ("false", False)))

    return in_every_alternative(equal, *sides)


def _side(value: Value) -> str:
    if isinstance(value, Text):
        return value.holes[0].expression if len(value.parts) == 1 else f'"{value}"'
    if isinstance(value, Unknown):
        return value.expression or value.reason
    return f'"{value}"'
