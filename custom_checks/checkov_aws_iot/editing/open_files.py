"""The folders and the open files of an editor."""

from __future__ import annotations

import os
from collections.abc import Iterator

from checkov_aws_iot.editing.text_lines import TextLines


class OpenFiles:
    """The folders that the editor has opened, and the files, by absolute paths.

    A file belongs to the innermost folder that it lies in; one that lies in none, to its directory.
    """

    def __init__(self, folders: list[str]) -> None:
        self.folders = [os.path.realpath(folder) for folder in folders]
        self._texts: dict[str, TextLines] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def put(self, path: str, text: TextLines) -> None:
        """The file is open with this text."""
        self._texts[path] = text

    def close(self, path: str) -> None:
        """The file is what is saved of it."""
        self._texts.pop(path, None)

    def text(self, path: str) -> TextLines | None:
        """The text of an open file."""
        return self._texts.get(path)

    def root_of(self, path: str) -> str:
        """The folder that the file belongs to."""
        actual = os.path.realpath(path)
        around = [folder for folder in self.folders if _is_below(actual, folder)]
        return max(around, key=len, default=os.path.dirname(actual))

    def below(self, root: str) -> dict[str, str]:
        """The texts of the open files below the folder, by their paths from it."""
        found: dict[str, str] = {}
        for path, lines in list(self._texts.items()):
            if _is_below(actual := os.path.realpath(path), root):
                found[relative(actual, root)] = lines.text
        return found


def relative(path: str, root: str) -> str:
    """The path from the root, with forward slashes; empty for the root itself."""
    found = os.path.relpath(path, root).replace(os.sep, "/")
    return "" if found == "." else found


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
