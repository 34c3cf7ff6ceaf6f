"""The budget of questions about patterns."""

from __future__ import annotations

from checkov_aws_iot.values.budget import Budget as AnyBudget
from checkov_aws_iot.values.budget import GaveUpError

MOST_STEPS = 25_000
"""Steps of all questions that share one budget; some 30 ms on one core of 2024."""

LETTERS = 6
"""This many letters of a plain word cost one step: no state has to be remembered."""


class PatternTooComplexError(GaveUpError):
    """The question was given up because it takes too many steps."""


class Budget(AnyBudget):
    """Steps that are left. One step is one pattern reading one letter in one state.

    Questions that share a budget share its cap, so that a document cannot take long by asking many.
    """

    __slots__ = ()

    def __init__(self, steps: int = MOST_STEPS) -> None:
        super().__init__(steps)

    def exhausted(self) -> PatternTooComplexError:
        """The error that says so of wildcards."""
        return PatternTooComplexError("has too many or too entangled wildcards to be analysed")
