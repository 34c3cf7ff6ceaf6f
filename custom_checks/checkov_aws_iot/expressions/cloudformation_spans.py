"""Where the parts of a template were written."""

from __future__ import annotations

from checkov_aws_iot.expressions.reader import Reader
from checkov_aws_iot.values.span import Span


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
        if self._lines is None:
            text = self._reader.read(self.file)
            self._lines = text.split("\n") if isinstance(text, str) else []
        if last < len(self._lines) and self._lines[last][:column].strip():
            return last
        last -= 1
        while last > first and last < len(self._lines):
            line = self._lines[last].strip()
            if line and not line.startswith("#"):
                break
            last -= 1
        return max(first, last)


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
