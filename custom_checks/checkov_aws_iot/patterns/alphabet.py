"""The letters of words: characters, and symbols for texts that are fixed but not known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from checkov_aws_iot.values.text import Hole, Text, join_text


@dataclass(frozen=True, slots=True)
class Symbol:
    """A text that is fixed but not known, as one letter: a policy variable or a hole.

    Two symbols are the same text exactly if their names are equal. The text is never empty.
    """

    name: str
    hole: Hole | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return str(self.hole) if self.hole else self.name


Letter: TypeAlias = "str | Symbol"
"""One character, or a symbol."""

Word: TypeAlias = "tuple[Letter, ...]"


def symbol_of(hole: Hole) -> Symbol:
    """The symbol for a hole; holes that are the same text give the same symbol."""
    return Symbol(f"{hole.kind.value} {hole.expression}", hole)


def word_of(text: str | Text) -> Word:
    """The letters of a text, a symbol for each hole."""
    if isinstance(text, str):
        return tuple(text)
    letters: list[Letter] = []
    for part in text.parts:
        if isinstance(part, str):
            letters.extend(part)
        else:
            letters.append(symbol_of(part))
    return tuple(letters)


def folded(text: str | Text) -> str | Text:
    """The text in lower case; holes stay what they are."""
    if isinstance(text, str):
        return text.lower()
    return join_text(part.lower() if isinstance(part, str) else part for part in text.parts)
