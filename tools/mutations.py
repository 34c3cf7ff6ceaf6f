"""The small changes that can be made in a file of code, one at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
_FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Change:
    """One change of one file; ``number`` counts the places in the file where one can be made."""

    file: Path
    number: int

    @property
    def layer(self) -> str:
        """The layer that the file belongs to."""
        return self.file.parent.name


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
        if self._here(node, "without its last operand"):
            return node.values[0] if len(node.values) == 2 else _of(node, node.values[:-1])
        if self._here(node, "without its first operand"):
            return node.values[1] if len(node.values) == 2 else _of(node, node.values[1:])
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

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        first = isinstance(node.slice, ast.Constant) and node.slice.value == 0
        if first and self._here(node, "[0] -> [-1]"):
            node.slice = ast.copy_location(ast.Constant(-1), node.slice)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _FUNCTIONS and self._here(node, f"{name} -> {_FUNCTIONS[name]}"):
            node.func = ast.copy_location(ast.Name(_FUNCTIONS[name], ast.Load()), node.func)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "if never"):
            node.test = ast.copy_location(ast.Constant(False), node.test)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, "if <-> else"):
            node.body, node.orelse = node.orelse, node.body
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        none = node.value is None or (
            isinstance(node.value, ast.Constant) and node.value.value is None
        )
        if not none and self._here(node, "return None"):
            node.value = ast.copy_location(ast.Constant(None), node)
        return node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return (
            ast.copy_location(ast.Break(), node) if self._here(node, "continue -> break") else node
        )

    # What says what holds, what a type is, or how a value is kept, decides nothing.
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._undecorated(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._undecorated(node)

    def _undecorated(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        decorators, node.decorator_list = node.decorator_list, []
        returns = None
        if isinstance(node, ast.FunctionDef):
            returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.decorator_list = decorators
        if isinstance(node, ast.FunctionDef):
            node.returns = returns
        return node


def _of(node: ast.BoolOp, operands: list[ast.expr]) -> ast.BoolOp:
    return ast.copy_location(ast.BoolOp(node.op, operands), node)


def changes(files: list[Path]) -> Iterator[Change]:
    """Every change that can be made in the files."""
    for file in files:
        counter = _Mutator(-1)
        counter.visit(ast.parse(file.read_text(encoding="utf-8")))
        yield from (Change(file, number) for number in range(counter.count))


def changed(change: Change) -> tuple[str, str]:
    """The code of the file with the change, and the change in words: line and what is done."""
    mutator = _Mutator(change.number)
    tree = mutator.visit(ast.parse(change.file.read_text(encoding="utf-8")))
    told = f"{change.layer}/{change.file.name}:{mutator.line} {mutator.told}"
    return ast.unparse(ast.fix_missing_locations(tree)), told
