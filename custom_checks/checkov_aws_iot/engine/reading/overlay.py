"""Texts that stand for the contents of files, such as those of an editor before they are saved."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping

from checkov_aws_iot.engine.reading.confined_reader import MOST_BYTES, ConfinedReader
from checkov_aws_iot.values.unknown import Unknown


class OverlayError(ValueError):
    """A file of the overlay is none of the project."""


class Overlay:
    """The texts by the paths of their files, relative to the root, with forward slashes.

    ``None`` stands for a file that is not there. Keys of ``texts`` are paths from the root, or absolute;
    one that leads through a symbolic link means the file behind it. ``also`` are files outside of the
    root that belong to the project, such as those of ``--var-file``.

    Raises:
        OverlayError: a path leads out of the root.
    """

    def __init__(
        self, root: str, texts: Mapping[str, str | None], also: tuple[str, ...] = ()
    ) -> None:
        self._root = os.path.realpath(root)
        self._also = also
        self._texts = {self._key(path): text for path, text in texts.items()}
        self._present = [
            path for path, text in self._texts.items() if text is not None and path not in also
        ]

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def __getitem__(self, path: str) -> str | None:
        return self._texts[path]

    def names(self, directory: str, listed: Iterable[str]) -> list[str]:
        """The names of the files in a directory, sorted, for those that are there on disk."""
        names = {name for name in listed if self._is_there(posixpath.join(directory, name))}
        split = map(posixpath.split, self._present)
        return sorted({*names, *(name for parent, name in split if parent == directory)})

    def directories(self, directory: str, listed: Iterable[str]) -> list[str]:
        """The names of the directories in a directory, with those that only the overlay has, sorted."""
        prefix = directory + "/" if directory else ""
        below = (path[len(prefix) :] for path in self._present if path.startswith(prefix))
        return sorted({*listed, *(path.partition("/")[0] for path in below if "/" in path)})

    def _is_there(self, path: str) -> bool:
        return self._texts.get(path, "") is not None

    def _key(self, path: str) -> str:
        if path in self._also:
            return path
        try:
            actual = os.path.realpath(os.path.join(self._root, path))
        except (OSError, ValueError) as error:
            raise OverlayError(f"{path!r} is no path of a file") from error
        relative = os.path.relpath(actual, self._root).replace(os.sep, "/")
        if relative.split("/", 1)[0] in {"..", "."}:
            raise OverlayError(f"{path!r} does not lie in the scanned directory")
        return relative


class OverlaidReader(ConfinedReader):
    """Reads the files of a directory as if the texts of an overlay stood in them."""

    def __init__(self, root: str, overlay: Overlay, also: tuple[str, ...] = ()) -> None:
        super().__init__(root, also)
        self._overlay = overlay

    def read(self, path: str) -> str | Unknown:
        """The text of the overlay or else that of the file, or why it is not read. Never raises."""
        key = self._place(path)
        if key not in self._overlay:
            return super().read(path)
        text = self._overlay[key]
        return Unknown("does not exist", path) if text is None else _checked(text, path)

    def names(self, directory: str) -> tuple[str, ...]:
        """The names of the regular files in a directory, sorted; empty if there is none."""
        return tuple(self._overlay.names(self._place(directory), super().names(directory)))

    def directories(self, directory: str) -> tuple[str, ...]:
        """The names of the directories in a directory, sorted, as Checkov walks them."""
        listed = super().directories(directory)
        found = self._overlay.directories(self._place(directory), listed)
        return tuple(name for name in found if name in listed or self._is_walked(name))

    def _place(self, path: str) -> str:
        """The path that the overlay has for a file or directory, empty for the root."""
        if path in self._also:
            return path
        try:
            actual = self._inside(path or ".")
        except (OSError, ValueError):
            return path
        if isinstance(actual, Unknown):
            return path
        place = os.path.relpath(actual, self.root).replace(os.sep, "/")
        return "" if place == "." else place


def _checked(text: str, path: str) -> str | Unknown:
    """The text, if it may stand in a file that is read."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        return Unknown(f"is not UTF-8 text (character {error.start})", path)
    if size > MOST_BYTES:
        return Unknown(f"is longer than {MOST_BYTES} bytes", path)
    return Unknown("is not a text file", path) if "\0" in text else text
