"""One wildcard pattern, as a small machine over bit masks.

A pattern is a sequence of atoms: a letter stands for itself, ``One`` for exactly one character and
``Run`` for any number of letters. Position ``i`` of the machine means that the atoms before ``i``
have been read; a set of positions is an ``int`` with those bits set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, partial
from typing import TypeAlias

from checkov_aws_iot.patterns.alphabet import Letter, Symbol, word_of
from checkov_aws_iot.patterns.segments import Segment, fits, segment
from checkov_aws_iot.values.text import Text


@dataclass(frozen=True, slots=True)
class One:
    """``?``: one character that is not in ``excluded``; if ``plain``, never a symbol."""

    excluded: frozenset[str] = frozenset()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """One character of a list, as no text of a policy says it."""

    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    """``*``: any number of letters that are not in ``excluded``."""

    excluded: frozenset[str] = frozenset()


Atom: TypeAlias = "str | Symbol | One | Among | Run"
WILDCARDS = (One, Among, Run)

ANY_CHARACTER = One()
ANY_RUN = Run()


class Unmentioned(Enum):
    """Letters that stand for all those that no pattern in question mentions."""

    CHARACTER = "any other character"
    SYMBOL = "any other symbol"


MOST_CACHED = 64
"""At most this many one-letter steps are cached, for each letter of a machine."""

Input: TypeAlias = "Letter | Unmentioned"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A wildcard pattern in normal form; see :func:`pattern_of`.

    A symbol counts as one letter. ``*`` matches symbols. ``?`` does not, because it is not known
    whether the text is one character long, unless a ``*`` stands beside it (``?*`` matches every
    text that is not empty).
    """

    atoms: tuple[Atom, ...]
    # Patterns are keys of dictionaries; a long one is hashed once.
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.atoms))

    def __hash__(self) -> int:
        return self._hash

    @property
    def is_fixed(self) -> bool:
        """Whether the pattern is one word, without wildcards."""
        return not any(isinstance(atom, WILDCARDS) for atom in self.atoms)

    @property
    def matches_long_words(self) -> bool:
        """Whether the pattern matches every word that is long enough."""
        return any(isinstance(atom, Run) and not atom.excluded for atom in self.atoms) and all(
            isinstance(atom, (One, Run)) for atom in self.atoms
        )

    @property
    def has_symbols(self) -> bool:
        """Whether the pattern mentions a symbol, so that no plain text matches it."""
        return _plain_matcher(self) is _never

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The letters before the first wildcard."""
        return tuple(_leading_letters(self.atoms))

    def matches(self, word: str | Sequence[Letter]) -> bool:
        """Whether the word is in the language of the pattern. Linear in the word."""
        text = word if isinstance(word, str) else _plain(word)
        if text is not None and (matcher := _plain_matcher(self)) is not None:
            return matcher(text)
        machine = machine_of(self)
        state = machine.start
        for letter in word:
            state = machine.step(state, letter)
            if not state:
                return False
        return bool(state & machine.accepting)

    def behind(self, word: str | Sequence[Letter]) -> tuple[Pattern, ...]:
        """What may follow the word: the union of the results is ``{w : word + w matches}``."""
        machine = machine_of(self)
        state = machine.start
        for letter in word:
            state = machine.step(state, letter)
        # A position whose predecessor is an active run is reached from there without a letter.
        return tuple(
            Pattern(_normal(self.atoms[at:]))
            for at in _positions(state)
            if not (at and isinstance(self.atoms[at - 1], Run) and state >> (at - 1) & 1)
        )

    def __str__(self) -> str:
        return "".join(map(_spelling, self.atoms))


def pattern_of(atoms: Iterable[Atom]) -> Pattern:
    """The pattern of the atoms, in normal form: of neighbouring ``?`` and ``*`` the ``?`` come first."""
    return Pattern(_normal(tuple(atoms)))


@lru_cache(maxsize=4096)
def wildcards(text: str | Text) -> Pattern:
    """The pattern of a text in which every ``*`` and ``?`` is a wildcard and holes are symbols."""
    if isinstance(text, str) and "*" not in text and "?" not in text:
        return Pattern(tuple(text))
    return pattern_of(_WILDCARDS.get(letter, letter) for letter in word_of(text))


def exactly(text: str | Text | Sequence[Letter]) -> Pattern:
    """The pattern that matches the text and nothing else."""
    return Pattern(word_of(text) if isinstance(text, (str, Text)) else tuple(text))


_WILDCARDS: dict[Letter, Atom] = {"*": ANY_RUN, "?": ANY_CHARACTER}
EVERY_WORD = Pattern((ANY_RUN,))


def _leading_letters(atoms: tuple[Atom, ...]) -> Iterator[Letter]:
    for atom in atoms:
        if isinstance(atom, (One, Among, Run)):
            return
        yield atom


def _spelling(atom: Atom) -> str:
    if isinstance(atom, Among):
        return f"[{''.join(sorted(atom.characters))}]"
    if isinstance(atom, (One, Run)):
        mark = "?" if isinstance(atom, One) else "*"
        return f"{mark}[^{''.join(sorted(atom.excluded))}]" if atom.excluded else mark
    return str(atom)


def _normal(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    result: list[Atom] = []
    for atom in atoms:
        if isinstance(atom, Run) and result and result[-1] == atom:
            continue
        if isinstance(atom, One):
            last = result[-1] if result else None
            # Two equal runs are never neighbours, so there is at most one to step over.
            after_run = isinstance(last, Run) and last.excluded == atom.excluded
            result.insert(len(result) - after_run, atom)
            continue
        result.append(atom)
    return tuple(result)


def _plain(word: Sequence[Letter]) -> str | None:
    """The word as text, if it holds no symbol."""
    try:
        return "".join(word)  # type: ignore[arg-type]  # symbols are what makes it fail
    except TypeError:
        return None


@lru_cache(maxsize=4096)
def _plain_matcher(pattern: Pattern) -> Callable[[str], bool] | None:
    """Whether the pattern matches a text without symbols; ``None`` if only its machine can say."""
    if any(isinstance(atom, Symbol) for atom in pattern.atoms):
        return _never
    if any(isinstance(atom, Among) for atom in pattern.atoms):
        return None
    if pattern.is_fixed:
        return "".join(map(str, pattern.atoms)).__eq__
    runs = [atom.excluded for atom in pattern.atoms if isinstance(atom, Run)]
    if not any(runs):
        return partial(fits, tuple(map(segment, _between_runs(pattern))))
    if len(runs) > 1:
        return None
    before, behind = map(segment, _between_runs(pattern))
    return partial(_fits_around, before, behind, runs[0])


def _fits_around(before: Segment, behind: Segment, excluded: frozenset[str], text: str) -> bool:
    """Whether the text is the two segments, with none of the excluded characters between them."""
    end = len(text) - behind.length
    return (
        end >= before.length
        and before.matches(text, 0)
        and behind.matches(text, end)
        and excluded.isdisjoint(text[before.length : end])
    )


def _never(_: str) -> bool:
    return False


def _between_runs(pattern: Pattern) -> Iterator[list[str | int | frozenset[str]]]:
    current: list[str | int | frozenset[str]] = []
    for atom in pattern.atoms:
        if isinstance(atom, Run):
            yield current
            current = []
        elif isinstance(atom, One):
            current.append(atom.excluded or 1)
        elif isinstance(atom, str):
            current.append(atom)
    yield current


@dataclass(slots=True)
class Machine:
    """The pattern as a nondeterministic machine whose state sets are bit masks."""

    accepting: int
    start: int
    full_runs: int
    closed_ones: int
    _letters: dict[Letter, int]
    _ones: tuple[tuple[int, frozenset[str], bool], ...]
    _runs: tuple[tuple[int, frozenset[str]], ...]
    _all_runs: int
    _longest_chain: int
    _relevant: tuple[tuple[Letter, ...], ...]
    # By letter: the steps that are known, the positions that take it, and those that stay.
    _steps: dict[Input, tuple[dict[int, int], int, int]] = field(default_factory=dict)

    @property
    def everything(self) -> int:
        """The state from which every word is accepted; 0 if there is none."""
        last = self.accepting >> 1
        return last | self.accepting if self.full_runs & last else 0

    def step(self, state: int, letter: Input) -> int:
        """The state after one more letter; 0 accepts nothing any more."""
        steps = self._steps.get(letter)
        if steps is None:
            steps = self._steps[letter] = ({}, *self.moves(letter))
        cache, take, stay = steps
        after = cache.get(state)
        if after is None:
            after = self._closure(((state & take) << 1) | (state & stay))
            if len(cache) < MOST_CACHED:
                cache[state] = after
        return after

    def after_any_character(self, state: int) -> int:
        """The positions to which one more character may lead, whichever it is."""
        return self._closure(
            ((state & ~self._all_runs & (self.accepting - 1)) << 1) | (state & self._all_runs)
        )

    def after_any_run(self, state: int) -> int:
        """The positions to which any number of letters may lead, whichever they are."""
        return self._closure((self.accepting << 1) - (state & -state)) if state else 0

    def relevant(self, state: int) -> Iterator[Letter]:
        """The letters that may lead elsewhere than an unmentioned one."""
        for at in _positions(state):
            yield from self._relevant[at]

    def _closure(self, state: int) -> int:
        for _ in range(self._longest_chain):
            state |= (state & self._all_runs) << 1
        # Whatever an earlier position accepts, a later `*` accepts as well.
        if full := state & self.full_runs:
            state &= -(1 << (full.bit_length() - 1))
        return state

    def moves(self, letter: Input) -> tuple[int, int]:
        """The positions that take the letter, and those that stay with it."""
        symbolic = isinstance(letter, Symbol) or letter is Unmentioned.SYMBOL
        take = 0 if isinstance(letter, Unmentioned) else self._letters.get(letter, 0)
        for bit, excluded, is_open in self._ones:
            if is_open if symbolic else letter not in excluded:
                take |= bit
        stay = 0
        for bit, excluded in self._runs:
            if symbolic or letter not in excluded:
                stay |= bit
        return take, stay


def _positions(state: int) -> Iterator[int]:
    while state:
        low = state & -state
        yield low.bit_length() - 1
        state ^= low


@lru_cache(maxsize=2048)
def machine_of(pattern: Pattern) -> Machine:
    """The machine of a pattern."""
    letters: dict[Letter, int] = {}
    ones: list[tuple[int, frozenset[str], bool]] = []
    runs: list[tuple[int, frozenset[str]]] = []
    relevant: list[tuple[Letter, ...]] = []
    full_runs = all_runs = closed_ones = longest_chain = chain = 0
    open_at = _beside_runs(pattern.atoms)
    for at, atom in enumerate(pattern.atoms):
        bit = 1 << at
        chain = chain + 1 if isinstance(atom, Run) else 0
        longest_chain = max(longest_chain, chain)
        if isinstance(atom, Run):
            runs.append((bit, atom.excluded))
            all_runs |= bit
            full_runs |= 0 if atom.excluded else bit
            relevant.append(tuple(atom.excluded))
        elif isinstance(atom, One):
            is_open = open_at[at] and not atom.plain
            ones.append((bit, atom.excluded, is_open))
            closed_ones |= 0 if is_open else bit
            relevant.append(tuple(atom.excluded))
        else:
            taken = tuple(atom.characters) if isinstance(atom, Among) else (atom,)
            for letter in taken:
                letters[letter] = letters.get(letter, 0) | bit
            relevant.append(taken)
    relevant.append(())
    machine = Machine(
        accepting=1 << len(pattern.atoms),
        start=0,
        full_runs=full_runs,
        closed_ones=closed_ones,
        _letters=letters,
        _ones=tuple(ones),
        _runs=tuple(runs),
        _all_runs=all_runs,
        _longest_chain=longest_chain,
        _relevant=tuple(relevant),
    )
    machine.start = machine._closure(1)
    return machine


def _beside_runs(atoms: tuple[Atom, ...]) -> tuple[bool, ...]:
    """For each atom whether the stretch of wildcards it stands in holds a run."""
    beside = [False] * len(atoms)
    start = 0
    for at in range(len(atoms) + 1):
        if at == len(atoms) or not isinstance(atoms[at], (One, Run)):
            has_run = any(isinstance(atom, Run) for atom in atoms[start:at])
            beside[start:at] = [has_run] * (at - start)
            start = at + 1
    return tuple(beside)
