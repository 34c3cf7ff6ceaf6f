"""What a map shows: boxes in columns, each in a Region, and arrows between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

MOST_BOXES = 2_000


class Column(Enum):
    """The columns from left to right."""

    POLICIES = "things and policies"
    TOPICS = "topics"
    RULES = "rules"
    STREAMS = "streams"
    DELIVERIES = "delivery streams"
    STORES = "stores"
    COPIES = "copies"


class Look(Enum):
    """What is said about a box or an arrow by its colour."""

    PLAIN = "plain"
    GOOD = "copied"
    FAULT = "fault"
    SLIGHT = "slight fault"
    UNKNOWN = "not known"


@dataclass(slots=True)
class Box:
    """One thing on the map. ``lines`` is what stands in it, ``note`` why it looks as it does.

    ``page`` is the address of the page of the gravest check that it fails.
    """

    key: str
    column: Column
    region: str
    lines: tuple[str, ...]
    look: Look = Look.PLAIN
    note: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a box to one further right; ``text`` says what the way is for, where it is no ordinary one."""

    source: str
    target: str
    look: Look = Look.PLAIN
    text: str = ""


@dataclass(slots=True)
class Picture:
    """The map of one configuration, plan or template."""

    title: str
    boxes: dict[str, Box] = field(default_factory=dict)
    arrows: dict[tuple[str, str], Arrow] = field(default_factory=dict)
    is_cut: bool = False

    def add(self, box: Box) -> bool:
        """Put a box on the map unless it is there; false if the map is full."""
        if box.key in self.boxes:
            return True
        if len(self.boxes) >= MOST_BOXES:
            self.is_cut = True
            return False
        self.boxes[box.key] = box
        return True

    def connect(self, source: str, target: str, look: Look = Look.PLAIN, text: str = "") -> None:
        """Draw an arrow between two boxes of the map; a fault is not painted over."""
        if source not in self.boxes or target not in self.boxes:
            return
        known = self.arrows.get((source, target))
        if known is None or known.look is Look.PLAIN:
            self.arrows[source, target] = Arrow(source, target, look, text)

    def by_rule(self) -> list[Picture]:
        """A picture for each rule, with all that its data comes from and goes to."""
        rules = [key for key, box in self.boxes.items() if box.column is Column.RULES]
        return [self._around(key) for key in rules]

    def _around(self, key: str) -> Picture:
        found = {key}
        for near, far in (("target", "source"), ("source", "target")):
            pending = [key]
            while pending:
                here = pending.pop()
                ends = [getattr(a, far) for a in self.arrows.values() if getattr(a, near) == here]
                pending += (end for end in ends if end not in found)
                found.update(ends)
        return Picture(
            self.boxes[key].lines[0],
            {name: box for name, box in self.boxes.items() if name in found},
            {ends: arrow for ends, arrow in self.arrows.items() if found.issuperset(ends)},
        )

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions in the order in which data comes to them."""
        order = list(Column)
        first: dict[str, int] = {}
        for box in self.boxes.values():
            column = order.index(box.column)
            first[box.region] = min(column, first.get(box.region, column))
        return tuple(sorted(first, key=lambda region: (first[region], region)))
