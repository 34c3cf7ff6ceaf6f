"""Files that Checkov could not parse."""

from __future__ import annotations

import os

from checkov_aws_iot.commands.scanning import tell
from checkov_aws_iot.frameworks.subjects import Framework, all_types

_MOST_BYTES = 5_000_000


def tell_unparsed(files: list[str]) -> bool:
    """Each file is named on stderr; whether one of them may hold what the rules judge.

    It may if its text names a resource type that the rules read. What cannot be read at all may
    hold anything.
    """
    relevant = False
    for file in files:
        named = _named_type(file)
        if named:
            tell(f"{os.path.relpath(file)} could not be parsed and names {named}")
            relevant = True
        else:
            tell(f"{os.path.relpath(file)} could not be parsed")
    return relevant


def _named_type(file: str) -> str:
    try:
        with open(file, "rb") as opened:
            text = opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return "resources that cannot be read"
    types = sorted({name for framework in Framework for name in all_types(framework)})
    return next((name for name in types if name in text), "")
