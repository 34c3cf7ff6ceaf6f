"""Text of scanned files in lines that are printed."""

from __future__ import annotations


def one_line(text: str) -> str:
    r"""The text as one line that every terminal and file takes; what is not printable is escaped.

    A line feed becomes ``\n``, the character that begins a terminal's control sequence ``\x1b``,
    half of a surrogate pair ``\ud800``. Text that is printable stays as it is.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
