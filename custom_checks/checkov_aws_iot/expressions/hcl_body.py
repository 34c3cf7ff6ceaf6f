"""Reading the structure of a Terraform file with the parser that Checkov uses.

Checkov pins the distribution ``bc-python-hcl2``. Its parser is given the outline of the file, without
strings, expressions and comments: 16 characters behind an unclosed quote keep its lexer busy for most
of a minute, and expressions are parsed with Terraform's rules when they are needed.
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
    HclSyntaxError,
    Source,
)
from checkov_aws_iot.expressions.hcl_outline import outline

ParseArgument = Callable[[Source, tuple[int, int]], Expression]


def read_body(source: Source, parse: ParseArgument) -> Body:
    """The body that the whole source is; ``parse`` reads the expression between two offsets.

    Raises:
        HclSyntaxError: Checkov's parser rejects the structure.
        HclLimitError: blocks are nested too deep.
    """
    from hcl2.parser import hcl2
    from lark.exceptions import UnexpectedInput

    structure, ends = outline(source)
    try:
        # The grammar has no end of file, so that the last block needs a newline behind it.
        tree = hcl2.lark_parser.parse(structure + "\n")
    except UnexpectedInput as error:
        at = getattr(error, "pos_in_stream", None)
        at = min(at, len(source.text)) if isinstance(at, int) else len(source.text)
        shown = source.text[at : at + 10].split("\n")[0] or "end of the line"
        raise HclSyntaxError(f'unexpected "{shown}"', source.line(at)) from None
    body = next(child for child in tree.children if getattr(child, "data", "") == "body")
    return _TreeReader(source, ends, parse).body(body, 0, len(source.text))


class _TreeReader:
    """Turns the parser's tree into bodies, blocks and arguments."""

    def __init__(self, source: Source, ends: dict[int, int], parse: ParseArgument) -> None:
        self.source = source
        self.ends = ends
        self.parse = parse

    def body(self, tree: Any, start: int, end: int) -> Body:
        attributes: dict[str, Argument] = {}
        blocks: list[Block] = []
        for child in tree.children:
            if child.data == "block":
                blocks.append(self.block(child))
            else:
                argument = self.argument(child)
                attributes[argument.name] = argument
        return Body(self.source, start, end, attributes, tuple(blocks))

    def block(self, tree: Any) -> Block:
        *names, body = tree.children
        kind, *labels = (self.name(name) for name in names)
        start = tree.meta.start_pos
        # Newlines are part of what the tree covers; a block ends with its brace.
        end = self.source.text.rindex("}", start, tree.meta.end_pos) + 1
        body_start = getattr(body.meta, "start_pos", end)
        inner = self.body(body, body_start, end - 1)
        return Block(self.source, start, end, sys.intern(kind), tuple(labels), inner)

    def name(self, tree: Any) -> str:
        """The text of an identifier, or of a quoted label without its quotes."""
        token = tree.children[0] if getattr(tree, "children", None) else tree
        text = self.source.text[token.start_pos : token.end_pos]
        return text[1:-1] if text.startswith('"') else text

    def argument(self, tree: Any) -> Argument:
        name, value = tree.children
        start = value.meta.start_pos
        end = self.ends[start]
        written = start + len(self.source.text[start:end].rstrip())
        return Argument(
            self.source,
            tree.meta.start_pos,
            written,
            sys.intern(self.name(name)),
            (start, end),
            self.parse,
        )
