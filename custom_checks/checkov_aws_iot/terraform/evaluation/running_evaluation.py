"""An evaluation under way, as functions and conditionals see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from checkov_aws_iot.terraform.evaluation.scope import Scope
from checkov_aws_iot.terraform.syntax.syntax_tree import Expression
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.value import Value


class Evaluation(Protocol):
    """Evaluates the parts of an expression in the scope where it stands.

    ``tries`` says that what Terraform rejects is caught, ``samples`` that values are asked for their
    type alone; ``bindings`` are the variables of ``for``.
    """

    tries: bool
    samples: bool
    bindings: dict[str, Value]

    @property
    def scope(self) -> Scope:
        """Where the names come from."""

    @property
    def budget(self) -> Budget:
        """How much work is left."""

    def value(self, node: Expression) -> Value:
        """The value of an expression."""

    def part(self, node: Expression) -> Value:
        """The value of a part of a collection, which may be rejected if only types matter."""

    def key(self, node: Expression) -> str:
        """The key of an object element."""

    def made(self, value: Value) -> Value:
        """The value, if it is not too heavy."""

    def attempt(self, compute: Callable[[], Value]) -> Value:
        """A value that is not needed for certain: ``Unknown`` if Terraform rejects it."""

    def value_in(self, scope: Scope, variables: dict[str, Value], node: Expression) -> Value:
        """The value of an expression in another scope, with these variables, on the same budget."""
