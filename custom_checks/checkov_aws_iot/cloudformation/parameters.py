"""The Parameters section."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.cloudformation.string_values import text_of
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.unknown import Reason, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value

MOST_ALLOWED: Final = 16


def parameter_value(name: str, declaration: object, scope: Scope) -> Value:
    """What ``Ref`` of a parameter gives, as far as the template tells.

    Several AllowedValues are one of them each, since the template means all of them to be
    deployed; otherwise the default is the value, and a parameter without one is ``Unknown``. The
    value of a Systems Manager parameter is never in the template.

    Source: AWS CloudFormation User Guide, "CloudFormation template Parameters syntax".
    """
    type_name = entry(declaration, "Type")
    kind = str(type_name) if isinstance(type_name, str) else "String"
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return _unknown(Reason.SYSTEMS_MANAGER, name)
    is_list = kind == "CommaDelimitedList" or kind.startswith("List<")
    default = _scalar(entry(declaration, "Default"), scope)
    allowed = _allowed(entry(declaration, "AllowedValues"), scope)
    if not is_list and allowed:
        values = sorted(allowed, key=lambda value: value != default)
        if len(values) == 1:
            return values[0]
        if len(values) <= MOST_ALLOWED:
            return OneOf(name, tuple((value, value) for value in values))
    if default is None:
        return _unknown(Reason.NO_DEFAULT, name)
    if is_list:
        return Sequence([part.strip() for part in default.split(",")])
    return default


def _unknown(reason: Reason, name: str) -> Unknown:
    """A whole parameter, which has one value wherever it is named."""
    return Unknown(reason, name, origin=Origin(attribute=name, is_stable=True))


def _allowed(node: object, scope: Scope) -> list[str]:
    if not isinstance(node, list) or len(node) > 10 * MOST_ALLOWED:
        return []
    values = [_scalar(item, scope) for item in node]
    return list(dict.fromkeys(value for value in values if value is not None))


def _scalar(node: object, scope: Scope) -> str | None:
    if node is None or isinstance(node, (dict, list)):
        return None
    text = text_of(scope.evaluate(node))
    return text if isinstance(text, str) else None
