"""The parts of a template as Checkov's parser gives them: plain dicts and lists with markers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

MARKERS: Final = frozenset({"__startline__", "__endline__", "__file__"})

MOST_BITS: Final = 4_000
"""An integer with more is none that anybody means; Python does not even write one of 15 000."""


def items_of(node: object) -> Iterator[tuple[str, object]]:
    """The entries of a mapping without the parser's markers; nothing if it is no mapping.

    Keys that YAML reads as numbers or booleans are text again; the others keep their marks.
    """
    if isinstance(node, dict):
        for key, value in node.items():
            if key in MARKERS:
                continue
            if isinstance(key, str):
                yield key, value
            else:
                yield _key(key), value


def _key(key: object) -> str:
    if isinstance(key, int) and key.bit_length() > MOST_BITS:
        return hex(key)
    return str(key).lower() if isinstance(key, bool) else str(key)


def entry(node: object, key: str) -> object:
    """The entry of a mapping, or ``None`` if there is none or ``node`` is no mapping."""
    return dict.get(node, key) if isinstance(node, dict) else None


def only_item(node: object) -> tuple[str, object] | None:
    """Key and value of a mapping with exactly one entry, which is what intrinsics are."""
    if not isinstance(node, dict) or len(node) > 1 + len(MARKERS):
        return None
    found = list(items_of(node))
    return found[0] if len(found) == 1 else None
