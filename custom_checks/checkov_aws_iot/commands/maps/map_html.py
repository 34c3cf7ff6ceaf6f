"""Maps as a page of its own: inline SVG, no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from checkov_aws_iot.commands.maps.map_layout import (
    HEADING,
    LINE,
    MARGIN,
    PADDING,
    Layout,
    Placed,
    Route,
    layout,
)
from checkov_aws_iot.commands.maps.map_picture import Look, Picture

_CLASSES = {
    Look.PLAIN: "plain",
    Look.GOOD: "good",
    Look.SLIGHT: "slight",
    Look.FAULT: "fault",
    Look.UNKNOWN: "unknown",
}

_BOXES = {
    Look.FAULT: "a fault, or a store without a copy in another Region",
    Look.SLIGHT: "a fault of low severity",
    Look.GOOD: "a copy in another Region",
    Look.UNKNOWN: "not known from the code",
}
_LINES = {
    Look.PLAIN: "the way of the data",
    Look.FAULT: "data goes to a store without a copy, or into a copy that fails",
    Look.GOOD: "copied to another Region",
    Look.UNKNOWN: "not known from the code",
}

_STYLE = """
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1b1f; --faint: #5f6368;
  --band: #f3f5f9; --edge: #d5dae3; --box: #ffffff; --line: #8a94a6;
  --fault: #b3261e; --fault-box: #fde8e6; --good: #1e7b34; --good-box: #e6f4ea;
  --slight: #b7791f; --slight-box: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --page: #16181d; --ink: #e8eaed; --faint: #a0a6b1;
  --band: #1e2129; --edge: #343945; --box: #272b35; --line: #7d8799;
  --fault: #f2948c; --fault-box: #4a1f1c; --good: #7fd192; --good-box: #1d3a26;
  --slight: #e5b567; --slight-box: #41341a; } }
body { margin: 24px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 20px; } h2 { font-size: 16px; margin-top: 32px; } p { color: var(--faint); }
.map { overflow: auto; max-height: calc(100vh - 32px); border: 1px solid var(--edge); border-radius: 8px; }
.map svg { display: block; } .map .head { position: sticky; top: 0; background: var(--page); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; padding: 0; list-style: none; color: var(--faint); }
.legend svg { vertical-align: middle; margin-right: 6px; }
svg a { cursor: pointer; } svg a:hover text { text-decoration: underline; }
svg text { font: 12px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
svg .column { font-weight: 600; fill: var(--faint); } svg .region { font-weight: 600; }
svg .band { fill: var(--band); stroke: var(--edge); }
svg .box { fill: var(--box); stroke: var(--line); }
svg .fault .box { fill: var(--fault-box); stroke: var(--fault); stroke-width: 2; }
svg .slight .box { fill: var(--slight-box); stroke: var(--slight); }
svg .good .box { fill: var(--good-box); stroke: var(--good); }
svg .unknown .box { fill: none; stroke-dasharray: 4 3; } svg .unknown text { fill: var(--faint); }
svg path { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg path.fault { stroke: var(--fault); stroke-width: 2; } svg path.good { stroke: var(--good); stroke-width: 2; }
svg path.unknown { stroke-dasharray: 4 3; }
svg marker path { fill: var(--line); stroke: none; }
svg marker.fault path { fill: var(--fault); } svg marker.good path { fill: var(--good); }
"""


def html(pictures: Sequence[Picture]) -> str:
    """A page with all pictures."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{_title(pictures)}</title>",
        f"<style>{_STYLE}</style></head>",
        "<body>",
        "<h1>Where AWS IoT data goes</h1>",
        (
            "<p>Things and policies, topics, rules, stores and their copies, grouped by Region. What fails has "
            "its findings as a tooltip and leads to the page of the check.</p>"
        ),
        *_legend(),
    ]
    for number, picture in enumerate(pictures):
        parts.append(f"<h2>{_text(picture.title)}</h2>")
        found = layout(picture)
        whole = svg(picture, f"m{number}", found)
        parts.append(f'<div class="map" tabindex="0">{_head(found)}{whole}</div>')
        if picture.is_cut:
            parts.append("<p>The map is cut: there is more than fits.</p>")
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"


def svg(picture: Picture, name: str, found: Layout | None = None) -> str:
    """The picture as an SVG element; ``name`` tells its markers from those of other pictures."""
    return "\n".join(_elements(found or layout(picture), picture.title, name))


def _title(pictures: Sequence[Picture]) -> str:
    names = ", ".join(picture.title for picture in pictures[:3])
    more = f" and {len(pictures) - 3} more" if len(pictures) > 3 else ""
    return _text(f"Where AWS IoT data goes: {names}{more}" if names else "Where AWS IoT data goes")


def _legend() -> Iterator[str]:
    """What every colour and line means, each with a sample."""
    yield '<ul class="legend">'
    for look, what in _BOXES.items():
        yield (
            f'<li><svg width="22" height="14"><g class="{_CLASSES[look]}">'
            f'<rect class="box" x="1" y="1" width="20" height="12" rx="3"/></g></svg>{what}</li>'
        )
    for look, what in _LINES.items():
        yield (
            f'<li><svg width="22" height="14"><path class="{_CLASSES[look]}" d="M0 7 L22 7"/></svg>'
            f"{what}</li>"
        )
    yield "</ul>"


def _head(found: Layout) -> str:
    """The titles of the columns, which stay in sight while the map scrolls."""
    size = f'width="{_number(found.width)}" height="{_number(HEADING)}"'
    titles = "".join(_line(column, x, HEADING / 2 + 4, "column") for column, x, _ in found.columns)
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="head" {size}>{titles}</svg>'


def _elements(found: Layout, title: str, name: str) -> Iterator[str]:
    # The titles of the columns stand in an element of their own above it.
    top, height = MARGIN + HEADING - PADDING, found.height - MARGIN - HEADING + PADDING
    size = f'width="{_number(found.width)}" height="{_number(height)}"'
    view = f'viewBox="0 {_number(top)} {_number(found.width)} {_number(height)}"'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {view} '
        f'aria-label="{_text(title)}">'
    )
    yield "<defs>"
    for look in _CLASSES.values():
        yield (
            f'<marker id="{name}-{look}" class="{look}" viewBox="0 0 8 8" refX="8" refY="4" '
            'markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 0 L8 4 L0 8 z"/></marker>'
        )
    yield "</defs>"
    for band in found.bands:
        yield (
            f'<rect class="band" x="{_number(MARGIN)}" y="{_number(band.y)}" rx="8" '
            f'width="{_number(found.width - 2 * MARGIN)}" height="{_number(band.height)}"/>'
        )
        yield _line(band.title, MARGIN + PADDING, band.y + LINE, "region")
    for route in found.routes:
        yield _path(route, name)
    for placed in found.boxes:
        yield from _box(placed)
    yield "</svg>"


