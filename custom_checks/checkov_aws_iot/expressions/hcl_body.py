"""Reading the structure of a Terraform file: its blocks and arguments.

The expressions are only found here; they are parsed when they are needed. Checkov's own parser is
not used for it: it takes seconds for what is read in tenths of them here, and 16 characters behind
an unclosed quote keep its lexer busy for most of a minute.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#structural-elements
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from checkov_aws_iot.expressions.hcl_nodes import (
    Argument,
    Block,
    Body,
    Expression,
    HclLimitError,
    HclSyntaxError,
    Source,
)
from checkov_aws_iot.expressions.hcl_scan import (
    BODY_TOKEN,
    MOST_NESTED,
    end_of_comment,
    end_of_expression,
    end_of_string,
)
from checkov_aws_iot.values.span import Span

ParseArgument = Callable[[Source, int, int], Expression]

_BLANK: Final = re.compile(r"[ \t]*")


def read_body(source: Source, parse: ParseArgument) -> Body:
    """The body that the whole source is; ``parse`` reads the expression between two offsets.

    Raises:
        HclSyntaxError: it is not a body of HCL, or blocks are nested too deep.
    """
    return _BodyReader(source, parse).body()


@dataclass
class _Open:
    """A block of which the closing brace is not read yet; the whole file is the outermost one."""

    start: int
    names: tuple[str, ...]
    body_start: int
    attributes: dict[str, Argument] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


class _BodyReader:
    def __init__(self, source: Source, parse: ParseArgument) -> None:
        self.source = source
        self.text = source.text
        self.parse = parse
        self.position = 1 if self.text.startswith("\ufeff") else 0
        self.open = [_Open(self.position, (), self.position)]
        # What is read of the current argument or block, and where it starts.
        self.header: list[str] = []
        self.header_start = 0
        # Arguments and blocks stand on lines of their own.
        self.fresh = True

    def body(self) -> Body:
        text = self.text
        while self.position < len(text):
            token = BODY_TOKEN.match(text, self.position)
            if token is None or token.lastgroup is None:
                raise self.unexpected()
            _READ[token.lastgroup](self, token[0])
        if len(self.open) > 1 or self.header:
            raise HclSyntaxError("a block is not closed", self.source.line(self.open[-1].start))
        (whole,) = self.open
        return Body(self.source, 0, len(text), whole.attributes, tuple(whole.blocks))

    def space(self, token: str) -> None:
        if "\n" in token:
            if self.header:
                raise self.unexpected()
            self.fresh = True
        self.position += len(token)

    def comment(self, _: str) -> None:
        self.position = end_of_comment(self.source, self.position)

    def bracket(self, brace: str) -> None:
        if brace == "{":
            self.opened()
        else:
            self.closed()

    def word(self, name: str) -> None:
        if not self.header:
            if not self.fresh:
                raise self.unexpected()
            self.header_start = self.position
        self.header.append(name)
        self.position += len(name)

    def label(self, _: str) -> None:
        if not self.header:
            raise self.unexpected()
        end = end_of_string(self.source, self.position)
        self.header.append(self.text[self.position + 1 : end - 1])
        self.position = end

    def argument(self, _: str) -> None:
        if len(self.header) != 1:
            raise self.unexpected()
        end = end_of_expression(self.source, self.position + 1)
        blank = _BLANK.match(self.text, self.position + 1)
        start = blank.end() if blank else end
        written = len(self.text[start:end].rstrip())
        if not written:
            raise HclSyntaxError("an expression is missing", self.source.line(self.position))
        (name,) = self.header
        source, parse = self.source, self.parse
        first = source.line(self.header_start)
        span = Span(source.file, first, source.line(start + written - 1))
        self.open[-1].attributes[name] = Argument(name, span, lambda: parse(source, start, end))
        self.position = end
        self.done()

    def opened(self) -> None:
        if not self.header:
            raise self.unexpected()
        if len(self.open) > MOST_NESTED:
            line = self.source.line(self.position)
            raise HclLimitError(f"nested more than {MOST_NESTED} deep", line)
        self.position += 1
        self.open.append(_Open(self.header_start, tuple(self.header), self.position))
        self.header = []
        self.fresh = True

    def closed(self) -> None:
        if self.header or len(self.open) == 1:
            raise self.unexpected()
        block = self.open.pop()
        kind, *labels = block.names
        body = Body(
            self.source, block.body_start, self.position, block.attributes, tuple(block.blocks)
        )
        self.position += 1
        self.open[-1].blocks.append(
            Block(self.source, block.start, self.position, kind, tuple(labels), body)
        )
        self.done()

    def done(self) -> None:
        self.header = []
        self.fresh = False

    def unexpected(self) -> HclSyntaxError:
        shown = self.text[self.position : self.position + 10].split("\n")[0] or "end of the line"
        return HclSyntaxError(f'unexpected "{shown}"', self.source.line(self.position))


_READ: Final[dict[str, Callable[[_BodyReader, str], None]]] = {
    "space": _BodyReader.space,
    "comment": _BodyReader.comment,
    "word": _BodyReader.word,
    "quote": _BodyReader.label,
    "equals": _BodyReader.argument,
    "bracket": _BodyReader.bracket,
}
