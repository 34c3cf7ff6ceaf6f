"""Whether Terraform marks a value as sensitive.

Source: https://developer.hashicorp.com/terraform/language/functions/issensitive
"""

from __future__ import annotations

from checkov_aws_iot.terraform.evaluation.scope import Scope
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Attribute,
    Binary,
    Call,
    Expression,
    ForObject,
    ForTuple,
    Index,
    Literal,
    ObjectConstructor,
    Template,
    TupleConstructor,
    Unary,
    Variable,
    bare,
)

_UNMARKED = (ForObject, ForTuple, Literal, ObjectConstructor, TupleConstructor)
_MOST_NESTED = 50


def is_sensitive(node: Expression, scope: Scope, depth: int = 0) -> bool | None:
    """Whether the value is marked; ``None`` where that is not known.

    A collection is not marked by the marks of its elements, text and operations are.
    """
    node = bare(node)
    if depth > _MOST_NESTED:
        return None
    if isinstance(node, _UNMARKED):
        return False
    if isinstance(node, (Attribute, Index)):
        return _of_part(node, scope, depth)
    if isinstance(node, Call):
        if node.name in ("sensitive", "nonsensitive"):
            return node.name == "sensitive"
        return None if node.expand else _any(node.arguments, scope, depth)
    if isinstance(node, Template):
        return _any(node.parts, scope, depth)
    if isinstance(node, Unary):
        return is_sensitive(node.operand, scope, depth + 1)
    return _any((node.left, node.right), scope, depth) if isinstance(node, Binary) else None


def _of_part(node: Attribute | Index, scope: Scope, depth: int) -> bool | None:
    if isinstance(node, Attribute) and isinstance(node.of, Variable):
        return scope.is_sensitive(node.of.name, node.name)
    # What is part of a marked value is marked; one that is not marked may have marked parts.
    return is_sensitive(node.of, scope, depth + 1) or None


def _any(nodes: tuple[Expression, ...], scope: Scope, depth: int) -> bool | None:
    found = [is_sensitive(node, scope, depth + 1) for node in nodes]
    if True in found:
        return True
    return None if None in found else False
