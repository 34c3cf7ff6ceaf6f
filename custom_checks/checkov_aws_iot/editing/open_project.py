"""A part of a folder as an editor has it: saved files, and texts that are not saved yet."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT, REPORTS
from checkov_aws_iot.engine.reading.code_tree import TEMPLATE_SUFFIXES
from checkov_aws_iot.engine.reading.kept_files import KeptFiles
from checkov_aws_iot.engine.reading.overlay import OverlaidReader, Overlay
from checkov_aws_iot.engine.reading.scanned_files import ScannedFiles
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES
from checkov_aws_iot.values.json_text import JsonTextError, parse_json
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Conventions
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource

VARIABLES: Final = (".tfvars", ".tfvars.json")
"""Files with values of variables."""

_NO_TEMPLATE: Final = "has no Resources"

ALL_REPORTS: Final = frozenset((*REPORTS, DOCUMENTS_REPORT))


class Superseded(Exception):  # noqa: N818 - no error
    """A later change makes the answer worthless."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is judged together: the modules and the files that a change of one of them may concern.

    ``root`` is an absolute path, ``modules`` and ``files`` are relative to it, with forward slashes;
    the root itself is the empty path.
    """

    root: str
    modules: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.modules or self.files)

    def __contains__(self, path: str) -> bool:
        """Whether a file, by its absolute path, is judged in it or may be read from it."""
        if not path.startswith(self.root.rstrip(os.sep) + os.sep):
            return False
        file = os.path.relpath(path, self.root).replace(os.sep, "/")
        return self.has(file) or not file.endswith((*SUFFIXES, *TEMPLATE_SUFFIXES))

    def has(self, file: str) -> bool:
        """Whether a file, by its path from the root, is judged in it."""
        return file in self.files or posixpath.dirname(file) in self.modules

    def is_part_of(self, other: Scope) -> bool:
        """Whether all of it is judged in the other one."""
        return (
            self.root == other.root and self.modules <= other.modules and self.files <= other.files
        )


class ScopedReader(OverlaidReader):
    """Lists no Terraform files but those of the modules of a scope; all other files are there."""

    def __init__(self, scope: Scope, overlay: Overlay) -> None:
        super().__init__(scope.root, overlay)
        self._modules = scope.modules

    def names(self, directory: str) -> tuple[str, ...]:
        """The names of the regular files in a directory, sorted; empty if there is none."""
        names = super().names(directory)
        if directory in self._modules:
            return names
        return tuple(name for name in names if not name.endswith(SUFFIXES))


@dataclass
class OpenProject(Project):
    """The project of a scope. ``texts`` stand for the contents of files below its root.

    ``is_stale`` is asked between resources, and ends what is no longer wanted.
    """

    scope: Scope = field(default=Scope(""))
    texts: Mapping[str, str | None] = field(default_factory=dict)
    is_stale: Callable[[], bool] = field(default=lambda: False)

    @classmethod
    def of_scope(
        cls,
        scope: Scope,
        texts: Mapping[str, str | None],
        conventions: Conventions,
        kept: KeptFiles | None = None,
    ) -> OpenProject:
        """The modules and files of the scope.

        Raises:
            OverlayError: a text is that of a file outside of the root.
        """
        reader = ScopedReader(scope, Overlay(scope.root, texts))
        files = ScannedFiles()
        for directory in sorted(scope.modules):
            for name in reader.names(directory):
                if name.endswith(SUFFIXES):
                    files.add(directory, name)
        for file in sorted(scope.files):
            files.add(*posixpath.split(file))
        return cls(
            scope.root,
            files,
            reader,
            kept=kept or KeptFiles(),
            conventions=conventions,
            scope=scope,
            texts=texts,
        )

    def with_overlay(self, overlay: Mapping[str, str | None]) -> OpenProject:
        """The same scope with these texts beside those that it has already; see ``Project``."""
        texts = {**self.texts, **overlay}
        again = OpenProject.of_scope(self.scope, texts, self.conventions, self.kept)
        return replace(again, is_stale=self.is_stale)

    def resources(self, reports: frozenset[str] = ALL_REPORTS) -> Iterator[ScannedResource]:
        """Every resource that rules judge.

        Raises:
            Superseded: a later change makes the answer worthless.
        """
        for resource in super().resources(reports):
            if self.is_stale():
                raise Superseded
            yield resource

    def path(self, file: str) -> str:
        """The absolute path of a file of the project."""
        return os.path.join(self.root, *file.split("/"))


def parse(kept: KeptFiles, file: str, text: str) -> Unknown | None:
    """Why the file with that text cannot be read, ``None`` if it can."""
    if file.endswith((*SUFFIXES, *VARIABLES)):
        body = kept.body(text, file)
        return body if isinstance(body, Unknown) else None
    definition = kept.definition(text, file)
    if not isinstance(definition, Unknown):
        return None
    if file.endswith(".json"):
        return _json_problem(file, text)
    return None if _NO_TEMPLATE in definition.reason else definition


def _json_problem(file: str, text: str) -> Unknown | None:
    try:
        parse_json(text, file)
    except JsonTextError as error:
        return Unknown(f"is not valid JSON: {error}", file)
    return None
