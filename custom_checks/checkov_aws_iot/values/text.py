"""Strings of which a part is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown


class HoleKind(Enum):
    """What an unknown part of a string is known to be."""

    ACCOUNT = "account"
    REGION = "region"
    PARTITION = "partition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hole:
    """An unknown part of a string: fixed text, without wildcards, that nobody knows yet.

    Two holes are the same text exactly if ``origin`` and ``kind`` are equal, so the origin names
    the expression together with the module instance it was evaluated in. ``written`` is what stands
    in the code where the hole is used, if that is something else.
    """

    origin: str
    kind: HoleKind = HoleKind.OTHER
    reason: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False)
    written: str = field(default="", compare=False)

    def __str__(self) -> str:
        return "${" + (self.written or self.origin) + "}"


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
    its first line was written, if that is known.
    """

    parts: tuple[str | Hole, ...]
    span: Span | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """The text for a message: holes are shown as the expression they come from."""
        return "".join(str(part) for part in self.parts)

    @property
    def identity(self) -> str:
        """The text with every hole under its origin, so that texts that differ are told apart."""
        return "".join(p if isinstance(p, str) else f"${{{p.origin}}}" for p in self.parts)

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


def as_hole(unknown: Unknown, kind: HoleKind = HoleKind.OTHER) -> Hole:
    """The hole that an unknown value leaves in the string it is put into."""
    return Hole(
        origin=unknown.expression or unknown.reason,
        kind=kind,
        reason=unknown.reason,
        span=unknown.span,
    )
