"""Nodes of YAML as CloudFormation reads them: keys and timestamps are text, merged keys overridden.

The tools that package templates resolve merge keys: ``aws cloudformation package`` and ``sam``.
Source: https://yaml.org/type/merge.html - what is written in a mapping wins over what is merged, and
of several mappings the first one. Checkov's own loader takes the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml.constructor import ConstructorError

_TEXT: Final = "tag:yaml.org,2002:str"
_MERGE: Final = "tag:yaml.org,2002:merge"
_TEXT_AS_VALUE: Final = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("merge", "timestamp", "value")
)
_TEXT_AS_KEY: Final = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("bool", "float", "int", "timestamp")
)


def mend_nodes(root: Node) -> None:
    """Change the nodes of a document in place.

    Raises:
        ConstructorError: something is merged that is no mapping, or a mapping with itself.
    """
    pending: list[Node] = [root]
    mappings: list[MappingNode] = []
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ScalarNode) and node.tag in _TEXT_AS_VALUE:
            node.tag = _TEXT
        elif isinstance(node, SequenceNode):
            pending.extend(node.value)
        elif isinstance(node, MappingNode):
            mappings.append(node)
            for key, item in node.value:
                if key.tag in _TEXT_AS_KEY:
                    key.tag = _TEXT
                pending.extend((item,) if key.tag == _MERGE else (key, item))
    for mapping in mappings:
        _merge(mapping, ())


def _merge(node: MappingNode, around: tuple[MappingNode, ...]) -> None:
    """Put what is merged into a mapping before what is written in it."""
    sources = [item for key, item in node.value if key.tag == _MERGE]
    if not sources:
        return
    own = [(key, item) for key, item in node.value if key.tag != _MERGE]
    names = {key.value for key, _ in own if isinstance(key, ScalarNode)}
    merged: dict[object, tuple[Node, Node]] = {}
    for source in sources:
        for mapping in _merged_mappings(source, (*around, node)):
            for key, item in mapping.value:
                if isinstance(key, ScalarNode) and key.value not in names:
                    merged.setdefault(key.value, (key, item))
    node.value = [*merged.values(), *own]


def _merged_mappings(source: Node, around: tuple[MappingNode, ...]) -> Iterator[MappingNode]:
    for mapping in source.value if isinstance(source, SequenceNode) else [source]:
        if not isinstance(mapping, MappingNode) or any(mapping is outer for outer in around):
            problem = "expected another mapping, or a list of them, for merging"
            raise ConstructorError(None, None, problem, mapping.start_mark)
        _merge(mapping, around)
        yield mapping
