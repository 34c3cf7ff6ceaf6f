"""Values for the unknowns of a conjunction, or the proof that there are none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.formula import AllOf, AnyOf, Formula, Not
from checkov_aws_iot.patterns.language import (
    EVERYTHING,
    NOTHING,
    Language,
    intersection,
    language_of,
)
from checkov_aws_iot.patterns.pattern import One, Pattern, Run, exactly, pattern_of
from checkov_aws_iot.policies.authoriser.constraints import ignoring_case
from checkov_aws_iot.policies.authoriser.references import (
    FITTING,
    loosened,
    mode_of,
    put,
    references_in,
    unknown_of,
)
from checkov_aws_iot.policies.authoriser.solver.cells import Cell, Cells, Emptiness
from checkov_aws_iot.policies.authoriser.solver.formulas import Fits
from checkov_aws_iot.policies.authoriser.solver.fresh_words import (
    MOST_WORDS,
    Fresh,
    one_letter,
    patterns_of,
)
from checkov_aws_iot.policies.authoriser.solver.joint_words import split_word
from checkov_aws_iot.policies.authoriser.solver.lines import (
    MAY_BE_POINT,
    Intervals,
    Scale,
    points,
    read_point,
    spelled_point,
)
from checkov_aws_iot.policies.authoriser.solver.rewriting import canonical, rewrite

OF_AN_ATTEMPT = 3
MOST_ATTEMPTS = 100
"""So many values are tried for the unknowns of one conjunction."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody knows whether there are values; the reason is the rest of a sentence."""

    reason: str


@dataclass(slots=True)
class Solver:
    """Finds values; all questions about one document share the budget."""

    emptiness: Emptiness
    fresh: Fresh
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def solve(self, cells: Cells) -> dict[str, str] | Gap | None:
        """Values for the unknowns, ``None`` if there are certainly none.

        Raises:
            PatternTooComplexError: it takes too many steps to tell.
        """
        if not cells.is_possible:
            return None
        rewritten = rewrite(cells.cells, cells.absent, self.emptiness)
        if rewritten is None or any(map(self._is_empty, rewritten.cells.values())):
            return None
        suggested: dict[str, list[str]] = {}
        for cell in rewritten.cells.values():
            for tie in cell.ties:
                if not self._joint(cell, tie, rewritten.cells, {}, suggested):
                    return None
            if self._contradicts(cell, rewritten.cells):
                return None
        values: dict[str, str] = {}
        open_part = False
        for part in _parts(rewritten.cells):
            search = _Search(self, part, suggested, len(values))
            some = search.values()
            if some is None and search.is_exhausted:
                return None
            open_part = open_part or some is None
            values |= some or {}
        return Gap(_NOT_MODELLED) if open_part else rewritten.completed(values)

    def _is_empty(self, cell: Cell) -> bool:
        if any(next(points(line, scale), None) is None for scale, line in cell.lines.items()):
            return True
        return self.emptiness.of(cell.language) or (
            bool(cell.ties) and self.emptiness.of(_loose_language(cell))
        )

    def _joint(
        self,
        cell: Cell,
        tie: Fits,
        cells: Mapping[str, Cell],
        values: Mapping[str, str],
        suggested: dict[str, list[str]],
    ) -> bool:
        """Whether some word fits the tie as if each reference in it were free; notes what they are."""
        if tie.folded or cell.lines:
            return True
        pieces, names = _pieces(tie.pattern, cells, values)
        if any(name and cells[name].lines for name in names):
            return True
        words = split_word(pieces, _loose_language(cell, tie), self.emptiness.budget)
        if words is None:
            return False
        for name, word in zip(names, words, strict=True):
            if name and word not in suggested.setdefault(name, []):
                suggested[name].append(word)
        return True

    def _contradicts(self, cell: Cell, cells: Mapping[str, Cell]) -> bool:
        """Whether what fits a tie is refused, whatever the references in it stand for."""
        refused = [
            canonical(refusal.pattern)
            for refusal in cell.refusals
            if not refusal.folded
            and _is_open(refusal.pattern)
            and self._always_fits(refusal.pattern, cells)
        ]
        if not refused:
            return False
        constants = tuple(_refused_constants(cell.language.formula))
        for tie in cell.ties:
            if not tie.folded:
                left = language_of(canonical(tie.pattern)) - language_of(*refused, *constants)
                if self.emptiness.of(left):
                    return True
        return False

    def _always_fits(self, pattern: Pattern, cells: Mapping[str, Cell]) -> bool:
        """Whether all values that are left for the references may stand in the pattern."""
        return all(
            self.emptiness.of(cells[unknown_of(symbol)].language - FITTING[mode_of(symbol)])
            for symbol in references_in(pattern)
        )


