"""What is shown over a place in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from checkov_aws_iot.editing.completions import ACTIONS
from checkov_aws_iot.editing.policy_words import action_page, variable_page
from checkov_aws_iot.editing.spot import spot_at

_VARIABLE: Final = re.compile(r"(?:\$\$|\$|&)\{!?\s*([A-Za-z][^{}\"',]*?)\s*(?:,[^{}]*)?\}")
_ACTION: Final = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9*?]+")


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown, as Markdown, and the offsets of what it is about."""

    text: str
    start: int
    end: int


def word_page(text: str, offset: int, file: str, declared: tuple[str, ...] = ()) -> Page | None:
    """The page of the policy variable or the action at the offset, which no judging is needed for.

    ``declared`` are variables of which the conventions say that they identify a device.
    """
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    for found in _VARIABLE.finditer(text, begin, end):
        if found.start() <= offset <= found.end():
            page = variable_page(found[1], declared) if ":" in found[1] else ""
            return Page(page, *found.span()) if page else None
    for found in _ACTION.finditer(text, begin, end):
        if found.start() <= offset <= found.end():
            spot = spot_at(text, offset, file)
            page = action_page(found[0]) if spot and spot.keys and spot.keys[0] in ACTIONS else ""
            return Page(page, *found.span()) if page else None
    return None
