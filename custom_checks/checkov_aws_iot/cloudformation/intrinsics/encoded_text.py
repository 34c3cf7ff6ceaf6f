"""``Fn::Base64`` and ``Fn::ToJsonString``."""

from __future__ import annotations

from base64 import b64encode

from checkov_aws_iot.cloudformation.string_values import text_of
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value


def base64_text(arguments: object, scope: Scope) -> Value:
    """The Base64 form of a string; ``Unknown`` if any part of it is not known.

    Source: AWS CloudFormation Template Reference, Fn::Base64.
    """
    return in_every_alternative(_encoded, scope.evaluate(arguments))


def _encoded(value: Value) -> Value:
    text = text_of(value)
    if isinstance(text, Text):
        return Unknown("encodes a string that is not fully known", f"Fn::Base64 {text}")
    if isinstance(text, Unknown):
        return text
    return b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def json_string(arguments: object, scope: Scope) -> Value:
    """The JSON text of a list or mapping; it keeps its parts, known or not.

    Source: AWS CloudFormation Template Reference, Fn::ToJsonString.
    """
    return in_every_alternative(_json, scope.evaluate(arguments))


def _json(value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, (Mapping, Sequence)):
        return Unknown("needs a list or a mapping", "Fn::ToJsonString")
    return EncodedJson(value)
