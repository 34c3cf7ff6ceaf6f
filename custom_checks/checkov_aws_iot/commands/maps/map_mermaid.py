"""Maps as Mermaid text, which GitHub and GitLab show as they are.

Syntax: https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkov_aws_iot.commands.maps.map_picture import Look, Picture

_STYLES = {
    Look.FAULT: "fill:#fde8e6,stroke:#b3261e,color:#410e0b,stroke-width:2px",
    Look.SLIGHT: "fill:#fff4d6,stroke:#b7791f,color:#4a3208",
    Look.GOOD: "fill:#e6f4ea,stroke:#1e7b34,color:#0b3d1a",
    Look.UNKNOWN: "fill:#f4f4f4,stroke:#777777,color:#333333,stroke-dasharray:4 3",
}
_NAMES = {Look.FAULT: "fault", Look.SLIGHT: "slight", Look.GOOD: "good", Look.UNKNOWN: "unknown"}
_ARROWS = {
    Look.PLAIN: "-->",
    Look.SLIGHT: "-->",
    Look.GOOD: "==>",
    Look.FAULT: "-- fault -->",
    Look.UNKNOWN: "-.->",
}
MOST_IN_CHART = 24
"""More boxes than these are not readable in one chart, which is as wide as the text around it."""

_PLAIN = frozenset(" .-_/:,()=+*$!?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def mermaid(pictures: Sequence[Picture]) -> str:
    """One flowchart with all pictures; each Region is a group, and each picture if there are more."""
    lines = ["flowchart LR"]
    arrows: list[str] = []
    looks: dict[Look, list[str]] = {}
    count = 0
    for number, picture in enumerate(pictures):
        names = {key: f"n{count + at}" for at, key in enumerate(picture.boxes)}
        count += len(names)
        groups = _groups(picture, f"p{number}", names)
        if len(pictures) > 1:
            groups = [f'  subgraph p{number}["{label(picture.title)}"]', *groups, "  end"]
        lines += groups
        for key, box in picture.boxes.items():
            looks.setdefault(box.look, []).append(names[key])
        for arrow in picture.arrows.values():
            sign = f"-- {label(arrow.text)} -->" if arrow.text else _ARROWS[arrow.look]
            arrows.append(f"  {names[arrow.source]} {sign} {names[arrow.target]}")
    lines += arrows
    for look, members in looks.items():
        if look is not Look.PLAIN:
            lines.append(f"  classDef {_NAMES[look]} {_STYLES[look]}")
            lines.append(f"  class {','.join(members)} {_NAMES[look]}")
    faults = [str(at) for at, arrow in enumerate(arrows) if _ARROWS[Look.FAULT] in arrow]
    if faults:
        lines.append(f"  linkStyle {','.join(faults)} stroke:#b3261e,stroke-width:2px")
    return "\n".join(lines) + "\n"


def _groups(picture: Picture, name: str, names: dict[str, str]) -> list[str]:
    lines: list[str] = []
    for at, region in enumerate(picture.regions):
        lines += [f'  subgraph {name}r{at}["{label(region)}"]', "  direction LR"]
        lines += _boxes(picture, region, names)
        lines.append("  end")
    return lines


def markdown(pictures: Sequence[Picture]) -> str:
    """A document with a heading and a flowchart for each picture."""
    parts = ["# Where AWS IoT data goes\n", f"{LEGEND}\n"]
    for picture in pictures:
        parts.append(f"## {_heading(picture)}\n")
        if len(picture.boxes) <= MOST_IN_CHART:
            parts.append(f"```mermaid\n{mermaid([picture])}```\n")
        else:
            charts = picture.by_rule()
            parts.append(f"One chart for each of {len(charts)} rules.\n")
            parts += (f"### {_heading(one)}\n\n```mermaid\n{mermaid([one])}```\n" for one in charts)
        if picture.is_cut:
            parts.append("The map is cut: there is more than fits.\n")
    return "\n".join(parts)


def _heading(picture: Picture) -> str:
    return "".join(c if c.isalnum() or c in " ./-" else f"\\{c}" for c in picture.title)


LEGEND = (
    "Things and policies, topics, rules, stores and their copies, grouped by Region. "
    "Red box: a fault, or a store without a copy in another Region. Red arrow: data goes to such a store, "
    "or a copy that fails. Amber box: a fault of low severity. "
    "Green: a copy in another Region. "
    "Dashed: not known from the code. An arrow with errors: where messages go that an action fails on."
)


def _boxes(picture: Picture, region: str, names: dict[str, str]) -> Iterator[str]:
    for key, box in picture.boxes.items():
        if box.region == region:
            text = "<br/>".join(label(line) for line in box.lines)
            yield f'    {names[key]}["{text}"]'


def label(text: str) -> str:
    """The text for a quoted label: everything that Mermaid may read as syntax is an entity code."""
    return "".join(c if c in _PLAIN else f"#{ord(c)};" for c in text if c.isprintable())
