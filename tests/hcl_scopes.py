"""Scopes for tests of Terraform expressions: files of a directory, and names that are unknown."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.evaluation.scope import (
    RejectedExpression,
    Resolved,
    Step,
    UndeclaredError,
)
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.syntax.hcl_files import parse_expression
from checkov_aws_iot.terraform.syntax.syntax_tree import Node
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True)
class DirectoryReader:
    """Reads the files of one directory."""

    root: Path

    def read(self, path: str) -> str | Unknown:
        """The text of a file."""
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except OSError:
            return Unknown("does not exist")

    def names(self, directory: str) -> tuple[str, ...]:
        """The files in a directory."""
        found = self.root / directory
        return (
            tuple(sorted(p.name for p in found.iterdir() if p.is_file())) if found.is_dir() else ()
        )

    def directories(self, directory: str) -> tuple[str, ...]:
        """The directories in a directory."""
        found = self.root / directory
        return (
            tuple(sorted(p.name for p in found.iterdir() if p.is_dir())) if found.is_dir() else ()
        )


@dataclass(frozen=True)
class TestScope:
    """Locals of known values; every ``var.x`` that is not among ``variables`` is unknown."""

    __test__ = False

    reader: DirectoryReader | None = None
    working_directory: str = ""
    variables: dict[str, Value] = field(default_factory=dict)

    def instance_of(self, node: Node) -> str:
        """There is but one."""
        return ""

    def is_sensitive(self, root: str, name: str) -> bool | None:
        """Not known of any name."""
        return None

    def resolve(self, root: str, steps: tuple[Step, ...], at: Span, budget: Budget) -> Resolved:
        """``var.x``; everything else is rejected."""
        if root != "var" or not steps:
            raise UndeclaredError(f"uses the undeclared name `{root}`")
        name = str(steps[0])
        unknown = Unknown("has no default", f"var.{name}", at)
        return Resolved(self.variables.get(name, unknown), 1)


def evaluated(text: str, scope: TestScope | None = None, budget: Budget | None = None) -> Value:
    """The value of an expression."""
    return evaluate(parse_expression(text), scope or TestScope(), budget or Budget())


def outcome(value: Value) -> str:
    """``equal`` candidates as JSON text; else ``rejected`` or ``unknown`` with the reason."""
    if isinstance(value, Unknown):
        kind = "rejected" if isinstance(value, RejectedExpression) else "unknown"
        return f"{kind}: {value}"
    return str(encode(value))
