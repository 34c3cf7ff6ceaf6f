"""Walking through the expressions of a Terraform configuration as they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from checkov_aws_iot.positions.data_nodes import DataNode, json_node
from checkov_aws_iot.positions.decoded_text import HOLE, json_text, quoted_escaped, template_text
from checkov_aws_iot.positions.place import Piece, Place, Places
from checkov_aws_iot.positions.policy_blocks import (
    DocumentBlocks,
    StatementBlocks,
    block_entries,
    statements,
)
from checkov_aws_iot.positions.references import Frame, target
from checkov_aws_iot.terraform.evaluation.block_bodies import NamedScope
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Attribute,
    Block,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    Index,
    Literal,
    ObjectConstructor,
    Parenthesised,
    Source,
    Splat,
    Template,
    TupleConstructor,
    Variable,
)
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

_SAME: Final = frozenset(
    {
        "tolist", "toset", "tomap", "tostring", "sensitive", "nonsensitive", "distinct", "sort",
        "reverse", "compact", "flatten", "setunion", "try", "coalesce", "one", "values",
    }
)  # fmt: skip
_ENCODING: Final = frozenset({"jsonencode", "yamlencode", "jsondecode"})
_CHOICES: Final = frozenset({"try", "coalesce"})
_JOINED: Final = frozenset({"concat", "setunion"})


@dataclass
class TerraformPlaces(Places):
    """The expressions of one configuration."""

    depth: int = 0
    known: dict[Any, DataNode | None] = field(default_factory=dict)

    # --- what stands behind a reference ----------------------------------------------------------

    def followed(self, place: Place) -> Iterator[Place]:
        """See :class:`Places`."""
        if not self.spend() or self.depth > 60:
            yield place
            return
        self.depth += 1
        found = list(self._followed(place))
        self.depth -= 1
        yield from found or [place]

    def _followed(self, place: Place) -> Iterator[Place]:
        node = place.node
        if isinstance(node, DataNode):
            hole = self._hole(place) if node.is_hole else None
            yield from self.followed(hole) if hole else (place,)
        elif isinstance(node, Parenthesised):
            yield from self.followed(replace(place, node=node.inner))
        elif isinstance(node, Template) and node.wrapped:
            self._decode(node)
            yield from self.followed(replace(place, node=node.parts[0]))
        elif isinstance(node, Conditional):
            yield from self._chosen(place, node)
        elif isinstance(node, (Variable, Attribute, Index, Splat)):
            for found in self._target(place):
                yield from self.followed(found)
        elif isinstance(node, Call) and node.arguments:
            yield from self._called(place, node)
        else:
            yield place

    def _chosen(self, place: Place, node: Conditional) -> Iterator[Place]:
        condition = place.frame.evaluate(node.condition)
        branches = [node.yes] if condition is True else [node.no] if condition is False else None
        for branch in branches or [node.yes, node.no]:
            yield from self.followed(replace(place, node=branch))

    def _called(self, place: Place, node: Call) -> Iterator[Place]:
        if node.name in _CHOICES:
            for argument in node.arguments:
                yield from self.followed(replace(place, node=argument))
        elif node.name in _SAME and len(node.arguments) == 1:
            yield from self.followed(replace(place, node=node.arguments[0]))
        elif node.name in ("file", "templatefile"):
            yield self._file(place, node) or place
        else:
            yield place

    def _target(self, place: Place) -> Iterator[Place]:
        """What a reference refers to, one step after the other."""
        found = target(place)
        if found is None:
            yield place
            return
        starts, steps = found
        current = list(starts)
        for step in steps:
            current = [inner for start in current for inner in self._step(start, step)]
        hop = place.node
        yield from (replace(one, hops=(*place.hops, *one.hops, hop)) for one in current)

    def _step(self, place: Place, step: str | int) -> Iterator[Place]:
        if isinstance(step, str):
            yield from self.entries(place, step)
            return
        for found in self.followed(place):
            items = self.items(found)
            if items is not None and step < len(items):
                yield items[step]

    def _file(self, place: Place, node: Call) -> Place | None:
        name = place.frame.evaluate(node.arguments[0])
        found = place.frame.file(name)
        if found is None:
            return None
        path, text = found
        if node.name == "file":
            source = Source(text, path)
            literal = Literal(source, 0, len(text), text)
            return replace(place, node=literal, key=None, hops=(*place.hops, node))
        frame: Frame = place.frame
        return frame.template(place, node, path, text)

    def leaves(self, place: Place) -> Iterator[Place]:
        """See :class:`Places`; what is encoded here is part of a larger text."""
        for found in self.followed(place):
            node = found.node
            if isinstance(node, Call) and node.name in _ENCODING and node.arguments:
                yield from super().leaves(replace(found, node=node.arguments[0]))
            else:
                yield from super().leaves(found)

    # --- JSON in strings ------------------------------------------------------------------------

    def opened(self, place: Place) -> Iterator[Place]:
        """What the place stands for, the JSON in strings and behind functions included."""
        for found in self.followed(place):
            node = found.node
            if isinstance(node, Call) and node.name in _ENCODING and node.arguments:
                yield from self.opened(replace(found, node=node.arguments[0]))
                continue
            data = self._data(node)
            yield replace(found, node=data) if data is not None else found

    def _data(self, node: Any) -> DataNode | None:
        if node not in self.known:
            text = self._decode(node)
            self.known[node] = json_node(text) if text is not None else None
        return self.known[node]

    def _decode(self, node: Any) -> Source | None:
        """The text of a string that may be JSON."""
        if isinstance(node, Template):
            parts = node.parts[0].source if node.parts else node.source
            if parts is not node.source and parts not in self.origins.texts:
                outer = json_text(node.source, node.start, node.end, parts.text)
                if outer is None:
                    return None
                self.origins.add(parts, outer)
            return None if node.wrapped else template_text(node, self.origins)
        if isinstance(node, Literal) and isinstance(node.value, str):
            whole = node.source.text[node.start : node.end]
            if whole == node.value and node.start == 0:
                return node.source
            return json_text(node.source, node.start, node.end, node.value, quoted_escaped)
        if isinstance(node, DataNode) and node.is_string and node.text is not None:
            return json_text(node.source, node.start, node.end, node.text)
        return None

    def _hole(self, place: Place) -> Place | None:
        expression = _holes(place.node)
        return replace(place, node=expression[0], key=None) if expression else None

    # --- entries and items ----------------------------------------------------------------------

    def entries(self, place: Place, key: str) -> Iterator[Place]:
        """See :class:`Places`."""
        for found in self.opened(place):
            yield from self._entries(found, key)

    def _entries(self, place: Place, key: str) -> Iterator[Place]:  # noqa: C901 - one kind each
        node = place.node
        if isinstance(node, DataNode):
            for pair, value in node.pairs or ():
                if pair.text == key:
                    yield replace(place, node=value, key=pair)
        elif isinstance(node, ObjectConstructor):
            for name, item in node.items:
                if self._name(place, name) == key:
                    yield replace(place, node=item, key=name)
        elif isinstance(node, ForObject):
            for inner in self._rounds(place, node):
                if inner.frame.evaluate(node.item_key) == key:
                    yield replace(inner, node=node.item_value)
        elif isinstance(node, Call):
            yield from self._of_call(place, node, key)
        elif isinstance(node, (Block, DocumentBlocks)):
            yield from block_entries(self, place, key)

    def _of_call(self, place: Place, node: Call, key: str) -> Iterator[Place]:
        """The entry of merged objects: that of the last one which has it."""
        for argument in reversed(node.arguments) if node.name == "merge" else ():
            found = list(self.entries(replace(place, node=argument), key))
            if found:
                yield from found
                return

    def _name(self, place: Place, name: Expression) -> object:
        return name.value if isinstance(name, Literal) else place.frame.evaluate(name)

    def items(self, place: Place) -> list[Place] | None:
        """See :class:`Places`."""
        node = place.node
        if isinstance(node, DataNode):
            items = node.items
            return None if items is None else [replace(place, node=one, key=None) for one in items]
        if isinstance(node, TupleConstructor):
            return [replace(place, node=item, key=None) for item in node.items]
        if isinstance(node, ForTuple):
            return [replace(p, node=node.item, key=None) for p in self._rounds(place, node)]
        if isinstance(node, Call) and node.name in _JOINED:
            return self._joined(place, node)
        if isinstance(node, StatementBlocks):
            return list(statements(self, place))
        return None

    def is_counted(self, place: Place) -> bool:
        """See :class:`Places`."""
        return isinstance(place.node, (DataNode, TupleConstructor))

    def _joined(self, place: Place, node: Call) -> list[Place]:
        found: list[Place] = []
        for argument in node.arguments:
            for part in self.followed(replace(place, node=argument)):
                items = self.items(part)
                found.extend([part] if items is None else items)
        return found

    def _rounds(self, place: Place, node: ForTuple | ForObject) -> Iterator[Place]:
        """The place once for each element of a ``for``."""
        for key, item in self.elements(replace(place, node=node.collection, key=None)):
            frame: Frame = place.frame
            names = {node.value: self.value(item), **({node.key: key} if node.key else {})}
            inner = NamedScope(frame.scope, names, f" [{key}]")
            loops = {**frame.loops, node.value: item}
            yield replace(place, frame=replace(frame, scope=inner, loops=loops))

    def elements(self, place: Place) -> Iterator[tuple[Value, Place]]:
        """The elements of a list or an object with their keys."""
        for found in self.opened(place):
            node = found.node
            if isinstance(node, ObjectConstructor):
                for name, item in node.items:
                    key = self._name(found, name)
                    yield (key if isinstance(key, str) else str(key)), replace(found, node=item)
            elif isinstance(node, DataNode) and node.pairs is not None:
                for pair, value in node.pairs:
                    yield pair.text or "", replace(found, node=value)
            else:
                yield from enumerate(self.items(found) or ())

    # --- strings --------------------------------------------------------------------------------

    def value(self, place: Place) -> Value:
        """See :class:`Places`."""
        node = place.node
        if isinstance(node, DataNode):
            if node.text is None:
                return Unknown("is no string")
            parts = node.text.split(HOLE)
            holes = [place.frame.evaluate(hole) for hole in _holes(node)]
            if len(holes) != len(parts) - 1 or not all(isinstance(h, (str, Text)) for h in holes):
                return Unknown("is not known") if len(parts) > 1 else node.text
            return join_text(
                piece for pair in zip(parts, [*holes, ""], strict=True) for piece in pair
            )
        if isinstance(node, (Block, DocumentBlocks)):
            return Unknown("is a block")
        value: Value = place.frame.evaluate(node)
        return value

    def pieces(self, place: Place) -> list[Piece] | None:
        """See :class:`Places`."""
        node = place.node
        if isinstance(node, DataNode):
            return _split(node.text) if node.text is not None else None
        if isinstance(node, Literal):
            return [str(node.value)]
        if isinstance(node, Template):
            return [
                part.value if isinstance(part, Literal) and isinstance(part.value, str) else None
                for part in node.parts
            ]
        return [None] if not isinstance(node, (Block, DocumentBlocks)) else None


def _split(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for number, part in enumerate(text.split(HOLE)):
        pieces.extend([None, part] if number else [part])
    return pieces


def _holes(node: DataNode) -> list[Expression]:
    """The expressions of the interpolations in a node of a decoded text."""
    holes: dict[int, Expression] = getattr(node.source, "holes", {})
    return [holes[at] for at in sorted(holes) if node.start <= at < node.end]
