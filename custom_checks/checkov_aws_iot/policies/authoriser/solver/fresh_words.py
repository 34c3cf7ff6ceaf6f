"""Words for unknowns: chosen against the document, readable where that is possible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, repeat

from checkov_aws_iot.patterns.formula import Formula, Not
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Among, Atom, One, Pattern, Run, exactly
from checkov_aws_iot.policies.authoriser.solver.walks import shortest_word

MOST_WORDS = 6
_NAMES = ("another-device", "gadget", "unit", "pump", "lamp", "meter", "valve", "visitor")
_ACCOUNTS = ("111122223333", "444455556666", "777788889999", "123412341234")
_HEXADECIMAL = ("5f2e9c", "b81d40", "c07a6e", "9d3f15")


class Fresh:
    """Texts that occur nowhere in a document, whose whole text is ``text``."""

    def __init__(self, text: str) -> None:
        folded = text.lower()
        names = _apart(_NAMES, folded)
        certificates = ((word * 11)[:64] for word in _apart(_HEXADECIMAL, folded))
        self._texts = tuple(map(tuple, (names, _apart(_ACCOUNTS, folded), certificates)))

    def words(self, language: Language, turn: int, budget: Budget) -> Iterator[str]:
        """Words of the language: those that hold a fresh text first, ``turn`` says which.

        Every language that is not empty has one. At most ``MOST_WORDS`` are yielded after that; if
        there are fewer, these are all words of the language.
        """
        seen: dict[str, None] = {}
        for word in self._fresh(language, turn):
            if word not in seen and language.contains(word, budget):
                seen[word] = None
                yield word
        for _ in range(MOST_WORDS):
            left = language - language_of(*map(exactly, seen))
            shortest = shortest_word(left, budget)
            if shortest is None:
                return
            seen[shortest] = None
            yield shortest

    def _fresh(self, language: Language, turn: int) -> Iterator[str]:
        """Fresh texts, alone and in the place of the first or every run of a pattern."""
        for texts in self._texts:
            yield texts[turn % len(texts)]
        name = self._texts[0][turn % len(self._texts[0])]
        for pattern in islice(patterns_of(language.formula), 8):
            for fillings in ((name, ""), (name, name)):
                runs = chain(fillings[:1], repeat(fillings[1]))
                yield "".join(
                    next(runs) if isinstance(a, Run) else one_letter(a) for a in pattern.atoms
                )


def one_letter(atom: Atom) -> str:
    """A text for an atom that is no run."""
    if isinstance(atom, Among):
        return min(atom.characters, default="")
    return "1" if isinstance(atom, One) else str(atom)


def patterns_of(formula: Formula) -> Iterator[Pattern]:
    """The patterns of which words of a language match some, as far as that is written."""
    if isinstance(formula, Pattern):
        yield formula
    elif not isinstance(formula, Not):
        for operand in formula.operands:
            yield from patterns_of(operand)


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
