"""What a project declares of itself: its accounts, topics that are shared on purpose, findings to ignore."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

NAME: Final = ".checkov-aws-iot.yaml"
"""The file in the directory in which a command is run."""

VARIABLE: Final = "CHECKOV_AWS_IOT_CONVENTIONS"
"""The variable of the environment that names a file, for Checkov itself."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Findings of one check that are left out with a reason, up to a date.

    ``resource`` is a pattern for the address or logical ID that reports print, ``path`` one for the
    file; an empty one fits anything. ``line`` is where the entry stands.
    """

    check: str
    reason: str
    resource: str = ""
    path: str = ""
    until: date | None = None
    line: int = 0

    def covers(self, check_id: str, resource: str, paths: Iterable[str]) -> bool:
        """Whether it is about findings of the check on the resource, whose file has these paths."""
        if check_id != self.check or not fnmatchcase(resource, self.resource or "*"):
            return False
        return not self.path or any(_is_below(path, self.path) for path in paths)

    def has_ended(self, today: date) -> bool:
        """Whether its findings count again."""
        return self.until is not None and today > self.until

    def __str__(self) -> str:
        """How messages call the entry."""
        where = " in ".join(filter(None, (self.resource, self.path)))
        return f"the ignore of {self.check} for {where}"


def _is_below(path: str, pattern: str) -> bool:
    pattern = pattern.rstrip("/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*")


@dataclass(frozen=True, slots=True)
class SharedTopic:
    """Topics that every device may use on purpose; the topic is a pattern as in a policy."""

    topic: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conventions:
    """What one file declares; empty where there is none. ``file`` is its path, empty without one."""

    file: str = ""
    accounts: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    shared: tuple[SharedTopic, ...] = ()
    regions: tuple[str, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    ignores: tuple[Ignore, ...] = ()
    today: date = field(default_factory=date.today)

    def ignore(self, check_id: str, resource: str, root: str, file: str) -> Ignore | None:
        """The entry that leaves out findings of the check on the resource, if there is one.

        ``file`` is relative to the scanned ``root``.
        """
        entries = self._about(check_id, resource, root, file)
        return next((entry for entry in entries if not entry.has_ended(self.today)), None)

    def ended(self, check_id: str, resource: str, root: str, file: str) -> Iterator[Ignore]:
        """The entries that would leave out such findings if their day had not passed."""
        entries = self._about(check_id, resource, root, file)
        return (entry for entry in entries if entry.has_ended(self.today))

    def _about(self, check_id: str, resource: str, root: str, file: str) -> Iterator[Ignore]:
        if not self.ignores:
            return
        paths = tuple(self._paths(root, file))
        yield from (entry for entry in self.ignores if entry.covers(check_id, resource, paths))

    def _paths(self, root: str, file: str) -> Iterator[str]:
        """The file as it is seen from the scanned root, and from the directory of the conventions."""
        yield file
        directory = os.path.dirname(os.path.abspath(self.file))
        path = os.path.relpath(os.path.join(root, file), directory)
        yield path.replace(os.sep, "/")


NO_CONVENTIONS = Conventions()
"""What holds where nothing is declared."""
