"""The message of a finding in parts: what is there, what comes of it, what to write instead, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_QUOTED: Final = re.compile(r'"[^"]*"|`[^`]*`')
_WHEN: Final = re.compile(r" \(when .*\)$")
_INSTEAD: Final = "; "
# What comes of a fault begins with one of these.
_CONSEQUENCE: Final = re.compile(
    r",? (?=so that )|,? (?=so (?:nobody|an |it |whoever |AWS ))"
    r"| (?=(?:still )?lets )| (?=denies )| (?=grants )| (?=can match no )| (?=is dropped )"
)


@dataclass(frozen=True, slots=True)
class MessageParts:
    """Together they say what the message says; all but the first may be empty."""

    fault: str
    consequence: str = ""
    instead: str = ""
    when: str = ""


def parts_of(message: str) -> MessageParts:
    """The parts of a message; text in quotes belongs to the user and divides nothing."""
    masked = masked_quotes(message)
    condition = _WHEN.search(masked)
    end = condition.start() if condition else len(message)
    when = message[end:].removeprefix(" (").removesuffix(")")
    stop = masked.find(_INSTEAD, 0, end)
    stop, instead = (end, "") if stop < 0 else (stop, message[stop + len(_INSTEAD) : end])
    turn = _CONSEQUENCE.search(masked, 0, stop)
    if turn is None:
        return MessageParts(message[:stop], "", instead, when)
    return MessageParts(message[: turn.start()], message[turn.end() : stop], instead, when)


def masked_quotes(message: str) -> str:
    """The message, as long as it was, with nothing of the texts in quotes."""
    return _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), message)
