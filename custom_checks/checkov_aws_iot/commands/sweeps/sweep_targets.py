"""What a sweep goes through: directories and git repositories."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

# Only transports that fetch a repository; git's ``ext::`` would run a command of the list.
_GIT_URL = re.compile(r"(?:https|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the list. ``is_repository`` tells a git URL from a directory."""

    location: str
    is_repository: bool

    @property
    def key(self) -> str:
        """A file name that no other target has, readable where the location is."""
        readable = re.sub(r"[^A-Za-z0-9]+", "-", self.location).strip("-")[-60:]
        digest = hashlib.sha256(self.location.encode()).hexdigest()[:10]
        return f"{readable}-{digest}"


def read_targets(list_file: Path) -> tuple[Target, ...]:
    """The targets of a list: one on a line, ``#`` begins a comment, each counts once.

    Relative directories are relative to the list. Whether a target can be reached is found out when
    it is scanned, not here.

    Raises:
        Complaint: the list cannot be read, is empty, or holds a URL that git must not be given.
    """
    try:
        text = list_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Complaint(f'the list "{list_file}" cannot be read: {error}') from error
    targets = tuple(dict.fromkeys(_targets(text, list_file.resolve().parent)))
    if not targets:
        raise Complaint(f'the list "{list_file}" names no directory and no repository')
    return targets


def _targets(text: str, beside: Path) -> Iterator[Target]:
    for number, line in enumerate(text.splitlines(), 1):
        location = line.partition("#")[0].strip()
        if not location:
            continue
        if _GIT_URL.fullmatch(location):
            yield Target(location, is_repository=True)
        elif "::" in location or "://" in location or location.startswith("-"):
            raise Complaint(f'line {number}: "{location}" is neither a directory nor a git URL')
        else:
            yield Target(os.path.normpath(beside / location), is_repository=False)
