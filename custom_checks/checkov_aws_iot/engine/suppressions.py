"""Checks that the scanned code asks to skip, as Checkov reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from checkov_aws_iot.cloudformation.syntax.template_nodes import entry
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.file_reader import Reader
    from checkov_aws_iot.values.span import Span

COMMENT: Final = re.compile(
    r"(checkov:skip=|bridgecrew:skip=|cortex:skip=) *([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)?(:[^\n]*)?"
)
"""How Checkov recognises such a comment; a test holds it to Checkov's own expression."""

_SIGN: Final = ":skip="
_NO_COMMENT: Final = "No comment provided"
_METADATA: Final = ("checkov", "bridgecrew")


class Suppression(NamedTuple):
    """The id of a check, why it is skipped, and where that stands, relative to the scanned root."""

    check_id: str
    comment: str
    file: str
    line: int
    column: int


def no_suppressions() -> tuple[Suppression, ...]:
    """None: there is no place for them."""
    return ()


class SkipComments:
    """The skip comments of the files of a scan; each file is searched once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._comments: dict[str, tuple[Suppression, ...]] = {}

    def in_block(self, span: Span) -> tuple[Suppression, ...]:
        """Those between the first and the last line of a Terraform block; one may name several ids."""
        return tuple(
            each
            for comment in self._of(span.file)
            if span.start_line < comment.line < span.end_line
            for each in by_id(comment)
        )

    def in_lines(self, span: Span | None) -> tuple[Suppression, ...]:
        """Those in the lines of a resource of a template; each names one id."""
        if span is None:
            return ()
        lines = range(span.start_line, span.end_line + 1)
        return tuple(each for each in self._of(span.file) if each.line in lines)

    def _of(self, file: str) -> tuple[Suppression, ...]:
        if file not in self._comments:
            text = self._reader.read(file)
            self._comments[file] = () if isinstance(text, Unknown) else tuple(comments(text, file))
        return self._comments[file]


def comments(text: str, file: str) -> Iterator[Suppression]:
    """The skip comments of a text, each with its ids as they are written."""
    if _SIGN not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = COMMENT.search(line) if _SIGN in line else None
        if match and match[2]:
            comment = match[3][1:] if match[3] else _NO_COMMENT
            yield Suppression(match[2], comment, file, number, match.start() + 1)


def by_id(comment: Suppression) -> Iterator[Suppression]:
    """One for each id that a skip comment of Terraform names."""
    for check_id in comment.check_id.split(","):
        yield comment._replace(check_id=check_id.strip())


def in_metadata(metadata: object, span: Span) -> Iterator[Suppression]:
    """Those under ``checkov`` and ``skip`` in the Metadata of a resource of a template.

    ``span`` are the lines of the resource.
    """
    for tool in _METADATA:
        listed = entry(entry(metadata, tool), "skip")
        for skip in listed if isinstance(listed, list) else ():
            check_id = entry(skip, "id")
            if isinstance(check_id, str):
                comment = entry(skip, "comment")
                mark = getattr(check_id, "start_mark", None)
                line = mark.line + 1 if mark is not None else span.start_line
                column = mark.column + 1 if mark is not None else 1
                reason = str(comment) if comment else _NO_COMMENT
                yield Suppression(str(check_id), reason, span.file, line, column)
