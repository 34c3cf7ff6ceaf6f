"""The deterministic machine of a combination of patterns, built no further than a question needs.

A state is one state of each pattern. Only letters that some pattern waits for are told apart; all
others lead where an unmentioned character leads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TypeAlias

from checkov_aws_iot.patterns.alphabet import Letter, Symbol, Word
from checkov_aws_iot.patterns.formula import Formula, compiled, patterns_in
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Input, Unmentioned, machine_of

State: TypeAlias = "tuple[int, ...]"


class Exploration:
    """The deterministic machine of a formula, built while it is asked for."""

    def __init__(self, formula: Formula, budget: Budget) -> None:
        patterns = patterns_in(formula)
        self._holds = compiled(formula, patterns)
        self._budget = budget
        self._machines = tuple(map(machine_of, patterns))
        self._everything = tuple(machine.everything for machine in self._machines)
        self._accepting = tuple(machine.accepting for machine in self._machines)
        self._cost = len(patterns) or 1
        self._symbols = tuple(
            dict.fromkeys(
                atom for pattern in patterns for atom in pattern.atoms if isinstance(atom, Symbol)
            )
        )
        self.start: State = tuple(machine.start for machine in self._machines)
        # Many states agree in what they say of each pattern, so the formula is rarely evaluated.
        self._truths: dict[tuple[bool | None, ...], bool | None] = {}

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols that the patterns mention."""
        return self._symbols

    def accepts(self, state: State) -> bool:
        """Whether the word that led here is in the language."""
        return (
            self._truth(
                tuple(at & end != 0 for at, end in zip(state, self._accepting, strict=True))
            )
            is True
        )

    def verdict(self, state: State) -> bool | None:
        """True if every longer word is in the language too, false if none is, else ``None``."""
        return self._truth(
            tuple(
                (True if at == everything else None) if at else False
                for at, everything in zip(state, self._everything, strict=True)
            )
        )

    def _truth(self, of_patterns: tuple[bool | None, ...]) -> bool | None:
        try:
            return self._truths[of_patterns]
        except KeyError:
            return self._truths.setdefault(of_patterns, self._holds(of_patterns))

    def step(self, state: State, letter: Input) -> State:
        """The state after one more letter."""
        self._budget.spend(self._cost)
        return tuple(
            [
                machine.step(at, letter) if at else 0
                for machine, at in zip(self._machines, state, strict=True)
            ]
        )

    def relevant(self, state: State) -> dict[Letter, None]:
        """The letters that may lead elsewhere than an unmentioned character."""
        letters: dict[Letter, None] = {}
        for machine, everything, at in zip(self._machines, self._everything, state, strict=True):
            if at and at != everything:
                self._budget.spend(at.bit_count())
                letters.update(dict.fromkeys(machine.relevant(at)))
                if at & machine.closed_ones:
                    letters.update(dict.fromkeys(self._symbols))
        return letters

    def steps(self, state: State) -> Iterator[tuple[Input, State]]:
        """The successors of the state: for any unmentioned character first, then the relevant letters."""
        yield Unmentioned.CHARACTER, self.step(state, Unmentioned.CHARACTER)
        for letter in self.relevant(state):
            yield letter, self.step(state, letter)

    def shortest(self) -> Word | None:
        """A shortest word of the language; ``None`` if there is none.

        An unmentioned character is written as a letter or digit that the state does not wait for.
        """
        origins: dict[State, tuple[State, Input] | None] = {self.start: None}
        pending = deque([self.start])
        while pending:
            state = pending.popleft()
            if self.accepts(state):
                return self._word_to(state, origins)
            for letter, target in self.steps(state):
                if target not in origins and self.verdict(target) is not False:
                    origins[target] = (state, letter)
                    pending.append(target)
        return None

    def reachable(self) -> dict[State, tuple[tuple[Input, State], ...]]:
        """All states from which some word may still be accepted, with the ways on from them.

        A state after which everything is accepted has no ways on.
        """
        graph: dict[State, tuple[tuple[Input, State], ...]] = {}
        pending = [self.start] if self.verdict(self.start) is not False else []
        while pending:
            state = pending.pop()
            if state in graph:
                continue
            if self.verdict(state):
                graph[state] = ()
                continue
            ways = tuple(self.steps(state))
            graph[state] = ways
            pending.extend(
                target
                for _, target in ways
                if target not in graph and self.verdict(target) is not False
            )
        return graph

    def is_bounded(self) -> bool:
        """Whether there is a longest word."""
        graph = self.reachable()
        if any(map(self.verdict, graph)):
            return False
        useful = self._leading_to_words(graph)
        onward = {
            state: {target for _, target in graph[state] if target in useful} for state in useful
        }
        return not _has_cycle(onward)

    def _leading_to_words(self, graph: dict[State, tuple[tuple[Input, State], ...]]) -> set[State]:
        """The states from which a state that accepts can be reached."""
        before: dict[State, list[State]] = {}
        for state, ways in graph.items():
            for _, target in ways:
                if target in graph:
                    before.setdefault(target, []).append(state)
        useful: set[State] = set()
        pending = [state for state in graph if self.accepts(state)]
        while pending:
            state = pending.pop()
            if state not in useful:
                useful.add(state)
                pending.extend(before.get(state, ()))
        return useful

    def _word_to(self, state: State, origins: dict[State, tuple[State, Input] | None]) -> Word:
        letters: list[Letter] = []
        origin = origins[state]
        while origin is not None:
            state, letter = origin
            letters.append(self._spelling(state) if isinstance(letter, Unmentioned) else letter)
            origin = origins[state]
        return tuple(reversed(letters))

    def _spelling(self, state: State) -> str:
        return unmentioned_character(self.relevant(state))


def _has_cycle(onward: dict[State, set[State]]) -> bool:
    """Whether some state leads back to itself."""
    incoming = dict.fromkeys(onward, 0)
    for targets in onward.values():
        for target in targets:
            incoming[target] += 1
    # Without a cycle every state can be taken away once all that lead to it are gone.
    free = [state for state, count in incoming.items() if not count]
    removals = 0
    while free:
        removals += 1
        for target in onward[free.pop()]:
            incoming[target] -= 1
            if not incoming[target]:
                free.append(target)
    return removals < len(onward)


def unmentioned_character(mentioned: dict[Letter, None] | frozenset[str]) -> str:
    """A character that is not among the mentioned ones: a letter or digit if there is one."""
    for character in "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if character not in mentioned:
            return character
    return next(c for c in map(chr, range(0x100, 0x11000)) if c not in mentioned)
