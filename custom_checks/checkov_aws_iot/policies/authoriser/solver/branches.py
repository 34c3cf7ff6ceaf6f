"""Branches of the search: formulas that must hold, and what is still to be chosen among."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checkov_aws_iot.policies.authoriser.solver.cells import Simple
from checkov_aws_iot.policies.authoriser.solver.formulas import Both, Either, Formula


@dataclass(slots=True)
class Branch:
    """Formulas that must hold: simple ones, and alternatives of which none is taken yet.

    ``connects`` says that they let the client connect.
    """

    simple: tuple[Simple, ...]
    pending: tuple[Formula, ...]
    connects: bool = False

    def having(self, simple: Iterable[Simple], pending: Iterable[Formula]) -> Branch:
        """The branch with these formulas instead."""
        return Branch(tuple(simple), tuple(pending), self.connects)


def taken_apart(branch: Branch) -> Iterator[Branch]:
    """The branch with everything taken in that leaves no choice, once for each way of the next one."""
    simple, choices = list(branch.simple), []
    pending = list(branch.pending)
    while pending:
        formula = pending.pop(0)
        if isinstance(formula, Both):
            pending[:0] = formula.parts
        elif isinstance(formula, Either):
            choices.append(formula)
        elif formula not in simple:
            simple.append(formula)
    if not choices:
        yield branch.having(simple, ())
        return
    if len(simple) > len(branch.simple):
        # What is certain is looked at before there is a choice.
        yield branch.having(simple, choices)
        return
    choices.sort(key=lambda choice: len(choice.parts))
    first, *others = choices
    for part in reversed(first.parts):
        yield branch.having(simple, (part, *others))
