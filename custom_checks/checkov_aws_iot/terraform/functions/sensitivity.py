"""Whether Terraform marks a value as sensitive, as far as the expression itself says.

Source: https://developer.hashicorp.com/terraform/language/functions/issensitive
"""

from __future__ import annotations

from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Binary,
    Call,
    Expression,
    ForObject,
    ForTuple,
    Literal,
    ObjectConstructor,
    Template,
    TupleConstructor,
    Unary,
    bare,
)

_UNMARKED = (ForObject, ForTuple, Literal, ObjectConstructor, TupleConstructor)


def is_sensitive(node: Expression) -> bool | None:
    """Whether the value is marked; ``None`` where that depends on what a name stands for.

    A collection is not marked by the marks of its elements, text and operations are.
    """
    node = bare(node)
    if isinstance(node, _UNMARKED):
        return False
    if isinstance(node, Call):
        if node.name in ("sensitive", "nonsensitive"):
            return node.name == "sensitive"
        return None if node.expand else _any(node.arguments)
    if isinstance(node, Template):
        return _any(node.parts)
    if isinstance(node, Unary):
        return is_sensitive(node.operand)
    return _any((node.left, node.right)) if isinstance(node, Binary) else None


def _any(nodes: tuple[Expression, ...]) -> bool | None:
    found = [is_sensitive(node) for node in nodes]
    if True in found:
        return True
    return None if None in found else False