def _box(placed: Placed) -> Iterator[str]:
    box = placed.box
    if box is None:
        return
    yield f'<g class="{_CLASSES[box.look]}">'
    if box.page:
        yield f'<a href="{escape(box.page)}" target="_blank" rel="noreferrer">'
    if box.note:
        yield f"<title>{_note(box.note)}</title>"
    yield (
        f'<rect class="box" x="{_number(placed.x)}" y="{_number(placed.y)}" rx="5" '
        f'width="{_number(placed.width)}" height="{_number(placed.height)}"/>'
    )
    for at, line in enumerate(placed.lines):
        yield _line(line, placed.x + PADDING, placed.y + PADDING / 2 + LINE * (at + 0.75), "")
    yield "</a></g>" if box.page else "</g>"


def _line(text: str, x: float, y: float, kind: str) -> str:
    of_kind = f' class="{kind}"' if kind else ""
    return f'<text{of_kind} x="{_number(x)}" y="{_number(y)}">{_text(text)}</text>'


def _path(route: Route, name: str) -> str:
    """A smooth line: it bends only in the gaps between columns."""
    look = _CLASSES[route.arrow.look]
    (x, y), *rest = route.points
    steps = [f"M{_number(x)} {_number(y)}"]
    for at, (next_x, next_y) in enumerate(rest):
        if at % 2 == 0:
            half = (x + next_x) / 2
            steps.append(
                f"C{_number(half)} {_number(y)} {_number(half)} {_number(next_y)} "
                f"{_number(next_x)} {_number(next_y)}"
            )
        else:
            steps.append(f"L{_number(next_x)} {_number(next_y)}")
        x, y = next_x, next_y
    drawn = f'<path class="{look}" d="{" ".join(steps)}" marker-end="url(#{name}-{look})"'
    text = route.arrow.text
    return f"{drawn}><title>{_text(text)}</title></path>" if text else f"{drawn}/>"


def _note(text: str) -> str:
    return "\n".join(_text(line) for line in text.split("\n"))


def _text(text: str) -> str:
    return escape("".join(c if c.isprintable() else " " for c in text))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
