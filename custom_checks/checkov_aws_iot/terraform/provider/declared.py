"""Modules and resources as the provider's rules see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from checkov_aws_iot.terraform.evaluation.scope import Scope
from checkov_aws_iot.terraform.syntax.syntax_tree import Expression
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.value import Value


class Members(Protocol):
    """All instances of one block."""

    def members(self) -> tuple[DeclaredResource, ...]:
        """All that there may be, at least one."""


class DeclaredModule(Protocol):
    """One module as it will exist."""

    @property
    def prefix(self) -> str:
        """What stands in front of the addresses in it."""

    def evaluate(self, expression: Expression, scope: Scope | None = None) -> Value:
        """The value of an expression, in the scope of the module unless another is given."""

    def groups(self, kinds: frozenset[str]) -> Iterator[Members]:
        """The resources of these types."""


class DeclaredResource(Protocol):
    """One resource or data source as it will exist."""

    @property
    def type(self) -> str:
        """Its type."""

    @property
    def address(self) -> str:
        """Its full address."""

    @property
    def module(self) -> DeclaredModule:
        """The module that it is in."""

    @property
    def scope(self) -> Scope:
        """What its expressions are evaluated in."""

    @property
    def span(self) -> Span:
        """Where it stands."""

    @property
    def never_created(self) -> bool:
        """Whether it is written that there is none."""

    def get(self, name: str) -> Value:
        """An argument, or a computed attribute; ``ABSENT`` if it is neither."""

    def span_of(self, name: str) -> Span | None:
        """Where the argument stands."""
