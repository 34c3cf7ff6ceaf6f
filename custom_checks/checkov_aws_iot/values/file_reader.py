"""How evaluators see files: only through this, so that they can read nothing they should not."""

from __future__ import annotations

from typing import Protocol

from checkov_aws_iot.values.unknown import Unknown


class Reader(Protocol):
    """Gives the text of files inside the scanned root.

    Paths are relative to the root, with forward slashes and without ``..``.
    """

    def read(self, path: str) -> str | Unknown:
        """The text of a regular file, or why it is not read: missing, outside, too large, binary."""

    def names(self, directory: str) -> tuple[str, ...]:
        """The names of the regular files in a directory, sorted; empty if there is none."""

    def directories(self, directory: str) -> tuple[str, ...]:
        """The names of the directories in a directory that are scanned too, sorted.

        Neither hidden ones nor symbolic links; empty if there is none.
        """
