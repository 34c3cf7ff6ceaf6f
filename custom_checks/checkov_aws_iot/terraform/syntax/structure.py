"""Reading the structure of a Terraform file with the parser that Checkov uses.

Checkov pins the distribution ``bc-python-hcl2``. Its parser is given the blocks of the file, without
labels, arguments and comments: 16 characters behind an unclosed quote keep its lexer busy for most of
a minute, and expressions are parsed with Terraform's rules when they are needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from checkov_aws_iot.terraform.syntax.outline import Outline, outline
from checkov_aws_iot.terraform.syntax.scanner import unexpected
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Block,
    Body,
    Expression,
    Source,
)

ParseArgument = Callable[[Source, tuple[int, int]], Expression]


# Files with the same blocks in the same order are common: variables, outputs, copies for each stage.
_SHAPES_KEPT: Final = 64


def read_body(source: Source, parse: ParseArgument) -> Body:
    """The body that the whole source is; ``parse`` reads the expression between two offsets.

    Raises:
        HclSyntaxError: Checkov's parser rejects the structure.
        HclLimitError: blocks are nested too deep.
    """
    from lark.exceptions import UnexpectedInput

    found = outline(source)
    try:
        blocks = _shape(found.text)
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        raise unexpected(source, _place(found, at, len(source.text))) from None
    return _BodyReader(source, found, parse).body(blocks, 0, len(source.text))


class _Shape(NamedTuple):
    """A block of an outline: its type, offsets in the outline, and the blocks in it."""

    type: str
    start: int
    opened: int
    closed: int
    blocks: tuple[_Shape, ...]


@lru_cache(maxsize=_SHAPES_KEPT)
def _shape(text: str) -> tuple[_Shape, ...]:
    """The blocks of an outline.

    Raises:
        UnexpectedInput: Checkov's parser rejects it.
    """
    from hcl2.parser import hcl2

    # The grammar has no end of file, so that the last block needs a newline behind it.
    tree: Any = hcl2.lark_parser.parse(text + "\n")
    body = next(child for child in tree.children if getattr(child, "data", "") == "body")
    return tuple(_shape_of(block, text) for block in body.children)


def _shape_of(tree: Any, text: str) -> _Shape:
    name, body = tree.children
    start = tree.meta.start_pos
    # Newlines are part of what the tree covers; a block ends with its brace.
    closed = text.rindex("}", start, tree.meta.end_pos)
    inner = tuple(_shape_of(block, text) for block in body.children)
    return _Shape(sys.intern(str(name.children[0])), start, text.index("{", start), closed, inner)


def _place(found: Outline, at: object, end: int) -> int:
    """The offset in the file for one in the outline; ``end`` for one behind it."""
    if not isinstance(at, int) or at >= len(found.text):
        return end
    nearest = max((offset for offset in found.places if offset <= at), default=None)
    return end if nearest is None else found.places[nearest] + at - nearest


class _BodyReader:
    """Turns the shape of a file into bodies and blocks, and puts the arguments where they stand."""

    def __init__(self, source: Source, found: Outline, parse: ParseArgument) -> None:
        self.source = source
        self.places = found.places
        self.labels = found.labels
        self.arguments = found.arguments
        self.parse = parse
        self.placed = 0

    def body(self, shapes: tuple[_Shape, ...], start: int, end: int) -> Body:
        attributes: dict[str, Argument] = {}
        blocks: list[Block] = []
        for shape in shapes:
            self.place(attributes, self.places[shape.start])
            blocks.append(self.block(shape))
        self.place(attributes, end)
        return Body(self.source, start, end, attributes, tuple(blocks))

    def block(self, shape: _Shape) -> Block:
        start, closed = self.places[shape.start], self.places[shape.closed]
        inner = self.body(shape.blocks, self.places[shape.opened] + 1, closed)
        labels = self.labels.get(start, ())
        return Block(self.source, start, closed + 1, shape.type, labels, inner)

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
