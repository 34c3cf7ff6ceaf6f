"""Evaluating the expressions of a CloudFormation template of which parts are not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from checkov_aws_iot.cloudformation.conditions import choose
from checkov_aws_iot.cloudformation.intrinsics.cidr import cidr
from checkov_aws_iot.cloudformation.intrinsics.element_lists import length, select
from checkov_aws_iot.cloudformation.intrinsics.encoded_text import base64_text, json_string
from checkov_aws_iot.cloudformation.intrinsics.find_in_map import find_in_map
from checkov_aws_iot.cloudformation.intrinsics.foreach import PREFIX, expanded, with_identifiers
from checkov_aws_iot.cloudformation.intrinsics.join_split import join, split
from checkov_aws_iot.cloudformation.intrinsics.references import get_attribute, import_value, ref
from checkov_aws_iot.cloudformation.intrinsics.sub import sub
from checkov_aws_iot.cloudformation.syntax.template_nodes import MOST_BITS, items_of, only_item
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.text import Text, WrittenText
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value


def _transform(arguments: object, scope: Scope) -> Value:  # noqa: ARG001
    return Unknown("is replaced by a macro at deployment", "Fn::Transform")


def _zones(arguments: object, scope: Scope) -> Value:  # noqa: ARG001
    return Unknown("is only known at deployment", "Fn::GetAZs")


INTRINSICS: Final[dict[str, Callable[[object, Scope], Value]]] = {
    "Ref": ref,
    "Fn::GetAtt": get_attribute,
    "Fn::Sub": sub,
    "Fn::Join": join,
    "Fn::Split": split,
    "Fn::Select": select,
    "Fn::If": choose,
    "Fn::FindInMap": find_in_map,
    "Fn::ImportValue": import_value,
    "Fn::Base64": base64_text,
    "Fn::ToJsonString": json_string,
    "Fn::Length": length,
    "Fn::Cidr": cidr,
    "Fn::GetAZs": _zones,
    "Fn::Transform": _transform,
}
"""The intrinsic functions; each takes its arguments as written and never raises."""


def evaluate(node: object, scope: Scope) -> Value:
    """The value that CloudFormation will deploy for a part of a template. Never raises.

    ``{"Fn::Sub": "client/${AWS::Region}"}`` in, a ``Text`` with a hole out. A malformed intrinsic
    is ``Unknown`` with the reason; ``AWS::NoValue`` is ``ABSENT`` and removes what held it.
    """
    if isinstance(node, dict):
        return _mapping(node, scope)
    if isinstance(node, list):
        items = (scope.evaluate(item) for item in node)
        return Sequence([i for i in items if i is not ABSENT], scope.declarations.span(node))
    if isinstance(node, str):
        text = scope.declarations.literal(with_identifiers(str(node), scope))
        return _with_lines(text, node, scope)
    if isinstance(node, int) and node.bit_length() > MOST_BITS:
        return Unknown("is a number that is too large")
    if node is None or isinstance(node, (bool, int, float, Decimal, Text, Unknown, EncodedJson)):
        return node
    if isinstance(node, date):
        # YAML reads an unquoted 2012-10-17 as a date.
        return node.isoformat()
    return Unknown(f"is a {type(node).__name__}, which templates do not have")


def _mapping(node: dict[object, object], scope: Scope) -> Value:
    single = only_item(node)
    if single is not None:
        intrinsic = INTRINSICS.get(single[0])
        if intrinsic is not None:
            value = intrinsic(single[1], scope)
            return mapped(value, lambda one: _with_lines(one, _written(node, single[1]), scope))
        if single[0].startswith("Fn::") and not single[0].startswith(PREFIX):
            return Unknown("is no intrinsic function known here", single[0])
    values: dict[str, Value] = {}
    for key, item, inner in expanded(items_of(node), scope):
        if key == "Fn::Transform":
            return _transform(item, scope)
        if isinstance(item, Unknown) and key.startswith(PREFIX):
            return item
        value = inner.evaluate(item)
        if value is not ABSENT:
            values[str(key)] = value
    return Mapping(values, scope.declarations.span(node))


def _written(intrinsic: object, arguments: object) -> object:
    """What holds the text of an intrinsic: its argument, the first of them, or itself."""
    first = arguments[0] if isinstance(arguments, list) and arguments else arguments
    return first if isinstance(first, str) and hasattr(first, "start_mark") else intrinsic


def _with_lines(value: Value, node: object, scope: Scope) -> Value:
    """The value; a text that may be JSON knows its lines, for the statements in it."""
    if not isinstance(value, (str, Text)) or getattr(value, "span", None):
        return value
    first = value.parts[0] if isinstance(value, Text) else value
    if not isinstance(first, str) or not first.lstrip().startswith("{"):
        return value
    span = scope.declarations.text_span(node, str(value))
    if span is None:
        return value
    return replace(value, span=span) if isinstance(value, Text) else WrittenText(value, span)
