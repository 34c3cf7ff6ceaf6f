"""Equal unknowns made one, and texts that are other unknowns with something around them resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.formula import AllOf, AnyOf, Formula, Not, any_of
from checkov_aws_iot.patterns.language import NOTHING, Language
from checkov_aws_iot.patterns.pattern import Atom, Pattern, Run, pattern_of
from checkov_aws_iot.policies.authoriser.references import (
    FITTING,
    Mode,
    mode_of,
    put,
    refer,
    references_in,
    unknown_of,
)
from checkov_aws_iot.policies.authoriser.solver.cells import Cell, Emptiness
from checkov_aws_iot.policies.authoriser.solver.equalities import note_equalities
from checkov_aws_iot.policies.authoriser.solver.formulas import Fits

OF_A_CELL = 4
"""Steps of the budget that looking for what can be taken out takes."""


@dataclass(slots=True)
class Rewritten:
    """Fewer unknowns that have values exactly if the first ones have, and how to get those back."""

    cells: dict[str, Cell]
    _defined: list[tuple[str, Pattern]] = field(default_factory=list)

    def completed(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values with those of the unknowns that were taken out."""
        result = dict(values)
        for name, pattern in reversed(self._defined):
            result[name] = "".join(map(str, put(pattern, result).atoms))
        return result

    def define(self, name: str, pattern: Pattern) -> None:
        """Take out an unknown: it is the text of the pattern, which has no wildcards."""
        self._defined.append((name, pattern))
        del self.cells[name]


def rewrite(cells: Mapping[str, Cell], absent: set[str], emptiness: Emptiness) -> Rewritten | None:
    """The unknowns with as few ties as possible; ``None`` if two ties contradict each other."""
    result = Rewritten(
        {
            name: Cell(
                cell.language,
                dict(cell.lines),
                list(cell.ties),
                # A text with a variable that has no value is matched by nothing.
                [r for r in cell.refusals if not _refers(r.pattern, absent)],
            )
            for name, cell in cells.items()
        }
    )
    if any(_refers(tie.pattern, absent) for cell in result.cells.values() for tie in cell.ties):
        return None
    _without_self_references(result.cells)
    while _resolved_one(result) or note_equalities(result.cells, emptiness.of):
        emptiness.budget.spend(OF_A_CELL * len(result.cells))
        _without_self_references(result.cells)
    return result


def _refers(pattern: Pattern, unknowns: set[str]) -> bool:
    return any(unknown_of(symbol) in unknowns for symbol in references_in(pattern))


def canonical(pattern: Pattern) -> Pattern:
    """The pattern with one letter for an unknown, however its value gets there."""
    return pattern_of(
        refer(unknown_of(a), Mode.RAW) if isinstance(a, Symbol) else a for a in pattern.atoms
    )


def _without_self_references(cells: dict[str, Cell]) -> None:
    """Take out texts that refer to the unknown itself, where the rest is plain or never empty."""
    for name, cell in cells.items():
        for fits in [f for f in (*cell.ties, *cell.refusals) if not f.folded]:
            if not any(unknown_of(s) == name for s in references_in(fits.pattern)):
                continue
            fitting = _fitting_itself(name, fits.pattern, cells)
            if fitting is None:
                continue
            (cell.refusals if fits.negated else cell.ties).remove(fits)
            cell.language = cell.language - fitting if fits.negated else cell.language & fitting


def _fitting_itself(name: str, pattern: Pattern, cells: Mapping[str, Cell]) -> Language | None:
    """The values that fit a text which refers to them; ``None`` if that is not regular."""
    own = [a for a in pattern.atoms if isinstance(a, Symbol) and unknown_of(a) == name]
    others = [a for a in pattern.atoms if not (isinstance(a, Symbol) and unknown_of(a) == name)]
    if any(not _may_be_empty(a, cells) for a in (*others, *own[1:])):
        # A text is never as long as itself and something more.
        return NOTHING
    if len(own) != 1 or any(isinstance(a, Symbol) for a in others):
        return None
    return FITTING[mode_of(own[0])]


def _may_be_empty(atom: Atom, cells: Mapping[str, Cell]) -> bool:
    if isinstance(atom, Symbol):
        return cells[unknown_of(atom)].language.contains("")
    return isinstance(atom, Run)


def _resolved_one(result: Rewritten) -> bool:
    """Take out one unknown that is another one with a fixed text around it, if there is one."""
    for name, cell in result.cells.items():
        for tie in cell.ties:
            symbols = references_in(tie.pattern)
            if tie.folded or len(symbols) != 1 or not tie.pattern.is_fixed or cell.lines:
                continue
            if sum(isinstance(a, Symbol) for a in tie.pattern.atoms) != 1:
                continue
            source = unknown_of(symbols[0])
            if source == name or result.cells[source].lines:
                continue
            if _resolve(result, name, tie, source):
                return True
    return False


