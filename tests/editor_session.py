"""An editor that talks to the server: a client of pytest-lsp with the files that it has open."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path
from pytest_lsp import (
    ClientServerConfig,
    LanguageClient,
    client_capabilities,
    make_test_lsp_client,
)
from scans import PACK

SERVER = [sys.executable, "-m", "checkov_aws_iot.commands.main", "lsp"]
PATIENCE = 20.0


def server_config(*command: str) -> ClientServerConfig:
    """How pytest-lsp starts the server."""
    env = {**os.environ, "PYTHONPATH": str(PACK)}
    return ClientServerConfig(list(command) or SERVER, _client, env)


def _client() -> LanguageClient:
    """A client that takes whatever the server asks to be told of."""
    client = make_test_lsp_client()

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_: types.RegistrationParams) -> None:
        return None

    return client


def editor_parameters(
    *folders: Path, editor: str = "visual_studio_code", options: object = None
) -> types.InitializeParams:
    """What an editor says of itself when it starts the server for these folders."""
    return types.InitializeParams(
        capabilities=client_capabilities(editor),
        workspace_folders=[types.WorkspaceFolder(uri(folder), folder.name) for folder in folders],
        initialization_options=options,
    )


def uri(path: Path) -> str:
    """The address of the file."""
    found = from_fs_path(str(path))
    assert found is not None
    return found


class Editor:
    """What a user does in an editor."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.texts: dict[Path, str] = {}
        self._versions: dict[Path, int] = {}

    def open(self, path: Path, text: str | None = None) -> None:
        """The file is opened, with what is saved of it or with another text."""
        self.texts[path] = path.read_text(encoding="utf-8") if text is None else text
        self._versions[path] = 1
        item = types.TextDocumentItem(uri(path), "terraform", 1, self.texts[path])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: Path, text: str) -> None:
        """The file has this text, which is sent as the part that differs."""
        old = self.texts[path]
        same = next((n for n, (a, b) in enumerate(zip(old, text, strict=False)) if a != b), None)
        start = min(len(old), len(text)) if same is None else same
        behind = 0
        while behind < min(len(old), len(text)) - start and old[-1 - behind] == text[-1 - behind]:
            behind += 1
        where = types.Range(place(old, start), place(old, len(old) - behind))
        self._change(
            path,
            text,
            types.TextDocumentContentChangePartial(where, text[start : len(text) - behind]),
        )

    def replace(self, path: Path, text: str) -> None:
        """The file has this text, which is sent as a whole."""
        self._change(path, text, types.TextDocumentContentChangeWholeDocument(text))

    def _change(self, path: Path, text: str, change: types.TextDocumentContentChangeEvent) -> None:
        self.texts[path] = text
        self._versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self._versions[path], uri(path))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def save(self, path: Path) -> None:
        """The file is saved."""
        path.write_text(self.texts[path], encoding="utf-8")
        params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri(path)))
        self.client.text_document_did_save(params)

    def close(self, path: Path) -> None:
        """The file is closed."""
        del self.texts[path]
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri(path)))
        self.client.text_document_did_close(params)

    def tell_of(self, path: Path, kind: types.FileChangeType) -> None:
        """The server is told that the file changed on disk."""
        change = types.FileEvent(uri(path), kind)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))

    def shown(self, path: Path) -> Sequence[types.Diagnostic]:
        """The diagnostics of the file."""
        return self.client.diagnostics.get(uri(path), ())

    def codes(self, path: Path) -> set[str]:
        """The checks that have found something in the file."""
        return {str(one.code) for one in self.shown(path)}

    async def until(self, holds: Callable[[], bool]) -> None:
        """It holds, after a while."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not holds():
            assert asyncio.get_running_loop().time() < end, "it never holds"
            await asyncio.sleep(0.01)

    async def actions(self, path: Path, where: types.Range) -> list[types.CodeAction]:
        """What the server offers for the range."""
        touching = [one for one in self.shown(path) if one.range == where]
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri(path)), where, types.CodeActionContext(touching)
        )
        found = await self.client.text_document_code_action_async(params)
        return [one for one in found or () if isinstance(one, types.CodeAction)]

    async def apply(self, action: types.CodeAction) -> None:
        """The action is chosen, and its edit is made in the open files."""
        resolved = await self.client.code_action_resolve_async(action)
        assert resolved.edit is not None
        assert resolved.edit.document_changes is not None
        for change in resolved.edit.document_changes:
            assert isinstance(change, types.TextDocumentEdit)
            path = next(p for p in self.texts if uri(p) == change.text_document.uri)
            self.type(path, edited(self.texts[path], change.edits))

    async def hover(self, path: Path, at: str, *, behind: int = 0) -> str:
        """What is shown over a text of the file."""
        offset = self.texts[path].index(at) + behind
        params = types.HoverParams(
            types.TextDocumentIdentifier(uri(path)), place(self.texts[path], offset)
        )
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def completions(self, path: Path, at: int) -> list[types.CompletionItem]:
        """What fits at the offset."""
        params = types.CompletionParams(
            types.TextDocumentIdentifier(uri(path)), place(self.texts[path], at)
        )
        found = await self.client.text_document_completion_async(params)
        if isinstance(found, types.CompletionList):
            return list(found.items)
        return list(found or ())


def place(text: str, offset: int) -> types.Position:
    """The offset as a position in UTF-16 code units."""
    before = text[:offset]
    line = before.rpartition("\n")[2]
    return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


def offset_of(text: str, position: types.Position) -> int:
    """The position as an offset."""
    lines = text.split("\n")
    line = lines[position.line].encode("utf-16-le")
    before = sum(len(each) + 1 for each in lines[: position.line])
    return before + len(line[: 2 * position.character].decode("utf-16-le"))


def part(text: str, where: types.Range) -> str:
    """What stands in the range."""
    return text[offset_of(text, where.start) : offset_of(text, where.end)]


def edited(text: str, edits: Sequence[object]) -> str:
    """The text after the edits."""
    ordered = sorted(
        (one for one in edits if isinstance(one, (types.TextEdit, types.AnnotatedTextEdit))),
        key=lambda one: offset_of(text, one.range.start),
        reverse=True,
    )
    assert len(ordered) == len(edits)
    for edit in ordered:
        start, end = offset_of(text, edit.range.start), offset_of(text, edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


__all__ = ["Editor", "LanguageClient", "editor_parameters", "part", "server_config"]
