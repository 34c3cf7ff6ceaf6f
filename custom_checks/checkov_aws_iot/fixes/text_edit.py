"""Changes of texts, and what a text is after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


class EditConflictError(ValueError):
    """Two edits change the same characters."""


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """The characters between two offsets of a file become another text.

    ``file`` is relative to the scanned root. ``declares`` names what the text adds to a module, where
    that may be there only once.
    """

    file: str
    start: int
    end: int
    text: str
    declares: str = ""

    def meets(self, other: TextEdit) -> bool:
        """Whether both change the same place, or declare the same; insertions at one place do."""
        if self.declares and self.declares == other.declares:
            return True
        if self.file != other.file:
            return False
        if self.start == other.start:
            return True
        return self.start < other.end and other.start < self.end


def position_at(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of an offset, which count from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def patched(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after all edits of it, whose offsets are those of the text before any.

    Raises:
        EditConflictError: two of them change the same characters.
    """
    ordered = sorted(set(edits))
    for first, second in pairwise(ordered):
        if first.meets(second):
            raise EditConflictError(f"two edits change {first.file} at {second.start}")
    for edit in reversed(ordered):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
