"""How many there are at most, where the number is not known."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Call,
    Conditional,
    Expression,
    Literal,
    TupleConstructor,
    bare,
)

_ONLY_FEWER: Final = frozenset({"compact", "distinct", "sort", "reverse", "tolist", "toset"})


def is_at_most_one(written: Expression) -> bool:
    """Whether a number is not above one, whatever is not known in it."""
    written = bare(written)
    if isinstance(written, Literal):
        return written.value in (0, 1)
    if isinstance(written, Conditional):
        return is_at_most_one(written.yes) and is_at_most_one(written.no)
    if not isinstance(written, Call):
        return False
    if written.name == "length":
        return bool(written.arguments) and only_item(written.arguments[0]) is not None
    return written.name == "signum" or (
        written.name == "min" and any(is_at_most_one(limit) for limit in written.arguments)
    )


def only_item(written: Expression) -> Expression | None:
    """The one item of a list that is written out, behind functions that may only leave it out."""
    written = bare(written)
    while isinstance(written, Call) and written.name in _ONLY_FEWER and written.arguments:
        written = bare(written.arguments[0])
    if isinstance(written, TupleConstructor) and len(written.items) == 1:
        return written.items[0]
    return None
