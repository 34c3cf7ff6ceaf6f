"""YAML as Terraform's ``yamlencode`` writes it: strings in quotes, or as blocks of lines.

Source: https://github.com/zclconf/go-cty-yaml, whose emitter is that of libyaml.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import format_number
from checkov_aws_iot.terraform.evaluation.type_constraints import to_string
from checkov_aws_iot.terraform.functions.function import beyond
from checkov_aws_iot.terraform.functions.json_encoding import json_text
from checkov_aws_iot.values.value import EncodedJson, Mapping, Sequence, Value, is_null

_WIDTH: Final = 80
_LONGEST_KEY: Final = 100
_SHORT: Final = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
}


def encode_yaml(value: Value) -> str:
    """The YAML text of a known value, as Terraform writes it."""
    lines = list(_lines(value, 0))
    if is_null(value) or isinstance(value, (bool, int, float, Decimal)):
        # A document that is nothing but a plain scalar is closed, as nothing else says that it ends.
        lines.append("...")
    return "\n".join(lines) + "\n"


def _lines(value: Value, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        for key in sorted(value):
            yield from _entry(f"{pad}{_key(key)}:", value[key], indent)
    elif isinstance(value, Sequence) and value:
        for item in value:
            if isinstance(item, (Mapping, Sequence)) and item:
                first, *rest = _lines(item, indent + 2)
                yield f"{pad}- {first[indent + 2 :]}"
                yield from rest
            else:
                yield from _scalar(item, f"{pad}- ", indent)
    else:
        yield from _scalar(value, pad, indent)


def _entry(name: str, item: Value, indent: int) -> Iterator[str]:
    if isinstance(item, (Mapping, Sequence)) and item:
        yield name
        yield from _lines(item, indent + 2 if isinstance(item, Mapping) else indent)
    else:
        yield from _scalar(item, f"{name} ", indent)


def _key(key: str) -> str:
    if "\n" in key or len(key) > _LONGEST_KEY:
        raise beyond("the YAML of such a key")
    return '"' + "".join(map(_escaped, key)) + '"'


def _scalar(value: Value, before: str, indent: int) -> Iterator[str]:
    """The lines of a scalar, the first of which begins with ``before``."""
    if isinstance(value, (Mapping, Sequence)):
        yield before + ("{}" if isinstance(value, Mapping) else "[]")
    elif is_null(value):
        yield before + "null"
    elif isinstance(value, bool):
        yield before + ("true" if value else "false")
    elif isinstance(value, (int, float, Decimal)):
        yield before + (format_number(value) or "null")
    else:
        text = to_string(value)
        text = json_text(text) if isinstance(text, EncodedJson) else text
        if not isinstance(text, str):
            raise beyond("the YAML of such a text")
        yield from _text(text, before, " " * (indent + 2))


def _text(text: str, before: str, pad: str) -> Iterator[str]:
    if not _is_block(text):
        yield from _quoted(text, before, pad)
        return
    hint = "2" if text[0] in " \n" else ""
    body = text.removesuffix("\n")
    keeps = body == "" or body.endswith("\n")
    yield f"{before}|{hint}{'+' if keeps else '' if text.endswith(chr(10)) else '-'}"
    for line in body.split("\n"):
        yield pad + line if line else ""


def _is_block(text: str) -> bool:
    if "\n" not in text or " \n" in text or text.endswith(" "):
        return False
    return all(character == "\n" or _is_printable(character) for character in text)


def _quoted(text: str, before: str, pad: str) -> Iterator[str]:
    """The text in quotes; a line of more than eighty characters ends at its next space."""
    line = before + '"'
    after_space = False
    for at, character in enumerate(text):
        inside = 0 < at < len(text) - 1
        if character == " " and inside and not after_space and len(line) > _WIDTH:
            yield line
            line = pad + ("\\" if text[at + 1] == " " else "")
        else:
            line += _escaped(character)
        after_space = character == " "
    yield line + '"'


def _escaped(character: str) -> str:
    if character in _SHORT:
        return "\\" + _SHORT[character]
    if _is_printable(character):
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _is_printable(character: str) -> bool:
    """What libyaml writes as it is: nothing outside the basic plane, no controls."""
    if character in _SHORT:
        return character in ('"', "\\")
    return (
        " " <= character <= "~"
        or "\xa0" <= character < "\ud800"
        or "\ue000" <= character < "\ufefe"
    )
