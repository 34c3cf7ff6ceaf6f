"""Mutation testing of the layers that decide: do the tests notice when a line is wrong?

Usage: python -m tools.mutate [--sample 200] [--seed 1] [--layer patterns --layer policies]

Takes a sample of all small changes - a comparison, a constant, a condition, an operator, a returned
value - that can be made in the layers, makes each in a copy of the project, and runs the quick tests
until one fails. Prints every change that no test noticed, and the share that was.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = "custom_checks/checkov_aws_iot"
GENERATED = {"action_table.py"}
# The quickest first. Tests that run Checkov would take minutes for each change.
TESTS = (
    ("tests/patterns", "tests/policies", "tests/test_brute_force.py"),
    ("tests/rules", "tests/test_witnesses.py"),
    ("tests/property/test_policy_laws.py", "tests/property/test_pattern_laws.py"),
    ("tests/property/test_authoriser_laws.py", "tests/property/test_source_conditions.py"),
)
SECONDS = 240

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


@dataclass(frozen=True)
class Change:
    """One change of one file; ``number`` counts the places in the file where one can be made."""

    file: Path
    number: int


class _Mutator(ast.NodeTransformer):
    """Changes the place with the number; ``count`` is how many there are."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.count = 0
        self.line = 0
        self.told = ""

    def _here(self, node: ast.AST, told: str) -> bool:
        self.count += 1
        if self.count - 1 != self.number:
            return False
        self.line, self.told = getattr(node, "lineno", 0), told
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for at, operator in enumerate(node.ops):
            other = _COMPARISONS[type(operator)]
            if self._here(node, f"{type(operator).__name__} -> {other.__name__}"):
                node.ops[at] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "and <-> or"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and self._here(node, "without not"):
            return node.operand
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = _OPERATORS.get(type(node.op))
        if other and self._here(node, f"{type(node.op).__name__} -> {other.__name__}"):
            node.op = other()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._here(node, f"{node.value} -> {not node.value}"):
                return ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int) and self._here(node, f"{node.value} -> {node.value + 1}"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "if never"):
            node.test = ast.copy_location(ast.Constant(False), node.test)
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if node.value is not None and self._here(node, "return None"):
            node.value = ast.copy_location(ast.Constant(None), node.value)
        return node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return (
            ast.copy_location(ast.Break(), node) if self._here(node, "continue -> break") else node
        )

    # What says what holds, or what a type is, decides nothing.
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node


def changes(layers: list[str]) -> Iterator[Change]:
    """Every change that can be made in the layers."""
    for layer in layers:
        for file in sorted((ROOT / PACKAGE / layer).glob("*.py")):
            if file.name in GENERATED:
                continue
            counter = _Mutator(-1)
            counter.visit(ast.parse(file.read_text(encoding="utf-8")))
            yield from (Change(file.relative_to(ROOT), n) for n in range(counter.count))


def is_noticed(change: Change, copied: Path) -> tuple[bool, str]:
    """Whether a test of the copy fails with the change, and what the change is."""
    target = copied / change.file
    before = target.read_text(encoding="utf-8")
    mutator = _Mutator(change.number)
    tree = mutator.visit(copy.deepcopy(ast.parse(before)))
    told = f"{change.file.relative_to(PACKAGE)}:{mutator.line} {mutator.told}"
    target.write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
    try:
        return any(_fails(tests, copied) for tests in TESTS), told
    finally:
        target.write_text(before, encoding="utf-8")


def _fails(tests: tuple[str, ...], copied: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(
            command, cwd=copied, capture_output=True, check=False, timeout=SECONDS
        ).returncode in (1, 2)
    except subprocess.TimeoutExpired:
        return True


def main() -> int:
    """The exit code: 0 if at least 85 % of the sample were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layer", action="append")
    arguments = parser.parse_args()
    everything = list(changes(arguments.layer or ["patterns", "policies"]))
    chance = random.Random(arguments.seed)  # noqa: S311 - nothing here is secret
    sample = chance.sample(everything, min(arguments.sample, len(everything)))
    noticed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        copied = Path(scratch, "project")
        for name in ("custom_checks", "tests", "iac_examples", "docs"):
            shutil.copytree(ROOT / name, copied / name)
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, copied / name)
        for change in sample:
            layer = change.file.parent.name
            tried[layer] += 1
            killed, told = is_noticed(change, copied)
            noticed[layer] += killed
            if not killed:
                print(f"not noticed: {told}", flush=True)
            print(f"{sum(noticed.values())} of {sum(tried.values())}", file=sys.stderr, flush=True)
    for layer, count in tried.items():
        print(f"{layer}: {noticed[layer]} of {count} noticed, {noticed[layer] / count:.0%}")
    print(f"of {len(everything)} changes that could be made")
    return 0 if sum(noticed.values()) >= 0.85 * sum(tried.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
