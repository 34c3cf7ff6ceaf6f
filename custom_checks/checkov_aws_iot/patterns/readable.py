"""Words of a language that people can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from checkov_aws_iot.patterns.alphabet import Letter, Word
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import One, Pattern, Run

MOST_CANDIDATES = 200


def readable_witness(
    language: Language,
    suggestions: Iterable[str | Sequence[Letter]],
    patterns: Iterable[Pattern] = (),
    budget: Budget | None = None,
) -> Word | None:
    """A word of the language: a suggestion if one fits, else a shortest; ``None`` if it is empty.

    Where no suggestion fits as a whole, the runs of the ``patterns`` are filled with suggestions:
    ``dev-*`` and "1" give "dev-1".

    Raises:
        PatternTooComplexError: no suggestion fits and the shortest word takes too long to find.
    """
    words = [tuple(suggestion) for suggestion in suggestions]
    for word in words:
        if language.contains(word):
            return word
    for pattern in patterns:
        for word in islice(_filled(pattern, words), MOST_CANDIDATES):
            if language.contains(word):
                return word
    return language.shortest(budget)


def _filled(pattern: Pattern, words: Sequence[Word]) -> Iterator[Word]:
    """The pattern with its runs filled with the words, and its single characters with digits."""
    runs = sum(isinstance(atom, Run) for atom in pattern.atoms)
    fillings: Iterable[tuple[Word, ...]]
    if runs > 3:
        fillings = ((word,) * runs for word in words)
    else:
        fillings = product(words, repeat=runs)
    for filling in fillings:
        pending = iter(filling)
        letters: list[Letter] = []
        for atom in pattern.atoms:
            if isinstance(atom, Run):
                letters.extend(next(pending))
            elif isinstance(atom, One):
                letters.append("1")
            else:
                letters.append(atom)
        yield tuple(letters)
