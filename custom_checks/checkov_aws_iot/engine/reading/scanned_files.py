"""The files of a directory that a scan reads, by what they may be."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.cloudformation.syntax.checkov_parser import TEMPLATE_SUFFIXES
from checkov_aws_iot.engine.reading.overlay import Overlay
from checkov_aws_iot.terraform.modules.fetched_modules import CHECKOVS
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES
from checkov_aws_iot.terraform.terragrunt.units import UNIT_FILES

if TYPE_CHECKING:
    from checkov_aws_iot.engine.reading.path_filters import PathFilter

# These are something else by their names, whatever is in them.
_NO_TEMPLATES: Final = (".tfvars.json", ".tfstate.json", "package-lock.json", "tsconfig.json")

# What other tools fill in: such files hold documents, if anything.
_FILLED_IN: Final = (".json.in", ".json.template")

_CDK: Final = "cdk.json"
_SYNTHESISED: Final = "cdk.out"


@dataclass(slots=True)
class ScannedFiles:
    """Paths from the root, with forward slashes, in the order of the directories.

    ``configurations`` are the names of the Terraform files of each directory that has some.
    ``units`` are files of Terragrunt, ``filled_in`` those of JSON that another tool fills in. ``unreadable`` are directories whose entries cannot be listed, with the reason. ``unsynthesised``
    are those of the AWS CDK whose templates are not there.
    """

    configurations: dict[str, list[str]] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    filled_in: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    unsynthesised: list[str] = field(default_factory=list)

    def add(self, directory: str, name: str) -> None:
        """The file is where it belongs, if anywhere."""
        if name.endswith(SUFFIXES):
            self.configurations.setdefault(directory, []).append(name)
        elif name.endswith(_FILLED_IN[0]):
            self.filled_in.append(posixpath.join(directory, name))
        elif name in UNIT_FILES:
            self.units.append(posixpath.join(directory, name))
        elif name.endswith(tuple(TEMPLATE_SUFFIXES)) and not name.endswith(_NO_TEMPLATES):
            self.templates.append(posixpath.join(directory, name))

    @property
    def documents(self) -> list[str]:
        """The JSON files that may hold a document by itself."""
        return [
            file
            for file in (*self.templates, *self.filled_in)
            if file.endswith((".json", *_FILLED_IN)) and posixpath.basename(file) != "package.json"
        ]

    def add_admitted(
        self, directory: str, relative: str, names: Iterable[str], admitted: PathFilter
    ) -> None:
        """Those of the files in the directory, an absolute path, that the filter admits."""
        for name in names:
            if admitted.admits(directory, name):
                self.add(relative, name)


def files_below(root: str, admitted: PathFilter, overlay: Overlay | None = None) -> ScannedFiles:
    """The files below a directory, an absolute path; symbolic links to directories are not followed.

    Those that only the overlay has are among them, and those are not that it takes away.
    """
    scanned = ScannedFiles()

    def unreadable(error: OSError) -> None:
        reason = f"cannot be read ({error.strerror})"
        scanned.unreadable[_relative(error.filename, root)] = reason

    overlay = overlay or Overlay(root, {})
    new: list[str] = []  # directories that are not on disk
    for directory, directories, names in os.walk(root, onerror=unreadable):
        here = _relative(directory, root)
        present = overlay.directories(here, directories)
        new += [posixpath.join(here, name) for name in present if name not in directories]
        directories[:] = sorted(
            name for name in directories if name != CHECKOVS and admitted.admits(directory, name)
        )
        if _CDK in names and _SYNTHESISED not in directories:
            scanned.unsynthesised.append(here)
        scanned.add_admitted(directory, here, overlay.names(here, names), admitted)
    for here in new:
        directory, name = os.path.split(os.path.join(root, *here.split("/")))
        if admitted.admits(directory, name):
            new += [posixpath.join(here, below) for below in overlay.directories(here, ())]
            whole = os.path.join(directory, name)
            scanned.add_admitted(whole, here, overlay.names(here, ()), admitted)
    return scanned


def files_among(root: str, paths: Iterable[str]) -> ScannedFiles:
    """The files with these absolute paths, all below the root."""
    scanned = ScannedFiles()
    for path in paths:
        directory, name = os.path.split(path)
        scanned.add(_relative(directory, root), name)
    return scanned


def _relative(path: str, root: str) -> str:
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    return "" if relative == "." else relative
