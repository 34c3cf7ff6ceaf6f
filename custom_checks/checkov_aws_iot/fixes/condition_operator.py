"""A condition gets another operator and keeps its key and its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.string_entry import in_file
from checkov_aws_iot.terraform.syntax.syntax_tree import Block

if TYPE_CHECKING:
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place

_UNCLEAR: Final = "the condition is written in a way that is not changed by a program"
_HAS_BOTH: Final = "the statement has a condition with the other operator, too"
_CONDITION: Final = "Condition"
_WORD: Final = re.compile(r"[A-Za-z:]+")


def operator_edits(walk: Walk, operator: str) -> tuple[TextEdit, ...] | str:
    """The edits after which the condition of the entry has the operator, or why there are none."""
    statement = walk.statement()
    at = walk.path.index(_CONDITION) if _CONDITION in walk.path else -1
    if statement is None or at < 0 or len(walk.path) < at + 3:
        return _UNCLEAR
    old, key = map(str, walk.path[at + 1 : at + 3])
    if isinstance(statement.node, Block):
        return _in_block(walk, statement, (old, key), operator)
    conditions = list(walk.places.entries(statement, _CONDITION))
    if len(conditions) != 1:
        return _UNCLEAR
    if any(walk.places.entries(conditions[0], operator)):
        return _HAS_BOTH
    named = list(walk.places.entries(conditions[0], old))
    if len(named) != 1 or named[0].key is None:
        return _UNCLEAR
    return _renamed(walk, named[0].key, old, operator)


def _in_block(
    walk: Walk, statement: Place, names: tuple[str, str], operator: str
) -> tuple[TextEdit, ...] | str:
    old, key = names
    fitting = [
        attributes["test"].expression
        for block in statement.node.body.blocks_of("condition")
        for attributes in (block.body.attributes,)
        if "test" in attributes and "variable" in attributes
        if statement.frame.evaluate(attributes["test"].expression) == old
        and statement.frame.evaluate(attributes["variable"].expression) == key
    ]
    return _renamed(walk, fitting[0], old, operator) if len(fitting) == 1 else _UNCLEAR


def _renamed(walk: Walk, node: object, old: str, operator: str) -> tuple[TextEdit, ...] | str:
    """The edit of a name that is written out, with or without quotes."""
    source, start, end = node.source, node.start, node.end  # type: ignore[attr-defined]
    found = _WORD.search(source.text, start, end)
    if found is None or found[0] != old:
        return _UNCLEAR
    return (in_file(walk.places, source, found.start(), found.end(), operator),)
