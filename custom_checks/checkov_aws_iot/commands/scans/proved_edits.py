"""The edits of ``fix`` for the findings of a scan, with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from checkov_aws_iot.fixes.mending import mended

if TYPE_CHECKING:
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.engine.records import IsAsked, Record
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.positions.text_range import TextRange

Edit: TypeAlias = "tuple[TextRange, str]"
"""A range of a file, and the text that takes its place."""

_Key: TypeAlias = "tuple[object, ...]"


class ProvedEdits:
    """What ``fix`` would do first about the findings of a project, which hold together.

    Edits that need others before them, and those that make grants live, are left to ``fix``.
    """

    def __init__(self, project: Project, is_asked: IsAsked) -> None:
        result = mended(project, is_asked, makes_live=False)
        self._texts = result.before
        self._edits: dict[_Key, tuple[TextEdit, ...]] = {
            _key(fault.check, fault.resource.name, fault.finding): fix.edits
            for fix in result.fixes
            if fix.round == 0
            for fault in fix.faults
        }

    def of(self, record: Record, finding: Finding) -> list[Edit]:
        """The edits that mend the finding, none if it has none."""
        edits = self._edits.get(_key(record.entry.id, record.resource.name, finding), ())
        return list(self._placed(edits))

    def _placed(self, edits: tuple[TextEdit, ...]) -> Iterator[Edit]:
        from checkov_aws_iot.positions.text_range import range_in
        from checkov_aws_iot.terraform.syntax.syntax_tree import Source

        for edit in sorted(edits):
            source = Source(self._texts[edit.file], edit.file)
            yield range_in(source, edit.start, edit.end), edit.text


def _key(check: str, resource: str, finding: Finding) -> _Key:
    return check, resource, finding.locator.steps, finding.sentence, finding.span
