"""The directories of a repository, and which of them are tied to one another.

Paths are relative to the root of the tree, ``.`` being the root itself. Ties are read off the text,
so there may be more of them than the code has, and never fewer.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from typing import TYPE_CHECKING

from checkov_aws_iot.engine.reading.first_look import may_hold_subject
from checkov_aws_iot.engine.reading.first_look import read as read_file
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES as TERRAFORM_SUFFIXES
from checkov_aws_iot.terraform.modules.possible_sources import possible_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

MOST_FILES = 50_000
"""More than this, and looking takes longer than a change is worth."""

TEMPLATE_SUFFIXES = (".json", ".yaml", ".yml", ".template")
UNIT_SUFFIXES = (".hcl", ".hcl.json")
_SERVERLESS = ("serverless.yml", "serverless.yaml")
_SKIPPED_DIRECTORIES = frozenset({"node_modules"})  # and hidden ones; Checkov skips them, too

_READING_CALL = re.compile(rb"\b(?:templatefile|file\w*)\s*\(\s*")
_WRITTEN_PATH = re.compile(rb'"(?:\$\{path\.\w+\})?[^"\\$\n]*"\s*[,)]')
# Of a role or an event in a Serverless file; a letter of the word may be written with a backslash.
_ADDING = re.compile(rb"[sS]tatements\b|\biot\b|\\")


class TooLargeError(ValueError):
    """The repository has more files than are looked at."""


class CodeTree:
    """The code below a directory, the one we stand in if none is named; read when it is asked for.

    Raises:
        TooLargeError: from any method, if there are too many files.
    """

    def __init__(self, root: str = "", *, most_files: int = MOST_FILES) -> None:
        self._prefix = os.path.join(root, "") if root else ""
        self._most_files = most_files
        self._texts: dict[str, tuple[bytes | None, ...]] = {}
        self._called: dict[str, frozenset[str]] = {}

    def tied(self, directory: str) -> frozenset[str]:
        """The directories whose verdicts a change of this Terraform directory may change.

        They are the directory, what calls it, what that calls, ...; and what any of these call. None,
        if no rule judges anything in them.
        """
        callers = _closure([directory], lambda one: self._callers.get(one, ()))
        found = _closure(callers, self._calls)
        return found if any(map(self._is_relevant, found)) else frozenset()

    def looking(self) -> Iterator[tuple[int, int]]:
        """How many Terraform directories were looked at, and how many there are, one by one.

        What else is asked is quick after the last one.
        """
        directories = self.terraform
        for number, directory in enumerate(directories, 1):
            self._calls(directory)
            yield number, len(directories)

    def renew(self, file: str) -> None:
        """The file is another one, or new, or gone; what was read of its directory is forgotten."""
        directory = os.path.dirname(file) or "."
        terraform, templates, units = self._files
        for files in (templates, units):
            if file in files:
                files.remove(file)
        if self.is_file(file) and not file.endswith(TERRAFORM_SUFFIXES):
            if file.endswith(UNIT_SUFFIXES):
                units.append(file)
            elif file.endswith(TEMPLATE_SUFFIXES):
                templates.append(file)
        listed = self.files_of(directory, TERRAFORM_SUFFIXES)
        if listed:
            terraform[directory] = listed
        else:
            terraform.pop(directory, None)
        self._texts.pop(directory, None)
        self._called.pop(directory, None)
        self.__dict__.pop("_callers", None)

    def holding(self) -> frozenset[str]:
        """The Terraform directories that hold what a rule judges, and all that are tied to one."""
        known = _closure(self.terraform, self._calls)
        callers = _closure(filter(self._is_relevant, known), lambda one: self._callers.get(one, ()))
        return _closure(callers, self._calls)

    def files(self, directory: str) -> tuple[str, ...]:
        """The Terraform files of a directory."""
        return tuple(self._files[0].get(directory, ()))

    @property
    def templates(self) -> tuple[str, ...]:
        """The files that may be templates."""
        return tuple(self._files[1])

    def read(self, file: str) -> bytes | None:
        """The content of a file; ``None`` if it cannot be read or is larger than is looked at."""
        return read_file(self._prefix + file)

    def readers(self, file: str) -> Iterator[str]:
        """The Terraform directories that may read the file by a function such as ``file``."""
        name = os.fsencode(os.path.basename(file))
        for directory in self.terraform:
            for text in self._terraform_texts(directory):
                if text is None or _reads(text, name):
                    yield directory
                    break

    def stacks(self, file: str) -> Iterator[str]:
        """The templates that may use the outputs of the template in this file."""
        name = os.fsencode(os.path.basename(file))
        for template in self._files[1]:
            text = self.read(template)
            if text is None or (b"AWS::CloudFormation::Stack" in text and name in text):
                yield template

    def serverless_above(self, file: str) -> Iterator[str]:
        """The Serverless files in the directory of the file, and above it, that include other files."""
        directory = os.path.dirname(file)
        while True:
            for name in _SERVERLESS:
                path = os.path.join(directory, name)
                if self.is_file(path) and includes_files(self.read(path)):
                    yield path
            if not directory:
                return
            directory = os.path.dirname(directory)

    @property
    def unit_files(self) -> tuple[str, ...]:
        """The files of Terragrunt: units, and what these may include."""
        return tuple(self._files[2])

    @property
    def terraform(self) -> tuple[str, ...]:
        """The directories with Terraform files."""
        return tuple(self._files[0])

    def _is_relevant(self, directory: str) -> bool:
        if any(map(may_hold_subject, self._terraform_texts(directory))):
            return True
        # What `terraform init`, or Checkov, has fetched is called without a path.
        fetched = (os.path.join(directory, ".terraform/modules/modules.json"), ".external_modules")
        return any(os.path.exists(self._prefix + path) for path in fetched)

    def _is_directory(self, path: str) -> bool:
        return os.path.isdir(os.path.join(self._prefix, path))

    def is_file(self, path: str) -> bool:
        """Whether there is such a file at present."""
        return os.path.isfile(os.path.join(self._prefix, path))

    @cached_property
    def _callers(self) -> dict[str, list[str]]:
        callers: dict[str, list[str]] = {}
        for directory in self.terraform:
            for called in self._calls(directory):
                callers.setdefault(called, []).append(directory)
        return callers

    def _calls(self, directory: str) -> frozenset[str]:
        if directory not in self._called:
            self._called[directory] = frozenset(self._find_calls(directory))
        return self._called[directory]

    def _find_calls(self, directory: str) -> Iterator[str]:
        for text in self._terraform_texts(directory):
            for source in possible_sources(text):
                called = os.path.normpath(os.path.join(directory, source))
                if called in self._files[0]:
                    yield called
                elif self._is_directory(called):
                    there = os.path.realpath(os.path.join(self._prefix, called))
                    yield os.path.relpath(there, os.path.realpath(self._prefix or "."))

    def _terraform_texts(self, directory: str) -> tuple[bytes | None, ...]:
        if directory not in self._texts:
            files = self._files[0].get(directory)
            if files is None:  # hidden, or outside
                files = self.files_of(directory, TERRAFORM_SUFFIXES)
            self._texts[directory] = tuple(map(self.read, files))
        return self._texts[directory]

    def files_of(self, directory: str, suffixes: tuple[str, ...]) -> list[str]:
        """The files of the directory with one of the suffixes, as they are at present."""
        names = sorted(entry.name for entry in _entries(os.path.join(self._prefix, directory)))
        here = "" if directory == "." else directory
        return [os.path.join(here, name) for name in names if name.endswith(suffixes)]

    @cached_property
    def _files(self) -> tuple[dict[str, list[str]], list[str], list[str]]:
        """The Terraform files of every directory that has some, templates, and files of Terragrunt."""
        terraform: dict[str, list[str]] = {}
        templates: list[str] = []
        units: list[str] = []
        count = 0
        directories = ["."]
        for here in directories:
            found = _entries(self._prefix + here)
            count += len(found)
            if count > self._most_files:
                raise TooLargeError("the repository has too many files")
            for entry in found:
                name = entry.name
                path = name if here == "." else f"{here}/{name}"
                if entry.is_dir(follow_symlinks=False):
                    if name[0] != "." and name not in _SKIPPED_DIRECTORIES:
                        directories.append(path)
                elif name.endswith(TERRAFORM_SUFFIXES):
                    terraform.setdefault(here, []).append(path)
                elif name.endswith(UNIT_SUFFIXES):
                    units.append(path)
                elif name.endswith(TEMPLATE_SUFFIXES):
                    templates.append(path)
        return terraform, templates, units


def includes_files(serverless: bytes | None) -> bool:
    """Whether the text of a Serverless file may include other files."""
    return serverless is None or b"file(" in serverless


def may_add_resources(file: str, text: bytes) -> bool:
    """Whether the file is a Serverless file with roles or topic rules of its functions, or includes.

    Those have no type that would be named: they are there because there are statements or events.
    """
    if not os.path.basename(file).startswith("serverless."):
        return False
    return includes_files(text) or _ADDING.search(text) is not None


def is_inside(path: str) -> bool:
    """Whether the normalised path leads to the working directory or below it."""
    return not os.path.isabs(path) and path.split(os.sep, 1)[0] != ".."


def _reads(text: bytes, name: bytes) -> bool:
    calls = list(_READING_CALL.finditer(text))
    if not calls:
        return False
    return name in text or any(not _WRITTEN_PATH.match(text, call.end()) for call in calls)


def _entries(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return list(entries)
    except OSError:
        return []


def _closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found = set(start)
    left = list(found)
    while left:
        new = set(following(left.pop())) - found
        found |= new
        left += new
    return frozenset(found)
