"""Sets of words that wildcard patterns describe, as values with an algebra."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checkov_aws_iot.patterns.alphabet import Letter, Word
from checkov_aws_iot.patterns.canonical import CanonicalForm, canonical_form
from checkov_aws_iot.patterns.exploration import Exploration
from checkov_aws_iot.patterns.formula import (
    AllOf,
    AnyOf,
    Formula,
    Not,
    all_of,
    any_of,
    negated,
)
from checkov_aws_iot.patterns.limits import LETTERS, Budget
from checkov_aws_iot.patterns.pattern import EVERY_WORD, Pattern


@dataclass(frozen=True, slots=True)
class Language:
    """A set of words over all characters and the symbols that occur in the question.

    ``==`` compares how languages are written; :meth:`is_equal` and :meth:`canonical` what they hold.
    ``|``, ``&``, ``-`` and ``~`` are union, intersection, difference and complement; they take no
    time. Questions take a :class:`Budget` and raise ``PatternTooComplexError`` when it is spent.
    """

    formula: Formula

    def __or__(self, other: Language) -> Language:
        return Language(any_of((self.formula, other.formula)))

    def __and__(self, other: Language) -> Language:
        return Language(all_of((self.formula, other.formula)))

    def __sub__(self, other: Language) -> Language:
        if other == NOTHING:
            return self
        return Language(all_of((self.formula, negated(other.formula))))

    def __invert__(self) -> Language:
        return Language(negated(self.formula))

    def contains(self, word: str | Sequence[Letter], budget: Budget | None = None) -> bool:
        """Whether the word is in the language; each pattern that is tried takes a few steps."""
        return _holds(self.formula, word, budget)

    def is_empty(self, budget: Budget | None = None) -> bool:
        """Whether the language holds no word."""
        if isinstance(self.formula, Pattern):
            return False
        return self.shortest(budget) is None

    def is_subset(self, other: Language, budget: Budget | None = None) -> bool:
        """Whether every word of this language is in the other."""
        if isinstance(self.formula, Pattern) and self.formula.is_fixed:
            return other.contains(self.formula.letters)
        return (self - other).is_empty(budget)

    def is_disjoint(self, other: Language, budget: Budget | None = None) -> bool:
        """Whether the languages have no word in common."""
        return (self & other).is_empty(budget)

    def is_equal(self, other: Language, budget: Budget | None = None) -> bool:
        """Whether the languages hold the same words."""
        budget = budget or Budget()
        return self.is_subset(other, budget) and other.is_subset(self, budget)

    def is_bounded(self, budget: Budget | None = None) -> bool:
        """Whether there is a longest word, as in every finite language."""
        return Exploration(self.formula, budget or Budget()).is_bounded()

    def shortest(self, budget: Budget | None = None) -> Word | None:
        """A shortest word, ``None`` if the language is empty.

        The word holds no symbol that the language does not mention.
        """
        return Exploration(self.formula, budget or Budget()).shortest()

    def canonical(self, budget: Budget | None = None) -> CanonicalForm:
        """The same value for all ways of writing the language down."""
        return canonical_form(Exploration(self.formula, budget or Budget()))


def _holds(formula: Formula, word: str | Sequence[Letter], budget: Budget | None) -> bool:
    if isinstance(formula, Pattern):
        if budget is not None:
            budget.spend(1 + len(word) // LETTERS)
        return formula.matches(word)
    if isinstance(formula, Not):
        return not _holds(formula.operand, word, budget)
    decisive = isinstance(formula, AnyOf)
    for operand in formula.operands:
        if _holds(operand, word, budget) is decisive:
            return decisive
    return not decisive


NOTHING = Language(AnyOf(()))
EVERYTHING = Language(EVERY_WORD)


def language_of(*patterns: Pattern) -> Language:
    """The words that match one of the patterns."""
    return Language(any_of(patterns))


def union(languages: Iterable[Language]) -> Language:
    """The words in one of the languages."""
    return Language(any_of(language.formula for language in languages))


def intersection(languages: Iterable[Language]) -> Language:
    """The words in all of the languages."""
    operands = all_of(language.formula for language in languages)
    return EVERYTHING if operands == AllOf(()) else Language(operands)
