"""Which files of a scan Terraform and the templates of the scan read."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.candidates.subjects import (
    DOCUMENT_SUBJECTS,
    Framework,
    places_of,
    types_of,
)
from checkov_aws_iot.engine.judging import Broken, guarded
from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.resources.reading.document_place import Form, Place
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.terraform.modules.configuration import Configuration
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.engine.reading.scanned_files import ScannedFiles
    from checkov_aws_iot.terraform.modules.resource_instance import ResourceInstance

_COMMENT_LINE = re.compile(r"(?m)^[ \t]*(?:#|//).*$")
_READING_CALL = re.compile(r'\b(?:template)?file(?:base64)?\(\s*\\?"([^"\\\n]{1,500})')
_INTERPOLATION = re.compile(r"\$\{([^{}]*)\}")
_HERE = frozenset({"path.module", "path.root", "path.cwd"})

# The properties of templates that name a file beside the template, and how Serverless reads one.
_TEMPLATE_PROPERTY = re.compile(
    r"\b(?:TemplateURL|Location|DefinitionUri|DefinitionBody|ContentUri|TemplateFile|Include)"
    r"[\"']?[ \t]*:[ \t]*[\"']?([^\s\"',}#]{1,500})"
)
_SERVERLESS_FILE = re.compile(r"\$\{file\(([^()\n]{1,500})\)")
_TEMPLATE_SIGN = re.compile(r"AWS::|\$\{file\(")


class UsedFiles:
    """The files that the configurations and templates of a scan read."""

    def __init__(
        self, reader: ConfinedReader, files: ScannedFiles, var_files: tuple[str, ...] = ()
    ) -> None:
        self._reader = reader
        self._root = reader.root
        self._var_files = var_files
        self._read: set[str] = set()
        self.problems: list[str] = []
        if files.configurations:
            self._evaluate()
        for directory, names in files.configurations.items():
            for name in names:
                self._note_calls(posixpath.join(directory, name))
        for file in files.templates:
            self._note_properties(file)

    def __contains__(self, path: str) -> bool:
        """Whether something in the scan reads the file with this absolute path."""
        return os.path.realpath(path) in self._read

    def _evaluate(self) -> None:
        """What is read where documents are evaluated, whichever way the path came about."""
        reader = _RecordingReader(self._reader, self._read)
        configuration = Configuration(reader, KNOWN_TYPES, self._var_files)
        types = frozenset(types_of(Framework.TERRAFORM, DOCUMENT_SUBJECTS))

        def evaluate() -> None:
            for instance in configuration.resources(types):
                for attribute in _attributes(instance):
                    instance.get(attribute)

        done = guarded(evaluate, "the search for files that Terraform reads")
        if isinstance(done, Broken):
            self.problems.append(str(done))

    def _note_calls(self, file: str) -> None:
        text = self._text(file)
        for written in _READING_CALL.findall(_COMMENT_LINE.sub("", text)):
            self._note(file, written)

    def _note_properties(self, file: str) -> None:
        text = self._text(file)
        if not _TEMPLATE_SIGN.search(text):
            return
        text = _COMMENT_LINE.sub("", text)
        for pattern in (_TEMPLATE_PROPERTY, _SERVERLESS_FILE):
            for written in pattern.findall(text):
                self._note(file, written)

    def _note(self, file: str, written: str) -> None:
        """The path as written, from the directory of the file and from the scanned one.

        A path with a part that is not known means no file: what was read through it is noted where
        it was evaluated, and what could not be read was not judged either.
        """
        here = _INTERPOLATION.sub(lambda m: "." if m[1].strip() in _HERE else m[0], written)
        path = os.path.realpath(os.path.join(self._root, *file.split("/")))
        for start in (os.path.dirname(path), self._root):
            whole = posixpath.normpath(posixpath.join(start.replace(os.sep, "/"), here))
            if "${" not in whole and "\0" not in whole:
                self._read.add(os.path.realpath(whole))

    def _text(self, file: str) -> str:
        text = self._reader.read(file)
        return "" if isinstance(text, Unknown) else text


class _RecordingReader:
    """Notes what is read through it."""

    def __init__(self, reader: ConfinedReader, read: set[str]) -> None:
        self._reader = reader
        self._noted = read
        self.names = reader.names
        self.directories = reader.directories

    def read(self, path: str) -> str | Unknown:
        """The text of the file, or why it is not read."""
        self._noted.add(os.path.realpath(os.path.join(self._reader.root, path)))
        return self._reader.read(path)


def _attributes(instance: ResourceInstance) -> Iterator[str]:
    subjects = sorted(DOCUMENT_SUBJECTS, key=lambda subject: subject.value)
    yield from dict.fromkeys(
        place.path[0] for subject in subjects for place in _places(instance, subject)
    )


def _places(instance: ResourceInstance, subject: Subject) -> Iterator[Place]:
    for place in places_of(Framework.TERRAFORM, subject, instance.type):
        if place.form is not Form.PERMISSION:
            yield place
