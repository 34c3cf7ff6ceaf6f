"""One project: a directory, or some files, with every resource in it that rules judge.

Neither Checkov's runners nor its graphs are needed for it, and no file is executed or leads to
another directory than the scanned one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.cloudformation.syntax.checkov_parser import SERVERLESS_FILES
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.configuration_project import (
    JSON_REPORT,
    SOURCE_REPORT,
    ConfigurationProject,
)
from checkov_aws_iot.engine.confined_reader import ConfinedReader
from checkov_aws_iot.engine.first_look import may_hold_subject
from checkov_aws_iot.engine.path_filters import PathFilter
from checkov_aws_iot.engine.plan_project import PLAN_REPORT, is_plan, plan_resources
from checkov_aws_iot.engine.scanned_files import ScannedFiles, files_among, files_below
from checkov_aws_iot.engine.template_project import (
    SERVERLESS_REPORT,
    TEMPLATE_REPORT,
    TemplateProject,
)
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.scanned_resource import ScannedResource

REPORTS: Final = (SOURCE_REPORT, JSON_REPORT, PLAN_REPORT, TEMPLATE_REPORT, SERVERLESS_REPORT)
"""What Checkov calls the frameworks whose resources are judged."""

_NO_TEMPLATE: Final = "has no Resources"


@dataclass
class Project:
    """The files of a scan.

    ``root`` is an absolute path, ``var_files`` are, too. ``problems`` are the files that could not be
    read, relative to the root, with the reason; they are complete when all resources were asked for.
    """

    root: str
    files: ScannedFiles
    var_files: tuple[str, ...] = ()
    follow_calls: bool = True
    conventions: Conventions = NO_CONVENTIONS
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_directory(
        cls, root: str, excluded: tuple[str, ...] = (), var_files: tuple[str, ...] = ()
    ) -> Project:
        """All files below a directory that Checkov would walk into."""
        root = os.path.abspath(root)
        return cls(root, files_below(root, PathFilter(excluded)), var_files)

    @classmethod
    def of_file(cls, file: str, var_files: tuple[str, ...] = ()) -> Project:
        """One file; what it refers to is looked for where the user stands, or else beside it."""
        path = os.path.abspath(file)
        current = os.getcwd()
        inside = path.startswith(current.rstrip(os.sep) + os.sep)
        root = current if inside else os.path.dirname(path)
        return cls(root, files_among(root, [path]), var_files, follow_calls=False)

    def resources(self, reports: frozenset[str] = frozenset(REPORTS)) -> Iterator[ScannedResource]:
        """Every resource that rules judge, in the reports that are asked for."""
        for resource in self._resources(reports):
            yield replace(resource, root=self.root, conventions=self.conventions)

    def _resources(self, reports: frozenset[str]) -> Iterator[ScannedResource]:
        self.problems.update(self.files.unreadable)
        reader = ConfinedReader(self.root, self.var_files)
        if self.files.configurations and not reports.isdisjoint((SOURCE_REPORT, JSON_REPORT)):
            project = ConfigurationProject(
                reader, self.files.configurations, self.var_files, follow_calls=self.follow_calls
            )
            for resource in project.resources():
                if resource.report in reports:
                    yield resource
            self.problems.update(project.problems())
        templates = TemplateProject(reader)
        for file in self.files.templates:
            yield from self._in_file(file, reader, templates, reports)

    def _in_file(
        self, file: str, reader: ConfinedReader, templates: TemplateProject, reports: frozenset[str]
    ) -> Iterator[ScannedResource]:
        text = reader.read(file)
        if isinstance(text, Unknown):
            self.problems[file] = text.reason
            return
        if os.path.basename(file) in SERVERLESS_FILES:
            if SERVERLESS_REPORT in reports and "provider" in text:
                yield from self._or_problem(file, templates.sections(file))
            return
        if PLAN_REPORT in reports and file.endswith(".json") and is_plan(text):
            yield from plan_resources(text, file)
        elif TEMPLATE_REPORT in reports and _may_be_template(text):
            yield from self._or_problem(file, templates.resources(file))

    def _or_problem(
        self, file: str, resources: Iterator[ScannedResource] | Unknown
    ) -> Iterator[ScannedResource]:
        if not isinstance(resources, Unknown):
            yield from resources
        elif _NO_TEMPLATE not in resources.reason:
            self.problems[file] = resources.reason


def _may_be_template(text: str) -> bool:
    return "Resources" in text and (
        may_hold_subject(text.encode()) or "AWS::CloudFormation::" in text
    )
