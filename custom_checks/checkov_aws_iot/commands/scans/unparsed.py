"""Files that Checkov could not parse."""

from __future__ import annotations

import os
import re

from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.terraform.syntax.hcl_files import parse_hcl
from checkov_aws_iot.terraform.syntax.syntax_tree import HclSyntaxError

_MOST_BYTES = 5_000_000
# Terraform takes any name there, Checkov's parser one of two letters or more.
_SHORT_MARKER = re.compile(r"<<-?([A-Za-z_])[ \t]*$", re.MULTILINE)


def tell_unparsed(files: list[str]) -> bool:
    """Each file is named on stderr; whether one of them may hold what the rules judge.

    It may if its text names a resource type that the rules read. What cannot be read at all may
    hold anything. The line says where the fault is, if the structure of the file is at fault.
    """
    relevant = False
    for file in files:
        text = _text(file)
        named = "resources that cannot be read" if text is None else _named_type(text)
        names = f" and names {named}" if named else ""
        reason = _reason(text) if text and file.endswith(".tf") else ""
        tell(f"{os.path.relpath(file)} could not be parsed{names}{reason}")
        relevant = relevant or bool(named)
    return relevant


def _text(file: str) -> str | None:
    try:
        with open(file, "rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _named_type(text: str) -> str:
    """The type that says most: one of AWS IoT, if there is any."""
    types = {name for framework in Framework for name in all_types(framework) if name in text}
    return min(types, key=lambda name: ("iot" not in name.lower(), name), default="")


def _reason(text: str) -> str:
    """What is wrong with the structure of a Terraform file, and in which line, if we can tell."""
    try:
        parse_hcl(text)
    except HclSyntaxError as error:
        return f" (line {error.line}: {error})"
    short = _SHORT_MARKER.search(text)
    if short is None:
        return ""
    line = text.count("\n", 0, short.start()) + 1
    return f" (line {line}: the marker {short[1]} is too short for Checkov's parser)"
