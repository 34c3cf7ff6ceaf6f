"""Reading the structure of a Terraform file with the parser that Checkov uses.

Checkov pins the distribution ``bc-python-hcl2``. Its parser is given the blocks of the file, without
labels, arguments and comments: 16 characters behind an unclosed quote keep its lexer busy for most of
a minute, and expressions are parsed with Terraform's rules when they are needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from checkov_aws_iot.expressions.hcl_nodes import (
    Argument,
    Block,
    Body,
    Expression,
    Source,
)
from checkov_aws_iot.expressions.hcl_outline import Outline, outline
from checkov_aws_iot.expressions.hcl_scan import unexpected

ParseArgument = Callable[[Source, tuple[int, int]], Expression]


def read_body(source: Source, parse: ParseArgument) -> Body:
    """The body that the whole source is; ``parse`` reads the expression between two offsets.

    Raises:
        HclSyntaxError: Checkov's parser rejects the structure.
        HclLimitError: blocks are nested too deep.
    """
    from hcl2.parser import hcl2
    from lark.exceptions import UnexpectedInput

    blocks = outline(source)
    try:
        # The grammar has no end of file, so that the last block needs a newline behind it.
        tree = hcl2.lark_parser.parse(blocks.text + "\n")
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        raise unexpected(source, at if isinstance(at, int) else len(source.text)) from None
    body = next(child for child in tree.children if getattr(child, "data", "") == "body")
    return _TreeReader(source, blocks, parse).body(body, 0, len(source.text))


class _TreeReader:
    """Turns the parser's tree into bodies and blocks, and puts the arguments where they stand."""

    def __init__(self, source: Source, blocks: Outline, parse: ParseArgument) -> None:
        self.source = source
        self.outline = blocks.text
        self.labels = blocks.labels
        self.arguments = blocks.arguments
        self.parse = parse
        self.placed = 0

    def body(self, tree: Any, start: int, end: int) -> Body:
        attributes: dict[str, Argument] = {}
        blocks: list[Block] = []
        for child in tree.children:
            self.place(attributes, child.meta.start_pos)
            blocks.append(self.block(child))
        self.place(attributes, end)
        return Body(self.source, start, end, attributes, tuple(blocks))

    def block(self, tree: Any) -> Block:
        name, body = tree.children
        start = tree.meta.start_pos
        # Newlines are part of what the tree covers; a block ends with its brace.
        end = self.outline.rindex("}", start, tree.meta.end_pos) + 1
        body_start = self.outline.index("{", start) + 1
        inner = self.body(body, body_start, end - 1)
        labels = self.labels.get(start, ())
        return Block(self.source, start, end, sys.intern(str(name.children[0])), labels, inner)

    def place(self, attributes: dict[str, Argument], end: int) -> None:
        """Add the arguments that stand before the offset and that no body has yet."""
        while self.placed < len(self.arguments) and self.arguments[self.placed].start < end:
            place = self.arguments[self.placed]
            self.placed += 1
            written = place.value + len(self.source.text[place.value : place.end].rstrip())
            name = sys.intern(place.name)
            attributes[name] = Argument(
                self.source, place.start, written, name, (place.value, place.end), self.parse
            )
