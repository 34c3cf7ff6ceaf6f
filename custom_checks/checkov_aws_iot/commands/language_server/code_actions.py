"""The changes that the server offers where findings stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from checkov_aws_iot.commands.language_server import protocol_values as protocol
from checkov_aws_iot.editing import mends
from checkov_aws_iot.editing.no_edit import NoEditError
from checkov_aws_iot.editing.suppressing import REASON, suppression

if TYPE_CHECKING:
    from checkov_aws_iot.commands.language_server.language_server import PolicyServer
    from checkov_aws_iot.editing.judged_project import JudgedProject, Notice
    from checkov_aws_iot.fixes.text_edit import TextEdit

_MEND: Final = "mend"
_MEND_ALL: Final = "mend all"
_SUPPRESS: Final = "suppress"


def offered(server: PolicyServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings in the range; what an edit changes is told when it is chosen."""
    path = protocol.path_of(params.text_document.uri)
    found = server.session.current(path)
    if found is None:
        return []
    judged, file = found
    lines, encoding = judged.lines(file), server.settings.encoding
    first, last = (
        lines.offset((at.line, at.character), encoding)
        for at in (params.range.start, params.range.end)
    )
    actions = [*_of_notices(server, judged, judged.notices_at(file, first, last), path)]
    if any(one.range.file == file and mends.can_be_mended(one) for one in judged.notices):
        actions += _for_all(path)
    wanted = params.context.only
    return [one for one in actions if not wanted or _is_wanted(str(one.kind), wanted)]


def _of_notices(
    server: PolicyServer, judged: JudgedProject, notices: Iterable[Notice], path: str
) -> Iterator[types.CodeAction]:
    """The mending edits first, then what suppresses the checks, each once for a resource."""
    seen: dict[tuple[str, str], None] = {}
    shown = list(notices)
    for notice in shown:
        if mends.can_be_mended(notice):
            diagnostics = list(_diagnostic(server, judged, notice))
            yield types.CodeAction(
                mends.title_of(notice),
                types.CodeActionKind.QuickFix,
                diagnostics,
                is_preferred=True,
                data=_data(_MEND, path, notice),
            )
    for notice in shown:
        check, name = notice.record.entry.id, notice.record.resource.name
        if (check, name) not in seen and suppression(judged, notice) is not None:
            seen[check, name] = None
            yield types.CodeAction(
                f"Suppress {check} for {name} with a reason",
                types.CodeActionKind.QuickFix,
                list(_diagnostic(server, judged, notice)),
                data=_data(_SUPPRESS, path, notice),
            )


def _for_all(path: str) -> Iterator[types.CodeAction]:
    title = "Mend all AWS IoT findings in this file"
    for kind in protocol.ACTION_KINDS:
        yield types.CodeAction(title, kind, data={"do": _MEND_ALL, "path": path})


def _is_wanted(kind: str, wanted: Iterable[str]) -> bool:
    return any(kind == one or kind.startswith(f"{one}.") for one in map(_spelled, wanted))


def _spelled(kind: str | types.CodeActionKind) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _diagnostic(
    server: PolicyServer, judged: JudgedProject, notice: Notice
) -> Iterator[types.Diagnostic]:
    level = server.settings.level(notice.record.entry.severity)
    if level is not None:
        yield protocol.diagnostic(judged, notice, level, server.settings.encoding)


def _data(do: str, path: str, notice: Notice) -> dict[str, str]:
    return {
        "do": do,
        "path": path,
        "check": notice.record.entry.id,
        "resource": notice.record.resource.name,
        "finding": str(notice.finding),
    }


def resolved(server: PolicyServer, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit, which is proved to be right.

    Raises:
        NoEditError: there is no such edit.
    """
    data: Mapping[str, Any] = protocol.as_mapping(action.data)
    path = str(data.get("path"))
    is_stale = server.is_stale(path)
    found = server.session.current(path)
    if found is None:
        raise NoEditError("the file cannot be read as it is")
    judged, file = found
    judged = replace(judged, project=replace(judged.project, is_stale=is_stale))
    if data["do"] == _MEND_ALL:
        action.edit = _edit(server, judged, mends.edits_for_all(judged, file))
        return action
    notice = _meant(judged, data)
    if data["do"] == _MEND:
        action.edit = _edit(server, judged, mends.edits_for(judged, notice))
        return action
    edit = suppression(judged, notice)
    if edit is None:
        raise NoEditError("there is no place for a comment")
    action.edit = _edit(server, judged, [edit], has_reason=True)
    return action


def _meant(judged: JudgedProject, data: Mapping[str, Any]) -> Notice:
    for notice in judged.notices:
        if data == _data(str(data["do"]), str(data["path"]), notice):
            return notice
    raise NoEditError("the finding is not there any more")


def _edit(
    server: PolicyServer,
    judged: JudgedProject,
    edits: Iterable[TextEdit],
    *,
    has_reason: bool = False,
) -> types.WorkspaceEdit:
    """The edits of the files, for the versions that they were made for."""
    by_file: dict[str, list[TextEdit]] = {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(edit)
    able = server.client_capabilities.workspace
    can = able and able.workspace_edit
    is_snippet = has_reason and bool(can and can.snippet_edit_support)
    changes: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = []
    for file, own in by_file.items():
        document = server.document(judged.project.path(file))
        spelled = [_text_edit(server, judged, edit, is_snippet=is_snippet) for edit in own]
        changes.append(types.TextDocumentEdit(document, spelled))
    if can and can.document_changes:
        return types.WorkspaceEdit(document_changes=changes)
    plain = {
        one.text_document.uri: [e for e in one.edits if isinstance(e, types.TextEdit)]
        for one in changes
        if isinstance(one, types.TextDocumentEdit)
    }
    return types.WorkspaceEdit(changes=plain)


def _text_edit(
    server: PolicyServer, judged: JudgedProject, edit: TextEdit, *, is_snippet: bool
) -> types.TextEdit | types.SnippetTextEdit | types.AnnotatedTextEdit:
    lines = judged.lines(edit.file)
    where = protocol.span(lines, (edit.start, edit.end), server.settings.encoding)
    if not is_snippet:
        return types.TextEdit(where, edit.text)
    before, _, behind = edit.text.partition(REASON)
    text = f"{_escaped(before)}${{1:{REASON}}}{_escaped(behind)}"
    return types.SnippetTextEdit(where, types.StringValue(text))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
