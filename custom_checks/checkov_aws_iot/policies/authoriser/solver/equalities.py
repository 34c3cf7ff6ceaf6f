"""Unknowns that must be equal because two texts with them are one value.

``topic/${a}/*`` and ``topic/${b}/x`` are one topic only if ``a`` and ``b`` are equal, where neither holds a
slash. So are two of one length behind the same text, and two behind which as many characters end the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.formula import AllOf
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.pattern import ANY_RUN, Among, Atom, One, Pattern, pattern_of
from checkov_aws_iot.policies.authoriser.references import Mode, refer, unknown_of
from checkov_aws_iot.policies.authoriser.solver.cells import Cell
from checkov_aws_iot.policies.authoriser.solver.formulas import Fits

Judge = Callable[[Language], bool]
"""Whether a language is empty."""


def note_equalities(cells: Mapping[str, Cell], is_empty: Judge) -> bool:
    """Tie unknowns that must be equal to each other; false if there are no new ones."""
    for cell in cells.values():
        for one, other in combinations([tie for tie in cell.ties if not tie.folded], 2):
            for pair in (_forced(one.pattern, other.pattern), _forced(*_turned(one, other))):
                for first, second, ends in pair:
                    if _are_equal(cells[first], cells[second], ends, is_empty):
                        equal = Fits(pattern_of((refer(second, Mode.RAW),)))
                        cells[first].ties.append(equal)
                        return True
    return False


def _turned(one: Fits, other: Fits) -> tuple[Pattern, Pattern]:
    return Pattern(one.pattern.atoms[::-1]), Pattern(other.pattern.atoms[::-1])


def _forced(one: Pattern, other: Pattern) -> Iterator[tuple[str, str, Atom | None]]:
    """The first two unknowns that begin at one place, and the letter that ends both.

    ``None`` for the letter says that both have the same number of characters behind them.
    """
    atoms = zip((*one.atoms, None), (*other.atoms, None), strict=False)
    for at, (mine, yours) in enumerate(atoms):
        if isinstance(mine, Symbol) and isinstance(yours, Symbol):
            if unknown_of(mine) == unknown_of(yours):
                continue
            tails = one.atoms[at + 1 :], other.atoms[at + 1 :]
            ends = (*tails[0][:1], *tails[1][:1])
            if len(tails[0]) == len(tails[1]) and all(map(_is_one_letter, (*tails[0], *tails[1]))):
                yield unknown_of(mine), unknown_of(yours), None
            else:
                same = len(ends) == 2 and ends[0] == ends[1] and isinstance(ends[0], str)
                yield unknown_of(mine), unknown_of(yours), ends[0] if same else ANY_RUN
            return
        if not (_is_one_letter(mine) and _is_one_letter(yours)):
            return


def _is_one_letter(atom: Atom | None) -> bool:
    return isinstance(atom, (str, One, Among))


def _are_equal(first: Cell, second: Cell, ends: Atom | None, is_empty: Judge) -> bool:
    if first.lines or second.lines:
        return False
    if ends is None:
        return True
    if isinstance(ends, str):
        holding = language_of(pattern_of((ANY_RUN, ends, ANY_RUN)))
        if is_empty(first.language & holding) and is_empty(second.language & holding):
            return True
    length = _length(first.language)
    return length is not None and length == _length(second.language)


def _length(language: Language) -> int | None:
    """The length of all words, as far as that is written."""
    formula = language.formula
    for operand in formula.operands if isinstance(formula, AllOf) else (formula,):
        if isinstance(operand, Pattern) and all(
            isinstance(atom, (str, One, Among)) for atom in operand.atoms
        ):
            return len(operand.atoms)
    return None
