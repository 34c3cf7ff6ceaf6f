"""A statement gets a condition, in the spelling and the layout of the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.fixes.caller_identity import CallerIdentity
from checkov_aws_iot.fixes.fixed_names import with_fixed_names
from checkov_aws_iot.fixes.members import Unclear, add_member, is_braced
from checkov_aws_iot.fixes.spelled_value import Member, grouped, in_hcl
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Block,
    Literal,
    ObjectConstructor,
    Template,
)

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.remedy import AddedCondition
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place

_UNCLEAR: Final = "the statement is written in a way that is not changed by a program"
_HAS_IT: Final = "the statement has this condition already, with a value whose meaning is not known"
_CONDITION: Final = "Condition"


def condition_edits(walk: Walk, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
    """The edits after which the statement of the entry has the condition, or why there are none."""
    statement = walk.statement()
    if statement is None:
        return _UNCLEAR
    remedy = with_fixed_names(walk, remedy)
    try:
        if isinstance(statement.node, Block):
            return _blocks(statement, statement.node, remedy)
        return _members(walk, statement, remedy)
    except Unclear as unclear:
        return str(unclear)


def _members(walk: Walk, statement: Place, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
    """The condition goes as deep into the one that is there as their keys are the same."""
    operators = grouped(remedy)
    condition = _entry(walk, statement, _CONDITION)
    if condition is None:
        return add_member(walk, statement, {_CONDITION: operators})
    edits: list[TextEdit] = []
    missing: dict[str, Member] = {}
    for operator, keys in operators.items():
        under = _entry(walk, condition, operator)
        if under is None:
            missing[operator] = keys
            continue
        absent = {key: v for key, v in keys.items() if _entry(walk, under, key) is None}
        if absent:
            edits += add_member(walk, under, absent)
    if missing:
        edits += add_member(walk, condition, missing)
    return tuple(_joined(edits)) or _HAS_IT


def _joined(edits: list[TextEdit]) -> list[TextEdit]:
    """Of insertions at one place, as at the end of two block mappings, one: the inner one first."""
    joined: dict[tuple[str, int, int], str] = {}
    for edit in dict.fromkeys(edits):
        place = (edit.file, edit.start, edit.end)
        joined[place] = joined.get(place, "") + edit.text
    return [TextEdit(*place, text) for place, text in joined.items()]


def _entry(walk: Walk, place: Place, key: str) -> Place | None:
    """What stands under the key, ``None`` if nothing does.

    Raises:
        Unclear: it stands elsewhere, or is one of several.
    """
    found = [
        one for entry in walk.places.entries(place, key) for one in walk.places.followed(entry)
    ]
    if not found:
        return None
    if len(found) > 1 or not _is_written(found[0].node):
        raise Unclear(_UNCLEAR)
    return found[0]


def _is_written(node: Any) -> bool:
    return isinstance(node, (DataNode, ObjectConstructor, Literal, Template)) or is_braced(node)


def _blocks(statement: Place, block: Block, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
    """A ``condition`` block for each line, behind everything else in the block."""
    source = block.source
    if source.file.endswith(".json"):
        return _UNCLEAR
    identity = CallerIdentity(statement.frame.module.module, source.file, source.text)
    end = source.text.rfind("}", block.start, block.end)
    at = source.text.rfind("\n", 0, end) + 1
    margin = source.text[at:end]
    if margin.strip():
        return _UNCLEAR
    inner, text = margin + "  ", ""
    for operator, key, values in remedy.lines:
        present = _same_block(statement, block, operator, key)
        if present:
            continue
        listed = in_hcl(list(values), "", identity)
        text += (
            f"\n{inner}condition {{\n{inner}  test     = {json.dumps(operator)}\n"
            f"{inner}  variable = {json.dumps(key)}\n{inner}  values   = {listed}\n{inner}}}\n"
        )
    if not text:
        return _HAS_IT
    return TextEdit(source.file, at, at, text), *identity.edits


def _same_block(statement: Place, block: Block, operator: str, key: str) -> bool:
    """Whether there is a condition block of the operator and the key: a second one would widen it."""
    for inner in block.body.blocks:
        if inner.type == "dynamic":
            raise Unclear(_UNCLEAR)
        if inner.type == "condition":
            attributes = inner.body.attributes
            said = [
                statement.frame.evaluate(attributes[name].expression) if name in attributes else ""
                for name in ("test", "variable")
            ]
            if not all(isinstance(one, str) for one in said):
                raise Unclear(_UNCLEAR)
            if [str(one).lower() for one in said] == [operator.lower(), key.lower()]:
                return True
    return False
