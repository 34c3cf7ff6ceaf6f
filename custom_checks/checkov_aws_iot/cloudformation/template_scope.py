"""What a template expression is evaluated in: declarations, and how much work it may be."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

MOST_DEPTH: Final = 80
MOST_CHARACTERS: Final = 1_000_000


class Declarations(Protocol):
    """What the names of an expression stand for. ``None`` says that there is no such name."""

    @property
    def accepts_undeclared(self) -> bool:
        """Whether a macro or a framework may add resources that the template does not show."""

    def literal(self, text: str) -> str | Text:
        """What a plain string becomes before CloudFormation sees it."""

    def parameter(self, name: str, scope: Scope) -> Value:
        """The value of a parameter or pseudo parameter."""

    def reference(self, logical_id: str, scope: Scope) -> Value:
        """What ``Ref`` of a resource gives."""

    def attribute(self, logical_id: str, name: str, scope: Scope) -> Value:
        """What ``Fn::GetAtt`` gives."""

    def mapping(self, name: str) -> object:
        """A mapping as written."""

    def condition(self, name: str, scope: Scope) -> Value:
        """A named condition: a ``bool``, a ``OneOf`` of them, or ``Unknown``."""

    def condition_name(self, expression: str) -> str:
        """How messages call a comparison: the name of the condition that is just this one."""

    def span(self, node: object) -> Span | None:
        """Where a list or mapping of the template was written."""

    def text_span(self, node: object, text: str) -> Span | None:
        """Where the first line of a string was written, if its lines are those of the file."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression is evaluated.

    ``bindings`` are the identifiers of the ``Fn::ForEach`` around it. ``evaluator`` is the
    evaluation itself, given here so that every intrinsic can be a function in a file of its own.
    """

    declarations: Declarations
    evaluator: Callable[[object, Scope], Value]
    budget: Budget = field(default_factory=Budget)
    bindings: AnyMapping[str, str] = field(default_factory=dict)
    depth: int = 0

    def evaluate(self, node: object) -> Value:
        """The value of a part of the template. Never raises."""
        if self.depth >= MOST_DEPTH:
            return Unknown(f"is nested more than {MOST_DEPTH} deep")
        if not self.budget.affords():
            return Unknown(str(self.budget.exhausted()))
        return self.evaluator(node, self.deeper())

    def deeper(self) -> Scope:
        """The scope of a part of what is evaluated here."""
        return replace(self, depth=self.depth + 1)

    def within(self, outer: Scope) -> Scope:
        """This scope as part of what is evaluated in ``outer``, with its budget."""
        return replace(self, depth=outer.depth + 1, budget=outer.budget)

    def afresh(self) -> Scope:
        """This scope with all of the budget."""
        return replace(self, depth=0, budget=Budget())

    def bound(self, identifier: str, value: str) -> Scope:
        """The scope inside one turn of a ``Fn::ForEach``."""
        return replace(self, bindings={**self.bindings, identifier: value}, depth=self.depth + 1)
