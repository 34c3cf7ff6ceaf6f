"""A step on the way to an entry, and what ways of writing have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from checkov_aws_iot.positions.decoded_text import Origins
from checkov_aws_iot.positions.text_range import TextRange, range_in

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source
    from checkov_aws_iot.values.value import Value

MOST_STEPS: Final = 10_000
"""How many nodes one search looks at; one that would need more finds nothing."""

MOST_STEPS_IN_ALL: Final = 300_000
"""How many nodes all searches for the findings of one resource look at together."""

Piece: TypeAlias = "str | None"
"""A part of a text: known, or not."""


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A node with what it means there.

    ``frame`` are the names that it sees, ``hops`` the references that led to it, outermost first;
    ``pair`` is the node of its key where it stands behind one.
    """

    node: Any
    frame: Any = None
    hops: tuple[Any, ...] = ()
    key: Any = None


@dataclass
class Places(ABC):
    """The nodes of one way of writing. Nothing is evaluated or read before it is asked for."""

    origins: Origins = field(default_factory=Origins)
    steps: int = 0
    all_steps: int = 0

    def begin(self) -> None:
        """Another search begins."""
        self.all_steps += self.steps
        self.steps = 0 if self.all_steps < MOST_STEPS_IN_ALL else MOST_STEPS

    @property
    def is_exhausted(self) -> bool:
        """Whether the search has left something out."""
        return self.steps > MOST_STEPS

    def spend(self) -> bool:
        """Whether another node may be looked at."""
        self.steps += 1
        return self.steps <= MOST_STEPS

    @abstractmethod
    def followed(self, place: Place) -> Iterator[Place]:
        """What the place stands for where it is a reference or a choice, otherwise itself."""

    @abstractmethod
    def entries(self, place: Place, key: str) -> Iterator[Place]:
        """What stands under a key."""

    @abstractmethod
    def items(self, place: Place) -> list[Place] | None:
        """The items in their order; ``None`` where it is no list."""

    @abstractmethod
    def elements(self, place: Place) -> Iterator[tuple[Value, Place]]:
        """The elements of a list or a mapping with their keys."""

    @abstractmethod
    def is_counted(self, place: Place) -> bool:
        """Whether the items are as many as those of the value, one for each."""

    @abstractmethod
    def value(self, place: Place) -> Value:
        """The value of a string, as far as it is known."""

    @abstractmethod
    def pieces(self, place: Place) -> list[Piece] | None:
        """The parts of a string as written; ``None`` where it is none."""

    def spelling(self, place: Place) -> str | None:  # noqa: ARG002 - for ways of writing that know
        """The text as messages show it, with what is not known as it is written."""
        return None

    def leaves(self, place: Place) -> Iterator[Place]:
        """The strings in it, those in lists included."""
        for found in self.followed(place):
            items = self.items(found)
            if items is None:
                yield found
            else:
                for item in items:
                    if self.spend():
                        yield from self.leaves(item)

    def range_of(self, place: Place, *, whole: bool = False) -> TextRange:
        """Where it is written; ``whole`` with the key in front of it."""
        node = place.node
        source, start, end = self.origins.in_file(node.source, node.start, node.end)
        if whole and place.key is not None:
            key = place.key
            first, before, _ = self.origins.in_file(key.source, key.start, key.end)
            if first is source and before < start:
                start = before
        end = start + len(source.text[start:end].rstrip())
        return range_in(source, start, end)

    def text_of(self, place: Place) -> tuple[Source, int, int]:
        """The file, and the offsets between which the place is written."""
        return self.origins.in_file(place.node.source, place.node.start, place.node.end)
