"""Strings of which a part is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Hole, HoleKind, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value

__all__ = [
    "Hole",
    "HoleKind",
    "NamedText",
    "Text",
    "WrittenText",
    "agreed",
    "as_attribute_of",
    "as_hole",
    "holds_any",
    "is_same_type",
    "join_text",
    "origins_of",
]


class WrittenText(str):
    """A string that knows where its first line was written; in all else the string that it is."""

    __slots__ = ("span",)

    def __new__(cls, text: str, span: Span) -> WrittenText:  # noqa: D102, PYI034 - see the class
        made = super().__new__(cls, text)
        made.span = span
        return made

    span: Span


class NamedText(str):
    """A string that knows of which resources it is an attribute; in all else the string that it is."""

    __slots__ = ("origins",)

    def __new__(cls, text: str, origins: tuple[Origin, ...]) -> NamedText:  # noqa: D102, PYI034 - see the class
        made = super().__new__(cls, text)
        made.origins = origins
        return made

    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A string with at least one hole.

    Parts are never empty and two neighbours are never both plain text; :func:`join_text` is the
    way to make one. A string without holes is a plain ``str``, never a ``Text``. ``span`` is where
    its first line was written, if that is known, ``origins`` are the resources of which it is an
    attribute.
    """

    parts: tuple[str | Hole, ...]
    span: Span | None = field(default=None, compare=False)
    origins: tuple[Origin, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """The text for a message: holes are shown as the expression they come from."""
        return "".join(str(part) for part in self.parts)

    @property
    def identity(self) -> str:
        """The text with every hole under its expression, so that texts that differ are told apart."""
        return "".join(p if isinstance(p, str) else f"${{{p.expression}}}" for p in self.parts)

    @property
    def holes(self) -> tuple[Hole, ...]:
        """The holes from left to right."""
        return tuple(part for part in self.parts if isinstance(part, Hole))


def join_text(pieces: Iterable[str | Hole | Text]) -> str | Text:
    """Concatenate pieces; the result is a ``str`` exactly if no piece holds a hole."""
    parts: list[str | Hole] = []
    for piece in pieces:
        for part in piece.parts if isinstance(piece, Text) else (piece,):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return Text(tuple(parts))


def as_attribute_of(origin: Origin, value: Value) -> Value:
    """The value, whose text says that it is an attribute of the resource that ``origin`` means.

    What it said before comes behind that. A text of several lines names nothing, and stays.
    """
    if isinstance(value, Text):
        return replace(value, origins=(origin, *value.origins))
    if isinstance(value, str) and "\n" not in value:
        return NamedText(value, (origin, *origins_of(value)))
    return value


def origins_of(value: Value) -> tuple[Origin, ...]:
    """The resources of which a text is an attribute, the one that was referred to last first."""
    return value.origins if isinstance(value, (NamedText, Text)) else ()


def agreed(values: list[Value]) -> Value:
    """The first of several equal values, which names resources only where all name the same."""
    first = values[0]
    if all(origins_of(value) == origins_of(first) for value in values):
        return first
    return replace(first, origins=()) if isinstance(first, Text) else str(first)


def is_same_type(left: Value, right: Value) -> bool:
    """Whether both are of one type; a text that names resources is a text."""
    kinds = [str if type(value) is NamedText else type(value) for value in (left, right)]
    return kinds[0] is kinds[1]


def holds_any(text: str | Text, characters: str) -> bool:
    """Whether a known part of the text holds one of the characters."""
    parts = text.parts if isinstance(text, Text) else (text,)
    return any(isinstance(part, str) and not set(characters).isdisjoint(part) for part in parts)


def as_hole(unknown: Unknown, kind: HoleKind = HoleKind.OTHER) -> Hole:
    """The hole that an unknown value leaves in the string it is put into."""
    expression = unknown.expression or unknown.reason
    return Hole(expression, kind, unknown.reason, unknown.span, origin=unknown.origin)
