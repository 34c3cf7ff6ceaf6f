"""Texts that stand in a file in another spelling, and where each of their characters stands.

JSON in a heredoc, in a quoted string, in a YAML scalar: the text that is parsed differs from the text
of the file by escapes, indentation and interpolations.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.syntax.syntax_tree import Literal, Source, Template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checkov_aws_iot.terraform.syntax.syntax_tree import Expression

HOLE: Final = "\ue000"
"""Stands in a decoded text for an interpolation. No policy holds a character for private use."""

MOST_CHARACTERS: Final = 300_000
"""Longer texts are not taken apart: no policy is a tenth of that."""

_JSON_ESCAPE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_HCL_ESCAPE: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.|\$\$\{|%%\{|.", re.DOTALL)
_HEREDOC_ESCAPE: Final = re.compile(r"\$\$\{|%%\{|.", re.DOTALL)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "0": "\0"}

Piece = tuple[str, int, int]
"""A character, and the offsets at which its spelling starts and ends."""


class DecodedText(Source):
    """A text whose characters stand in another one; ``holes`` are the expressions behind HOLE.

    ``escape`` spells a text so that it is read as itself where these characters stand.
    """

    __slots__ = ("ends", "escape", "holes", "of", "starts")

    def __init__(
        self,
        of: Source,
        pieces: list[Piece],
        holes: dict[int, Expression],
        escape: Callable[[str], str],
    ) -> None:
        super().__init__("".join(character for character, _, _ in pieces), of.file)
        self.escape = escape
        self.of = of
        self.starts = [start for _, start, _ in pieces]
        self.ends = [end for _, _, end in pieces]
        self.holes = holes


@dataclass
class Origins:
    """The texts of a search that stand in other texts."""

    texts: dict[int, DecodedText] = field(default_factory=dict)
    kept: list[Source] = field(default_factory=list)

    def add(self, source: Source, decoded: DecodedText) -> None:
        """Offsets of the source are those of the decoded text."""
        self.kept.append(source)
        self.texts[id(source)] = decoded

    def in_file(self, source: Source, start: int, end: int) -> tuple[Source, int, int]:
        """The file that the characters stand in, and the offsets there."""
        return self.spelled_in_file(source, start, end, "")[:3]

    def spelled_in_file(
        self, source: Source, start: int, end: int, text: str
    ) -> tuple[Source, int, int, str]:
        """The same, and how the file has to spell the text in their place."""
        while True:
            decoded = source if isinstance(source, DecodedText) else self.texts.get(id(source))
            if decoded is None or not decoded.starts:
                return source, start, end, text
            last = len(decoded.starts) - 1
            if start == end:  # Between two characters.
                at = decoded.starts[start] if start <= last else decoded.ends[last]
                first, behind = at, at
            else:
                first = decoded.starts[min(start, last)]
                behind = max(first, decoded.ends[min(end - 1, last)])
            source, start, end, text = decoded.of, first, behind, decoded.escape(text)


def json_escaped(text: str) -> str:
    """The text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def heredoc_escaped(text: str) -> str:
    """The text as it stands in a heredoc of HCL, or in a template file."""
    return text.replace("${", "$${").replace("%{", "%%{")


def quoted_escaped(text: str) -> str:
    """The text as it stands between the quotes of an HCL string."""
    return heredoc_escaped(json_escaped(text).replace("\\/", "/"))


def json_text(
    of: Source, start: int, end: int, value: str, *, is_template: bool = False
) -> DecodedText | None:
    """The text of the JSON string whose quotes stand at the offsets; ``None`` if it is another.

    ``is_template`` says that Terraform reads it as a template.
    """
    if end - start > MOST_CHARACTERS:
        return None
    pieces = [
        (_unescaped_json(found[0]), found.start(), found.end())
        for found in _JSON_ESCAPE.finditer(of.text, start + 1, end - 1)
    ]
    escape = quoted_escaped if is_template else json_escaped
    decoded = DecodedText(of, [piece for piece in pieces if piece[0]], {}, escape)
    return decoded if decoded.text == value else None


def template_text(template: Template, origins: Origins) -> DecodedText | None:
    """The text of a template with HOLE for its interpolations; ``None`` where it has directives."""
    pieces: list[Piece] = []
    holes: dict[int, Expression] = {}
    if template.end - template.start > MOST_CHARACTERS:
        return None
    for part in template.parts:
        source, start, end = part.source, part.start, part.end
        if isinstance(part, Literal) and isinstance(part.value, str):
            found = _pieces_of(template, part, part.value)
            if found is None:
                return None
            pieces.extend(found)
        else:
            holes[len(pieces)] = part
            pieces.append((HOLE, start, end))
        if source is not template.source and id(source) not in origins.texts:
            return None
    of = template.parts[0].source if template.parts else template.source
    quoted = template.source is of and of.text.startswith('"', template.start)
    return DecodedText(of, pieces, holes, quoted_escaped if quoted else heredoc_escaped)


def _pieces_of(template: Template, part: Literal, value: str) -> list[Piece] | None:
    text, start, end = part.source.text, part.start, part.end
    quoted = template.source is part.source and text.startswith('"', template.start)
    if quoted and start == template.start:
        start, end = start + 1, end - 1
    pattern = _HCL_ESCAPE if quoted else _HEREDOC_ESCAPE
    pieces = [
        (_unescaped(found[0]), found.start(), found.end())
        for found in pattern.finditer(text, start, end)
    ]
    pieces = [piece for found in pieces for piece in _each(*found)]
    joined = "".join(piece[0] for piece in pieces)
    # Indentation and strip markers take something away at the ends, and nothing else.
    at = joined.rfind(value)
    return pieces[at : at + len(value)] if at >= 0 else None


def _each(characters: str, start: int, end: int) -> Iterator[Piece]:
    """The characters of one spelling: the ``$`` of ``$${`` is two characters long, and ``{`` one."""
    if len(characters) == 1:
        yield characters, start, end
    else:
        yield characters[0], start, end - 1
        yield characters[1], end - 1, end


def _unescaped(spelling: str) -> str:
    if spelling in ("$${", "%%{"):
        return spelling[1:]
    if len(spelling) == 1:
        return spelling
    if spelling[1] in "uU" and len(spelling) > 2:
        code = int(spelling, 0)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"
    return _SIMPLE.get(spelling[1], spelling[1])


def _unescaped_json(spelling: str) -> str:
    if len(spelling) == 12:
        return (
            spelling.encode("ascii")
            .decode("unicode_escape")
            .encode("utf-16", "surrogatepass")
            .decode("utf-16")
        )
    if spelling.startswith("\\u") and len(spelling) == 6:
        return chr(int(spelling, 0))
    return spelling if len(spelling) == 1 else _SIMPLE.get(spelling[1], spelling[1])
