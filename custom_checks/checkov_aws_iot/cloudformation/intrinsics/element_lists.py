"""``Fn::Select`` and ``Fn::Length``."""

from __future__ import annotations

from checkov_aws_iot.cloudformation.string_values import depending
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value


def select(arguments: object, scope: Scope) -> Value:
    """``[index, list]``: one item of the list; the index may be a number in quotes.

    Source: AWS CloudFormation Template Reference, Fn::Select.
    """
    if not isinstance(arguments, list) or len(arguments) != 2:
        return Unknown("takes an index and a list", "Fn::Select")
    index, items = (scope.evaluate(argument) for argument in arguments)
    return in_every_alternative(_selected, index, items)


def _selected(index: Value, items: Value) -> Value:
    for value in (index, items):
        if isinstance(value, Unknown):
            return _item(index, items, value)
    if isinstance(index, str) and index.isascii() and index.isdigit() and len(index) < 6:
        index = int(index)
    if not isinstance(index, int) or isinstance(index, bool):
        return Unknown("needs a number as index", "Fn::Select")
    if not isinstance(items, Sequence):
        return Unknown("needs a list to select from", "Fn::Select")
    if 0 <= index < len(items):
        return items[index]
    if items and isinstance(items[-1], Unknown):
        return _item(index, items[-1], items[-1])
    return Unknown(f"has no item {index} in a list of {len(items)}", "Fn::Select")


def _item(index: Value, items: Value, cause: Unknown) -> Unknown:
    """An item that is not known, named after its place: no other item of the list is equal to it."""
    place, of = (v.expression if isinstance(v, Unknown) else str(v) for v in (index, items))
    return depending(f"Fn::Select {place} of {of}", cause)


def length(arguments: object, scope: Scope) -> Value:
    """How many items a list has.

    Source: AWS CloudFormation Template Reference, Fn::Length.
    """
    return in_every_alternative(_length, scope.evaluate(arguments))


def _length(items: Value) -> Value:
    if isinstance(items, Unknown):
        return items
    if not isinstance(items, Sequence):
        return Unknown("needs a list", "Fn::Length")
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    # An unknown item may stand for the rest of a list, as Fn::Split leaves it.
    return unknown or len(items)
