"""Changing files so that all are the old ones or all the new ones, whatever happens."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

_ANYBODY: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class WriteError(OSError):
    """A file cannot be changed; none was."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file below a root, an absolute path, gets another text; ``file`` has forward slashes."""

    root: str
    file: str
    before: str
    after: str

    @property
    def path(self) -> str:
        """The path of the file."""
        return os.path.join(self.root, *self.file.split("/"))

    @property
    def name(self) -> str:
        """The path as it is seen from where the user stands."""
        return os.path.relpath(self.path).replace(os.sep, "/")


def write(changes: Sequence[Change]) -> None:
    """Every file has its new text, or, if one of them cannot be written, all have their old one.

    A file that is not what it was when it was read, is a symbolic link, or lies outside of its root,
    is not changed.

    Raises:
        WriteError: a file cannot be changed.
    """
    staged: list[str] = []
    replaced: list[Change] = []
    try:
        for change in changes:
            _require_unchanged(change)
            staged.append(_beside(change, change.after))
        for change, new in zip(changes, staged, strict=True):
            _replace(change, new)
            replaced.append(change)
    except WriteError:
        for change in replaced:
            _replace(change, _beside(change, change.before))
        raise
    finally:
        for new in staged:
            with suppress(OSError):
                os.unlink(new)


def _require_unchanged(change: Change) -> None:
    actual, inside = os.path.realpath(change.path), os.path.realpath(change.root)
    if os.path.commonpath([actual, inside]) != inside:
        raise WriteError(f"{change.name} lies outside of the scanned directory and is not changed")
    if actual != os.path.join(inside, *change.file.split("/")):
        raise WriteError(f"{change.name} is reached through a symbolic link and is not changed")
    try:
        with open(change.path, "rb") as opened:
            same = opened.read() == change.before.encode()
            mode = os.fstat(opened.fileno()).st_mode
    except OSError as error:
        raise _failure(change, error) from None
    if not same:
        raise WriteError(f"{change.name} changed meanwhile and is not overwritten")
    # Who may write anything, such as root, does not overwrite what is protected either.
    if not mode & _ANYBODY or not os.access(change.path, os.W_OK):
        raise WriteError(f"{change.name} is read-only and is not changed")


def _beside(change: Change, text: str) -> str:
    """The path of a new file beside the old one, with its mode and owner, that holds the text."""
    try:
        number, new = tempfile.mkstemp(prefix=".checkov-aws-iot-", dir=os.path.dirname(change.path))
    except OSError as error:
        raise _failure(change, error) from None
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(text.encode())
        shutil.copymode(change.path, new)
        with suppress(OSError):  # Only root gives files away, and whose it is decides nothing.
            owner = os.stat(change.path)
            os.chown(new, owner.st_uid, owner.st_gid)
    except OSError as error:
        os.unlink(new)
        raise _failure(change, error) from None
    return new


def _replace(change: Change, new: str) -> None:
    try:
        os.replace(new, change.path)
    except OSError as error:
        raise _failure(change, error) from None


def _failure(change: Change, error: OSError) -> WriteError:
    return WriteError(f"{change.name} cannot be written: {error.strerror}")
