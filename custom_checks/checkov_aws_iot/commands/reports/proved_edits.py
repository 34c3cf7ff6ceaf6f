"""The edits of a scan that are proved, for its reports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.fixes.mending import mended
from checkov_aws_iot.fixes.text_edit import position_at

if TYPE_CHECKING:
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.engine.records import IsAsked, Record
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.fixes.text_edit import TextEdit


class ProvedEdits:
    """For each finding the edits that mend it, which are proved together.

    A finding that shows a place only after another one is mended has none, and neither has one of a
    grant that matches no request, which would be made live.
    """

    def __init__(self, project: Project, is_asked: IsAsked) -> None:
        result = mended(project, is_asked, makes_live=False)
        self._texts = result.before
        self._edits = {
            _key(fault.check, fault.resource.name, fault.finding): fix.edits
            for fix in result.fixes
            if fix.round == 0
            for fault in fix.faults
        }

    def of(self, root: str, record: Record, finding: Finding) -> list[dict[str, Any]]:
        """The edits for a finding as data, with places as in ``fix -o json``."""
        edits = self._edits.get(_key(record.entry.id, record.resource.name, finding), ())
        return [self._as_data(root, edit) for edit in edits]

    def _as_data(self, root: str, edit: TextEdit) -> dict[str, Any]:
        text = self._texts[edit.file]
        start, end = position_at(text, edit.start), position_at(text, edit.end)
        path = os.path.relpath(os.path.join(root, *edit.file.split("/")))
        return {
            "file": path.replace(os.sep, "/"),
            "start_line": start[0],
            "start_column": start[1],
            "end_line": end[0],
            "end_column": end[1],
            "text": edit.text,
        }


def _key(check: str, resource: str, finding: Finding) -> tuple[object, ...]:
    return check, resource, finding.message, finding.path, finding.span
