"""Files of a scan that could not be read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Final

from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.engine.candidates.subjects import Framework, all_types
from checkov_aws_iot.values.one_line import one_line

_MOST_BYTES: Final = 5_000_000
# "patriot" is something else; "aws_iot_policy", "AWS::IoT::Policy" and "iotevents" are not.
_IOT: Final = re.compile(r"(?<![A-Za-z])iot", re.IGNORECASE)
_NUL: Final = re.compile("\0")


def tell_unread(root: str, problems: Mapping[str, str], revision: str = "") -> list[str]:
    """Those that may hold something about AWS IoT, after each file is named on stderr with its reason.

    Files of a revision are named as git names them. ``problems`` are the files, relative to the root, with what is wrong. What cannot be read at all
    may hold anything.
    """
    concerned: list[str] = []
    for file, reason in sorted(problems.items()):
        path = os.path.join(root, file)
        text = _text(path)
        named = "" if text is None else _named_type(text)
        names = f"; it names {named}" if named else ""
        spelled = f"{revision}:{file}" if revision else os.path.relpath(path)
        tell(f"{one_line(spelled)} {one_line(reason)}{names}")
        if text is None or _IOT.search(text):
            concerned.append(file)
    return concerned


def _text(path: str) -> str | None:
    """The text of a file, in whatever encoding names of types can be told from it."""
    try:
        with open(path, "rb") as opened:
            return _NUL.sub("", opened.read(_MOST_BYTES).decode("utf-8", "replace"))
    except OSError:
        return None


def _named_type(text: str) -> str:
    """The type that says most: one of AWS IoT, if there is any."""
    types = {name for framework in Framework for name in all_types(framework) if name in text}
    return min(types, key=lambda name: ("iot" not in name.lower(), name), default="")
