"""What the server answers, feature by feature of the protocol."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lsprotocol import types

from checkov_aws_iot.commands.language_server import explanations
from checkov_aws_iot.commands.language_server.language_server import PolicyServer
from checkov_aws_iot.commands.language_server.protocol_values import ACTION_KINDS, path_of
from checkov_aws_iot.editing.judged_project import judged
from checkov_aws_iot.editing.no_edit import NoEditError

if TYPE_CHECKING:
    from types import ModuleType

    from checkov_aws_iot.conventions.conventions import Conventions
    from checkov_aws_iot.editing.session import Judge


def server_for(conventions: Conventions, judge: Judge = judged) -> PolicyServer:
    """A server with all that it answers. ``judge`` says what the rules say of a project."""
    server = PolicyServer(conventions, judge)
    _add_texts(server)
    _add_folders(server)
    _add_actions(server)
    _add_explanations(server)
    return server


def _add_texts(server: PolicyServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.open(params.text_document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.change(params)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.note_saved([path_of(params.text_document.uri)])

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)


def _add_actions(server: PolicyServer) -> None:
    options = types.CodeActionOptions(ACTION_KINDS, resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        actions = await server.answer(lambda: _actions().offered(server, params)) or []
        if not server.resolves_actions():
            for action in actions:
                await resolve(action)
        return [one for one in actions if server.resolves_actions() or one.edit]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        try:
            await server.answer(lambda: _actions().resolved(server, action))
        except NoEditError as error:
            if server.resolves_actions():
                server.show(f"{action.title}: {error}")
        return action


def _actions() -> ModuleType:
    """What offers actions: it is not read before the first findings are shown."""
    return import_module("checkov_aws_iot.commands.language_server.code_actions")


def _add_explanations(server: PolicyServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        word = explanations.word_at(server, params)
        return word or await server.answer(lambda: explanations.document_at(server, params))

    options = types.CompletionOptions(explanations.TRIGGERS)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def completion(params: types.CompletionParams) -> types.CompletionList:
        return explanations.completed(server, params)


def _add_folders(server: PolicyServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        server.watch_files()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.note_saved(path_of(change.uri) for change in params.changes)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        server.take_folders()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        server.take_settings(params.settings)

    @server.feature(types.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.judging.stop()
