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
    """The id of a check, and why it is skipped."""

    check_id: str
    comment: str


def no_suppressions() -> tuple[Suppression, ...]:
    """None: there is no place for them."""
    return ()


class SkipComments:
    """The skip comments of the files of a scan; each file is searched once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._comments: dict[str, tuple[tuple[int, str, str], ...]] = {}

    def in_block(self, span: Span) -> tuple[Suppression, ...]:
        """Those between the first and the last line of a Terraform block; one may name several ids."""
        return tuple(
            Suppression(check_id.strip(), comment)
            for line, ids, comment in self._of(span.file)
            if span.start_line < line < span.end_line
            for check_id in ids.split(",")
        )

    def in_lines(self, span: Span | None) -> tuple[Suppression, ...]:
        """Those in the lines of a resource of a template; each names one id."""
        if span is None:
            return ()
        return tuple(
            Suppression(ids, comment)
            for line, ids, comment in self._of(span.file)
            if span.start_line <= line <= span.end_line
        )

    def _of(self, file: str) -> tuple[tuple[int, str, str], ...]:
        if file not in self._comments:
            text = self._reader.read(file)
            self._comments[file] = () if isinstance(text, Unknown) else tuple(_comments(text))
        return self._comments[file]


def _comments(text: str) -> Iterator[tuple[int, str, str]]:
    if _SIGN not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        match = COMMENT.search(line) if _SIGN in line else None
        if match and match[2]:
            yield number, match[2], match[3][1:] if match[3] else _NO_COMMENT


def in_metadata(metadata: object) -> Iterator[Suppression]:
    """Those under ``checkov`` and ``skip`` in the Metadata of a resource of a template."""
    for tool in _METADATA:
        listed = entry(entry(metadata, tool), "skip")
        for skip in listed if isinstance(listed, list) else ():
            check_id = entry(skip, "id")
            if isinstance(check_id, str):
                comment = entry(skip, "comment")
                yield Suppression(str(check_id), str(comment) if comment else _NO_COMMENT)
