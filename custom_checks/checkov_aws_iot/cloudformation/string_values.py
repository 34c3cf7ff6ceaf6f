"""Values in the position of strings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

from checkov_aws_iot.cloudformation.template_scope import MOST_CHARACTERS
from checkov_aws_iot.values.text import Hole, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import Absent, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


def text_of(value: Value) -> str | Text | Unknown:
    """The string that CloudFormation makes of a value, or why it is none. Never raises.

    Numbers and booleans become text, as CloudFormation does; ``value`` holds no ``OneOf``.
    """
    if isinstance(value, (str, Text, Unknown)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, EncodedJson):
        return concatenated(_json_pieces(value.value))
    return Unknown(f"is {_kind(value)} where a string is expected")


def concatenated(pieces: Iterable[str | Hole | Text]) -> str | Text | Unknown:
    """The pieces as one string, or ``Unknown`` if that gets longer than any template may be."""
    taken: list[str | Hole | Text] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, str):
            length += len(piece)
        elif isinstance(piece, Text):
            length += sum(len(part) if isinstance(part, str) else 1 for part in piece.parts)
        else:
            length += 1
        if length > MOST_CHARACTERS:
            return Unknown(f"is a string of more than {MOST_CHARACTERS} characters")
        taken.append(piece)
    return join_text(taken)


def piece_of(value: Value) -> str | Hole | Text | Unknown:
    """What a value contributes to a longer string: an unknown one leaves a hole.

    ``Unknown`` here means that the value can be no part of a string at all: it is a list, say.
    """
    if isinstance(value, Unknown):
        return as_hole(value)
    return text_of(value)


def _json_pieces(value: Value) -> Iterator[str | Hole | Text]:
    if isinstance(value, Mapping):
        separator = "{"
        for key, item in value.items():
            yield separator + json.dumps(key, ensure_ascii=False) + ":"
            yield from _json_pieces(item)
            separator = ","
        yield "}" if value else "{}"
    elif isinstance(value, Sequence):
        separator = "["
        for item in value:
            yield separator
            yield from _json_pieces(item)
            separator = ","
        yield "]" if value else "[]"
    elif isinstance(value, EncodedJson):
        yield from _json_pieces(text_of(value))
    else:
        yield from _json_scalar(value)


def _json_scalar(value: Value) -> Iterator[str | Hole]:
    if isinstance(value, Unknown):
        yield as_hole(value)
    elif isinstance(value, Text):
        yield '"'
        for part in value.parts:
            yield json.dumps(part, ensure_ascii=False)[1:-1] if isinstance(part, str) else part
        yield '"'
    elif isinstance(value, Decimal):
        yield str(value)
    elif isinstance(value, (Absent, OneOf)):
        yield "null"
    else:
        yield json.dumps(value, ensure_ascii=False)


def _kind(value: Value) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    return "nothing"


def depending(expression: str, cause: Unknown) -> Unknown:
    """What an expression gives that is not known because of another one."""
    return cause.behind(shown(expression, 160), cause.span)


def shown(node: object, most: int = 60) -> str:
    """A part of a template in a message: one line, shortened, never raising."""
    text = " ".join((node if isinstance(node, str) else _outline(node, 3)).split())
    return text if len(text) <= most else text[: most - 3] + "..."


def _outline(node: object, depth: int) -> str:
    if isinstance(node, dict):
        if not depth:
            return "{...}"
        items = (
            f"{key}: {_outline(item, depth - 1)}"
            for key, item in list(node.items())[:8]
            if not (isinstance(key, str) and key.startswith("__"))
        )
        return "{" + ", ".join(items) + "}"
    if isinstance(node, list):
        return (
            "[" + ", ".join(_outline(item, depth - 1) for item in node[:8]) + "]"
            if depth
            else "[...]"
        )
    return str(node)[:80]
