"""What the rules say about an open project, each finding at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.editing.open_project import Superseded
from checkov_aws_iot.editing.text_lines import TextLines
from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument, deployed_documents
from checkov_aws_iot.engine.finding_places import place_of
from checkov_aws_iot.engine.records import every_check, records
from checkov_aws_iot.positions.text_range import TextRange
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.editing.open_project import OpenProject
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.engine.records import Record
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.positions.location import Location, Related

MOST_NOTICES: Final = 1000
"""What is shown of one project; editors are no place for more."""

_FAILED: Final = "FAILED"


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding where an editor shows it."""

    record: Record
    finding: Finding
    location: Location | None
    range: TextRange

    @property
    def related(self) -> tuple[Related, ...]:
        """The other places that have to do with it."""
        return self.location.related if self.location is not None else ()


@dataclass
class JudgedProject:
    """A project after it was judged; ``notices`` stand in the order of the records."""

    project: OpenProject
    resources: list[ScannedResource]
    notices: list[Notice] = field(default_factory=list)

    @cached_property
    def documents(self) -> list[DeployedDocument]:
        """Every policy document as it will be deployed."""
        found = deployed_documents(self.resources)
        return [one for one in found if isinstance(one, DeployedDocument)]

    def lines(self, file: str) -> TextLines:
        """The text of a file of the project; empty if it cannot be read."""
        text = self.project.reader.read(file)
        return TextLines("" if isinstance(text, Unknown) else text)

    def notices_at(self, file: str, first: int, last: int) -> Iterator[Notice]:
        """The notices that touch the text between two offsets of a file."""
        lines = self.lines(file)
        for notice in self.notices:
            if notice.range.file == file:
                start, end = lines.offsets(notice.range)
                if start <= last and first <= end:
                    yield notice


def judged(project: OpenProject) -> JudgedProject:
    """What the rules say about the project.

    Raises:
        Superseded: a later change makes the answer worthless.
    """
    result = JudgedProject(project, list(project.resources()))
    for record in records(result.resources, every_check):
        if project.is_stale():
            raise Superseded
        if record.result == _FAILED:
            result.notices += _notices(result, record)
        if len(result.notices) >= MOST_NOTICES:
            break
    return result


def _notices(judged_project: JudgedProject, record: Record) -> Iterator[Notice]:
    for finding in record.findings:
        location = place_of(record.resource, finding)
        where = location.range if location is not None else _lines_of(judged_project, record)
        yield Notice(record, finding, location, where)


def _lines_of(judged_project: JudgedProject, record: Record) -> TextRange:
    """The first line of the resource: where no more is known, all of its lines would be too much."""
    span = record.resource.span
    lines = judged_project.lines(span.file)
    start, following = lines.start_of(span.start_line), lines.start_of(span.start_line + 1)
    content = lines.text[start:following].rstrip("\r\n")
    blank = len(content) - len(content.lstrip())
    return TextRange(
        span.file, span.start_line, blank + 1, span.start_line, max(len(content), blank + 1) + 1
    )
