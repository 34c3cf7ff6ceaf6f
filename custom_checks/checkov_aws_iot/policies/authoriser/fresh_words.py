"""Words for unknowns: chosen against the document, readable where that is possible."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import ANY_RUN, exactly, pattern_of

MOST_WORDS = 12
_NAMES = ("another-device", "gadget", "unit", "pump", "lamp", "meter", "valve", "visitor")
_ACCOUNTS = ("111122223333", "444455556666", "777788889999", "123412341234")
_HEXADECIMAL = ("5f2e9c", "b81d40", "c07a6e", "9d3f15")


class Fresh:
    """Texts that occur nowhere in a document, whose whole text is ``text``."""

    def __init__(self, text: str) -> None:
        folded = text.lower()
        self.names = tuple(_apart(_NAMES, folded))
        self._accounts = tuple(_apart(_ACCOUNTS, folded))
        self._hexadecimal = tuple(_apart(_HEXADECIMAL, folded))

    def words(self, language: Language, turn: int, budget: Budget) -> Iterator[str]:
        """Words of the language: those that hold a fresh text first, ``turn`` says which.

        Every language that is not empty has one. At most ``MOST_WORDS`` are yielded after that; if
        there are fewer, these are all words of the language.
        """
        seen: set[str] = set()
        for word in self._fresh(language, turn, budget):
            if word not in seen:
                seen.add(word)
                yield word
        for _ in range(MOST_WORDS):
            left = language - language_of(*map(exactly, sorted(seen)))
            word = _shortest(left, budget)
            if word is None:
                return
            seen.add(word)
            yield word

    def _fresh(self, language: Language, turn: int, budget: Budget) -> Iterator[str]:
        for texts in (self.names, self._accounts, self._hexadecimal):
            text = texts[turn % len(texts)]
            if language.contains(text, budget):
                yield text
                return
        for texts in (self.names, self._accounts, self._hexadecimal):
            holding = language_of(pattern_of((ANY_RUN, *texts[turn % len(texts)], ANY_RUN)))
            word = _shortest(language & holding, budget)
            if word is not None:
                yield word
                return


def _shortest(language: Language, budget: Budget) -> str | None:
    word = language.shortest(budget)
    return None if word is None else "".join(map(str, word))


def _apart(texts: tuple[str, ...], document: str) -> Iterator[str]:
    """The texts, each changed until it is nowhere in the document."""
    for text in texts:
        number = 1
        fresh = text
        while fresh in document:
            number += 1
            digits = str(number)
            fresh = f"{text[: -len(digits)]}{digits}" if text.isdigit() else f"{text}{digits}"
        yield fresh
