"""Reading the files of some modules of a directory as if there were no others."""

from __future__ import annotations

from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES


class LimitedReader(ConfinedReader):
    """Lists no Terraform files of the directories that are left out; all other files are there."""

    def __init__(self, root: str, left_out: frozenset[str], also: tuple[str, ...] = ()) -> None:
        super().__init__(root, also)
        self._left_out = left_out

    def names(self, directory: str) -> tuple[str, ...]:
        """The names of the regular files in a directory, sorted; empty if there is none."""
        names = super().names(directory)
        if directory not in self._left_out:
            return names
        return tuple(name for name in names if not name.endswith(SUFFIXES))
