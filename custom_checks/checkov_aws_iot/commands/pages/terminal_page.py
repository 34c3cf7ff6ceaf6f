"""A Markdown page as text for a terminal: headings, paragraphs, lists, links and blocks of code."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

_FENCE: Final = "```"
_LINK: Final = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_ROW: Final = re.compile(r"(- |\d+\. )")
_GAP: Final = re.compile(r"\n{3,}")
_BODY: Final = "  "
_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"
_NARROWEST: Final = 40


def terminal_page(markdown: str, width: int, *, bold: bool) -> str:
    """The page in lines of that width; code and addresses are never broken.

    ``bold`` is for terminals: headings are printed so there, and nothing else is coloured.
    """
    lines = _lines(markdown.splitlines(), max(width, _NARROWEST), bold=bold)
    return _GAP.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _lines(lines: Iterable[str], width: int, *, bold: bool) -> Iterator[str]:
    paragraph: list[str] = []
    in_code = False
    for line in lines:
        if in_code or line.startswith(_FENCE):
            yield from _wrapped(paragraph, width)
            paragraph = []
            in_code = in_code != line.startswith(_FENCE)
            yield "" if line.startswith(_FENCE) else f"{_BODY * 2}{line}".rstrip()
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
            yield from _wrapped(paragraph, width)
            paragraph = []
            yield from ("", f"{_BOLD}{heading}{_PLAIN}" if bold else heading)
        elif not line or _ROW.match(line):
            yield from _wrapped(paragraph, width)
            paragraph = [line] if line else []
            if not line:
                yield ""
        else:
            paragraph.append(line.strip())
    yield from _wrapped(paragraph, width)


def _wrapped(paragraph: list[str], width: int) -> list[str]:
    text = _LINK.sub(r"\1: \2", " ".join(paragraph))
    row = _ROW.match(text)
    return textwrap.wrap(
        text,
        width,
        initial_indent=_BODY,
        subsequent_indent=_BODY + " " * (len(row[0]) if row else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )
