"""What may have been meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean "CKV_IOT_101"?`` if a name is near enough, else nothing."""
    if "*" in name:
        return ""
    spelt = {_core(each): each for each in names}
    near = get_close_matches(_core(name), spelt, n=1, cutoff=0.6)
    return f'; did you mean "{spelt[near[0]]}"?' if near else ""


def _core(name: str) -> str:
    """What tells the name from others: all ids of checks begin alike."""
    return name.upper().removeprefix("CKV_").removeprefix("IOT_")
