"""The names that an expression refers to and the functions that it calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Attribute,
    Call,
    Expression,
    Index,
    Invalid,
    Literal,
    Node,
    Splat,
    Template,
    Variable,
    bare,
)

MOST_REMEMBERED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Reference:
    """A name with the attributes and literal keys behind it: ``var.site``, ``aws_iot_thing.x[0]``."""

    root: str
    steps: tuple[str | int, ...] = ()

    @property
    def name(self) -> str:
        """The first attribute, which the root gives a value: ``site``; empty without one."""
        return str(self.steps[0]) if self.steps else ""


@dataclass(frozen=True, slots=True)
class Names:
    """The references of an expression in the order in which they stand, and the functions it calls.

    Variables of a ``for`` count: where one hides another name, that name is still listed.
    """

    references: tuple[Reference, ...]
    functions: frozenset[str]

    @property
    def roots(self) -> frozenset[str]:
        """The first names of the references."""
        return frozenset(reference.root for reference in self.references)


@lru_cache(maxsize=MOST_REMEMBERED)
def names_of(expression: Node) -> Names:
    """The names in an expression, wherever in it they stand. Law: each stands in its text."""
    references: list[Reference] = []
    functions: set[str] = set()
    pending: list[Node] = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, (Variable, Attribute, Index)):
            links = list(_links(node))
            root = links[-1]
            if isinstance(root, Variable):
                references.append(Reference(root.name, tuple(_steps(links[-2::-1]))))
            else:
                pending.append(root)
            pending.extend(link.key for link in links if isinstance(link, Index))
            pending.extend(link.rest for link in links if isinstance(link, Splat))
            continue
        if isinstance(node, Call):
            functions.add(node.name)
        pending.extend(reversed(list(_parts(node))))
    return Names(tuple(references), frozenset(functions))


def reference_of(expression: Node) -> Reference | None:
    """What the whole expression refers to; ``None`` if it is something else than a reference."""
    links = list(_links(expression))
    root = links[-1]
    return (
        Reference(root.name, tuple(_steps(links[-2::-1]))) if isinstance(root, Variable) else None
    )


def spelled_name(expression: Expression) -> str:
    """The name that stands there, bare or in quotes: ``aws.west``; empty if it is no name.

    So Terraform reads what is no expression: a provider, and what ``ignore_changes`` lists.
    """
    node = bare(expression)
    if isinstance(node, Template) and len(node.parts) == 1:
        (node,) = node.parts
    if isinstance(node, Invalid):
        return node.text.replace(" ", "")
    if isinstance(node, Literal):
        return node.value if isinstance(node.value, str) else ""
    reference = reference_of(node)
    return ".".join((reference.root, *map(str, reference.steps))) if reference else ""


def _links(node: Node) -> Iterator[Node]:
    """The node, and what it is an attribute, an element or a splat of, down to the root."""
    yield node
    while isinstance(node, (Attribute, Index, Splat)):
        node = node.of
        yield node


def _steps(links: list[Node]) -> Iterator[str | int]:
    """The steps from the root on that are written out, up to the first that is not."""
    for link in links:
        if isinstance(link, Attribute):
            yield link.name
        elif isinstance(link, Index) and (key := _literal_key(link.key)) is not None:
            yield key
        else:
            return


def _literal_key(key: Node) -> str | int | None:
    """The key that is written out: ``0`` or ``"a"``."""
    if isinstance(key, Template) and len(key.parts) == 1:
        (key,) = key.parts
    value = key.value if isinstance(key, Literal) else None
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


_PARTS: Final = {
    kind: tuple(f.name for f in fields(kind) if f.name not in ("source", "start", "end"))
    for kind in Node.__subclasses__()
}


def _parts(node: Node) -> Iterator[Node]:
    for name in _PARTS[type(node)]:
        yield from _nodes(getattr(node, name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)
