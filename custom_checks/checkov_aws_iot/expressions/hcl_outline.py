"""The outline of a Terraform file: its structure, with every expression and comment blanked out."""

from __future__ import annotations

from checkov_aws_iot.expressions.hcl_nodes import HclLimitError, HclSyntaxError, Source
from checkov_aws_iot.expressions.hcl_scan import (
    BODY_TOKEN,
    MOST_NESTED,
    end_of_comment,
    end_of_expression,
    end_of_string,
)


def outline(source: Source) -> tuple[str, dict[int, int]]:
    """The text with every expression and comment blanked out, and where each expression ends.

    Offsets and the structure of bodies stay as they are: ``name = x`` and ``type "label" {``. The
    ends are keyed by the offset of the ``x``.

    Raises:
        HclSyntaxError: a bracket, a string or a comment is not closed, or blocks are nested too deep.
    """
    text = source.text
    pieces: list[str] = []
    ends: dict[int, int] = {}
    position = depth = 0
    if text.startswith("\ufeff"):
        pieces.append(" ")
        position = 1
    while position < len(text):
        token = BODY_TOKEN.match(text, position)
        if token is None:
            shown = text[position : position + 10].split("\n")[0] or "end of the line"
            raise HclSyntaxError(f'unexpected "{shown}"', source.line(position))
        start, position = position, token.end()
        if token.lastgroup == "comment":
            position = end_of_comment(source, start)
            pieces.append(" " * (position - start))
        elif token.lastgroup == "quote":
            position = end_of_string(source, start)
            pieces.append('"' + "x" * (position - start - 2) + '"')
        elif token.lastgroup == "equals":
            end = end_of_expression(source, position)
            written = text[position:end]
            value = position + len(written) - len(written.lstrip(" \t"))
            if value == end:
                raise HclSyntaxError("an expression is missing", source.line(start))
            ends[value] = end
            pieces.append("=" + " " * (value - position) + "x" + " " * (end - value - 1))
            position = end
        else:
            if token.lastgroup == "bracket":
                depth += 1 if token[0] == "{" else -1
                if depth > MOST_NESTED:
                    raise HclLimitError(f"nested more than {MOST_NESTED} deep", source.line(start))
            pieces.append(token[0])
    return "".join(pieces), ends