def _resolve(result: Rewritten, name: str, tie: Fits, source: str) -> bool:
    atoms = tie.pattern.atoms
    at = next(i for i, atom in enumerate(atoms) if isinstance(atom, Symbol))
    before, behind = atoms[:at], atoms[at + 1 :]
    (symbol,) = references_in(tie.pattern)
    cell, target = result.cells[name], result.cells[source]
    others = [
        fits
        for fits in (*cell.ties, *cell.refusals)
        if fits is not tie and not (fits.negated and _clashes(fits.pattern, before))
    ]
    is_equal = not before and not behind
    if not is_equal:
        if any(f.folded for f in others) or not _is_always_put(result.cells, name):
            return False
        if not all(_has_around(f.pattern, before, behind) for f in others):
            return False
    target.language &= FITTING[mode_of(symbol)] & Language(
        _quotient(cell.language.formula, before, behind)
    )
    for fits in others:
        inner = fits.pattern.atoms[len(before) : len(fits.pattern.atoms) - len(behind)]
        moved = replace(fits, pattern=pattern_of(inner))
        (target.refusals if fits.negated else target.ties).append(moved)
    result.define(name, tie.pattern)
    if is_equal:
        _rename(result.cells, name, source)
    else:
        _spell_out(result.cells, name, (*before, refer(source, Mode.RAW), *behind))
    return True


def _clashes(pattern: Pattern, before: tuple[object, ...]) -> bool:
    """Whether nothing that begins with the text matches the pattern."""
    for atom, letter in zip(pattern.atoms, before, strict=False):
        if not (isinstance(atom, str) and isinstance(letter, str)):
            return False
        if atom != letter:
            return True
    return False


def _is_always_put(cells: Mapping[str, Cell], name: str) -> bool:
    """Whether texts that refer to the unknown hold its value, whatever it is."""
    formula = cells[name].language.formula
    operands = formula.operands if isinstance(formula, AllOf) else (formula,)
    modes = {
        mode_of(symbol)
        for cell in cells.values()
        for fits in (*cell.ties, *cell.refusals)
        for symbol in references_in(fits.pattern)
        if unknown_of(symbol) == name
    }
    return all(mode is Mode.RAW or FITTING[mode].formula in operands for mode in modes)


def _spell_out(cells: dict[str, Cell], name: str, text: tuple[Atom, ...]) -> None:
    """Put the text that the unknown is in its place everywhere."""

    def spelled(fits: Fits) -> Fits:
        if not _refers(fits.pattern, {name}):
            return fits
        atoms: list[Atom] = []
        for atom in fits.pattern.atoms:
            is_it = isinstance(atom, Symbol) and unknown_of(atom) == name
            atoms.extend(text if is_it else (atom,))
        return replace(fits, pattern=pattern_of(atoms))

    for cell in cells.values():
        cell.ties = list(dict.fromkeys(map(spelled, cell.ties)))
        cell.refusals = list(dict.fromkeys(map(spelled, cell.refusals)))


def _has_around(pattern: Pattern, before: tuple[object, ...], behind: tuple[object, ...]) -> bool:
    atoms = pattern.atoms
    return (
        len(atoms) >= len(before) + len(behind)
        and atoms[: len(before)] == before
        and (not behind or atoms[-len(behind) :] == behind)
    )


def _rename(cells: dict[str, Cell], name: str, source: str) -> None:
    def renamed(fits: Fits) -> Fits:
        return replace(
            fits,
            pattern=pattern_of(
                refer(source, mode_of(a)) if isinstance(a, Symbol) and unknown_of(a) == name else a
                for a in fits.pattern.atoms
            ),
        )

    for cell in cells.values():
        cell.ties = list(dict.fromkeys(map(renamed, cell.ties)))
        cell.refusals = list(dict.fromkeys(map(renamed, cell.refusals)))


def _quotient(formula: Formula, before: tuple[object, ...], behind: tuple[object, ...]) -> Formula:
    """The words that are in the language with these texts around them."""
    if not before and not behind:
        return formula
    if isinstance(formula, Pattern):
        return any_of(
            _reversed(rest)
            for first in formula.behind(before)  # type: ignore[arg-type]
            for rest in _reversed(first).behind(behind[::-1])  # type: ignore[arg-type]
        )
    if isinstance(formula, Not):
        return Not(_quotient(formula.operand, before, behind))
    operands = tuple(_quotient(operand, before, behind) for operand in formula.operands)
    return AllOf(operands) if isinstance(formula, AllOf) else AnyOf(operands)


def _reversed(pattern: Pattern) -> Pattern:
    return pattern_of(reversed(pattern.atoms))
