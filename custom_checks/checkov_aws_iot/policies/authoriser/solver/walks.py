"""Exploring languages in which many characters behave alike: one of each kind is tried."""

from __future__ import annotations

from collections.abc import Iterable

from checkov_aws_iot.patterns.alphabet import Letter
from checkov_aws_iot.patterns.exploration import Exploration, State, unmentioned_character
from checkov_aws_iot.patterns.formula import patterns_in
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Pattern, machine_of


class Kinds:
    """Which letters the patterns of some languages cannot tell apart."""

    def __init__(self, languages: Iterable[Language]) -> None:
        patterns: dict[Pattern, None] = {}
        for language in languages:
            patterns.update(dict.fromkeys(patterns_in(language.formula)))
        self._machines = tuple(map(machine_of, patterns))
        self._known: dict[Letter, tuple[tuple[int, int], ...]] = {}

    def one_each(self, letters: Iterable[Letter]) -> list[Letter]:
        """The first letter of each kind."""
        first: dict[tuple[tuple[int, int], ...], Letter] = {}
        for letter in letters:
            kind = self._known.get(letter)
            if kind is None:
                kind = tuple(machine.moves(letter) for machine in self._machines)
                self._known[letter] = kind
            first.setdefault(kind, letter)
        return list(first.values())


class Walk(Exploration):
    """An exploration that tries one letter of each kind."""

    def __init__(self, language: Language, budget: Budget, kinds: Kinds | None = None) -> None:
        super().__init__(language.formula, budget)
        self._kinds = kinds or Kinds((language,))

    def relevant(self, state: State) -> dict[Letter, None]:
        """One letter of each kind that may lead elsewhere than an unmentioned character."""
        return dict.fromkeys(self._kinds.one_each(self.waited_for(state)))

    def waited_for(self, state: State) -> dict[Letter, None]:
        """All letters that may lead elsewhere than an unmentioned character."""
        return super().relevant(state)

    def _spelling(self, state: State) -> str:
        return unmentioned_character(self.waited_for(state))


def shortest_word(language: Language, budget: Budget) -> str | None:
    """A shortest word of a language without symbols; ``None`` if it is empty.

    Raises:
        PatternTooComplexError: it takes too many steps to find.
    """
    word = Walk(language, budget).shortest()
    return None if word is None else "".join(map(str, word))


def is_empty(language: Language, budget: Budget) -> bool:
    """Whether the language has no word.

    Raises:
        PatternTooComplexError: it takes too many steps to tell.
    """
    if isinstance(language.formula, Pattern):
        return False
    return Walk(language, budget).shortest() is None
