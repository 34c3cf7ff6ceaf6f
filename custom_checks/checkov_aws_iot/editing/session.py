"""What an editor has open, and what is said about it.

All of it is asked by one thread at a time, but for the texts, which change at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.editing.judged_project import JudgedProject, judged
from checkov_aws_iot.editing.open_files import OpenFiles, relative
from checkov_aws_iot.editing.open_project import OpenProject, Scope, Superseded, parse
from checkov_aws_iot.editing.scopes import LANGUAGE_SUFFIXES, Scopes
from checkov_aws_iot.engine.judging import Broken, guarded
from checkov_aws_iot.engine.reading.kept_files import KeptFiles
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Conventions
    from checkov_aws_iot.editing.judged_project import Notice

MOST_SCOPES: Final = 8
"""How many judged projects are kept; the others are judged anew when they are asked for."""

Judge = Callable[[OpenProject], JudgedProject]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about a file: its notices, and a problem if there is one.

    ``is_half_typed`` says that the text cannot be read at the moment; the notices are those of the
    last one that could.
    """

    notices: tuple[Notice, ...] = ()
    problem: str = ""
    is_half_typed: bool = False
    is_broken: bool = False


@dataclass(slots=True)
class _Kept:
    """What is kept of a scope: its parsed files, and how it was judged last."""

    files: KeptFiles = field(default_factory=KeptFiles)
    judged: JudgedProject | None = None


@dataclass(slots=True)
class _Texts:
    """The texts that are judged. Of half typed ones that is the last that could be read."""

    texts: dict[str, str] = field(default_factory=dict)
    half_typed: set[str] = field(default_factory=set)
    problems: dict[str, str] = field(default_factory=dict)


