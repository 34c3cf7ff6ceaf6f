"""The policy documents of the project that a command is about."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import tell
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.engine.documents.deployed_documents import BrokenResource, DeployedDocument
    from checkov_aws_iot.engine.project import Project


def add_documents(parser: ArgumentParser) -> None:
    """Declare the option for policies in files of their own."""
    parser.add_argument(
        "--documents",
        action="store_true",
        help="policies and provisioning templates in JSON files of their own, too",
    )


@dataclass(frozen=True, slots=True)
class ProjectDocuments:
    """The documents, and the resources of which they could not be worked out."""

    known: list[DeployedDocument]
    broken: list[BrokenResource]

    def tell_broken(self) -> bool:
        """Whether some could not be worked out; each is told on stderr."""
        for one in self.broken:
            tell(f"{one_line(one.address)} {one_line(str(one.reason))}")
        return bool(self.broken)


def project_documents(
    project: Project, *, in_files: bool, supposed: bool = False
) -> ProjectDocuments:
    """The documents of the resources, and those that are files of their own if they are asked for.

    ``supposed`` adds those that would be there if variables had other values. What was not looked at
    is told on stderr.
    """
    from checkov_aws_iot.engine.documents.deployed_documents import (
        BrokenResource,
        deployed_documents,
    )
    from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT, REPORTS

    reports = frozenset((*REPORTS, DOCUMENTS_REPORT) if in_files else REPORTS)
    found = list(deployed_documents(project.resources(reports), supposed=supposed))
    for remark in project.remarks:
        tell(one_line(remark))
    return ProjectDocuments(
        [one for one in found if not isinstance(one, BrokenResource)],
        [one for one in found if isinstance(one, BrokenResource)],
    )