_NOT_MODELLED = "ties policy variables together in a way that is not modelled"


def _parts(cells: Mapping[str, Cell]) -> Iterator[dict[str, Cell]]:
    """The unknowns, those together that are tied to each other."""
    waiting = dict(cells)
    neighbours: dict[str, set[str]] = {name: set() for name in cells}
    for name, cell in cells.items():
        for fits in (*cell.ties, *cell.refusals):
            for symbol in references_in(fits.pattern):
                neighbours[name].add(unknown_of(symbol))
                neighbours[unknown_of(symbol)].add(name)
    while waiting:
        pending, part = [next(iter(waiting))], {}
        while pending:
            name = pending.pop()
            if name in waiting:
                part[name] = waiting.pop(name)
                pending.extend(neighbours[name])
        yield part


def _loose_language(cell: Cell, but: Fits | None = None) -> Language:
    """The words that fit all ties but one with anything in the place of references."""
    return intersection(
        (
            cell.language,
            *(
                language_of(loosened(tie.pattern))
                for tie in cell.ties
                if tie is not but and not tie.folded
            ),
        )
    )


def _pieces(
    pattern: Pattern, cells: Mapping[str, Cell], values: Mapping[str, str]
) -> tuple[list[Language], list[str]]:
    """The languages that the pattern is made of, and the unknown that each is, if it is one."""
    pieces: list[Language] = []
    names: list[str] = []
    run: list[object] = []
    for atom in (*pattern.atoms, None):
        symbol = atom if isinstance(atom, Symbol) else None
        if atom is not None and symbol is None:
            run.append(atom)
            continue
        if run:
            pieces.append(language_of(pattern_of(run)))  # type: ignore[arg-type]
            names.append("")
            run = []
        if symbol is not None:
            name = unknown_of(symbol)
            known = values.get(name)
            pieces.append(
                language_of(exactly(known))
                if known is not None
                else cells[name].language & FITTING[mode_of(symbol)]
            )
            names.append("" if known is not None else name)
    if not pieces:
        return [language_of(exactly(""))], [""]
    return pieces, names


def _is_open(pattern: Pattern) -> bool:
    """Whether no wildcard of the pattern leaves out a character that a reference may hold."""
    return not any(isinstance(atom, (One, Run)) and atom.excluded for atom in pattern.atoms)


def _refused_constants(formula: Formula) -> Iterator[Pattern]:
    """Patterns that no word of the language matches, as far as that is written."""
    if isinstance(formula, AllOf):
        for operand in formula.operands:
            yield from _refused_constants(operand)
    elif isinstance(formula, Not):
        inner = formula.operand
        for pattern in inner.operands if isinstance(inner, AnyOf) else (inner,):
            if isinstance(pattern, Pattern) and _is_open(pattern):
                yield pattern


