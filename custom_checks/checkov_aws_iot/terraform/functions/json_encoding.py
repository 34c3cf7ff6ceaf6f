"""JSON exactly as Terraform's ``jsonencode`` writes it.

Keys are sorted, there is no space between tokens, and ``<``, ``>``, ``&`` and the line separators
U+2028 and U+2029 are escaped.
Source: https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import format_number
from checkov_aws_iot.values.text import Hole, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

_ESCAPED: Final = re.compile('[\x00-\x1f"\\\\<>&\u2028\u2029]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def encode(value: Value) -> str | Text:
    """The JSON text of the value; what is not known leaves a hole.

    A value that depends on an unknown condition leaves a hole too, so choose first. Never raises.
    """
    pieces: list[str | Hole] = []
    _write(value, pieces)
    return join_text(pieces) if any(isinstance(piece, Hole) for piece in pieces) else _plain(pieces)


def _plain(pieces: list[str | Hole]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _write(value: Value, pieces: list[str | Hole]) -> None:  # noqa: C901
    if value is None or value is ABSENT:
        pieces.append("null")
    elif isinstance(value, bool):
        pieces.append("true" if value else "false")
    elif isinstance(value, str):
        pieces.append(f'"{escape(value)}"')
    elif isinstance(value, Text):
        pieces.append('"')
        pieces.extend(escape(part) if isinstance(part, str) else part for part in value.parts)
        pieces.append('"')
    elif isinstance(value, EncodedJson):
        _write(encode(value.value), pieces)
    elif isinstance(value, (int, float, Decimal)):
        pieces.append(format_number(value) or Hole("a number of more than 200 digits"))
    elif isinstance(value, Mapping):
        keys = sorted(key for key in value if value[key] is not ABSENT)
        for index, key in enumerate(keys):
            pieces.append(f'{"," if index else "{"}"{escape(key)}":')
            _write(value[key], pieces)
        pieces.append("}" if keys else "{}")
    elif isinstance(value, Sequence):
        items = [item for item in value if item is not ABSENT]
        for index, item in enumerate(items):
            pieces.append("," if index else "[")
            _write(item, pieces)
        pieces.append("]" if items else "[]")
    elif isinstance(value, Unknown):
        pieces.append(as_hole(value))
    elif isinstance(value, OneOf):
        pieces.append(Hole(value.condition, reason="depends on an unknown condition"))


def escape(text: str) -> str:
    """The characters between the quotes of a JSON string."""
    return _ESCAPED.sub(_escape_one, text)


def _escape_one(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}"