class Session:
    """The answers about the open files of an editor. ``judge`` says what the rules say of a project."""

    def __init__(self, files: OpenFiles, conventions: Conventions, judge: Judge = judged) -> None:
        self.files = files
        self.conventions = conventions
        self._judge = judge
        self._scopes: dict[str, Scopes] = {}
        self._kept: dict[Scope, _Kept] = {}
        self._last_good: dict[str, str] = {}

    # --- what the editor does -------------------------------------------------------------------

    def renew(self, path: str) -> None:
        """A saved file changed, is new or is gone."""
        actual = os.path.realpath(path)
        for root, scopes in self._scopes.items():
            file = relative(actual, root)
            if not file.startswith("../"):
                scopes.renew(file)

    def forget(self, path: str) -> None:
        """The file is not open any more."""
        self._last_good.pop(os.path.realpath(path), None)

    def forget_folders(self) -> None:
        """Other folders are open, so files may belong to others."""
        self._scopes.clear()
        self._kept.clear()

    # --- what is said ---------------------------------------------------------------------------

    def scope_of(self, path: str) -> Scope:
        """What is judged with an open file."""
        actual = os.path.realpath(path)
        root = self.files.root_of(path)
        scopes = self._scopes.get(root)
        if scopes is None:
            scopes = self._scopes[root] = Scopes(root, lambda: self.files.below(root))
        return scopes.scope(relative(actual, root))

    def live_scopes(self) -> list[Scope]:
        """The scopes of the open files, those left out that are a part of another one."""
        found = {scope for path in list(self.files) if (scope := self.scope_of(path))}
        return [
            one
            for one in found
            if not any(one != other and one.is_part_of(other) for other in found)
        ]

    def looking(self) -> Iterator[tuple[str, int, int]]:
        """The folders of open files are looked through, step by step: folder, how many, of how many."""
        for root, scopes in list(self._scopes.items()):
            if not scopes.is_complete and root in self.files.folders:
                for number, count in scopes.looking():
                    yield root, number, count

    def answers(
        self, scope: Scope, is_stale: Callable[[], bool] = lambda: False
    ) -> dict[str, Answer]:
        """What is said about the files of the scope, by absolute path.

        What breaks the judging is said about the open files.

        Raises:
            Superseded: a later change makes the answer worthless.
        """
        kept = self._kept_of(scope)
        texts = self._readable(scope, kept.files)
        result = guarded(lambda: self._judged(scope, kept, texts, is_stale), "the judging")
        if result is None:
            raise Superseded
        if isinstance(result, Broken):
            open_files = [file for file in texts.texts if scope.has(file)]
            broken = Answer(problem=str(result), is_broken=True)
            return {_path(scope, file): broken for file in open_files or sorted(scope.files)}
        kept.judged = result
        return _answers(result, texts)

    def judged(self, scope: Scope) -> JudgedProject | None:
        """How the scope was judged last."""
        kept = self._kept.get(scope)
        return None if kept is None else kept.judged

    def current(self, path: str) -> tuple[JudgedProject, str] | None:
        """The project that the file is judged in, with its text of this moment, and its path in it.

        ``None`` if the file is judged in none, or its text cannot be read.
        """
        scope = self._live_scope_of(path)
        if scope is None:
            return None
        file = relative(os.path.realpath(path), scope.root)
        lines = self.files.text(path)
        for _ in range(2):
            result = self.judged(scope)
            if result is not None and (lines is None or result.lines(file).text == lines.text):
                return result, file
            self.answers(scope)
        return None

    def last(self, path: str) -> tuple[JudgedProject, str] | None:
        """The project that the file was judged in last, and its path in it."""
        scope = self._live_scope_of(path)
        if scope is None:
            return None
        if self.judged(scope) is None:
            self.answers(scope)
        result = self.judged(scope)
        return (result, relative(os.path.realpath(path), scope.root)) if result else None

    def _live_scope_of(self, path: str) -> Scope | None:
        """The scope that is judged for the file: its own, or one that holds it."""
        own = self.scope_of(path)
        live = self.live_scopes() if own else ()
        return next((one for one in live if own.is_part_of(one)), None)

    def _kept_of(self, scope: Scope) -> _Kept:
        kept = self._kept.pop(scope, None) or _Kept()
        self._kept[scope] = kept
        while len(self._kept) > MOST_SCOPES:
            del self._kept[next(iter(self._kept))]
        return kept

    def _judged(
        self, scope: Scope, kept: _Kept, texts: _Texts, is_stale: Callable[[], bool]
    ) -> JudgedProject | None:
        """The project as it was judged; ``None`` if a later change makes that worthless."""
        project = OpenProject.of_scope(scope, texts.texts, self.conventions, kept.files)
        try:
            return self._judge(replace(project, is_stale=is_stale))
        except Superseded:
            return None

    def _readable(self, scope: Scope, kept: KeptFiles) -> _Texts:
        """The open texts below the root of the scope."""
        found = _Texts()
        for file, text in self.files.below(scope.root).items():
            found.texts[file] = text
            if not file.endswith(LANGUAGE_SUFFIXES):
                continue
            path = _path(scope, file)
            parsed = guarded(lambda f=file, t=text: parse(kept, f, t), "the parser")  # type: ignore[misc]
            if not isinstance(parsed, Unknown):
                self._last_good[path] = text
            elif (good := self._last_good.get(path)) is not None:
                found.texts[file] = good
                found.half_typed.add(file)
            else:
                found.problems[file] = parsed.reason
        return found


def _answers(result: JudgedProject, texts: _Texts) -> dict[str, Answer]:
    project = result.project
    by_file: dict[str, list[Notice]] = {file: [] for file in texts.texts if project.scope.has(file)}
    problems = {**project.problems, **texts.problems}
    for file in problems:
        if project.scope.has(file):
            by_file.setdefault(file, [])
    for notice in result.notices:
        by_file.setdefault(notice.range.file, []).append(notice)
    return {
        project.path(file): Answer(
            () if file in texts.problems else tuple(notices),
            problems.get(file, ""),
            file in texts.half_typed,
        )
        for file, notices in by_file.items()
    }


def _path(scope: Scope, file: str) -> str:
    return os.path.join(scope.root, *file.split("/"))
