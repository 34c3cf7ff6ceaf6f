"""What is found, in the words of the Language Server Protocol."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from checkov_aws_iot.editing.text_lines import UTF_16, TextLines
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.plugin.project import guideline

if TYPE_CHECKING:
    from checkov_aws_iot.editing.judged_project import JudgedProject, Notice
    from checkov_aws_iot.editing.session import Answer
    from checkov_aws_iot.positions.text_range import TextRange

SOURCE: Final = "checkov-aws-iot"
MOST_RELATED: Final = 10

FIX_ALL: Final = "source.fixAll.checkov-aws-iot"
ACTION_KINDS: Final = (types.CodeActionKind.QuickFix, FIX_ALL)
"""The kinds of actions that the server offers."""

LEVELS: Final = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
    "off": None,
}
_DEFAULTS: Final = {
    "CRITICAL": "error",
    "HIGH": "error",
    "MEDIUM": "warning",
    "LOW": "information",
}


@dataclass(slots=True)
class Settings:
    """How findings are shown: by the severity of the check, and in which encoding places count."""

    severities: dict[str, str] = field(default_factory=lambda: dict(_DEFAULTS))
    encoding: str = UTF_16

    def take(self, given: object) -> None:
        """What the editor says, as far as it makes sense, holds from now on."""
        named = given.get("severities") if isinstance(given, Mapping) else None
        for name, level in named.items() if isinstance(named, Mapping) else ():
            if str(name).upper() in _DEFAULTS and level in LEVELS:
                self.severities[str(name).upper()] = str(level)

    def level(self, severity: Severity) -> types.DiagnosticSeverity | None:
        """How an editor shows findings of the severity; ``None`` if it does not."""
        return LEVELS[self.severities[severity.name]]


def as_mapping(given: object) -> Mapping[str, Any]:
    """The settings that an editor sends, which may be objects; empty if they are none."""
    if isinstance(given, Mapping):
        return given
    return dict(vars(given)) if hasattr(given, "__dict__") else {}


def path_of(uri: str) -> str:
    """The absolute path of a file; empty for what is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return os.path.abspath(path) if path else ""


def uri_of(path: str) -> str:
    """The address of a file."""
    return from_fs_path(path) or ""


def place(lines: TextLines, offset: int, encoding: str) -> types.Position:
    """The offset as a position."""
    return types.Position(*lines.place(offset, encoding))


def span(lines: TextLines, offsets: tuple[int, int], encoding: str) -> types.Range:
    """The offsets as a range."""
    return types.Range(*(place(lines, offset, encoding) for offset in offsets))


def location(judged: JudgedProject, where: TextRange, encoding: str) -> types.Location:
    """A range of the engine as a place in a file."""
    lines = judged.lines(where.file)
    path = judged.project.path(where.file)
    return types.Location(uri_of(path), span(lines, lines.offsets(where), encoding))


def diagnostics(
    judged: JudgedProject, answer: Answer, settings: Settings
) -> Iterator[types.Diagnostic]:
    """What is said about a file that could be judged."""
    for notice in answer.notices:
        level = settings.level(notice.record.entry.severity)
        if level is not None:
            yield diagnostic(judged, notice, level, settings.encoding)


def diagnostic(
    judged: JudgedProject, notice: Notice, level: types.DiagnosticSeverity, encoding: str
) -> types.Diagnostic:
    """The notice as an editor shows it."""
    entry = notice.record.entry
    return types.Diagnostic(
        location(judged, notice.range, encoding).range,
        notice.finding.sentence,
        level,
        entry.id,
        types.CodeDescription(guideline(entry.id)),
        SOURCE,
        related_information=[
            types.DiagnosticRelatedInformation(location(judged, one.range, encoding), one.what)
            for one in notice.related[:MOST_RELATED]
        ]
        or None,
    )


def problem(sentence: str, *, is_broken: bool) -> types.Diagnostic:
    """Why nothing else is said about a file."""
    start = types.Position(0, 0)
    level = types.DiagnosticSeverity.Error if is_broken else types.DiagnosticSeverity.Warning
    message = sentence if is_broken else f"not judged: {sentence}"
    return types.Diagnostic(types.Range(start, start), message, level, source=SOURCE)
