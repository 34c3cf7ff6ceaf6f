"""Walking through a CloudFormation template or a Serverless file as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.positions.data_nodes import DataNode, json_node
from checkov_aws_iot.positions.place import Piece, Place, Places
from checkov_aws_iot.positions.yaml_nodes import scalar_text
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value

_VARIABLE: Final = re.compile(r"\$\{(?!!)[^{}]*\}")
_LITERAL: Final = "${!"
_INTRINSIC: Final = "Fn::"


@dataclass
class TemplatePlaces(Places):
    """The nodes of one file. The frame of a place says whether ``${...}`` is replaced in it.

    ``root`` is the template, ``file_root`` the whole of the file that holds it.
    """

    root: DataNode | None = None
    file_root: DataNode | None = None
    replaces: bool = False
    known: dict[int, DataNode | None] = field(default_factory=dict)
    depth: int = 0

    def followed(self, place: Place) -> Iterator[Place]:
        """See :class:`Places`."""
        if not self.spend() or self.depth > 60:
            yield place
            return
        self.depth += 1
        found = list(self._followed(place))
        self.depth -= 1
        yield from found

    def _followed(self, place: Place) -> Iterator[Place]:
        name, argument = _intrinsic(place.node)
        if argument is None:
            yield place
        elif name == "Fn::If" and len(argument.items or ()) == 3:
            for branch in (argument.items or [])[1:]:
                yield from self.followed(replace(place, node=branch))
        elif name == "Fn::Sub":
            text = argument.items[0] if argument.items else argument
            yield replace(place, node=text, frame=True)
        elif name == "Ref" and (default := self._default(argument.text or "")) is not None:
            yield from self.followed(Place(default, False, (*place.hops, place.node), place.key))
        else:
            yield place

    def _default(self, name: str) -> DataNode | None:
        return at(self.root, ("Parameters", name, "Default"))

    def entries(self, place: Place, key: str) -> Iterator[Place]:
        """See :class:`Places`."""
        for found in self.followed(place):
            name, argument = _intrinsic(found.node)
            if argument is not None and name == "Fn::ToJsonString":
                yield from self.entries(replace(found, node=argument), key)
                continue
            node: DataNode | None = found.node
            if found.node.pairs is None and found.node.is_string:
                node = self._data(found.node)
            for pair, item in (node.pairs if node is not None else None) or ():
                if pair.text == key:
                    yield replace(found, node=item, key=pair)

    def _data(self, node: DataNode) -> DataNode | None:
        if id(node) not in self.known:
            text = scalar_text(node)
            self.known[id(node)] = json_node(text) if text is not None else None
        return self.known[id(node)]

    def items(self, place: Place) -> list[Place] | None:
        """See :class:`Places`."""
        items = place.node.items
        return None if items is None else [replace(place, node=one, key=None) for one in items]

    def elements(self, place: Place) -> Iterator[tuple[Value, Place]]:
        """See :class:`Places`."""
        yield from enumerate(self.items(place) or ())

    def is_counted(self, place: Place) -> bool:
        """See :class:`Places`."""
        return place.node.items is not None

    def value(self, place: Place) -> Value:
        """See :class:`Places`."""
        node: DataNode = place.node
        if node.text is None or self._is_replaced(place):
            return Unknown("is not evaluated here")
        return node.text

    def _is_replaced(self, place: Place) -> bool:
        return (bool(place.frame) or self.replaces) and "${" in (place.node.text or "")

    def spelling(self, place: Place) -> str | None:
        """See :class:`Places`."""
        node: DataNode = place.node
        return node.text.replace(_LITERAL, "${") if node.text is not None else None

    def pieces(self, place: Place) -> list[Piece] | None:
        """See :class:`Places`."""
        node: DataNode = place.node
        if node.text is not None:
            return _pieces(node.text) if self._is_replaced(place) else [node.text]
        name, argument = _intrinsic(node)
        if argument is None:
            return None
        if name == "Fn::Join" and len(argument.items or ()) == 2:
            return self._joined(place, argument)
        return [None]

    def _joined(self, place: Place, argument: DataNode) -> list[Piece]:
        delimiter, listed = argument.items or []
        pieces: list[Piece] = []
        for item in listed.items or ():
            if pieces and delimiter.text:
                pieces.append(delimiter.text)
            pieces.extend(self.pieces(replace(place, node=item)) or [None])
        return pieces if listed.items is not None else [None]


def at(node: DataNode | None, steps: tuple[str | int, ...]) -> DataNode | None:
    """What stands under the steps; of equal keys the last one holds."""
    for step in steps:
        if node is None:
            return None
        if isinstance(step, int):
            items = node.items or []
            node = items[step] if step < len(items) else None
        else:
            node = next((v for k, v in reversed(node.pairs or []) if k.text == step), None)
    return node


def _intrinsic(node: DataNode) -> tuple[str, DataNode | None]:
    """Name and argument of an intrinsic function; no argument where it is none."""
    if node.pairs is None or len(node.pairs) != 1:
        return "", None
    key, argument = node.pairs[0]
    name = key.text or ""
    return name, argument if name == "Ref" or name.startswith(_INTRINSIC) else None


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for number, part in enumerate(_VARIABLE.split(text)):
        pieces.extend([None] if number else [])
        pieces.append(part.replace(_LITERAL, "${"))
    return pieces
