"""Nodes of YAML as CloudFormation reads them: keys and timestamps are text, merged keys overridden.

The tools that package templates resolve merge keys: ``aws cloudformation package`` and ``sam``.
Source: https://yaml.org/type/merge.html - what is written in a mapping wins over what is merged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from yaml import MappingNode, Node, ScalarNode, SequenceNode

_TEXT: Final = "tag:yaml.org,2002:str"
_MERGE: Final = "tag:yaml.org,2002:merge"
_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"
_TEXT_AS_KEY: Final = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("bool", "float", "int", "timestamp")
)


def mend_nodes(root: Node, flatten: Callable[[MappingNode], None]) -> None:
    """Change the nodes of a document in place. ``flatten`` puts what is merged before the rest."""
    pending: list[Node] = [root]
    mappings: list[MappingNode] = []
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode) and node.tag == _TIMESTAMP:
            node.tag = _TEXT
        elif isinstance(node, SequenceNode):
            pending.extend(node.value)
        elif isinstance(node, MappingNode):
            mappings.append(node)
            for key, item in node.value:
                if key.tag in _TEXT_AS_KEY:
                    key.tag = _TEXT
                pending.extend((key, item))
    for mapping in mappings:
        if any(key.tag == _MERGE for key, _ in mapping.value):
            _merge(mapping, flatten)


def _merge(node: MappingNode, flatten: Callable[[MappingNode], None]) -> None:
    own = [(key, item) for key, item in node.value if key.tag != _MERGE]
    names = {key.value for key, _ in own if isinstance(key, ScalarNode)}
    flatten(node)
    latest: dict[object, tuple[Node, Node]] = {}
    for key, item in node.value[: len(node.value) - len(own)]:
        if isinstance(key, ScalarNode) and key.value not in names:
            latest[key.value] = key, item
    node.value = [*latest.values(), *own]
