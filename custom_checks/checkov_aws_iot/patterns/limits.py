"""The budget of questions about patterns."""

from __future__ import annotations

MOST_STEPS = 25_000
"""Steps of all questions that share one budget; some 30 ms on one core of 2024."""

LETTERS = 6
"""This many letters of a plain word cost one step: no state has to be remembered."""


class PatternTooComplexError(ValueError):
    """The question was given up because it takes too many steps."""


class Budget:
    """Steps that are left. One step is one pattern reading one letter in one state.

    Questions that share a budget share its cap, so that a document cannot take long by asking many.
    """

    __slots__ = ("steps",)

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.steps = steps

    def spend(self, steps: int) -> None:
        """The budget has this many steps less.

        Raises:
            PatternTooComplexError: fewer are left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise PatternTooComplexError("has too many or too entangled wildcards to be analysed")
