"""The outline of a Terraform file: the types and braces of its blocks, and where all else stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.terraform.syntax.scanner import (
    BODY_TOKEN,
    MOST_NESTED,
    end_of_comment,
    end_of_expression,
    end_of_string,
    unexpected,
)
from checkov_aws_iot.terraform.syntax.syntax_tree import HclLimitError, HclSyntaxError, Source


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
    """The types and braces of the blocks with the newlines that count, and what stood beside them.

    ``places`` has the offset in the file for the one in ``text`` at which a type, brace or newline
    starts, in their order. ``labels`` are those of each block by the offset of its type in the file;
    ``arguments`` stand in their order. Whether the blocks are well formed is for the parser to say.
    """

    text: str
    places: dict[int, int]
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
        HclSyntaxError: a block, a bracket, a string or a comment is not closed, or something stands
            where it cannot.
        HclLimitError: blocks are nested too deep.
    """
    return _Outliner(source).outline()


class _Outliner:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.pieces: list[str] = []
        self.places: dict[int, int] = {}
        self.length = 0  # of the pieces together
        self.labels: dict[int, tuple[str, ...]] = {}
        self.arguments: list[ArgumentPlace] = []
        self.opened: list[int] = []  # braces that are not closed yet
        self.before = self.before_word = _NEWLINE
        self.word_start = 0

    def outline(self) -> Outline:
        text = self.text
        position = 1 if text.startswith("\ufeff") else 0
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
        if self.opened:
            raise HclSyntaxError("a block is not closed", self.source.line(self.opened[-1]))
        return Outline("".join(self.pieces), self.places, self.labels, tuple(self.arguments))

    def keep(self, written: str, start: int) -> None:
        self.places[self.length] = start
        self.pieces.append(written)
        self.length += len(written)

    def space(self, start: int, end: int) -> None:
        newline = self.text.find("\n", start, end)
        # Every newline is a token to the parser, which need not know how many there are.
        if newline >= 0 and self.before != _NEWLINE:
            self.before = _NEWLINE
            self.keep("\n", newline)

    def word(self, written: str, start: int) -> None:
        if self.before in (_FIRST_WORD, _LABEL):
            self.label(written)
            return
        self.before_word, self.word_start = self.before, start
        if self.before == _SOMETHING:  # another word, perhaps
            self.pieces.append(" ")
            self.length += 1
        self.before = _FIRST_WORD if self.before in (_NEWLINE, _BRACE) else _SOMETHING
        self.keep(written, start)

    def quote(self, start: int, end: int) -> None:
        if self.before not in (_FIRST_WORD, _LABEL):
            raise unexpected(self.source, start)
        self.label(self.text[start + 1 : end - 1])

    def label(self, name: str) -> None:
        self.labels[self.word_start] = (*self.labels.get(self.word_start, ()), name)
        self.before = _LABEL

    def brace(self, written: str, start: int) -> None:
        if written == "{":
            if len(self.opened) == MOST_NESTED:
                raise HclLimitError(f"nested more than {MOST_NESTED} deep", self.source.line(start))
            self.opened.append(start)
            self.before = _BRACE
        else:
            if not self.opened:
                raise unexpected(self.source, start)
            self.opened.pop()
            self.before = _SOMETHING
        self.keep(written, start)

    def equals(self, start: int) -> int:
        """The offset behind the expression."""
        if self.before != _FIRST_WORD:
            raise unexpected(self.source, start)
        end = end_of_expression(self.source, start + 1)
        written = self.text[start + 1 : end]
        value = end - len(written.lstrip(" \t"))
        if value == end:
            raise HclSyntaxError("an expression is missing", self.source.line(start))
        self.argument(value, end)
        return end

    def argument(self, value: int, end: int) -> None:
        name = self.pieces.pop()
        self.length -= len(name)
        del self.places[self.length]
        self.arguments.append(ArgumentPlace(name, self.word_start, value, end))
        # The newline in front of it does for the one behind it.
        ends_line = end == len(self.text) or self.text[end] in "\r\n"
        self.before = _NEWLINE if self.before_word == _NEWLINE and ends_line else _SOMETHING
