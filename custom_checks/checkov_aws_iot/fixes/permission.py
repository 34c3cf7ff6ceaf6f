"""A Lambda permission gets the arguments that pin the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.fixes.caller_identity import IDENTITY, CallerIdentity
from checkov_aws_iot.fixes.members import Unclear, add_member, margin_at
from checkov_aws_iot.fixes.spelled_value import ArnOf, Member
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.policies.model.remedy import PinnedPermission
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.terraform.modules.module_files import Module
    from checkov_aws_iot.terraform.syntax.syntax_tree import Block

_UNCLEAR: Final = "the permission is written in a way that is not changed by a program"
_HAS_IT: Final = "the permission has a source account already, which is not yours"
_WITH_ARN: Final = ("AWS::IoT::TopicRule", "AWS::IoT::Authorizer")


def permission_edits(walk: Walk, remedy: PinnedPermission) -> tuple[TextEdit, ...] | str:
    """The edits after which the permission names the account and its caller, or why there are none."""
    try:
        if isinstance(walk.start.node, DataNode):
            return _in_template(walk, remedy.caller)
        return _in_block(walk, remedy.caller)
    except Unclear as unclear:
        return str(unclear)


def _in_template(walk: Walk, caller: str) -> tuple[TextEdit, ...]:
    properties = next(iter(walk.places.followed(walk.start)), walk.start)
    _require_none(walk.places.entries(properties, "SourceAccount"))
    members: dict[str, Member] = {"SourceAccount": ACCOUNT}
    kind, _, name = caller.rpartition(".")
    if kind in _WITH_ARN and not any(walk.places.entries(properties, "SourceArn")):
        members["SourceArn"] = ArnOf(name)
    return add_member(walk, properties, members)


def _require_none(entries: Iterator[Any]) -> None:
    if any(entries):
        raise Unclear(_HAS_IT)


def _in_block(walk: Walk, caller: str) -> tuple[TextEdit, ...]:
    argument, module = walk.start.key, walk.start.frame.module.module
    if not isinstance(argument, Argument) or argument.source.file.endswith(".json"):
        raise Unclear(_UNCLEAR)
    text = argument.source.text
    block = _block_of(module, argument)
    margin = margin_at(text, argument.start)
    if block is None or margin is None:
        raise Unclear(_UNCLEAR)
    _require_none(iter(block.body.attributes.keys() & {"source_account"}))
    identity = CallerIdentity(module, argument.source.file, text)
    lines = [f"source_account = data.{IDENTITY}.{identity.name()}.account_id"]
    if "source_arn" not in block.body.attributes and _is_in(module, caller):
        lines.insert(0, f"source_arn = {caller}.arn")
    at = text.find("\n", argument.start + len(argument.text.rstrip()))
    added = "".join(f"\n{margin}{line}" for line in lines)
    return TextEdit(argument.source.file, at, at, added), *identity.edits


def _block_of(module: Module, argument: Argument) -> Block | None:
    return next(
        (
            block
            for block in module.blocks("resource")
            if block.source is argument.source and block.start <= argument.start < block.end
        ),
        None,
    )


def _is_in(module: Module, address: str) -> bool:
    """Whether the module has this resource, once."""
    kind, _, name = address.partition(".")
    return any(
        not {"count", "for_each"} & block.body.attributes.keys()
        for block in module.blocks("resource", kind, name)
    )
