"""A piece of a file, to the character."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source


@dataclass(frozen=True, slots=True, order=True)
class TextRange:
    """The characters of a file between two places.

    ``file`` is relative to the scanned root. Lines and columns count from 1, columns in characters.
    The end is the place behind the last character, as in SARIF.
    """

    file: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.start_line}:{self.start_column}"


def range_in(source: Source, start: int, end: int) -> TextRange:
    """The range between two offsets of the text of a file."""
    text = source.text
    return TextRange(
        source.file,
        source.line(start),
        start - text.rfind("\n", 0, start),
        source.line(end),
        end - text.rfind("\n", 0, end),
    )
