"""What the server shows over a place, and what it completes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lsprotocol import types

from checkov_aws_iot.commands.language_server import protocol_values as protocol
from checkov_aws_iot.editing.completions import Completion, completions
from checkov_aws_iot.editing.hovers import word_page

if TYPE_CHECKING:
    from checkov_aws_iot.commands.language_server.language_server import PolicyServer
    from checkov_aws_iot.editing.text_lines import TextLines

TRIGGERS: Final = ('"', "'", ":", "{", "/", "&", "!")

_KINDS: Final = {
    "action": types.CompletionItemKind.Function,
    "resource": types.CompletionItemKind.Reference,
    "variable": types.CompletionItemKind.Variable,
}


def word_at(server: PolicyServer, params: types.HoverParams) -> types.Hover | None:
    """What the action or the variable at the place means."""
    path, lines, offset = _place(server, params)
    if lines is None:
        return None
    declared = server.session.conventions.variables
    page = word_page(lines.text, offset, path, declared)
    if page is None:
        return None
    where = protocol.span(lines, (page.start, page.end), server.settings.encoding)
    return _hover(page.text, where)


def document_at(server: PolicyServer, params: types.HoverParams) -> types.Hover | None:
    """What the policy document that is named at the place becomes."""
    from checkov_aws_iot.editing.document_pages import document_page

    path, lines, _ = _place(server, params)
    found = server.session.last(path) if lines is not None else None
    if found is None:
        return None
    judged, file = found
    at = (params.position.line, params.position.character)
    offset = judged.lines(file).offset(at, server.settings.encoding)
    page = document_page(judged, file, offset)
    return _hover(page, None) if page else None


def completed(server: PolicyServer, params: types.CompletionParams) -> types.CompletionList:
    """What fits at the place."""
    path, lines, offset = _place(server, params)
    found = completions(lines.text, offset, path) if lines is not None else []
    assert lines is not None or not found
    items = [_item(server, lines, one) for one in found if lines is not None]
    return types.CompletionList(is_incomplete=False, items=items)


def _place(
    server: PolicyServer, params: types.HoverParams | types.CompletionParams
) -> tuple[str, TextLines | None, int]:
    path = protocol.path_of(params.text_document.uri)
    lines = server.files.text(path)
    if lines is None:
        return path, None, 0
    at = (params.position.line, params.position.character)
    return path, lines, lines.offset(at, server.settings.encoding)


def _hover(page: str, where: types.Range | None) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, page), where)


def _item(server: PolicyServer, lines: TextLines, one: Completion) -> types.CompletionItem:
    where = protocol.span(lines, (one.start, one.end), server.settings.encoding)
    return types.CompletionItem(
        one.text,
        kind=_KINDS[one.kind],
        detail=one.detail,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, one.page),
        sort_text=f"{one.rank:02} {one.text}",
        filter_text=one.text,
        text_edit=types.TextEdit(where, one.text),
    )
