"""JSON and YAML texts as nodes that know where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.positions.decoded_text import HOLE

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source

MOST_NESTED: Final = 100

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_SCALAR: Final = re.compile(r"[-+.\w]+")


@dataclass(eq=False, slots=True)
class DataNode:
    """A value: a mapping with ``pairs``, a list with ``items``, or a scalar with its ``text``.

    ``start`` and ``end`` are the offsets between which it is written, quotes included. A ``hole`` is
    an interpolation that stands for a whole value.
    """

    source: Source = field(repr=False)
    start: int
    end: int
    pairs: list[tuple[DataNode, DataNode]] | None = None
    items: list[DataNode] | None = None
    text: str | None = None
    is_hole: bool = False
    is_string: bool = False


class DataSyntaxError(ValueError):
    """The text is not JSON, or more than is read here."""


def json_node(source: Source) -> DataNode | None:
    """The JSON value that the text is; ``None`` where it is none. Never raises."""
    try:
        reader = _Reader(source)
        node = reader.value(reader.skip(0), 0)
        return node if reader.skip(node.end) == len(source.text) else None
    except DataSyntaxError:
        return None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    def skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> DataNode:
        if depth > MOST_NESTED:
            raise DataSyntaxError
        first = self.text[at : at + 1]
        if first == "{":
            return self.mapping(at, depth)
        if first == "[":
            return self.sequence(at, depth)
        if first == '"':
            return self.string(at)
        if first == HOLE:
            return DataNode(self.source, at, at + 1, is_hole=True)
        found = _SCALAR.match(self.text, at)
        if found is None:
            raise DataSyntaxError
        return DataNode(self.source, at, found.end(), text=found[0])

    def string(self, at: int) -> DataNode:
        try:
            text, end = scanstring(self.text, at + 1, False)
        except JSONDecodeError:
            raise DataSyntaxError from None
        return DataNode(self.source, at, end, text=text, is_string=True)

    def mapping(self, at: int, depth: int) -> DataNode:
        pairs: list[tuple[DataNode, DataNode]] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "}":
            if pairs:
                end = self.expect(",", end)
            if self.text[end : end + 1] != '"':
                raise DataSyntaxError
            key = self.string(end)
            item = self.value(self.expect(":", self.skip(key.end)), depth + 1)
            pairs.append((key, item))
            end = self.skip(item.end)
        return DataNode(self.source, at, end + 1, pairs=pairs)

    def sequence(self, at: int, depth: int) -> DataNode:
        items: list[DataNode] = []
        end = self.skip(at + 1)
        while self.text[end : end + 1] != "]":
            if items:
                end = self.expect(",", end)
            items.append(self.value(end, depth + 1))
            end = self.skip(items[-1].end)
        return DataNode(self.source, at, end + 1, items=items)

    def expect(self, character: str, at: int) -> int:
        if self.text[at : at + 1] != character:
            raise DataSyntaxError
        return self.skip(at + 1)
