"""A statement goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.list_items import removed
from checkov_aws_iot.fixes.members import without_comments
from checkov_aws_iot.fixes.string_entry import StringEntry
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, ObjectConstructor

if TYPE_CHECKING:
    from checkov_aws_iot.positions.location import Walk

_UNCLEAR: Final = "the statement has to go, and stands in no plain list"


def removal_edits(walk: Walk) -> tuple[TextEdit, ...] | str:
    """The edits after which the document no longer has the statement, or why there are none."""
    statement = walk.statement()
    node = statement.node if statement is not None else None
    if isinstance(node, Block):
        return _without_block(node)
    if not isinstance(node, (DataNode, ObjectConstructor)):
        return _UNCLEAR
    source, start = node.source, node.start
    column = start - source.text.rfind("\n", 0, start) - 1
    end = start + len(without_comments(source.text[start : node.end], column))
    whole = StringEntry(walk.places, source, start, end, "", "", "", str, whole=(start, end))
    return tuple(removed(whole) or ()) or _UNCLEAR


def _without_block(block: Block) -> tuple[TextEdit, ...] | str:
    """The block goes with its lines, and with the empty one in front of them."""
    text = block.source.text
    start = text.rfind("\n", 0, block.start) + 1
    end = text.find("\n", block.start + len(block.text.rstrip())) + 1
    if block.source.file.endswith(".json") or text[start : block.start].strip():
        return _UNCLEAR
    start -= text[:start].endswith("\n\n")
    return (TextEdit(block.source.file, start, end, ""),)
