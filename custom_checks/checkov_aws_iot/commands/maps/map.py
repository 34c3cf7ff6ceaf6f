"""``checkov-aws-iot map``: where the data of IoT devices goes, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkov_aws_iot.conventions.conventions import Conventions

_DESCRIPTION = """\
Draws things and policies, topics, rules, stores and their copies, grouped by Region, with faults in
colour. Reads files only; asks nobody.

Without -o the map is Mermaid text on standard output. The ending of the file decides otherwise:
.md has a Mermaid map for every configuration, which GitHub and GitLab show as it is; .mmd is Mermaid
text; .html is a page with the maps as SVG, which needs neither network nor scripts.

Exit code 0: the map is drawn; 2: it could not be.
"""


def draw_map(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0, also where there is nothing to draw.

    Raises:
        Complaint: there is nothing at the path, or the file cannot be written.
    """
    parser = CommandParser("map", _DESCRIPTION)
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="directory or file")
    parser.add_argument("-o", "--output", default="", metavar="FILE", help="map.md, .mmd or .html")
    parser.add_argument(
        "--conventions",
        default="",
        metavar="FILE",
        help="the conventions of the project; else the file where you stand",
    )
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    from checkov_aws_iot.commands.chosen_conventions import chosen_conventions

    return _draw(given.path, given.output, chosen_conventions(given.conventions))


def _draw(path: str, output: str, conventions: Conventions) -> int:
    from checkov_aws_iot.commands.maps.map_html import html
    from checkov_aws_iot.commands.maps.map_mermaid import markdown, mermaid
    from checkov_aws_iot.commands.maps.map_sources import pictures

    writers = {".md": markdown, ".mmd": mermaid, ".html": html}
    ending = output[output.rfind(".") :] if "." in output else output
    if output and ending not in writers:
        raise Complaint(f'"{output}" ends in none of {", ".join(writers)}')
    drawn = pictures(path, conventions)
    if not drawn:
        tell(f'there is no topic rule below "{path}"')
    text = writers[ending](drawn) if output else mermaid(drawn)
    if not output:
        print(text, end="")
        return 0
    try:
        with open(output, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Complaint(f'"{output}" cannot be written: {error.strerror}') from None
    return 0
