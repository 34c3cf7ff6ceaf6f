"""A resource gets an argument, in the spelling and the layout of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.caller_identity import CallerIdentity
from checkov_aws_iot.fixes.members import Unclear, add_member, margin_at
from checkov_aws_iot.fixes.spelled_value import in_hcl
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.terraform.syntax.syntax_tree import Block

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.remedy import AddedArgument
    from checkov_aws_iot.positions.location import Walk

_UNCLEAR: Final = "the resource is written in a way that is not changed by a program"
_HAS_IT: Final = "the resource has this argument already, with a value whose meaning is not known"


def argument_edits(holder: Walk, remedy: AddedArgument) -> tuple[TextEdit, ...] | str:
    """The edits after which the resource has the argument, or why there are none."""
    node = holder.place.node
    if isinstance(node, Block):
        return _in_block(holder, node, remedy)
    if any(holder.places.entries(holder.place, remedy.property)):
        return _HAS_IT
    try:
        return add_member(holder, holder.place, {remedy.property: remedy.value})
    except Unclear as unclear:
        return str(unclear)


def _in_block(holder: Walk, block: Block, remedy: AddedArgument) -> tuple[TextEdit, ...] | str:
    """The argument stands behind the last one, or is the first where there are blocks alone."""
    source, attributes = block.source, block.body.attributes
    if source.file.endswith(".json"):
        return _UNCLEAR
    if remedy.argument in attributes:
        return _HAS_IT
    identity = CallerIdentity(holder.place.frame.module.module, source.file, source.text)
    value = in_hcl(remedy.value, "", identity)
    if not attributes:
        return _first(block, f"{remedy.argument} = {value}"), *identity.edits
    last = max(attributes.values(), key=lambda one: one.end)
    margin = margin_at(source.text, last.start)
    line = source.text.find("\n", last.end)
    if margin is None or line < 0:
        return _UNCLEAR
    text = f"\n{margin}{remedy.argument} = {value}"
    return TextEdit(source.file, line, line, text), *identity.edits


def _first(block: Block, text: str) -> TextEdit:
    source = block.source
    at = source.text.index("{", block.start, block.end) + 1
    closing = source.text.rfind("}", at, block.end)
    line = source.text[source.text.rfind("\n", 0, block.start) + 1 : block.start]
    margin = line if not line.strip() else ""
    if source.text[at:closing].strip():
        return TextEdit(source.file, at, at, f"\n{margin}  {text}")
    return TextEdit(source.file, at, closing, f"\n{margin}  {text}\n{margin}")
