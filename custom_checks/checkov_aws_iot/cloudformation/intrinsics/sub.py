"""``Fn::Sub``."""

from __future__ import annotations

import re

from checkov_aws_iot.cloudformation.intrinsics.foreach import with_identifiers
from checkov_aws_iot.cloudformation.intrinsics.references import attribute_of, reference_to
from checkov_aws_iot.cloudformation.string_values import concatenated, piece_of
from checkov_aws_iot.cloudformation.syntax.template_nodes import items_of
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Value

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z0-9_.:]+")


def sub(arguments: object, scope: Scope) -> Value:
    """A string, or ``[string, variables]``, with ``${Name}`` and ``${Name.Attribute}`` filled in.

    ``${!Literal}`` becomes ``${Literal}``, which is how a policy variable is written here. What is
    not known leaves a hole. A name that means nothing is an error of the template, so the whole
    string is ``Unknown``.

    Source: AWS CloudFormation Template Reference, Fn::Sub: "To write a dollar sign and curly
    braces (${}) literally, add an exclamation point (!) after the open curly brace".
    """
    variables: dict[str, Value] = {}
    text = arguments
    if isinstance(arguments, list):
        if len(arguments) != 2 or not isinstance(arguments[1], dict):
            return Unknown("takes a string and a mapping of variables", "Fn::Sub")
        text = arguments[0]
        variables = {name: scope.evaluate(value) for name, value in items_of(arguments[1])}
    if isinstance(text, str):
        given = scope.declarations.literal(with_identifiers(str(text), scope))
    elif isinstance(text, Text):
        given = text
    else:
        return Unknown("needs a string", "Fn::Sub")
    pieces: list[Value] = []
    for part in given.parts if isinstance(given, Text) else (given,):
        if isinstance(part, Hole):
            pieces.append(Text((part,)))
            continue
        end = 0
        for match in _VARIABLE.finditer(part):
            pieces.append(part[end : match.start()])
            end = match.end()
            value = _variable(match[1], variables, scope)
            if isinstance(value, _TemplateError):
                return Unknown(str(value), match[0])
            pieces.append(value)
        pieces.append(part[end:])
    return in_every_alternative(_filled, *(piece for piece in pieces if piece != ""))


class _TemplateError(str):
    """Why CloudFormation rejects a variable."""

    __slots__ = ()


def _variable(name: str, variables: dict[str, Value], scope: Scope) -> Value | _TemplateError:
    if name.startswith("!"):
        return "${" + name[1:] + "}"
    if name in variables:
        return variables[name]
    if not _NAME.fullmatch(name):
        return _TemplateError("is no name that Fn::Sub can fill in")
    logical_id, dot, attribute = name.partition(".")
    value = attribute_of(logical_id, attribute, scope) if dot else reference_to(name, scope)
    if value is not None:
        return value
    if ":" in name and not name.startswith("AWS::"):
        return _TemplateError(
            f"is not a name of this template; a policy variable in Fn::Sub is ${{!{name}}}"
        )
    return _TemplateError("is declared nowhere in the template")


def _filled(*values: Value) -> Value:
    if len(values) == 1 and isinstance(values[0], EncodedJson):
        return values[0]
    pieces: list[str | Hole | Text] = []
    for value in values:
        piece = piece_of(value)
        if isinstance(piece, Unknown):
            return Unknown(f"has a variable that {piece.reason}", "Fn::Sub")
        pieces.append(piece)
    return concatenated(pieces)
