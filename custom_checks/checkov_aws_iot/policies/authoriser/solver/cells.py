"""What a conjunction of simple formulas says about each unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.references import references_in, unknown_of
from checkov_aws_iot.policies.authoriser.situations import Situation
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Every,
    Fits,
    InLanguage,
    OnLine,
    Present,
    Some,
    Test,
    keys_of,
)
from checkov_aws_iot.policies.authoriser.solver.key_domains import (
    Universes,
    is_multivalued,
    scale_of,
)
from checkov_aws_iot.policies.authoriser.solver.lines import ALL_POINTS, Intervals, Scale
from checkov_aws_iot.policies.authoriser.solver.walks import is_empty

Simple = Every | Some | Present


@dataclass(slots=True)
class Cell:
    """One unknown: the words it may be, the points, and the texts that it must fit or must not."""

    language: Language = EVERYTHING
    lines: dict[Scale, Intervals] = field(default_factory=dict)
    ties: list[Fits] = field(default_factory=list)
    refusals: list[Fits] = field(default_factory=list)

    def add(self, test: Test) -> None:
        """Make the test hold of the unknown."""
        if isinstance(test, InLanguage):
            self.language &= test.language
        elif isinstance(test, OnLine):
            self.lines[test.scale] = self.lines.get(test.scale, ALL_POINTS) & test.intervals
        elif not references_in(test.pattern) and not test.folded:
            constant = language_of(test.pattern)
            self.language = self.language - constant if test.negated else self.language & constant
        elif test not in (chosen := self.refusals if test.negated else self.ties):
            chosen.append(test)


class Emptiness:
    """Whether languages are empty; each is looked at once."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._known: dict[Language, bool] = {}

    def of(self, language: Language) -> bool:
        """Whether the language has no word."""
        if language not in self._known:
            self._known[language] = is_empty(language, self.budget)
        return self._known[language]


class Cells:
    """The unknowns that have a value, and the keys that are absent."""

    def __init__(
        self,
        parts: Iterable[Simple],
        situation: Situation,
        universes: Universes,
        quantified: frozenset[str],
    ) -> None:
        self.cells: dict[str, Cell] = {}
        self.absent: set[str] = set()
        self.elements: dict[str, tuple[str, ...]] = {}
        self._quantified = quantified
        self._universes = universes
        self.is_possible = self._fill(tuple(parts), situation)

    def _fill(self, parts: tuple[Simple, ...], situation: Situation) -> bool:
        required: dict[str, bool] = {}
        keys = dict.fromkeys(key for part in parts for key in keys_of(part))
        for key in keys:
            if (always := situation.presence(key)) is not None:
                required[key] = always
        for part in parts:
            wanted = part.present if isinstance(part, Present) else True
            if (
                isinstance(part, (Present, Some))
                and required.setdefault(part.key, wanted) is not wanted
            ):
                return False
        sources = {unknown_of(s) for part in parts for s in _positive_references(part)}
        said: dict[str, list[Simple]] = {key: [] for key in keys}
        for part in parts:
            said[part.key].append(part)
        for key in keys:
            if not required.get(key, False):
                # Where a key may be absent, that meets all that is said of each of its values.
                self.absent.add(key)
            else:
                self._add(key, said[key], single=key in sources)
        return True

    def _add(self, key: str, parts: list[Simple], *, single: bool) -> None:
        somes = [part for part in parts if isinstance(part, Some)]
        every = [part.test for part in parts if isinstance(part, Every)]
        multi = is_multivalued(key, quantified=key in self._quantified) and not single
        if multi and len(somes) > 1:
            names = tuple(f"{key}#{at}" for at in range(len(somes)))
            self.elements[key] = names
            groups = [list(some.tests) for some in somes]
        else:
            names = (key,)
            groups = [[test for some in somes for test in some.tests]]
        for name, tests in zip(names, groups, strict=True):
            cell = self.cells[name] = Cell(self._universes.of(key))
            if (scale := scale_of(key)) is not None:
                cell.add(OnLine(scale, ALL_POINTS))
            for test in (*every, *tests):
                cell.add(test)

    def value_of(self, key: str, values: dict[str, str]) -> tuple[str, ...]:
        """The values of a key, empty if it is absent."""
        names = self.elements.get(key, (key,))
        return tuple(dict.fromkeys(values[name] for name in names if name in values))


def _positive_references(part: Simple) -> Iterator[Symbol]:
    tests = (
        (part.test,) if isinstance(part, Every) else part.tests if isinstance(part, Some) else ()
    )
    for test in tests:
        if isinstance(test, Fits) and not test.negated:
            yield from references_in(test.pattern)
