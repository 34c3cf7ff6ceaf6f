"""JSON exactly as Terraform's ``jsonencode`` and the AWS provider write it.

``<``, ``>``, ``&`` and the line separators U+2028 and U+2029 are escaped. ``jsonencode`` sorts keys
and writes no space between tokens.
Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import format_number
from checkov_aws_iot.values.text import Hole, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, JsonLayout, Mapping, OneOf, Sequence, Value

_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\<>&\u2028\u2029]')
_SHORT: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}


def encode(value: Value, layout: JsonLayout = JsonLayout.SORTED) -> str | Text:
    """The JSON text of the value; what is not known leaves a hole.

    A value that depends on an unknown condition leaves a hole too, so choose first. Never raises.
    """
    writer = _Writer(layout)
    writer.write(value, 0)
    return writer.text()


def json_text(encoded: EncodedJson) -> str | Text:
    """The text that the encoded value stands for; what is not known leaves a hole."""
    return encode(encoded.value, encoded.layout)


class _Writer:
    """Collects the pieces of one JSON text."""

    def __init__(self, layout: JsonLayout) -> None:
        self.pieces: list[str | Hole] = []
        self.sorts = layout is JsonLayout.SORTED
        self.indents = layout is JsonLayout.INDENTED

    def text(self) -> str | Text:
        if any(isinstance(piece, Hole) for piece in self.pieces):
            return join_text(self.pieces)
        return "".join(piece for piece in self.pieces if isinstance(piece, str))

    def write(self, value: Value, depth: int) -> None:
        if isinstance(value, Mapping):
            self.mapping(value, depth)
        elif isinstance(value, Sequence):
            items = [item for item in value if item is not ABSENT]
            self.listed("[]", [("", item) for item in items], depth)
        elif isinstance(value, EncodedJson):
            self.write(json_text(value), depth)
        elif isinstance(value, (str, Text)):
            parts = (value,) if isinstance(value, str) else value.parts
            escaped = (escape(part) if isinstance(part, str) else part for part in parts)
            self.pieces.extend(('"', *escaped, '"'))
        else:
            self.pieces.append(_scalar(value))

    def mapping(self, value: Mapping, depth: int) -> None:
        keys = [key for key in value if value[key] is not ABSENT]
        colon = ": " if self.indents else ":"
        named = [(f'"{escape(key)}"{colon}', value[key]) for key in keys]
        if self.sorts:
            order = sorted(range(len(keys)), key=keys.__getitem__)
            named = [named[index] for index in order]
        self.listed("{}", named, depth)

    def listed(self, brackets: str, items: list[tuple[str, Value]], depth: int) -> None:
        if not items:
            self.pieces.append(brackets)
            return
        start, end = ("\n" + "  " * (depth + 1), "\n" + "  " * depth) if self.indents else ("", "")
        before = brackets[0]
        for name, item in items:
            self.pieces.append(before + start + name)
            self.write(item, depth + 1)
            before = ","
        self.pieces.append(end + brackets[1])


def _scalar(value: Value) -> str | Hole:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return format_number(value) or Hole("a number of more than 200 digits")
    if isinstance(value, Unknown):
        return as_hole(value)
    if isinstance(value, OneOf):
        return Hole(value.condition, reason="depends on an unknown condition")
    return "null"


def escape(text: str) -> str:
    """The characters between the quotes of a JSON string."""
    return _ESCAPED.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
