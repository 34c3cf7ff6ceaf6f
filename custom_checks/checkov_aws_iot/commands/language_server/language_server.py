"""The server that an editor talks to: what it is told, and what it asks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.commands.language_server import protocol_values as protocol
from checkov_aws_iot.commands.language_server.judging_thread import JudgingThread
from checkov_aws_iot.editing.judged_project import judged
from checkov_aws_iot.editing.open_files import OpenFiles
from checkov_aws_iot.editing.open_project import Scope, Superseded
from checkov_aws_iot.editing.scopes import LANGUAGE_SUFFIXES as WATCHED
from checkov_aws_iot.editing.session import Answer, Judge, Session
from checkov_aws_iot.editing.text_lines import UTF_16, TextLines

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Conventions

_T = TypeVar("_T")

DELAY: Final = 0.03
"""Seconds without a change after which the last one is judged."""

SHOWN_FROM: Final = 100
"""Fewer directories are looked through without a sign of progress."""

LATER: Final = (
    "checkov_aws_iot.editing.document_pages",
    "checkov_aws_iot.commands.language_server.code_actions",
)
"""What is read only when the first findings are shown."""

SECTION: Final = "checkovAwsIot"
"""What the settings are called in an editor."""


@dataclass(slots=True)
class _Running:
    """The scope that is judged at present, and whether a change has made that worthless."""

    scope: Scope
    is_stale: bool = False


class PolicyServer(LanguageServer):
    """A session with an editor. ``judge`` says what the rules say of a project."""

    def __init__(self, conventions: Conventions, judge: Judge = judged) -> None:
        super().__init__("checkov-aws-iot", __version__)
        self.files = OpenFiles([])
        self.session = Session(self.files, conventions, judge)
        self.settings = protocol.Settings()
        self.judging = JudgingThread()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._changed: set[str] = set()
        self._versions: dict[str, int] = {}
        self._uris: dict[str, str] = {}
        self._running: _Running | None = None
        self._said: dict[Scope, dict[str, list[types.Diagnostic]]] = {}
        self._published: dict[str, list[types.Diagnostic]] = {}
        self._is_looking = False

    # --- what the editor says -------------------------------------------------------------------

    def begin(self, params: types.InitializeParams) -> None:
        """The editor has said what it can, and which folders it has opened."""
        self._loop = asyncio.get_running_loop()
        self.settings.take(params.initialization_options)
        encoding = self.workspace.position_encoding
        # An editor may name one that is no member of the enumeration's type: a plain string.
        self.settings.encoding = types.PositionEncodingKind(encoding or UTF_16).value
        self._take_folders()
        self.judging.start()

    def take_settings(self, given: object) -> None:
        """The editor has other settings."""
        mapping = protocol.as_mapping(given)
        self.settings.take(protocol.as_mapping(mapping.get(SECTION, mapping)))
        self.judge_all()

    def take_folders(self) -> None:
        """The editor has opened or closed folders."""
        self._take_folders()
        self.judging.ask(self.session.forget_folders)
        self._is_looking = False
        self.judge_all()

    def open(self, document: types.TextDocumentItem) -> None:
        """A file is open."""
        path = protocol.path_of(document.uri)
        if path:
            self._uris[path] = document.uri
            self._versions[path] = document.version
            self.files.put(path, TextLines(document.text))
            self.note_change(path, 0)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """An open file has another text."""
        path = protocol.path_of(params.text_document.uri)
        lines = self.files.text(path)
        if lines is None:
            return
        for change in params.content_changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                where, encoding = change.range, self.settings.encoding
                start = where.start.line, where.start.character
                end = where.end.line, where.end.character
                lines = lines.changed(start, end, change.text, encoding)
            else:
                lines = TextLines(change.text)
        self._versions[path] = params.text_document.version
        self.files.put(path, lines)
        self.note_change(path, DELAY)

    def close(self, uri: str) -> None:
        """A file is not open any more."""
        path = protocol.path_of(uri)
        self.files.close(path)
        self._versions.pop(path, None)
        self.judging.ask(lambda: self.session.forget(path))
        self.note_saved([path])

    def note_saved(self, paths: Iterable[str]) -> None:
        """Files were saved, made, renamed or deleted."""
        changed = [path for path in paths if path]
        for path in changed:
            self.judging.ask(lambda path=path: self.session.renew(path))  # type: ignore[misc]
            self.note_change(path, DELAY)

    def judge_all(self) -> None:
        """Everything that is open is judged again."""
        for path in list(self.files):
            self.note_change(path, 0)

    def note_change(self, path: str, delay: float) -> None:
        """What the file has to do with is judged after the delay, unless something changes again."""
        assert self._loop is not None
        self._changed.add(os.path.realpath(path))
        if self._running is not None and os.path.realpath(path) in self._running.scope:
            self._running.is_stale = True
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(delay, self._judge_changed)

    def watch_files(self) -> None:
        """The editor is asked to say which files change on disk."""
        able = self.client_capabilities.workspace
        watched = able and able.did_change_watched_files
        if watched and watched.dynamic_registration:
            watchers = [
                types.FileSystemWatcher(f"**/*{{{','.join(WATCHED)}}}"),
            ]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("watched-files", method, options)
            self.client_register_capability(types.RegistrationParams([registration]))

    def _take_folders(self) -> None:
        roots = [protocol.path_of(folder.uri) for folder in self.workspace.folders.values()]
        if not roots and self.workspace.root_uri:
            roots = [protocol.path_of(self.workspace.root_uri)]
        self.files.folders = [os.path.realpath(root) for root in roots if root]

    # --- what the editor asks -------------------------------------------------------------------

    async def answer(self, question: Callable[[], _T]) -> _T | None:
        """The answer, from the thread that knows; ``None`` if a change has made it worthless."""
        try:
            return await asyncio.wrap_future(self.judging.ask(question))
        except Superseded:
            return None

    def resolves_actions(self) -> bool:
        """Whether the editor asks for the edit of an action when it is chosen."""
        document = self.client_capabilities.text_document
        able = document and document.code_action
        support = able and able.resolve_support
        return bool(support and "edit" in support.properties)

    def document(self, path: str) -> types.OptionalVersionedTextDocumentIdentifier:
        """The file as the editor calls it, in its version."""
        named = self._named(path)
        uri = self._uris.get(named) or protocol.uri_of(path)
        return types.OptionalVersionedTextDocumentIdentifier(uri, self._versions.get(named))

    def is_stale(self, path: str) -> Callable[[], bool]:
        """Whether the file has changed since now."""
        version = self._versions.get(path)
        return lambda: self._versions.get(path) != version

    def show(self, message: str) -> None:
        """The user reads the message."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))

    # --- judging, in the thread for that --------------------------------------------------------

    def _judge_changed(self) -> None:
        self.judging.judge("changed", self._judge)

    def _judge(self) -> None:
        changed, self._changed = self._changed, set()
        try:
            scopes = self.session.live_scopes()
            self._forget_all_but(scopes)
            for scope in scopes:
                is_new = scope not in self._said
                if is_new or any(path in scope for path in changed):
                    self._judge_scope(scope)
        except Superseded:
            self._changed |= changed
        self._look()

    def _judge_scope(self, scope: Scope) -> None:
        running = self._running = _Running(scope)
        versions = dict(self._versions)
        try:
            answers = self.session.answers(scope, lambda: running.is_stale)
        finally:
            self._running = None
        said = self._said.get(scope, {})
        self._said[scope] = {
            path: said.get(path, []) if answer.is_half_typed else self._diagnostics(scope, answer)
            for path, answer in answers.items()
        }
        self._publish(versions)

    def _diagnostics(self, scope: Scope, answer: Answer) -> list[types.Diagnostic]:
        found: list[types.Diagnostic] = []
        if answer.problem:
            found.append(protocol.problem(answer.problem, is_broken=answer.is_broken))
            if answer.is_broken:
                tell(answer.problem)
        result = self.session.judged(scope)
        if answer.notices and result is not None:
            found += protocol.diagnostics(result, answer, self.settings)
        return found

    def _forget_all_but(self, scopes: Iterable[Scope]) -> None:
        gone = set(self._said) - set(scopes)
        for scope in gone:
            del self._said[scope]
        if gone:
            self._publish(dict(self._versions))

    def _publish(self, versions: dict[str, int]) -> None:
        """What is said is sent, file by file, where it is something else than before."""
        by_path: dict[str, list[types.Diagnostic]] = {}
        for said in self._said.values():
            for path, found in said.items():
                merged = by_path.setdefault(path, [])
                merged += (one for one in found if one not in merged)
        for path in {*by_path, *self._published}:
            found = by_path.get(path, [])
            named = self._named(path)
            # That nothing was found is said once, too, of a file that is open.
            is_open = named in self.files
            is_same = found == self._published.get(path, None if is_open else [])
            self._published[path] = found
            if not found and not is_open:
                del self._published[path]
            if is_same:
                continue
            version = versions.get(named)
            uri = self._uris.get(named) or protocol.uri_of(path)
            self._send(types.PublishDiagnosticsParams(uri, found, version))

    def _named(self, path: str) -> str:
        """The path by which the editor has opened the file."""
        opened = (one for one in list(self.files) if os.path.realpath(one) == path)
        return next(opened, path)

    def _send(self, params: types.PublishDiagnosticsParams) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.text_document_publish_diagnostics, params)

    # --- looking through folders ----------------------------------------------------------------

    def _look(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            self.judging.advance(self._looking())

    def _looking(self) -> Iterator[None]:
        for name in LATER:
            import_module(name)
            yield
        progress = Progress(self)
        for root, number, count in self.session.looking():
            progress.note(root, number, count)
            yield
        progress.end()
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self.judge_all)


