"""How much work a question may be, so that no input takes long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value

MOST_STEPS: Final = 100_000
MOST_CHARACTERS: Final = 20_000_000
MOST_WEIGHT: Final = 300_000


class GaveUpError(ValueError):
    """The budget is used up; the message is a clause ("gave up after 100 000 steps")."""


class Budget:
    """Steps, and characters of text, that are left. What shares a budget shares its cap."""

    __slots__ = ("characters", "depth", "most_steps", "steps", "weights")

    def __init__(self, steps: int = MOST_STEPS, characters: int = MOST_CHARACTERS) -> None:
        self.most_steps = steps
        self.steps = steps
        self.characters = characters
        self.depth = 0
        # The value stands beside its weight so that its id stays its own.
        self.weights: dict[int, tuple[int, Value]] = {}

    def spend(self, steps: int = 1) -> None:
        """Take ``steps`` off the budget.

        Raises:
            GaveUpError: nothing is left.
        """
        if not self.affords(steps):
            raise self.exhausted()

    def affords(self, steps: int = 1) -> bool:
        """Take ``steps`` off the budget; whether they were left."""
        self.steps -= steps
        return self.steps >= 0

    def exhausted(self) -> GaveUpError:
        """The error that says that there are no steps left."""
        return GaveUpError(f"gave up after {self.most_steps:_} steps".replace("_", " "))

    def spend_text(self, text: str | Text) -> None:
        """Take the characters of a text that is made or read off the budget.

        Raises:
            GaveUpError: nothing is left.
        """
        self.characters -= len(text) if isinstance(text, str) else len(str(text))
        if self.characters < 0:
            raise GaveUpError("gave up: the text grows too long")

    def weigh(self, value: Value) -> int:
        """How much data the value is: about its number of elements, written out.

        A list that holds one big list many times is as heavy as it looks, though it is small in
        memory: everything that goes through it takes that long.

        Raises:
            GaveUpError: it is too heavy.
        """
        if isinstance(value, str):
            return 1 + len(value) // 64
        if isinstance(value, Text):
            return len(value.parts)
        if not isinstance(value, (Sequence, Mapping, OneOf, EncodedJson)):
            return 1
        found = self.weights.get(id(value))
        if found is not None:
            return found[0]
        weight = 1 + sum(self.weigh(part) for part in parts_of(value))
        if weight > MOST_WEIGHT:
            raise GaveUpError("gave up: the value grows too large")
        self.weights[id(value)] = (weight, value)
        return weight


def parts_of(value: Value) -> Iterable[Value]:
    """The values directly inside a value."""
    if isinstance(value, Sequence):
        return value
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, OneOf):
        return (choice for _, choice in value.choices)
    if isinstance(value, EncodedJson):
        return (value.value,)
    return ()
