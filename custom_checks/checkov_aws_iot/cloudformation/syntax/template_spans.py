"""Where the parts of a template were written."""

from __future__ import annotations

import re

from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.span import Span

_BLOCK_SCALAR = re.compile(r"(?:[!&]\S+\s+){0,3}[|>][-+0-9]{0,2}\s*(?:#.*)?$")


class Lines:
    """The lines of a template file, read when the first span is asked for."""

    def __init__(self, reader: Reader, file: str) -> None:
        self.file = file
        self._reader = reader
        self._lines: list[str] | None = None

    def last_of_block(self, first: int, last: int, column: int) -> int:
        """The last line of a collection that the parser says ends before ``column`` of ``last``.

        A YAML block ends where the next token begins, which is behind blank lines and comments.
        All lines count from 0.
        """
        lines = self._read()
        if last < len(lines) and lines[last][:column].strip():
            return last
        last -= 1
        while last > first and last < len(lines):
            line = lines[last].strip()
            if line and not line.startswith("#"):
                break
            last -= 1
        return max(first, last)

    def begins_block_scalar(self, line: int, column: int) -> bool:
        """Whether a YAML block scalar, ``|`` or ``>``, begins there; its text is on the next line."""
        lines = self._read()
        return line < len(lines) and _BLOCK_SCALAR.match(lines[line], column) is not None

    def _read(self) -> list[str]:
        if self._lines is None:
            text = self._reader.read(self.file)
            self._lines = text.split("\n") if isinstance(text, str) else []
        return self._lines


def span_of_node(node: object, lines: Lines, first_key: object = None) -> Span | None:
    """The lines of a dict or list of Checkov's parser; ``None`` where it has no marks.

    ``first_key`` is the key that holds the node, if its line belongs to the span.
    """
    start = getattr(node, "start_mark", None)
    end = getattr(node, "end_mark", None)
    if start is not None and end is not None:
        first = start.line
        last = end.line
        if last > first:
            last = lines.last_of_block(first, last, end.column)
    elif isinstance(node, dict) and isinstance(node.get("__startline__"), int):
        first = node["__startline__"] - 1
        last = max(first, node.get("__endline__", 0) - 1)
    else:
        return None
    key_mark = getattr(first_key, "start_mark", None)
    if key_mark is not None:
        first = min(first, key_mark.line)
    return Span(lines.file, first + 1, last + 1)


def comment_lines(node: object, file: str) -> Span | None:
    """The lines in which Checkov looks for skip comments of a section of a Serverless file.

    They begin with the line before that of the first key, and end before the next token.
    """
    start, end = getattr(node, "start_mark", None), getattr(node, "end_mark", None)
    if start is None or end is None:
        return None
    return Span(file, start.line, max(start.line, end.line))


def span_of_text(node: object, lines: Lines, text: str) -> Span | None:
    r"""Where the first line of a string was written, so that its lines are lines of the file.

    ``node`` is the string of Checkov's parser, or the intrinsic around it. ``None`` where the
    lines of the string are not those of the file: they are written as ``\n``, say.
    """
    mark = getattr(node, "start_mark", None)
    if mark is None:
        return None
    first = mark.line + 1
    if lines.begins_block_scalar(mark.line, mark.column):
        first += 1
    elif "\n" in text.strip():
        return None
    return Span(lines.file, first, first + text.count("\n"))
