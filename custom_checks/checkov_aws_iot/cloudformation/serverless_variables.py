"""Variables of the Serverless Framework in the templates inside its files."""

from __future__ import annotations

import re
from typing import Final

from checkov_aws_iot.cloudformation.pseudo_parameters import ACCOUNT, REGION, pseudo_parameter
from checkov_aws_iot.cloudformation.syntax.template_nodes import entry
from checkov_aws_iot.values.text import Hole, Text, join_text

# "${source:address}" or "${source(argument):address}" of the sources that the framework has, and
# "#{AWS::Region}" of its pseudo parameter plugin. "${iot:ClientId}" is none of them. Whoever reads the
# file puts a blank behind "file", lest Checkov's parser follow it.
_START: Final = re.compile(
    r"\$\{(?=(?:self|opt|env|sls|param|ssm|s3|file ?|cf|git|strToBool|output|aws)(?:\([^(){}]*\))?[:(.}])"
    r"|#\{(?=AWS::)"
)
_DEFAULT: Final = re.compile(r""",\s*(?:"([^"]*)"|'([^']*)')\s*$""")
_KNOWN: Final = {"aws:region": REGION, "aws:accountId": ACCOUNT}
_INCLUDE: Final = re.compile(r"\bfile \(")
_BRACE: Final = re.compile(r"[{}]")


def resources_section(definition: object) -> object:
    """The template that the file holds under ``resources``, or ``None``."""
    return entry(definition, "resources")


def with_variables(text: str) -> str | Text:
    """The text with the framework's variables as holes, or as their default where they have one.

    ``"${self:service}/${iot:ClientId}"`` in, a hole before ``/${iot:ClientId}`` out.

    Source: Serverless Framework documentation, "Variables".
    """
    if not _START.search(text):
        return text
    pieces: list[str | Hole | Text] = []
    end = 0
    while match := _START.search(text, end):
        close = _closing(text, match.end())
        if close < 0:
            break
        inner = _INCLUDE.sub("file(", text[match.end() : close])
        pieces.append(text[end : match.start()])
        pieces.append(_piece(text[match.start() : close + 1], inner))
        end = close + 1
    pieces.append(text[end:])
    return join_text(pieces)


def _piece(whole: str, inner: str) -> str | Hole | Text:
    if inner in _KNOWN:
        return _KNOWN[inner]
    if inner.startswith("aws:"):
        # The framework knows no more of AWS than these; "${aws:username}" is a policy variable.
        return whole
    if whole.startswith("#"):
        value = pseudo_parameter(inner)
        return value if isinstance(value, Text) else Hole(inner)
    default = _DEFAULT.search(inner)
    if default:
        return default[1] if default[1] is not None else default[2]
    return Hole(inner, reason="is a variable of the Serverless Framework")


def _closing(text: str, at: int) -> int:
    """Where the brace that is open at ``at`` closes, or -1."""
    depth = 1
    for match in _BRACE.finditer(text, at):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.start()
    return -1
