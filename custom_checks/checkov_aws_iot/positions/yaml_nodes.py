"""YAML texts as nodes that know where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from checkov_aws_iot.positions.data_nodes import DataNode, json_node
from checkov_aws_iot.positions.decoded_text import (
    MOST_CHARACTERS,
    DecodedText,
    Piece,
    json_escaped,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from checkov_aws_iot.terraform.syntax.syntax_tree import Source

_TAG: Final = re.compile(r"(?:[!&]\S*\s+)+")
_ESCAPE: Final = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\n\s*|.)|.", re.DOTALL
)
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "/": "/", "0": "\0"}
_LONG: Final = frozenset({"Ref", "Condition"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_NODES: Final = 200_000


def template_node(source: Source) -> DataNode | None:
    """The value that a template file holds; ``None`` where it is neither JSON nor YAML."""
    if source.text.lstrip().startswith("{"):
        found = json_node(source)
        if found is not None:
            return found
    try:
        root = yaml.compose(source.text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return _Reader(source).node(root) if root is not None else None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.read: dict[Any, DataNode] = {}

    def node(self, node: Any) -> DataNode:
        """The node; what an alias names is the node that it names."""
        found = self.read.get(node)
        if found is None:
            found = DataNode(self.source, node.start_mark.index, node.end_mark.index)
            self.read[node] = found
            self._fill(found, node)
        return self._with_tag(found, node)

    def _fill(self, found: DataNode, node: Any) -> None:
        tag = (
            _TAG.match(self.source.text, found.start)
            if _is_tagged(self.source.text, found)
            else None
        )
        if tag is not None and tag.end() < found.end:
            found.start = tag.end()
        if isinstance(node, yaml.MappingNode):
            found.pairs = []
            if len(self.read) < MOST_NODES:
                found.pairs.extend((self.node(key), self.node(item)) for key, item in node.value)
        elif isinstance(node, yaml.SequenceNode):
            found.items = []
            if len(self.read) < MOST_NODES:
                found.items.extend(self.node(item) for item in node.value)
        else:
            found.text, found.is_string = node.value, True
        written = self.source.text[found.start : found.end]
        found.end = found.start + len(written.rstrip())

    def _with_tag(self, found: DataNode, node: Any) -> DataNode:
        """``!Sub x`` as the mapping ``{"Fn::Sub": x}`` that it stands for."""
        if not node.tag.startswith("!") or node.tag == "!":
            return found
        name = node.tag[1:]
        name = name if name in _LONG else f"Fn::{name}"
        start = node.start_mark.index
        key = DataNode(self.source, start, start, text=name, is_string=True)
        return DataNode(self.source, start, found.end, pairs=[(key, found)])


def _is_tagged(text: str, node: DataNode) -> bool:
    return text[node.start : node.start + 1] in ("!", "&")


def scalar_text(node: DataNode) -> DecodedText | None:
    """The text of a YAML scalar with the place of each of its characters; ``None`` if unclear."""
    text, written = node.text or "", node.source.text
    escape: Callable[[str], str] = str
    if node.end - node.start > MOST_CHARACTERS:
        return None
    first = written[node.start : node.start + 1]
    if first == '"':
        pieces = _double_quoted(written, node.start + 1, node.end - 1)
        escape = json_escaped
    else:
        start = node.start
        if first in ("|", ">"):
            start = written.find("\n", start) + 1
            escape = _indented(written[start : node.end])
        pieces = [(c, at, at + 1) for at, c in enumerate(written[start : node.end], start)]
        if first == "'":
            pieces = _single_quoted(pieces[1:-1])
            escape = _doubled
    return _aligned(node, text, pieces, escape)


def _indented(block: str) -> Callable[[str], str]:
    """How new lines of a block scalar are spelled: as deep as its first one."""
    margin = block[: len(block) - len(block.lstrip(" "))]
    return lambda text: text.replace("\n", f"\n{margin}")


def _doubled(text: str) -> str:
    """The text as it stands between single quotes."""
    return text.replace("'", "''")


def _double_quoted(written: str, start: int, end: int) -> list[Piece]:
    return [
        (_unescaped(found[0]), found.start(), found.end())
        for found in _ESCAPE.finditer(written, start, end)
    ]


def _single_quoted(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if piece[0] == "'" and found and found[-1][0] == "'" and found[-1][2] - found[-1][1] == 1:
            found[-1] = ("'", found[-1][1], piece[2])
        else:
            found.append(piece)
    return found


def _unescaped(spelling: str) -> str:
    if len(spelling) == 1:
        return spelling
    if spelling[1] == "\n":
        return ""
    if spelling[1] in "xuU" and len(spelling) > 2:
        digits = spelling[2:]
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _SIMPLE.get(spelling[1], spelling[1])


def _aligned(
    node: DataNode, text: str, pieces: list[Piece], escape: Callable[[str], str]
) -> DecodedText | None:
    """The characters of the text, each at its spelling; only blanks may be folded away."""
    found: list[Piece] = []
    at = 0
    for character in text:
        while at < len(pieces) and pieces[at][0] != character and not pieces[at][0].strip():
            if character.isspace():
                break
            at += 1
        if at < len(pieces) and (
            pieces[at][0] == character or (character.isspace() and not pieces[at][0].strip())
        ):
            found.append((character, *pieces[at][1:]))
            at += 1
        elif character.isspace() and found:
            found.append((character, *found[-1][1:]))  # Folding ends a block with a newline.
        else:
            return None
    return DecodedText(node.source, found, {}, escape)
