"""Where the boxes and arrows of a map lie: columns from left to right, one band for each Region."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from checkov_aws_iot.commands.maps.map_picture import Arrow, Box, Column, Picture

CHARACTER = 7.3
LINE = 16.0
PADDING = 10.0
GAP = 14.0
COLUMN_GAP = 72.0
MARGIN = 16.0
BAND_TITLE = 26.0
BAND_GAP = 18.0
HEADING = 30.0
LANE = 10.0
MOST_IN_LINE = 38
_SWEEPS = 4

_BREAK = re.compile(r"(?<=[ ./_>-])")


@dataclass(slots=True)
class Placed:
    """A box with its place; a lane, through which an arrow passes a column, has no box."""

    key: str
    column: int
    band: int
    lines: tuple[str, ...] = ()
    box: Box | None = None
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = LANE

    @property
    def middle(self) -> float:
        """The height at which arrows meet it."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Band:
    """A Region: a stripe over all columns."""

    title: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow as the points that it runs through."""

    arrow: Arrow
    points: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class Layout:
    """Everything with its place."""

    width: float = 0.0
    height: float = 0.0
    columns: list[tuple[str, float, float]] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    boxes: list[Placed] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)


def wrapped(text: str, most: int = MOST_IN_LINE) -> tuple[str, ...]:
    """The text in lines of at most that many characters, broken at dots and hyphens if it can."""
    lines: list[str] = []
    line = ""
    for piece in _BREAK.split("".join(c if c.isprintable() else " " for c in text)):
        rest = piece
        if len(line) + len(rest) > most and line:
            lines.append(line)
            line = ""
        while len(rest) > most:
            lines.append(rest[:most])
            rest = rest[most:]
        line += rest
    return (*lines, line) if line or not lines else tuple(lines)


def layout(picture: Picture) -> Layout:
    """The places of everything on the map; boxes never overlap and arrows pass none."""
    columns = [c for c in Column if any(box.column is c for box in picture.boxes.values())]
    regions = picture.regions
    placed: dict[str, Placed] = {}
    for key, box in picture.boxes.items():
        lines = tuple(part for line in box.lines for part in wrapped(line))
        width = max(len(line) for line in lines) * CHARACTER + 2 * PADDING
        height = len(lines) * LINE + PADDING
        placed[key] = Placed(
            key,
            columns.index(box.column),
            regions.index(box.region),
            lines,
            box,
            width=width,
            height=height,
        )
    ways = [_with_lanes(arrow, placed) for arrow in picture.arrows.values()]
    cells = _cells(placed, len(columns), len(regions))
    _untangle(cells, ways)
    found = Layout()
    _place(found, cells, [column.value for column in columns], regions)
    found.boxes = [item for item in placed.values() if item.box is not None]
    found.routes = [
        Route(arrow, _points(way, placed))
        for arrow, way in zip(picture.arrows.values(), ways, strict=True)
    ]
    return found


_Cells = dict[tuple[int, int], list[Placed]]


def _with_lanes(arrow: Arrow, placed: dict[str, Placed]) -> list[str]:
    """The keys that an arrow runs through; in every column between its ends it gets a lane."""
    source, target = placed[arrow.source], placed[arrow.target]
    way = [arrow.source]
    for column in range(source.column + 1, target.column):
        key = f"lane {arrow.source} {arrow.target} {column}"
        placed[key] = Placed(key, column, source.band)
        way.append(key)
    return [*way, arrow.target]


def _cells(placed: dict[str, Placed], columns: int, bands: int) -> _Cells:
    cells: _Cells = {(column, band): [] for column in range(columns) for band in range(bands)}
    for item in placed.values():
        cells[item.column, item.band].append(item)
    return cells


def _untangle(cells: _Cells, ways: list[list[str]]) -> None:
    """Order each cell by where its neighbours are, to the left and to the right by turns."""
    left: dict[str, list[str]] = {}
    right: dict[str, list[str]] = {}
    for way in ways:
        for before, after in pairwise(way):
            left.setdefault(after, []).append(before)
            right.setdefault(before, []).append(after)
    order = sorted(cells)
    for sweep in range(_SWEEPS):
        neighbours = left if sweep % 2 == 0 else right
        for cell in order if sweep % 2 == 0 else reversed(order):
            ranks = _ranks(cells)
            wanted = {
                item.key: _mean(
                    [ranks[key] for key in neighbours.get(item.key, ())], ranks[item.key]
                )
                for item in cells[cell]
            }
            cells[cell].sort(key=lambda item, wanted=wanted: wanted[item.key])  # type: ignore[misc]


def _ranks(cells: _Cells) -> dict[str, float]:
    """How far down in its column each item is, between 0 and 1 within its band."""
    return {
        item.key: band + (at + 0.5) / len(members)
        for (_, band), members in cells.items()
        for at, item in enumerate(members)
    }


def _mean(values: list[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _place(found: Layout, cells: _Cells, titles: list[str], regions: tuple[str, ...]) -> None:
    x = MARGIN + PADDING
    for column, title in enumerate(titles):
        members = [item for (c, _), items in cells.items() if c == column for item in items]
        width = max((item.width for item in members), default=0.0)
        width = max(width, len(title) * CHARACTER)
        for item in members:
            item.x, item.width = x, width
        found.columns.append((title, x, width))
        x += width + COLUMN_GAP
    found.width = x - COLUMN_GAP + PADDING + MARGIN
    y = MARGIN + HEADING
    for band, region in enumerate(regions):
        stacks = [cells[column, band] for column in range(len(titles))]
        heights = [sum(item.height + GAP for item in stack) for stack in stacks]
        height = max([*heights, len(region) and LINE]) + BAND_TITLE
        for stack, used in zip(stacks, heights, strict=True):
            at = y + BAND_TITLE + (height - BAND_TITLE - used) / 2
            for item in stack:
                item.y = at
                at += item.height + GAP
        found.bands.append(Band(region, y, height))
        y += height + BAND_GAP
    found.height = y - BAND_GAP + MARGIN if regions else y + MARGIN
    least = MARGIN * 2 + PADDING * 2 + max((len(r) for r in regions), default=0) * CHARACTER
    found.width = max(found.width, least)


def _points(way: list[str], placed: dict[str, Placed]) -> tuple[tuple[float, float], ...]:
    first, last = placed[way[0]], placed[way[-1]]
    points = [(first.x + first.width, first.middle)]
    for key in way[1:-1]:
        lane = placed[key]
        points += [(lane.x, lane.middle), (lane.x + lane.width, lane.middle)]
    return (*points, (last.x, last.middle))
