"""The names that the expressions of one block see.

Source: https://developer.hashicorp.com/terraform/language/expressions/references
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from checkov_aws_iot.terraform.evaluation.memory import Evaluator
from checkov_aws_iot.terraform.evaluation.scope import (
    OPEN_KEY,
    SPLAT,
    WORKING_DIRECTORY,
    RejectedError,
    Resolved,
    Scope,
    Step,
)
from checkov_aws_iot.terraform.modules.expansion import (
    ONCE,
    Expansion,
    Key,
    Repetition,
)
from checkov_aws_iot.terraform.modules.instance_groups import Group
from checkov_aws_iot.terraform.provider.computed_attributes import (
    FACTS,
)
from checkov_aws_iot.terraform.provider.provider_configurations import Provider
from checkov_aws_iot.terraform.syntax.references import names_of
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Expression,
    Node,
)
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Value


class ModuleView(Protocol):
    """A module instance as the blocks in it see it."""

    @property
    def evaluator(self) -> Evaluator:
        """Evaluates expressions, and remembers their values."""

    @property
    def directory(self) -> str:
        """The directory of the module."""

    @property
    def address(self) -> str:
        """Its address; empty for the root module."""

    @property
    def prefix(self) -> str:
        """What stands in front of the addresses in it."""

    @property
    def modules(self) -> tuple[str, ...]:
        """The addresses of the module instances around what is in it, outermost first."""

    @property
    def root(self) -> ModuleView:
        """The root module that it belongs to."""

    @property
    def call_scope(self) -> InstanceScope | None:
        """The scope of the call that makes it; ``None`` for the root module."""

    @property
    def is_supposed(self) -> bool:
        """Whether it is the module as it would be if its variables had other values."""

    def created(self) -> tuple[Value, ...]:
        """Whether there is the module, for each call on the way to it that may be repeated."""

    def evaluate(self, expression: Expression, scope: Scope | None = None) -> Value:
        """The value of an expression, in the scope of the module unless another is given."""

    def variable(self, name: str) -> Value:
        """An input variable."""

    def local(self, name: str) -> Value:
        """A local value."""

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """Whether a variable or local value is marked as sensitive; ``None`` if not known."""

    def fact(self, kind: str, name: str) -> Value:
        """The attribute of a data source of the provider that has no arguments."""

    def calls(self, name: str) -> Group[Any] | Unknown | None:
        """The instances of the module that is called under this name."""

    def resources(self, data: bool, kind: str, name: str) -> Group[Any] | Unknown | None:
        """The instances of a resource, or of a data source."""

    def groups(self, kinds: frozenset[str]) -> Iterator[Group[Any]]:
        """The resources of these types."""

    def provider(self, name: str) -> Provider:
        """The provider configuration that ``aws`` or ``aws.alias`` means in this module."""


@dataclass(frozen=True, eq=False)
class InstanceScope:
    """The names that the expressions of one block see."""

    module: ModuleView
    repetition: Repetition
    owner: str = ""
    expansion: Expansion = ONCE
    key: Key = None

    def where_created(self, value: Value) -> Value:
        """The value as it may be where the block, and each module around it, makes an instance."""
        value = self.expansion.where_created(value, self.key)
        return self.module.call_scope.where_created(value) if self.module.call_scope else value

    def created(self) -> tuple[Value, ...]:
        """Whether there is the instance, for each block around it that may be repeated."""
        own = (self.expansion.created(self.key),) if self.expansion.kind else ()
        return own + self.module.created()

    def is_certain(self) -> bool:
        """Whether there is the instance, whatever is not known."""
        call = self.module.call_scope
        return self.expansion.is_certain and (call is None or call.is_certain())

    @property
    def reader(self) -> Reader:
        """Reads the files that functions ask for."""
        return self.module.evaluator.reader

    @property
    def working_directory(self) -> str:
        """The directory of the root module."""
        return self.module.root.directory

    def instance_of(self, node: Node) -> str:
        """See :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        if names_of(node).roots.isdisjoint(("each", "count")):
            return self.module.address
        return f"{self.owner}[each.key]" if self.repetition.only else self.owner

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """See :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        return self.module.is_sensitive(root, name)

    def resolve(
        self,
        root: str,
        steps: tuple[Step, ...],
        at: Span,
        budget: Budget,  # noqa: ARG002 - the evaluator of the module draws on the same one
    ) -> Resolved:
        """The value of a reference; see :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        name = steps[0] if steps and isinstance(steps[0], str) else ""
        if root in ("self", "ephemeral"):
            return Resolved(Unknown("is only known when Terraform runs", root, at), len(steps))
        if root in ("each", "count"):
            return Resolved(self._repeated(root, name), 1)
        if not name:
            raise RejectedError(f"`{root}` is not a reference")
        value = self._named(root, name, at)
        if value is not ABSENT:
            return Resolved(_located(value, at), 1)
        if root == "module":
            return self._grouped(self.module.calls(name), f"module.{name}", steps, 1, at)
        if root == "data":
            return self._data(name, steps, at)
        found = self.module.resources(False, root, name)
        is_caller = steps[1:3] == (OPEN_KEY, "arn") and self.module.evaluator.types.is_caller(root)
        if isinstance(found, Group) and is_caller:
            written = found.written_at_an_open_key(steps[1:])
            if written is not None:
                return Resolved(_located(written.value, at), written.consumed + 1)
        return self._grouped(found, f"{root}.{name}", steps, 1, at)

    def _named(self, root: str, name: str, at: Span) -> Value:
        """What is no resource and no module; ``ABSENT`` for anything else."""
        if root == "var":
            return self.module.variable(name)
        if root == "local":
            return self.module.local(name)
        if root == "path":
            return self._path(name)
        if root == "terraform" and name == "workspace":
            reason = "is chosen when Terraform runs"
            return Text((Hole("terraform.workspace", reason=reason, span=at),))
        return ABSENT

    def _data(self, kind: str, steps: tuple[Step, ...], at: Span) -> Resolved:
        if len(steps) == 1:
            raise RejectedError(f"`data.{kind}` is not a reference")
        name = str(steps[1])
        found = self.module.resources(True, kind, name)
        if found is None and kind in FACTS and len(steps) > 2 and isinstance(steps[2], str):
            # What such a data source gives follows from its type: a scan of a single file, in
            # which the block is missing, knows as much about it.
            return Resolved(self.module.fact(kind, steps[2]), 3)
        if isinstance(found, Group) and steps[2:3] == (OPEN_KEY,):
            written = found.written_at_an_open_key(steps[2:])
            if written is not None:
                return Resolved(_located(written.value, at), written.consumed + 2)
        return self._grouped(found, f"data.{kind}.{name}", steps, 2, at)

    def _grouped(
        self,
        group: Group[Any] | Unknown | None,
        written: str,
        steps: tuple[Step, ...],
        used: int,
        at: Span,
    ) -> Resolved:
        if not isinstance(group, Group):
            full = self.module.prefix + written + "".join(map(_written, steps[used:]))
            last = steps[-1] if isinstance(steps[-1], str) else ""
            origin = Origin(
                modules=self.module.modules,
                resource=written if used == 1 and not written.startswith("module.") else "",
                attribute=last,
                elements_of=(self.owner,) if OPEN_KEY in steps else (),
                is_stable=True,
            )
            if OPEN_KEY in steps:
                full += f" (in {self.owner})"
            reason = "is not declared" if group is None else f"is not known: {group}"
            span = group.span if group else None
            return Resolved(Unknown(reason, full, span or at, origin=origin), len(steps))
        found = group.resolved(steps[used:])
        consumed = found.consumed + used
        return replace(found, value=_located(found.value, at), consumed=consumed)

    def _repeated(self, root: str, name: str) -> Value:
        repetition = self.repetition
        value = {
            ("each", "key"): repetition.each_key,
            ("each", "value"): repetition.each_value,
            ("count", "index"): repetition.count_index,
        }.get((root, name), ABSENT)
        if value is ABSENT:
            raise RejectedError(f"`{root}.{name}` has no value here")
        return value

    def _path(self, name: str) -> Value:
        if name == "cwd":
            return Text((WORKING_DIRECTORY,))
        if name == "root":
            return "."
        if name == "module":
            root = self.module.root.directory
            return posixpath.relpath(self.module.directory or ".", root or ".")
        raise RejectedError(f"`path.{name}` does not exist")


def _located(value: Value, at: Span) -> Value:
    if isinstance(value, Unknown) and value.span is None:
        return replace(value, span=at)
    return value


def _written(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if isinstance(step, str) else "[*]" if step is SPLAT else "[?]"
