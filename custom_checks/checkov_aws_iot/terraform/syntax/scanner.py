"""Finding where the pieces of an HCL text end: strings, heredocs, comments, whole expressions."""

from __future__ import annotations

import re
from typing import Final

from checkov_aws_iot.terraform.syntax.syntax_tree import HclLimitError, HclSyntaxError, Source

MOST_NESTED: Final = 60
"""How deep brackets and templates may be nested in each other."""

IDENTIFIER: Final = re.compile(r"[^\W\d][\w-]*")
HEREDOC: Final = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t]*\r?\n")

_STRING_STOP = re.compile(r'["\\\n]|\$\$\{|%%\{|\$\{|%\{')
_TEMPLATE_STOP = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_CODE_STOP = re.compile(r'["{}]|#|//|/\*|<<-?[^\W\d]')
_EXPRESSION_STOP = re.compile(r'[\n"(){}\[\]]|#|//|/\*|<<-?[^\W\d]')
BODY_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<comment>#|//|/\*)|(?P<word>[^\W\d][\w-]*)|(?P<quote>\")"
    r"|(?P<equals>=)|(?P<bracket>[{}])"
)
_OPENING = {"(": ")", "[": "]", "{": "}"}


def unexpected(source: Source, at: int) -> HclSyntaxError:
    """The error that nothing like what stands at the offset is allowed there."""
    at = min(at, len(source.text))
    shown = source.text[at : at + 10].split("\n")[0] or "end of the line"
    return HclSyntaxError(f'unexpected "{shown}"', source.line(at))


def end_of_comment(source: Source, at: int) -> int:
    """The offset behind the comment that starts at ``at``; its newline is not part of it.

    Raises:
        HclSyntaxError: ``/*`` without ``*/``.
    """
    text = source.text
    if text.startswith("/*", at):
        end = text.find("*/", at + 2)
        if end < 0:
            raise HclSyntaxError("a comment is not closed", source.line(at))
        return end + 2
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def end_of_string(source: Source, at: int, depth: int = 0) -> int:
    """The offset behind the quoted string whose opening quote stands at ``at``.

    Raises:
        HclSyntaxError: it is not closed, or templates are nested too deep.
    """
    position = at + 1
    while True:
        stop = _STRING_STOP.search(source.text, position)
        if stop is None or stop[0] == "\n":
            raise HclSyntaxError("a quoted string is not closed on its line", source.line(at))
        if stop[0] == '"':
            return stop.end()
        if stop[0] == "\\":
            position = stop.end() + 1
        elif len(stop[0]) == 3:
            position = stop.end()
        else:
            position = end_of_sequence(source, stop.end(), depth + 1)


def end_of_sequence(source: Source, at: int, depth: int = 0) -> int:
    """The offset behind the ``}`` that closes the ``${`` or ``%{`` that ends at ``at``.

    Raises:
        HclSyntaxError: it is not closed, or templates are nested too deep.
    """
    if depth > MOST_NESTED:
        raise HclLimitError(f"nested more than {MOST_NESTED} deep", source.line(at))
    open_braces = 1
    position = at
    while True:
        stop = _CODE_STOP.search(source.text, position)
        if stop is None:
            raise HclSyntaxError("a template sequence is not closed", source.line(at))
        position = stop.end()
        if stop[0] == "{":
            open_braces += 1
        elif stop[0] == "}":
            open_braces -= 1
            if not open_braces:
                return position
        else:
            position = _end_of_piece(source, stop, depth)


def end_of_heredoc(source: Source, at: int, depth: int = 0) -> tuple[int, int, int] | None:
    """Start and end of the text of the heredoc at ``at``, and the offset behind its end marker.

    ``None`` if no heredoc begins there.

    Raises:
        HclSyntaxError: the end marker is missing, or templates are nested too deep.
    """
    text = source.text
    opening = HEREDOC.match(text, at)
    if opening is None:
        return None
    marker = opening[2]
    line_start = position = opening.end()
    at_start_of_line = True
    while True:
        line_end = text.find("\n", position)
        if line_end < 0:
            line_end = len(text)
        stop = _TEMPLATE_STOP.search(text, position, line_end)
        if stop is not None:
            at_start_of_line = False
            position = stop.end()
            if len(stop[0]) == 2:
                position = end_of_sequence(source, position, depth + 1)
            continue
        if at_start_of_line and text[line_start:line_end].strip() == marker:
            return opening.end(), line_start, line_start + len(text[line_start:line_end].rstrip())
        if line_end >= len(text):
            raise HclSyntaxError(f"the heredoc has no end marker {marker}", source.line(at))
        line_start = position = line_end + 1
        at_start_of_line = True


def _end_of_piece(source: Source, stop: re.Match[str], depth: int) -> int:
    """The offset behind the string, comment or heredoc that begins at ``stop``."""
    if stop[0] == '"':
        return end_of_string(source, stop.start(), depth)
    if stop[0].startswith("<<"):
        heredoc = end_of_heredoc(source, stop.start(), depth)
        return stop.end() if heredoc is None else heredoc[2]
    return end_of_comment(source, stop.start())


def end_of_expression(source: Source, at: int) -> int:  # noqa: C901
    """The offset behind the expression of an argument: the end of its line, or a closing ``}``.

    Newlines inside brackets, strings and heredocs do not end it.

    Raises:
        HclSyntaxError: a bracket or a string is not closed.
    """
    text = source.text
    expected: list[str] = []
    position = at
    while True:
        stop = _EXPRESSION_STOP.search(text, position)
        if stop is None:
            if expected:
                raise HclSyntaxError(f'"{expected[-1]}" is missing', source.line(at))
            return len(text)
        found = stop[0]
        position = stop.end()
        if found == "\n":
            if not expected:
                return stop.start()
        elif found in _OPENING:
            expected.append(_OPENING[found])
        elif found in ")]}":
            if not expected:
                return stop.start()
            if expected.pop() != found:
                raise HclSyntaxError(f'unexpected "{found}"', source.line(stop.start()))
        elif not expected and found in ("#", "//"):
            return stop.start()
        else:
            position = _end_of_piece(source, stop, 0)
