"""YAML as Terraform's ``yamldecode`` and ``yamlencode`` read and write it.

Plain scalars are resolved by the rules of YAML 1.1 for booleans and of YAML 1.2 for octal numbers;
a date becomes a time stamp. Checkov brings PyYAML.
Source: https://developer.hashicorp.com/terraform/language/functions/yamldecode
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final

from checkov_aws_iot.terraform.evaluation.number_values import format_number, parse_number
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import to_string
from checkov_aws_iot.terraform.functions.function import beyond
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value

_MOST_CHARACTERS: Final = 200_000
_MOST_NESTED: Final = 60
_TRUE: Final = frozenset({"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE: Final = frozenset(
    {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}
)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_LEADING_ZERO: Final = re.compile(r"[-+]?0\d", re.ASCII)
_OTHER_BASE: Final = re.compile(r"0(?:(?P<octal>o[0-7]+)|(?P<hex>x[0-9a-fA-F]+))", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME_LIKE: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt\s]|$)", re.ASCII)


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
        # The parser in C takes no subclass of str, such as a text that knows its lines.
        root = yaml.compose(str(text), Loader=loader)
    except yaml.YAMLError as error:
        raise RejectedError(f"has invalid YAML: {str(error).splitlines()[0]}") from None
    if root is None:
        raise RejectedError("has YAML without a document")
    return _Decoder().value(root, 0)


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
    def __init__(self) -> None:
        # An alias gives the same node again; it is the same value again.
        self.seen: dict[int, Value] = {}
        self.open: set[int] = set()

    def value(self, node: Any, depth: int) -> Value:
        if id(node) in self.seen:
            return self.seen[id(node)]
        if id(node) in self.open:
            raise RejectedError("has YAML that contains itself")
        if depth > _MOST_NESTED:
            raise beyond(f"the YAML is nested more than {_MOST_NESTED} deep")
        self.open.add(id(node))
        found = self.decoded(node, depth)
        self.open.discard(id(node))
        self.seen[id(node)] = found
        return found

    def decoded(self, node: Any, depth: int) -> Value:
        if node.id == "sequence":
            return Sequence([self.value(item, depth + 1) for item in node.value])
        if node.id == "mapping":
            items: dict[str, Value] = {}
            for key_node, item_node in node.value:
                key = self.value(key_node, depth + 1)
                if key_node.value == "<<" or key is None:
                    raise beyond("the YAML has a key that is merged or null")
                if isinstance(key, (Sequence, Mapping)):
                    raise RejectedError("has YAML with a key that is no string")
                name = to_string(key)
                if not isinstance(name, str) or name in items:
                    raise RejectedError("has YAML with a key that stands there twice")
                items[name] = self.value(item_node, depth + 1)
            return Mapping(items)
        return self.scalar(node)

    def scalar(self, node: Any) -> Value:
        text: str = node.value
        if node.style:
            if node.tag not in ("tag:yaml.org,2002:str", "!"):
                raise beyond(f"the YAML has the tag {node.tag}")
            return text
        if node.start_mark.index != node.end_mark.index and node.tag.startswith("!"):
            raise beyond(f"the YAML has the tag {node.tag}")
        return plain_scalar(text)


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
        if number is None or _LEADING_ZERO.match(text) or (not number and text[0] == "-"):
            raise beyond(f"the YAML has the number {text[:40]}")
        return number
    if _DATE.fullmatch(text):
        return f"{text}T00:00:00Z"
    if _TIME_LIKE.match(text) or text.lower().lstrip("-+") in (".inf", ".nan", "<<"):
        raise beyond(f"the YAML has the scalar {text[:40]}")
    return text


def encode_yaml(value: Value) -> str:
    """The YAML text of a known value, as Terraform writes it."""
    lines: list[str] = []
    _write(value, 0, lines)
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        # A document that is nothing but a plain scalar is closed, as nothing else says that it ends.
        lines.append("...")
    return "\n".join(lines) + "\n"


def _write(value: Value, indent: int, lines: list[str]) -> None:
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        for key in sorted(value):
            item = value[key]
            name = f"{pad}{_scalar(key, indent)}:"
            if isinstance(item, Mapping) and item:
                lines.append(name)
                _write(item, indent + 2, lines)
            elif isinstance(item, Sequence) and item:
                lines.append(name)
                _write(item, indent, lines)
            else:
                lines.append(f"{name} {_scalar(item, indent)}")
    elif isinstance(value, Sequence) and value:
        for item in value:
            if isinstance(item, (Mapping, Sequence)) and item:
                first = len(lines)
                _write(item, indent + 2, lines)
                lines[first] = f"{pad}- {lines[first][indent + 2 :]}"
            else:
                lines.append(f"{pad}- {_scalar(item, indent)}")
    else:
        lines.append(pad + _scalar(value, indent))


def _scalar(value: Value, indent: int) -> str:  # noqa: ARG001
    if isinstance(value, (Mapping, Sequence)):
        return "{}" if isinstance(value, Mapping) else "[]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return format_number(value) or "null"
    text = to_string(value)
    if isinstance(text, EncodedJson):
        from checkov_aws_iot.terraform.functions.json_encoding import json_text

        text = json_text(text)
    if not isinstance(text, str) or "\n" in text or not text.isprintable() or len(text) > 70:
        raise beyond("the YAML of such a text")
    return json.dumps(text, ensure_ascii=False)