class Progress:
    """The sign of progress in the editor, for what takes long enough."""

    def __init__(self, server: PolicyServer) -> None:
        self._server = server
        self._token = ""
        self._percent = -1
        window = server.client_capabilities.window
        self._is_possible = bool(window and window.work_done_progress)

    def note(self, root: str, number: int, count: int) -> None:
        """So many of the directories of the folder were looked at."""
        if not self._is_possible or count < SHOWN_FROM:
            return
        percent = 100 * number // count
        if not self._token:
            self._token = f"looking-{id(self)}"
            self._call(self._begin, os.path.basename(root))
        if percent != self._percent:
            self._percent = percent
            message = f"{number} of {count} modules"
            self._call(self._report, percent, message)

    def end(self) -> None:
        """There is nothing more to wait for."""
        if self._token:
            self._call(self._end)

    def _call(self, call: Any, *arguments: object) -> None:
        loop = self._server._loop
        assert loop is not None
        loop.call_soon_threadsafe(call, *arguments)

    def _begin(self, name: str) -> None:
        progress = self._server.work_done_progress
        progress.create(self._token)
        progress.begin(
            self._token,
            types.WorkDoneProgressBegin(f"Looking through {name}", percentage=0),
        )

    def _report(self, percent: int, message: str) -> None:
        self._server.work_done_progress.report(
            self._token, types.WorkDoneProgressReport(message=message, percentage=percent)
        )

    def _end(self) -> None:
        self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
