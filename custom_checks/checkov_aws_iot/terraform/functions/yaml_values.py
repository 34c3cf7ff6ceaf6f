"""YAML as Terraform's ``yamldecode`` reads it.

Plain scalars are resolved by the rules of YAML 1.1 for booleans and of YAML 1.2 for octal numbers;
a date becomes a time stamp. Checkov brings PyYAML.
Source: https://developer.hashicorp.com/terraform/language/functions/yamldecode
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from checkov_aws_iot.terraform.evaluation.number_values import NEGATIVE_ZERO, parse_number
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import to_string
from checkov_aws_iot.terraform.functions.function import beyond
from checkov_aws_iot.values.value import Mapping, Sequence, Value

_MOST_CHARACTERS: Final = 200_000
_MOST_NESTED: Final = 60
_TRUE: Final = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE: Final = frozenset(
    {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_TAG: Final = re.compile(r"(?:&\S+\s+)?(!\S*)")
_OTHER_BASE: Final = re.compile(r"0(?:(?P<octal>o[0-7]+)|(?P<hex>x[0-9a-fA-F]+))", re.ASCII)
_TIMESTAMP: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?P<gap>[Tt]| +)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?"
    r"(?P<zone>Z|[+-](?:[01]\d|2[0-4]):[0-5]\d)?)?",
    re.ASCII,
)
_VERSION: Final = re.compile(r"^%YAML\s+(\S+)", re.MULTILINE)


def decode_yaml(text: str) -> Value:
    """The value that a YAML document denotes.

    Raises:
        RejectedError: it is not YAML.
        NotKnownError: it has a construct that is not evaluated.
    """
    if len(text) > _MOST_CHARACTERS:
        raise beyond(f"the YAML is longer than {_MOST_CHARACTERS} characters")
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = _deepest_flow(text)
        if depth > _MOST_NESTED:
            raise beyond(f"the YAML is nested more than {_MOST_NESTED} deep")
        if (version := _VERSION.search(text)) and version[1] != "1.1":
            raise RejectedError(f"has YAML of the version {version[1]}")
        # The parser in C takes no subclass of str, such as a text that knows its lines.
        root = yaml.compose(str(text), Loader=loader)
    except yaml.YAMLError as error:
        raise RejectedError(f"has invalid YAML: {str(error).splitlines()[0]}") from None
    if root is None:
        raise RejectedError("has YAML without a document")
    return _Decoder(str(text)).value(root, 0)


def _deepest_flow(text: str) -> int:
    """How deep brackets and sequences on one line may nest at most, whatever is quoted."""
    depth = deepest = 0
    for found in re.finditer(r"[\[{\]}]|(?:- ){60}", text):
        if found[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif found[0] in "]}":
            depth = max(depth - 1, 0)
        else:
            return _MOST_NESTED + 1
    return deepest


class _Decoder:
    def __init__(self, text: str) -> None:
        self.text = text
        # An alias gives the same node again; it is the same value again.
        self.seen: dict[Any, Value] = {}
        self.open: set[Any] = set()

    def value(self, node: Any, depth: int) -> Value:
        if node in self.seen:
            return self.seen[node]
        if node in self.open:
            raise RejectedError("has YAML that contains itself")
        if depth > _MOST_NESTED:
            raise beyond(f"the YAML is nested more than {_MOST_NESTED} deep")
        self.open.add(node)
        found = self.decoded(node, depth)
        self.open.discard(node)
        self.seen[node] = found
        return found

    def decoded(self, node: Any, depth: int) -> Value:
        if node.id == "sequence":
            return Sequence([self.value(item, depth + 1) for item in node.value])
        if node.id == "mapping":
            items: dict[str, Value] = {}
            for key_node, item_node in node.value:
                item = self.value(item_node, depth + 1)
                if key_node.value == "<<":
                    if not isinstance(item, Mapping):
                        raise RejectedError("has YAML that merges what is no mapping")
                    items.update(item)
                else:
                    items[self.key(key_node, depth)] = item
            return Mapping(items)
        return self.scalar(node)

    def key(self, node: Any, depth: int) -> str:
        name = self.value(node, depth + 1)
        if name is None or isinstance(name, (Sequence, Mapping)):
            raise RejectedError("has YAML with a key that is no string")
        return str(to_string(name))

    def scalar(self, node: Any) -> Value:
        text: str = node.value
        tag = _TAG.match(self.text, node.start_mark.index)
        if tag is not None and re.fullmatch("![^!].*", tag[1]):
            raise RejectedError(f"has YAML with the tag {tag[1]}")
        if tag is None:
            return text if node.style else plain_scalar(text)
        return text if node.style or tag[1] in ("!", "!!str", "!!binary") else _tagged(text, tag[1])


def _tagged(text: str, tag: str) -> Value:
    """What a scalar without quotes is of which the type is given."""
    if tag == "!!null":
        return None
    if tag not in ("!!bool", "!!int", "!!float"):
        raise beyond(f"the YAML has the tag {tag}")
    found = plain_scalar(text)
    if found is None or isinstance(found, str):
        raise RejectedError(f"has YAML with a value that is no {tag[2:]}")
    return found


def plain_scalar(text: str) -> Value:
    """What a scalar without quotes is.

    Raises:
        NotKnownError: that is not evaluated.
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    other = _OTHER_BASE.fullmatch(text)
    if other is not None:
        return int(text[2:], 8 if other["octal"] else 16)
    if _NUMBER.fullmatch(text):
        number = parse_number(text)
        if number is None:
            raise beyond(f"the YAML has the number {text[:40]}")
        return NEGATIVE_ZERO if not number and text[0] == "-" else number
    if text.lower().lstrip("-+") in (".inf", ".nan"):
        raise beyond(f"the YAML has the scalar {text[:40]}")
    return _timestamp(text) or text


def _timestamp(text: str) -> str | None:
    """The time as Terraform writes it; ``None`` if it is none."""
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        int(found[group] or 0) for group in (1, 2, 3, 5, 6, 7)
    )
    gap, zone = found["gap"] or "", found["zone"] or ""
    if (gap in ("T", "t")) is not bool(zone):
        return None
    try:
        datetime(year or 400, month, day, hour, minute, second)  # noqa: DTZ001 - only whether there is such a time
    except ValueError:
        return None
    zone = "Z" if zone[1:] in ("", "00:00") else zone
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}"