class _Search:
    """Tries values, each unknown behind those that its texts refer to."""

    def __init__(
        self, solver: Solver, cells: dict[str, Cell], suggested: dict[str, list[str]], turn: int
    ) -> None:
        self._turn = turn
        self._solver = solver
        self._cells = cells
        self._suggested = suggested
        self._order = tuple(_order(cells))
        self._attempts = 0
        self.is_exhausted = True
        # By unknown: the texts that it must fit, or not, and those that refer to it.
        self._texts: dict[str, list[tuple[str, Fits]]] = {}
        for name, cell in cells.items():
            for fits in (*cell.ties, *cell.refusals):
                for one in {name, *map(unknown_of, references_in(fits.pattern))}:
                    self._texts.setdefault(one, []).append((name, fits))

    def values(self) -> dict[str, str] | None:
        """Values for all unknowns; ``None`` if none were found."""
        return self._from(0, {})

    def _from(self, at: int, values: dict[str, str]) -> dict[str, str] | None:
        if at == len(self._order):
            return values
        name = self._order[at]
        for value in self._candidates(name, at, values):
            self._attempts += 1
            self._solver.emptiness.budget.spend(OF_AN_ATTEMPT * len(self._cells))
            if self._attempts > MOST_ATTEMPTS:
                self.is_exhausted = False
                return None
            chosen = {**values, name: value}
            if self._agrees(name, chosen):
                found = self._from(at + 1, chosen)
                if found is not None:
                    return found
            if name not in self._texts and not self._cells[name].lines:
                break
        return None

    def _agrees(self, name: str, values: dict[str, str]) -> bool:
        """Whether the texts hold that have become known by this value."""
        return all(
            matches(fits, values[other], values) is not fits.negated
            for other, fits in self._texts.get(name, ())
            if other in values and all(unknown_of(s) in values for s in references_in(fits.pattern))
        )

    def _candidates(self, name: str, turn: int, values: dict[str, str]) -> Iterator[str]:
        cell = self._cells[name]
        language = self._language(cell, values)
        if cell.lines:
            yield from self._points(cell, language)
            return
        solver, budget = self._solver, self._solver.emptiness.budget
        seen: set[str] = set()
        for word in (*solver.suggestions.get(name, ()), *self._suggestions(name, values)):
            if word not in seen and language.contains(word, budget):
                seen.add(word)
                yield word
        count = 0
        for word in solver.fresh.words(language, self._turn + turn, budget):
            count += 1
            yield word
        if count >= MOST_WORDS:
            self.is_exhausted = False

    def _suggestions(self, name: str, values: dict[str, str]) -> Iterator[str]:
        """What the unknown may be for the texts that hold it, with what is known already."""
        suggested: dict[str, list[str]] = {}
        for other, tie in self._texts.get(name, ()):
            names = {unknown_of(s) for s in references_in(tie.pattern)}
            if not tie.negated and name in names and (other in values or names & values.keys()):
                cell = self._cells[other]
                held = Cell(language_of(exactly(values[other]))) if other in values else cell
                self._solver._joint(held, tie, self._cells, values, suggested)
        yield from suggested.get(name, ())
        yield from self._suggested.get(name, ())

    def _language(self, cell: Cell, values: dict[str, str]) -> Language:
        """The words that are left, as far as what they refer to is known."""
        language = cell.language
        for fits in (*cell.ties, *cell.refusals):
            symbols = references_in(fits.pattern)
            known = all(unknown_of(symbol) in values for symbol in symbols)
            if known:
                fitting = _fitting(fits, values)
                language = language - fitting if fits.negated else language & fitting
            elif not fits.negated and not fits.folded:
                language &= language_of(loosened(put(fits.pattern, values)))
        return language

    def _points(self, cell: Cell, language: Language) -> Iterator[str]:
        """Points of the first line that are in the others and in the language."""
        (scale, intervals), *others = cell.lines.items()
        words = [spelled_point(point, scale) for point in points(intervals, scale)]
        if language != EVERYTHING:
            words.extend(self._spelled(language))
            words.extend(self._texts_of_points(language, scale))
        for word in words:
            if not language.contains(word):
                continue
            if all(_is_on(word, *line) for line in ((scale, intervals), *others)):
                yield word
        if others or cell.ties or cell.refusals:
            self.is_exhausted = False

    def _texts_of_points(self, language: Language, scale: Scale) -> list[str]:
        """All words that may be points, if these are few."""
        solver, left = self._solver, language & MAY_BE_POINT[scale]
        words = list(solver.fresh.words(left, self._turn, solver.emptiness.budget))
        if len(words) >= MOST_WORDS:
            self.is_exhausted = False
        return words

    def _spelled(self, language: Language) -> Iterator[str]:
        """Words that may be points, from the patterns of a language."""
        for pattern in patterns_of(language.formula):
            for filling in ("", "0.0.1", "0.1", "1", "0", "-06-01T00:00:00Z", "T00:00:00Z", "00Z"):
                yield "".join(
                    filling if isinstance(a, Run) else one_letter(a) for a in pattern.atoms
                )


def _is_on(word: str, scale: Scale, intervals: Intervals) -> bool:
    point = read_point(word, scale)
    return point is not None and intervals.holds(point)


def _fitting(fits: Fits, values: Mapping[str, str]) -> Language:
    """The words that fit the text with these values."""
    for symbol in references_in(fits.pattern):
        if not FITTING[mode_of(symbol)].contains(values[unknown_of(symbol)]):
            return NOTHING
    pattern = put(fits.pattern, values)
    return ignoring_case((pattern,)) if fits.folded else language_of(pattern)


def matches(fits: Fits, word: str, values: Mapping[str, str]) -> bool:
    """Whether the word fits the text with these values; a refusal is looked at as a text."""
    return _fitting(fits, values).contains(word)


def _order(cells: Mapping[str, Cell]) -> Iterator[str]:
    """The unknowns, each behind those that it refers to, as far as that is possible."""
    waiting = {
        name: {
            unknown_of(s) for f in (*cell.ties, *cell.refusals) for s in references_in(f.pattern)
        }
        - {name}
        for name, cell in cells.items()
    }
    behind: dict[str, list[str]] = {}
    for name, before in waiting.items():
        for other in before:
            behind.setdefault(other, []).append(name)
    ready = deque(name for name, before in waiting.items() if not before)
    while waiting:
        # Where unknowns refer to each other in a circle, one of them has to be the first.
        name = ready.popleft() if ready else min(waiting, key=lambda name: len(waiting[name]))
        if name not in waiting:
            continue
        del waiting[name]
        yield name
        for other in behind.get(name, ()):
            if other in waiting:
                waiting[other].discard(name)
                if not waiting[other]:
                    ready.append(other)
