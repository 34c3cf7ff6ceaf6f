"""The text of policy documents as resources give it to those who refer to them.

The provider brings the JSON of a policy into one form before it plans it: without space, keys
sorted. For policies inside a role ``Version`` comes first all the same.
Source: https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/internal/verify/json.go
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from checkov_aws_iot.values.access import mapped
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.value import EncodedJson, JsonLayout, Mapping, Sequence, Value

_NORMALISED: Final = frozenset({"assume_role_policy", "policy"})
_VERSION_FIRST: Final = frozenset({"aws_iam_role_policy"})


def normal_document(kind: str, name: str, value: Value) -> Value:
    """The value of the attribute; a policy document as the provider writes it."""
    if name not in _NORMALISED or not kind.startswith("aws_"):
        return value
    first = ("Version",) if kind in _VERSION_FIRST else ()
    return mapped(value, lambda one: _normal(one, first))


def _normal(value: Value, first: tuple[str, ...]) -> Value:
    if isinstance(value, (str, Text)):
        try:
            span = getattr(value, "span", None)
            place = (span.file, span.start_line) if span else ()
            value = EncodedJson(parse_json(value, *place))
        except JsonTextError:
            return value
    if not isinstance(value, EncodedJson) or isinstance(value.value, EncodedJson):
        return value
    if not first:
        return replace(value, layout=JsonLayout.SORTED)
    return EncodedJson(_sorted(value.value, first), JsonLayout.MINIFIED)


def _sorted(value: Value, first: tuple[str, ...] = ()) -> Value:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (key not in first, key))
        return Mapping({key: _sorted(value[key]) for key in keys}, value.span)
    if isinstance(value, Sequence):
        return Sequence([_sorted(item) for item in value], value.span)
    return value
