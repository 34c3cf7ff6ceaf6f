"""Which modules and templates are judged with an open file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from checkov_aws_iot.editing.open_project import VARIABLES, Scope
from checkov_aws_iot.engine.reading.code_tree import (
    TEMPLATE_SUFFIXES,
    CodeTree,
    TooLargeError,
)
from checkov_aws_iot.engine.reading.first_look import may_hold_subject
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES
from checkov_aws_iot.terraform.modules.possible_sources import possible_sources

MOST_CALLED: Final = 200
"""Called modules that are looked for before the folder was looked through."""

LANGUAGE_SUFFIXES: Final = (*SUFFIXES, *VARIABLES, *TEMPLATE_SUFFIXES)
"""The files that are judged, or decide what is."""

Texts = Callable[[], Mapping[str, str]]


class OpenTree(CodeTree):
    """The files of a folder with the texts that an editor has of them; its paths are relative."""

    def __init__(self, root: str, texts: Texts) -> None:
        super().__init__(root)
        self._open = texts

    def read(self, file: str) -> bytes | None:
        """The open text of the file, or what is saved."""
        text = self._open().get(file)
        return super().read(file) if text is None else text.encode("utf-8", "replace")

    def files_of(self, directory: str, suffixes: tuple[str, ...]) -> list[str]:
        """The saved and the open files of the directory with one of the suffixes."""
        here = "" if directory == "." else directory
        new = (file for file in self._open() if os.path.dirname(file) == here)
        found = {*super().files_of(directory, suffixes), *(f for f in new if f.endswith(suffixes))}
        return sorted(found)

    def is_file(self, path: str) -> bool:
        """Whether the file is saved or open."""
        return path in self._open() or super().is_file(path)


class Scopes:
    """The scopes of the files below one folder.

    Callers are known only when the folder was looked through; before that, a file is judged with what
    its module calls.
    """

    def __init__(self, root: str, texts: Texts) -> None:
        self.root = root
        self._texts = texts
        self._tree = OpenTree(root, texts)
        self._signs: dict[str, object] = {}
        self._known: dict[str, Scope] = {}
        self.is_complete = False

    def looking(self) -> Iterator[tuple[int, int]]:
        """How many directories were looked at, and how many there are; it may be asked step by step.

        A folder with too many files is never looked through.
        """
        try:
            yield from self._tree.looking()
        except TooLargeError:
            return
        self.is_complete = True
        self._known.clear()

    def renew(self, file: str) -> None:
        """The file is another one, or new, or gone."""
        self._known.clear()
        if self.is_complete:
            self._tree.renew(file)

    def scope(self, file: str) -> Scope:
        """What is judged with the file, a path from the root; nothing if that can hold no subject."""
        text = self._texts().get(file)
        sign = None if text is None else _sign(file, text)
        if self._signs.get(file) != sign:
            self._signs[file] = sign
            self.renew(file)
        found = self._known.get(file)
        if found is None:
            found = self._known[file] = self._scope(file)
        return found

    def _scope(self, file: str) -> Scope:
        if file.endswith((*SUFFIXES, *VARIABLES)):
            return self._of_modules({os.path.dirname(file) or "."})
        if not file.endswith(TEMPLATE_SUFFIXES):
            return Scope(self.root)
        text = self._tree.read(file)
        files = {file, *self._tree.serverless_above(file)}
        readers: set[str] = set()
        if self.is_complete:
            readers = set(self._tree.readers(file))
            if text is not None and b"Outputs" in text:
                files.update(self._tree.stacks(file))
        modules = self._of_modules(readers).modules
        if not modules and not _may_matter(file, text):
            return Scope(self.root)
        return Scope(self.root, modules, frozenset(files))

    def _of_modules(self, directories: set[str]) -> Scope:
        if not directories:
            return Scope(self.root)
        if self.is_complete:
            tied = frozenset().union(*map(self._tree.tied, directories))
        else:
            tied = frozenset(self._called(directories))
        inside = {os.path.normpath(one) for one in tied if not one.startswith((os.pardir, os.sep))}
        return Scope(self.root, frozenset("" if one == "." else one for one in inside))

    def _called(self, directories: set[str]) -> set[str]:
        """The directories and what they call, without a look at any other."""
        found = set(directories)
        left = list(directories)
        while left and len(found) < MOST_CALLED:
            directory = left.pop()
            for file in self._tree.files_of(directory, SUFFIXES):
                for source in possible_sources(self._tree.read(file)):
                    called = os.path.normpath(os.path.join(directory, source))
                    if called not in found and os.path.isdir(os.path.join(self.root, called)):
                        found.add(called)
                        left.append(called)
        return found


def _sign(file: str, text: str) -> object:
    """What decides, of the text of a file, with what it is judged."""
    content = text.encode("utf-8", "replace")
    return possible_sources(content), _may_matter(file, content), b"Outputs" in content


def _may_matter(file: str, text: bytes | None) -> bool:
    is_serverless = os.path.basename(file).startswith("serverless.")
    return may_hold_subject(text) or is_serverless or _is_policy(file, text)


def _is_policy(file: str, text: bytes | None) -> bool:
    return file.endswith(".json") and text is not None and b"Statement" in text
