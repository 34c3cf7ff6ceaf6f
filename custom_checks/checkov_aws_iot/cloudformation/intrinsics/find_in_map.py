"""``Fn::FindInMap``."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.cloudformation.string_values import depending, shown, text_of
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry, items_of
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Value

MOST_ENTRIES: Final = 32


def find_in_map(arguments: object, scope: Scope) -> Value:
    """``[map, first key, second key]``, maybe with ``{"DefaultValue": ...}``: a mapped value.

    Where a key is not known, the Region say, the value is one of all that the map holds.

    Source: AWS CloudFormation Template Reference, Fn::FindInMap, and its enhancements in the
    AWS::LanguageExtensions transform.
    """
    if not isinstance(arguments, list) or len(arguments) not in (3, 4):
        return Unknown("takes a map and two keys", "Fn::FindInMap")
    options = arguments[3] if len(arguments) == 4 else None
    keys = [scope.evaluate(argument) for argument in arguments[:3]]

    def found(*known: Value) -> Value:
        return _found(known, options, scope)

    return in_every_alternative(found, *keys)


def _found(keys: tuple[Value, ...], options: object, scope: Scope) -> Value:
    name, first, second = (text_of(key) for key in keys)
    if not isinstance(name, str):
        if not isinstance(name, Unknown):
            return Unknown("is a map not known", str(name))
        return depending(f"Fn::FindInMap {name.expression}.{first}.{second}", name)
    declared = scope.declarations.mapping(name)
    if not isinstance(declared, dict):
        return _default(options, scope, Unknown("is a map that is not declared", name))
    return _looked_up(declared, [first, second], f"{name}", options, scope)


def _looked_up(
    node: object, keys: list[str | Text | Unknown], path: str, options: object, scope: Scope
) -> Value:
    if not keys:
        return scope.evaluate(node)
    key, *others = keys
    if isinstance(key, str):
        value = entry(node, key)
        if value is None:
            reason = f"has no entry {shown(key)}"
            return _default(options, scope, Unknown(reason, f"Fn::FindInMap {path}"))
        return _looked_up(value, others, f"{path}.{key}", options, scope)
    candidates = list(items_of(node))
    if not candidates or len(candidates) > MOST_ENTRIES:
        return Unknown("is looked up by a key that is not known", f"Fn::FindInMap {path}")
    condition = str(key) if isinstance(key, Text) else key.expression or key.reason
    if isinstance(key, Text) and len(key.parts) == 1:
        condition = key.holes[0].expression
    values = tuple(
        (str(label), _looked_up(value, others, f"{path}.{label}", options, scope))
        for label, value in candidates
    )
    first = values[0][1]
    if all(value == first and not isinstance(value, Unknown) for _, value in values):
        return first
    return OneOf(condition, values)


def _default(options: object, scope: Scope, otherwise: Unknown) -> Value:
    default = entry(options, "DefaultValue")
    return otherwise if default is None else scope.evaluate(default)
