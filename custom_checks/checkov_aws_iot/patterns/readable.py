"""Words of a language that people can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from checkov_aws_iot.patterns.alphabet import Letter, Word
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Among, Atom, One, Pattern, Run

MOST_CANDIDATES = 200


def readable_witness(
    language: Language,
    suggestions: Iterable[str | Sequence[Letter]],
    patterns: Iterable[Pattern] = (),
    budget: Budget | None = None,
    *,
    names: Sequence[str] = (),
) -> Word | None:
    """A word of the language: a suggestion if one fits, else a shortest; ``None`` if it is empty.

    Where no suggestion fits, the runs of the ``patterns`` are filled: those at the beginning or
    behind a slash with ``names``, others with digits or the last name. So ``fleet/*`` gives
    "fleet/pump" for the name "pump", and ``dev-*`` "dev-0".

    Raises:
        PatternTooComplexError: nothing fits and the shortest word takes too long to find.
    """
    budget = budget or Budget()
    within = ("0", "1", *names[-1:])
    for suggestion in suggestions:
        if language.contains(suggestion, budget):
            return tuple(suggestion)
    for pattern in patterns:
        for word in islice(filled(pattern, (*names, *within), within), MOST_CANDIDATES):
            if language.contains(word, budget):
                return word
    return language.shortest(budget)


def filled(pattern: Pattern, whole: Sequence[str], partial: Sequence[str]) -> Iterator[Word]:
    """Yield words of the pattern: its runs filled, its single characters digits.

    A run at the beginning or behind a slash is filled with each of ``whole``, others with each of
    ``partial``. The number of words is the product of the choices.
    """
    choices: list[Sequence[Sequence[Letter]]] = []
    before: Atom = "/"
    for atom in pattern.atoms:
        if isinstance(atom, Run):
            choices.append(whole if before == "/" else partial)
        elif isinstance(atom, One):
            choices.append("1")
        elif isinstance(atom, Among):
            choices.append(sorted(atom.characters)[:1])
        else:
            choices.append(((atom,),))
        before = atom
    for combination in product(*choices):
        yield tuple(letter for letters in combination for letter in letters)
