"""The blocks of the data source ``aws_iam_policy_document`` as entries of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.positions.place import Place
from checkov_aws_iot.terraform.evaluation.block_bodies import NamedScope
from checkov_aws_iot.terraform.syntax.syntax_tree import Block
from checkov_aws_iot.values.value import Mapping, Value

if TYPE_CHECKING:
    from checkov_aws_iot.positions.place import Places
    from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source

_ARGUMENTS: Final = {
    "Sid": "sid",
    "Effect": "effect",
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}
_BLOCKS: Final = {
    "Principal": "principals",
    "NotPrincipal": "not_principals",
    "Condition": "condition",
}
_MERGED: Final = ("source_policy_documents", "override_policy_documents")
_TYPE: Final = "type"


@dataclass(frozen=True, eq=False)
class DocumentBlocks:
    """The document that a data source renders; it stands where its block does."""

    instance: ResourceInstance

    @property
    def source(self) -> Source:
        """The file of the block."""
        return self.instance.block.source

    @property
    def start(self) -> int:
        """The offset at which the block starts."""
        return self.instance.block.start

    @property
    def end(self) -> int:
        """The offset at which the block ends."""
        return self.instance.block.end


class StatementBlocks(DocumentBlocks):
    """The statements of the document, as a list."""


def statements(places: Places, place: Place) -> Iterator[Place]:
    """The statements of a document: those of its blocks, and of documents that are merged in."""
    instance: ResourceInstance = place.node.instance
    body = instance.block.body
    yield from _blocks(places, replace(place, node=instance.block), "statement")
    for name in _MERGED:
        argument = body.attributes.get(name)
        if argument is None:
            continue
        for document in places.leaves(replace(place, node=argument.expression)):
            for listed in places.entries(document, "Statement"):
                for found in places.followed(listed):
                    items = places.items(found)
                    yield from [found] if items is None else items


def block_entries(places: Places, place: Place, key: str) -> Iterator[Place]:
    """What stands under the key of a document, of a statement or of a block inside of one."""
    node: Any = place.node
    if isinstance(node, DocumentBlocks):
        if key == "Statement":
            yield replace(place, node=StatementBlocks(node.instance))
        return
    attributes = node.body.attributes
    if key in _ARGUMENTS:
        argument = attributes.get(_ARGUMENTS[key])
        if argument is not None:
            yield replace(place, node=argument.expression, key=argument)
    elif key in _BLOCKS:
        yield from _blocks(places, place, _BLOCKS[key])
    elif "identifiers" in attributes and _is(place, _TYPE, key):
        argument = attributes["identifiers"]
        yield replace(place, node=argument.expression, key=argument)
    elif any(_is(place, name, key) for name in ("test", "variable")):
        yield place


def _is(place: Place, name: str, key: str) -> bool:
    argument = place.node.body.attributes.get(name)
    return argument is not None and place.frame.evaluate(argument.expression) == key


def _blocks(places: Places, place: Place, kind: str) -> Iterator[Place]:
    """The blocks of a type, a dynamic one once for each of its elements."""
    for block in place.node.body.blocks:
        if block.type == kind:
            yield replace(place, node=block, key=None)
        elif block.type == "dynamic" and block.labels[:1] == (kind,):
            yield from _dynamic(places, replace(place, node=block, key=None), kind)


def _dynamic(places: Places, place: Place, kind: str) -> Iterator[Place]:
    block: Block = place.node
    each = block.body.attributes.get("for_each")
    contents = block.body.blocks_of("content")
    if each is None or len(contents) != 1:
        return
    iterator = kind
    if "iterator" in block.body.attributes:
        iterator = block.body.attributes["iterator"].expression.text.strip('"')
    frame = place.frame
    elements = list(places.elements(replace(place, node=each.expression)))
    if not elements:
        yield replace(place, node=contents[0])
    for key, element in elements:
        names: dict[str, Value] = {iterator: Mapping({"key": key, "value": places.value(element)})}
        scope = NamedScope(frame.scope, names, f" {kind}[{key}]")
        loops = {**frame.loops, iterator: element}
        yield replace(place, node=contents[0], frame=replace(frame, scope=scope, loops=loops))
