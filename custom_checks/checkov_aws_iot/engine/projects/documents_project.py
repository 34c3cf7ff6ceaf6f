"""JSON documents that are no stack and that nothing in the scan uses.

Scripts create policies and provisioning templates from such files when they deploy.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.engine.candidates.file_candidate import FileCandidate
from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.judging import Broken, guarded
from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT
from checkov_aws_iot.engine.reading.document_kinds import (
    DocumentKind,
    RecognisedDocument,
    recognised,
    taken_apart,
)
from checkov_aws_iot.engine.reading.used_files import UsedFiles
from checkov_aws_iot.engine.suppressions import no_suppressions
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping

if TYPE_CHECKING:
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.engine.reading.scanned_files import ScannedFiles


MOST_FILES: Final = 20_000
"""JSON files that are looked at in one scan."""

MOST_CHARACTERS: Final = 200_000
"""No document that AWS accepts comes near: a policy has 6,144 characters, a template 10,240."""


class DocumentsProject:
    """The documents among the files of a scan.

    ``is_stack`` tells of a file whether it is judged as a stack. ``problems`` are what kept files from
    being looked at; they are complete when all resources were asked for.
    """

    def __init__(
        self,
        reader: ConfinedReader,
        files: ScannedFiles,
        var_files: tuple[str, ...],
        is_stack: Callable[[str], bool],
    ) -> None:
        self._reader = reader
        self._files = files
        self._var_files = var_files
        self._is_stack = is_stack
        self._used: UsedFiles | None = None
        self.problems: list[str] = []

    def resources(self) -> Iterator[ScannedResource]:
        """Every document that nothing else in the scan uses."""
        for document in self._documents():
            for part in taken_apart(document):
                yield ScannedResource(
                    DOCUMENTS_REPORT,
                    Framework.FILE,
                    part.kind.value,
                    part.name,
                    part.span,
                    (FileCandidate(part, self._reader),),
                    no_suppressions,
                )

    def _documents(self) -> Iterator[RecognisedDocument]:
        files = self._files.documents
        if len(files) > MOST_FILES:
            more = len(files) - MOST_FILES
            self.problems.append(
                f"there are more than {MOST_FILES} JSON files; {more} were not looked at"
            )
        seen: set[str] = set()
        # Of a file and links to it, the file is judged.
        for file in sorted(files[:MOST_FILES], key=self._is_link):
            actual = os.path.realpath(self._path(file))
            document = None if actual in seen else self._recognised(file)
            seen.add(actual)
            if document is not None and not self._is_used(actual):
                yield self._unless_stack(document, file)

    def _recognised(self, file: str) -> RecognisedDocument | None:
        text = self._reader.read(file)
        if isinstance(text, Unknown) or len(text) > MOST_CHARACTERS:
            return None
        found = guarded(lambda: recognised(text, file), "the recognition of documents")
        if isinstance(found, Broken):
            self.problems.append(f"{file}: {found}")
            return None
        return found

    def _is_used(self, path: str) -> bool:
        if self._used is None:
            self._used = UsedFiles(self._reader, self._files, self._var_files)
            self.problems += self._used.problems
        return path in self._used

    def _unless_stack(self, document: RecognisedDocument, file: str) -> RecognisedDocument:
        """The document; if the file is judged as a stack, only what is not judged of it there."""
        is_body = document.kind is DocumentKind.PROVISIONING_TEMPLATE and not document.attribute
        if is_body and isinstance(document.value, Mapping) and self._is_stack(file):
            return replace(document, kind=DocumentKind.TEMPLATE_ALONE)
        return document

    def _is_link(self, file: str) -> bool:
        return os.path.islink(self._path(file))

    def _path(self, file: str) -> str:
        return os.path.join(self._reader.root, *file.split("/"))
