"""Which files and directories a scan walks into, as Checkov decides it.

Checkov's own functions for this stand in modules whose import takes longer than a small scan. A test
holds this one to them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

_IGNORED: Final = "node_modules,.terraform,.serverless"
_TRUE: Final = frozenset({"y", "yes", "t", "true", "on", "1"})
# A dot at the beginning is that of a hidden directory, not any letter.
_HIDDEN: Final = re.compile(r"\.[^.]")


@cache
def ignored_directories() -> frozenset[str]:
    """The names that are never walked into: ``CKV_IGNORED_DIRECTORIES``, or those of dependencies."""
    return frozenset(os.environ.get("CKV_IGNORED_DIRECTORIES", _IGNORED).split(","))


@cache
def hidden_are_ignored() -> bool:
    """Whether names that begin with a dot are passed over, see ``CKV_IGNORE_HIDDEN_DIRECTORIES``."""
    return os.environ.get("CKV_IGNORE_HIDDEN_DIRECTORIES", "true").lower() in _TRUE


class PathFilter:
    """The values of ``--skip-path``: each is an expression that occurs in a path, or part of one."""

    def __init__(self, excluded: Iterable[str] = ()) -> None:
        self._texts = tuple(excluded)
        self._expressions = tuple(filter(None, map(_compiled, self._texts)))

    def admits(self, directory: str, name: str) -> bool:
        """Whether the entry of the directory, an absolute path, is walked into or read."""
        if name in ignored_directories() or (name.startswith(".") and hidden_are_ignored()):
            return False
        if not self._texts:
            return True
        path = os.path.join(directory, name)
        return not (
            any(expression.search(path) for expression in self._expressions)
            or any(text in path for text in self._texts)
        )

    def admits_below(self, root: str, path: str) -> bool:
        """Whether a file below the root is read, all directories on the way to it included."""
        steps = os.path.relpath(path, root).split(os.sep)
        return all(
            self.admits(os.path.join(root, *steps[:depth]), step)
            for depth, step in enumerate(steps)
        )


def _compiled(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(re.escape(text) if _HIDDEN.match(text) else text)
    except re.error:
        return None  # It is part of a path, and nothing more.
