"""Strings of which a part is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Hole, HoleKind, Unknown

__all__ = ["Hole", "HoleKind", "Text", "WrittenText", "as_hole", "holds_any", "join_text"]


class WrittenText(str):
    """A string that knows where its first line was written; in all else the string that it is."""

    __slots__ = ("span",)

    def __new__(cls, text: str, span: Span) -> WrittenText:  # noqa: D102, PYI034 - see the class
        made = super().__new__(cls, text)
        made.span = span
        return made

    span: Span


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


def holds_any(text: str | Text, characters: str) -> bool:
    """Whether a known part of the text holds one of the characters."""
    parts = text.parts if isinstance(text, Text) else (text,)
    return any(isinstance(part, str) and not set(characters).isdisjoint(part) for part in parts)


def as_hole(unknown: Unknown, kind: HoleKind = HoleKind.OTHER) -> Hole:
    """The hole that an unknown value leaves in the string it is put into."""
    expression = unknown.expression or unknown.reason
    return Hole(expression, kind, unknown.reason, unknown.span, origin=unknown.origin)
