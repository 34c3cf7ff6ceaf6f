"""How wide lines may be and which colours they have: what the terminal can do and its user wants."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from typing import Final
from unicodedata import combining, east_asian_width

from termcolor import ATTRIBUTES, COLORS, RESET

COLOR_CHOICES: Final = ("auto", "always", "never")

_OFF: Final = ("NO_COLOR", "ANSI_COLORS_DISABLED")
_NARROWEST: Final = 40
_UNBROKEN: Final = "\0"
_WRAPPED: Final = "_StreamWrapper__wrapped"
"""Where colorama has the stream below its own."""
# Red and magenta are readable on black and on white; yellow, cyan and blue are not on one of them.
_SEVERITIES: Final = {
    "CRITICAL": ("red", "bold", "reverse"),
    "HIGH": ("red", "bold"),
    "MEDIUM": ("magenta", "bold"),
    "LOW": ("bold",),
}


@dataclass(frozen=True, slots=True)
class Style:
    """``width`` is ``None`` where lines are not wrapped: in files and pipes, for those who search them."""

    width: int | None = None
    color: bool = False

    def bold(self, text: str) -> str:
        """The text in bold type."""
        return self._painted(text, ("bold",))

    def of_severity(self, text: str, severity: str) -> str:
        """The text in the colour of the severity."""
        return self._painted(text, _SEVERITIES.get(severity, ("bold",)))

    def wrapped(self, text: str, first: str = "", others: str | None = None) -> list[str]:
        """The text in lines of the width, indented; no word is broken."""
        if self.width is None:
            return [f"{first}{text}".replace(_UNBROKEN, " ")]
        others = first if others is None else others
        lines = [first]
        empty = True
        for word in text.split(" "):
            if not empty and cells(f"{lines[-1]} {word}") > max(self.width, _NARROWEST):
                lines.append(others)
                empty = True
            lines[-1] += word if empty else f" {word}"
            empty = False
        return [line.replace(_UNBROKEN, " ").rstrip() for line in lines]

    def _painted(self, text: str, names: tuple[str, ...]) -> str:
        if not self.color:
            return text
        codes = (COLORS.get(name) or ATTRIBUTES[name] for name in names)
        return "".join(f"\x1b[{code}m" for code in codes) + text + RESET


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def unbroken(text: str) -> str:
    """The text as one word, which is not broken at its spaces."""
    return text.replace(" ", _UNBROKEN)


def print_painted(text: str) -> None:
    """The text is printed with the colours that it has.

    Checkov has colorama take them away where stdout is no terminal; on Windows it translates them.
    """
    stream = sys.stdout
    while sys.platform != "win32" and hasattr(
        stream, _WRAPPED
    ):  # Each of its users may have wrapped it.
        stream = getattr(stream, _WRAPPED)
    print(text, file=stream)


def style_of_stdout(color: str) -> Style:
    """The style of what is printed; ``color`` is what the user wants, one of :data:`COLOR_CHOICES`."""
    is_terminal = sys.stdout.isatty()
    wrap = is_terminal or os.environ.get("COLUMNS", "").isdecimal()
    width = shutil.get_terminal_size((80, 24)).columns if wrap else None
    return Style(width, _is_colored(color, is_terminal=is_terminal))


def _is_colored(color: str, *, is_terminal: bool) -> bool:
    if color != "auto":
        return color == "always"
    if any(os.environ.get(name) for name in _OFF):
        return False
    if os.environ.get("FORCE_COLOR"):
        return os.environ["FORCE_COLOR"] != "0"
    return is_terminal and os.environ.get("TERM") != "dumb"
