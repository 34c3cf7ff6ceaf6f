"""``Fn::Join`` and ``Fn::Split``."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.cloudformation.string_values import (
    concatenated,
    depending,
    piece_of,
    shown,
    text_of,
)
from checkov_aws_iot.cloudformation.template_scope import Scope
from checkov_aws_iot.values.mapping_alternatives import in_every_alternative
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Sequence, Value

MOST_PIECES: Final = 10_000


def join(arguments: object, scope: Scope) -> Value:
    """``[delimiter, list]``: the items of the list as one string.

    An item that is not known leaves a hole; a list that is not known makes it all ``Unknown``.

    Source: AWS CloudFormation Template Reference, Fn::Join.
    """
    if not isinstance(arguments, list) or len(arguments) != 2:
        return Unknown("takes a delimiter and a list", "Fn::Join")
    delimiter, items = (scope.evaluate(argument) for argument in arguments)
    return in_every_alternative(_joined, delimiter, items)


def _joined(delimiter: Value, items: Value) -> Value:
    if not isinstance(delimiter, str):
        return Unknown("needs a plain string as delimiter", "Fn::Join")
    if isinstance(items, Unknown):
        return depending(f"Fn::Join {delimiter} of {items.expression}", items)
    if not isinstance(items, Sequence):
        return Unknown("needs a list to join", "Fn::Join")
    if len(items) == 1 and isinstance(items[0], EncodedJson):
        return items[0]
    pieces: list[str | Hole | Text] = []
    for item in items:
        piece = piece_of(item)
        if isinstance(piece, Unknown):
            return Unknown(f"has an item that {piece.reason}", "Fn::Join")
        pieces += [delimiter, piece]
    return concatenated(pieces[1:])


def split(arguments: object, scope: Scope) -> Value:
    """``[delimiter, string]``: the pieces of the string between the delimiters.

    A hole might hold the delimiter, unless it is an account, Region or partition. From such a hole
    on the pieces are ``Unknown``.

    Source: AWS CloudFormation Template Reference, Fn::Split.
    """
    if not isinstance(arguments, list) or len(arguments) != 2:
        return Unknown("takes a delimiter and a string", "Fn::Split")
    delimiter, text = (scope.evaluate(argument) for argument in arguments)
    return in_every_alternative(_split, delimiter, text)


def _split(delimiter: Value, value: Value) -> Value:
    if not isinstance(delimiter, str) or not delimiter:
        return Unknown("needs a plain, non-empty string as delimiter", "Fn::Split")
    text = text_of(value)
    if isinstance(text, Unknown):
        return depending(f"Fn::Split {delimiter} of {text.expression}", text)
    if isinstance(text, str):
        if text.count(delimiter) >= MOST_PIECES:
            return Unknown(f"has more than {MOST_PIECES} pieces", "Fn::Split")
        return Sequence(text.split(delimiter))
    pieces: list[Value] = []
    current: list[str | Hole] = []
    for part in text.parts:
        if isinstance(part, str):
            first, *others = part.split(delimiter)
            current.append(first)
            for other in others:
                pieces.append(join_text(current))
                current = [other]
        elif part.kind is HoleKind.OTHER or any(c.isalnum() or c == "-" for c in delimiter):
            # How many pieces follow is open; this one stands for all of them.
            rest = Unknown(
                "comes from a part of a string that is not known",
                shown(f"Fn::Split {delimiter} of {text.identity}", 160),
                source=part.expression,
            )
            return Sequence([*pieces, rest])
        else:
            current.append(part)
        if len(pieces) > MOST_PIECES:
            return Unknown(f"has more than {MOST_PIECES} pieces", "Fn::Split")
    pieces.append(join_text(current))
    return Sequence(pieces)
