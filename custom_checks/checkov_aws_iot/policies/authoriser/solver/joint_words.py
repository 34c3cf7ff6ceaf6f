"""One word that is in a language as a whole and in others piece by piece."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from checkov_aws_iot.patterns.alphabet import Letter
from checkov_aws_iot.patterns.exploration import State, unmentioned_character
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Input, Unmentioned
from checkov_aws_iot.policies.authoriser.solver.walks import Kinds, Walk

Place = tuple[int, State, State]
"""The piece that is read, its state, and that of the whole."""


def split_word(
    pieces: Sequence[Language], whole: Language, budget: Budget
) -> tuple[str, ...] | None:
    """Words of the pieces that are a word of ``whole`` together; ``None`` if there are none.

    The languages hold no symbols. Of all such words a shortest one is taken.

    Raises:
        PatternTooComplexError: it takes too many steps to tell.
    """
    search = _Search(pieces, whole, budget)
    return search.words() if pieces else None


class _Search:
    def __init__(self, pieces: Sequence[Language], whole: Language, budget: Budget) -> None:
        self._kinds = Kinds((*pieces, whole))
        self._pieces = [Walk(piece, budget, self._kinds) for piece in pieces]
        self._whole = Walk(whole, budget, self._kinds)

    def words(self) -> tuple[str, ...] | None:
        start: Place = (0, self._pieces[0].start, self._whole.start)
        origins: dict[Place, tuple[Place, Input | None] | None] = {start: None}
        pending = deque([start])
        while pending:
            place = pending.popleft()
            if self._is_end(place):
                return self._words_to(place, origins)
            for letter, target in self._steps(place):
                if target in origins or self._is_dead(target):
                    continue
                origins[target] = (place, letter)
                # A new piece takes no letter, so that it comes before the next one.
                if letter is None:
                    pending.appendleft(target)
                else:
                    pending.append(target)
        return None

    def _is_end(self, place: Place) -> bool:
        at, state, whole = place
        return (
            at == len(self._pieces) - 1
            and self._pieces[at].accepts(state)
            and self._whole.accepts(whole)
        )

    def _is_dead(self, place: Place) -> bool:
        at, state, whole = place
        return self._pieces[at].verdict(state) is False or self._whole.verdict(whole) is False

    def _steps(self, place: Place) -> Iterator[tuple[Input | None, Place]]:
        at, state, whole = place
        piece = self._pieces[at]
        if at + 1 < len(self._pieces) and piece.accepts(state):
            yield None, (at + 1, self._pieces[at + 1].start, whole)
        for letter in (Unmentioned.CHARACTER, *self._kinds.one_each(self._waited_for(place))):
            yield letter, (at, piece.step(state, letter), self._whole.step(whole, letter))

    def _waited_for(self, place: Place) -> dict[Letter, None]:
        at, state, whole = place
        return {**self._pieces[at].waited_for(state), **self._whole.waited_for(whole)}

    def _words_to(
        self, place: Place, origins: dict[Place, tuple[Place, Input | None] | None]
    ) -> tuple[str, ...]:
        words = [""] * len(self._pieces)
        origin = origins[place]
        while origin is not None:
            place, letter = origin
            if letter is Unmentioned.CHARACTER:
                letter = unmentioned_character(self._waited_for(place))
            if isinstance(letter, str):
                words[place[0]] = letter + words[place[0]]
            origin = origins[place]
        return tuple(words)
