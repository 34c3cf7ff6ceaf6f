"""The outline of a Terraform file: its blocks, with everything else blanked out, and its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.expressions.hcl_nodes import HclLimitError, HclSyntaxError, Source
from checkov_aws_iot.expressions.hcl_scan import (
    BODY_TOKEN,
    MOST_NESTED,
    end_of_comment,
    end_of_expression,
    end_of_string,
    unexpected,
)


@dataclass(frozen=True, slots=True)
class ArgumentPlace:
    """The offsets at which ``name = expression`` starts and ends, and those of the expression.

    The end of the expression is that of its line: it may have blanks and a comment behind it.
    """

    name: str
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The text with everything blanked out but types and braces of blocks, and what stood there.

    Offsets stay as they are. ``labels`` are those of each block by the offset of its type;
    ``arguments`` stand in their order. Whether the blocks are well formed is for the parser to say.
    """

    text: str
    labels: dict[int, tuple[str, ...]]
    arguments: tuple[ArgumentPlace, ...]


# What stands in front of a token, blanks and comments left out.
_NEWLINE: Final = 0
_BRACE: Final = 1
_FIRST_WORD: Final = 2
_LABEL: Final = 3
_SOMETHING: Final = 4


def outline(source: Source) -> Outline:
    """The blocks and the arguments of the text.

    Raises:
        HclSyntaxError: a bracket, a string or a comment is not closed, an argument stands where none
            can be, or blocks are nested too deep.
    """
    return _Outliner(source).outline()


class _Outliner:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.pieces: list[str] = []
        self.labels: dict[int, tuple[str, ...]] = {}
        self.arguments: list[ArgumentPlace] = []
        self.depth = 0
        self.before = self.before_word = _NEWLINE
        self.word_start = self.word_piece = 0

    def outline(self) -> Outline:
        text = self.text
        position = 0
        if text.startswith("\ufeff"):
            self.pieces.append(" ")
            position = 1
        while position < len(text):
            token = BODY_TOKEN.match(text, position)
            if token is None:
                raise unexpected(self.source, position)
            start, end = token.span()
            kind = token.lastgroup
            if kind == "space":
                self.space(start, end)
            elif kind == "comment":
                end = end_of_comment(self.source, start)
                self.pieces.append(" " * (end - start))
            elif kind == "word":
                self.word(token[0], start)
            elif kind == "quote":
                end = end_of_string(self.source, start)
                self.quote(start, end)
            elif kind == "equals":
                end = self.equals(start)
            else:
                self.brace(token[0], start)
            position = end
        return Outline("".join(self.pieces), self.labels, tuple(self.arguments))

    def space(self, start: int, end: int) -> None:
        newline = self.text.find("\n", start, end)
        if newline < 0 or self.before == _NEWLINE:
            self.pieces.append(" " * (end - start))
            return
        # Every newline is a token to the parser, which need not know how many there are.
        self.before = _NEWLINE
        self.pieces.append(f"{' ' * (newline - start)}\n{' ' * (end - newline - 1)}")

    def word(self, written: str, start: int) -> None:
        if self.before in (_FIRST_WORD, _LABEL):
            self.label(written, len(written))
            return
        self.before_word, self.word_start, self.word_piece = self.before, start, len(self.pieces)
        self.before = _FIRST_WORD if self.before in (_NEWLINE, _BRACE) else _SOMETHING
        self.pieces.append(written)

    def quote(self, start: int, end: int) -> None:
        if self.before not in (_FIRST_WORD, _LABEL):
            raise unexpected(self.source, start)
        self.label(self.text[start + 1 : end - 1], end - start)

    def label(self, name: str, length: int) -> None:
        self.labels[self.word_start] = (*self.labels.get(self.word_start, ()), name)
        self.before = _LABEL
        self.pieces.append(" " * length)

    def brace(self, written: str, start: int) -> None:
        opens = written == "{"
        self.depth += 1 if opens else -1
        if self.depth > MOST_NESTED:
            raise HclLimitError(f"nested more than {MOST_NESTED} deep", self.source.line(start))
        self.before = _BRACE if opens else _SOMETHING
        self.pieces.append(written)

    def equals(self, start: int) -> int:
        """The offset behind the expression."""
        if self.before != _FIRST_WORD:
            raise unexpected(self.source, start)
        end = end_of_expression(self.source, start + 1)
        written = self.text[start + 1 : end]
        value = end - len(written.lstrip(" \t"))
        if value == end:
            raise HclSyntaxError("an expression is missing", self.source.line(start))
        self.argument(start, value, end)
        return end

    def argument(self, equals: int, value: int, end: int) -> None:
        name = self.pieces[self.word_piece]
        self.pieces[self.word_piece] = " " * len(name)
        self.pieces.append(" " * (end - equals))
        self.arguments.append(ArgumentPlace(name, self.word_start, value, end))
        # The newline in front of it does for the one behind it.
        ends_line = end == len(self.text) or self.text[end] in "\r\n"
        self.before = _NEWLINE if self.before_word == _NEWLINE and ends_line else _SOMETHING
