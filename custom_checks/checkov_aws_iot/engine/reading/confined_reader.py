"""Reading files of the scanned directory, and nothing else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from functools import partial

from checkov_aws_iot.engine.reading.path_filters import ignored_directories
from checkov_aws_iot.values.unknown import Unknown

MOST_BYTES = 5_000_000
MOST_KEPT_CHARACTERS = 50_000_000
"""Of the texts of a scan; when there are more, the first ones are read again if somebody asks."""


class ConfinedReader:
    """Reads regular files that lie inside ``root``, wherever symbolic links lead.

    ``also`` are files outside of it that the user named himself, such as ``--var-file``; they are
    read by the absolute path under which they are listed.
    """

    def __init__(self, root: str, also: tuple[str, ...] = ()) -> None:
        self.root = os.path.realpath(root)
        self._also = frozenset(also)
        self._listed: dict[str, list[os.DirEntry[str]]] = {}
        self._texts: dict[str, str | Unknown] = {}
        self._kept = 0  # characters of the texts together

    def read(self, path: str) -> str | Unknown:
        """The text of the file as it was when it was first asked for, or why it is not read.

        A name is relative to the root. What is not a regular file, leads out of the root, is longer
        than five megabytes or is not UTF-8 text is ``Unknown``. Never raises.
        """
        if path not in self._texts:
            self._keep(path, self._read(path))
        return self._texts[path]

    def _keep(self, path: str, text: str | Unknown) -> None:
        self._kept += _size(text)
        while self._kept > MOST_KEPT_CHARACTERS and self._texts:
            self._kept -= _size(self._texts.pop(next(iter(self._texts))))
        self._texts[path] = text

    def _read(self, path: str) -> str | Unknown:
        try:
            actual = path if path in self._also else self._inside(path)
            if isinstance(actual, Unknown):
                return actual
            return _text_of(actual, path)
        except FileNotFoundError:
            return Unknown("does not exist", path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "is not a valid path"
            return Unknown(f"cannot be read ({reason})", path)

    def names(self, directory: str) -> tuple[str, ...]:
        """The names of the regular files in a directory, sorted; empty if there is none."""
        return tuple(entry.name for entry in self._entries(directory) if _is(entry.is_file))

    def directories(self, directory: str) -> tuple[str, ...]:
        """The names of the directories in a directory, sorted, as Checkov walks them.

        Neither hidden ones nor symbolic links nor installed dependencies.
        """
        return tuple(
            entry.name
            for entry in self._entries(directory)
            if self._is_walked(entry.name) and _is(partial(entry.is_dir, follow_symlinks=False))
        )

    @staticmethod
    def _is_walked(name: str) -> bool:
        return not name.startswith(".") and name not in ignored_directories()

    def _entries(self, directory: str) -> list[os.DirEntry[str]]:
        if directory not in self._listed:
            self._listed[directory] = self._list(directory)
        return self._listed[directory]

    def _list(self, directory: str) -> list[os.DirEntry[str]]:
        try:
            actual = self._inside(directory or ".")
            if isinstance(actual, Unknown):
                return []
            with os.scandir(actual) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except (OSError, ValueError):
            return []

    def _inside(self, path: str) -> str | Unknown:
        actual = os.path.realpath(os.path.join(self.root, path))
        prefix = self.root if self.root.endswith(os.sep) else self.root + os.sep
        if actual != self.root and not actual.startswith(prefix):
            return Unknown("lies outside the scanned directory and is not read", path)
        return actual


def _is(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except OSError:
        return False


def _size(text: str | Unknown) -> int:
    return len(text) if isinstance(text, str) else 0


def _text_of(actual: str, path: str) -> str | Unknown:
    # Without O_NONBLOCK, opening a named pipe would wait for a writer forever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(actual, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return Unknown("is not a regular file", path)
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        return Unknown(f"is longer than {MOST_BYTES} bytes", path)
    if b"\0" in content:
        return Unknown("is not a text file", path)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Unknown(f"is not UTF-8 text (byte {error.start})", path)
