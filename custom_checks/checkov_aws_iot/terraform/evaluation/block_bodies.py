"""What the body of a block holds: its arguments, and its nested and dynamic blocks.

Source: https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping, Resolved, Scope, Step
from checkov_aws_iot.terraform.evaluation.type_constraints import TypedSet
from checkov_aws_iot.terraform.syntax.references import names_of
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, Body, Expression, Node
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

MOST_NESTED: Final = 20
MOST_BLOCKS: Final = 20_000

Evaluation = Callable[[Expression, Scope], Value]


@dataclass(frozen=True)
class NamedScope:
    """A scope in which some more names have a value: the iterators of dynamic blocks."""

    outer: Scope
    names: dict[str, Value]
    name: str = ""

    @property
    def reader(self) -> Reader | None:
        """The reader of the outer scope."""
        return self.outer.reader

    @property
    def working_directory(self) -> str:
        """The working directory of the outer scope."""
        return self.outer.working_directory

    def instance_of(self, node: Node) -> str:
        """The instance of the outer scope, and which element of a dynamic block it has to do with."""
        used = not self.names.keys().isdisjoint(names_of(node).roots)
        return f"{self.outer.instance_of(node)}{self.name if used else ''}"

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """What the outer scope says; an added name is not followed."""
        return None if root in self.names else self.outer.is_sensitive(root, name)

    def resolve(self, root: str, steps: tuple[Step, ...], at: Span, budget: Budget) -> Resolved:
        """The value of an added name, or what the outer scope says."""
        if root in self.names:
            return Resolved(self.names[root], 0)
        return self.outer.resolve(root, steps, at, budget)


class OpenBlock(OpenMapping):
    """A nested block as others see it: what is not written in it may have a default."""

    __slots__ = ("address",)

    def __init__(self, block: Mapping, address: str) -> None:
        super().__init__(block, block.span)
        self.address = address

    def missing(self, name: str) -> Value:
        """An argument that is not written."""
        return Unknown("is not written, and may have a default", f"{self.address}.{name}")


def opened(blocks: Sequence, address: str) -> Sequence:
    """Nested blocks as a reference to them gives them."""
    return Sequence(
        [
            OpenBlock(block, f"{address}[{index}]") if isinstance(block, Mapping) else block
            for index, block in enumerate(blocks)
        ],
        blocks.span,
    )


def nested_blocks(body: Body, kind: str, scope: Scope, evaluation: Evaluation) -> Value:
    """The blocks of a type as a list of mappings with their spans, or ``ABSENT`` if there is none.

    A dynamic block gives one mapping for each element; one whose elements are not known gives one
    ``Unknown``, and one that depends on an unknown condition gives a ``OneOf`` for each element.
    Never raises.
    """
    found = list(_values(body, kind, scope, evaluation, 0))
    written = found or any(_kind(block) == kind for block in body.blocks)
    return Sequence(found) if written else ABSENT


def block_value(
    body: Body, span: Span, scope: Scope, evaluation: Evaluation, depth: int = 0
) -> Mapping:
    """The arguments and nested blocks of a body by name."""
    value = Mapping({}, span)
    for name, argument in body.attributes.items():
        value[name] = evaluation(argument.expression, scope)
    for kind in dict.fromkeys(_kind(block) for block in body.blocks):
        value[kind] = Sequence(_values(body, kind, scope, evaluation, depth))
    return value


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _values(
    body: Body, kind: str, scope: Scope, evaluation: Evaluation, depth: int
) -> Iterator[Value]:
    if depth > MOST_NESTED:
        yield Unknown(f"has blocks nested more than {MOST_NESTED} deep", kind, body.span)
        return
    for block in body.blocks:
        if _kind(block) != kind:
            continue
        if block.type == "dynamic":
            yield from _dynamic(block, kind, scope, evaluation, depth)
        else:
            yield block_value(block.body, block.span, scope, evaluation, depth + 1)


def _dynamic(
    block: Block, kind: str, scope: Scope, evaluation: Evaluation, depth: int
) -> Iterator[Value]:
    each = block.body.attributes.get("for_each")
    contents = block.body.blocks_of("content")
    if each is None or len(contents) != 1:
        yield Unknown("is not a complete dynamic block", f'dynamic "{kind}"', block.span)
        return
    iterator = kind
    if "iterator" in block.body.attributes:
        iterator = block.body.attributes["iterator"].expression.text.strip('"')

    def of_element(key: Value, value: Value) -> Value:
        names: dict[str, Value] = {iterator: Mapping({"key": key, "value": value})}
        (content,) = contents
        inner = NamedScope(scope, names, f" {kind}[{key}]")
        return block_value(content.body, content.span, inner, evaluation, depth + 1)

    yield from _for_each(evaluation(each.expression, scope), of_element, block, each.expression)


def _for_each(
    collection: Value,
    of_element: Callable[[Value, Value], Value],
    block: Block,
    written: Expression,
) -> Iterator[Value]:
    if isinstance(collection, OneOf):
        columns = [
            (label, list(_for_each(choice, of_element, block, written)))
            for label, choice in collection.choices
        ]
        for index in range(max(len(values) for _, values in columns)):
            yield OneOf(
                collection.condition,
                tuple(
                    (label, values[index] if index < len(values) else ABSENT)
                    for label, values in columns
                ),
            )
    elif isinstance(collection, Unknown):
        yield replace(collection, span=collection.span or block.span)
    elif isinstance(collection, (Mapping, Sequence)) and len(collection) > MOST_BLOCKS:
        yield Unknown(f"has more than {MOST_BLOCKS} elements", written.text, block.span)
    elif isinstance(collection, Mapping) and not isinstance(collection, OpenMapping):
        # Terraform goes through maps in the order of their keys.
        for key in sorted(collection):
            yield of_element(key, collection[key])
    elif isinstance(collection, Sequence):
        is_set = isinstance(collection, TypedSet)
        for position, item in enumerate(item for item in collection if item is not ABSENT):
            yield of_element(item if is_set else position, item)
    elif collection is not None and not isinstance(collection, Absent):
        yield Unknown("has no elements to make blocks of", written.text, block.span)
