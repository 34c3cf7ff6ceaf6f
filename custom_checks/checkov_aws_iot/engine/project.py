"""One project: a directory, or some files, with every resource in it that rules judge.

Neither Checkov's runners nor its graphs are needed for it, and no file is executed or leads to
another directory than the scanned one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.cloudformation.syntax.checkov_parser import SERVERLESS_FILES
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.projects.configuration_project import ConfigurationProject
from checkov_aws_iot.engine.projects.documents_project import DocumentsProject
from checkov_aws_iot.engine.projects.plan_project import is_plan, plan_resources
from checkov_aws_iot.engine.projects.plan_sources import PlanSources
from checkov_aws_iot.engine.projects.report_names import (
    DOCUMENTS_REPORT,
    JSON_REPORT,
    PLAN_REPORT,
    REPORTS,
    SERVERLESS_REPORT,
    SOURCE_REPORT,
    TEMPLATE_REPORT,
)
from checkov_aws_iot.engine.projects.template_project import TemplateProject
from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
from checkov_aws_iot.engine.reading.first_look import may_hold_subject
from checkov_aws_iot.engine.reading.kept_files import KeptFiles
from checkov_aws_iot.engine.reading.limited_reader import LimitedReader
from checkov_aws_iot.engine.reading.overlay import OverlaidReader, Overlay
from checkov_aws_iot.engine.reading.path_filters import PathFilter
from checkov_aws_iot.engine.reading.scanned_files import ScannedFiles, files_among, files_below
from checkov_aws_iot.engine.records import IsAsked, Record, every_check, records
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.terraform.modules.call_graph import UnfetchedModule
    from checkov_aws_iot.terraform.terragrunt.units import StrayUnit


_NO_TEMPLATE: Final = "has no Resources"


@dataclass
class Project:
    """The files of a scan.

    ``root`` is an absolute path, ``var_files`` are, too. ``reader`` gives the texts of its files.
    ``problems`` are the files that could not be read, relative to the root, with the reason,
    ``unfetched`` the modules that are called and not there, ``stray_units`` what calls such from Terragrunt, ``remarks`` what else was not looked at;
    all are complete when all resources were asked for.
    """

    root: str
    files: ScannedFiles
    reader: ConfinedReader
    var_files: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    follow_calls: bool = True
    kept: KeptFiles | None = None
    plan_sources: PlanSources | None = None
    conventions: Conventions = NO_CONVENTIONS
    problems: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    unfetched: tuple[UnfetchedModule, ...] = ()
    stray_units: tuple[StrayUnit, ...] = ()

    @classmethod
    def of_directory(
        cls,
        root: str,
        excluded: tuple[str, ...] = (),
        var_files: tuple[str, ...] = (),
        overlay: Mapping[str, str | None] | None = None,
    ) -> Project:
        """All files below a directory that Checkov would walk into.

        ``overlay`` gives texts that stand for the contents of files, whether these are there or not,
        and ``None`` for files to leave out. Its paths are relative to the root or absolute.

        Raises:
            OverlayError: a path of the overlay leads out of the root.
        """
        root = os.path.abspath(root)
        admitted = PathFilter(excluded)
        if overlay is None:
            reader = ConfinedReader(root, var_files)
            return cls(root, files_below(root, admitted), reader, var_files, excluded)
        texts = Overlay(root, overlay, var_files)
        files = files_below(root, admitted, texts)
        overlaid = OverlaidReader(root, texts, var_files)
        return cls(root, files, overlaid, var_files, excluded, kept=KeptFiles())

    def with_overlay(self, overlay: Mapping[str, str | None]) -> Project:
        """The same directory under another overlay; files with the same text are not parsed again.

        Raises:
            OverlayError: a path of the overlay leads out of the root.
        """
        again = Project.of_directory(self.root, self.excluded, self.var_files, overlay)
        return replace(again, kept=self.kept or again.kept, conventions=self.conventions)

    @classmethod
    def of_modules(
        cls,
        root: str,
        modules: Mapping[str, Iterable[str]],
        templates: Iterable[str],
        left_out: frozenset[str],
        excluded: tuple[str, ...] = (),
        var_files: tuple[str, ...] = (),
    ) -> Project:
        """Some modules and templates of a directory, by paths from the root, and nothing else of it.

        ``modules`` are directories with the names of their Terraform files, ``left_out`` the directories
        whose Terraform files count as not there.
        """
        root = os.path.abspath(root)
        paths = [os.path.join(root, d, name) for d, names in modules.items() for name in names]
        paths += (os.path.join(root, file) for file in templates)
        admitted = PathFilter(excluded)
        files = files_among(root, [path for path in paths if admitted.admits_below(root, path)])
        reader = LimitedReader(root, left_out, var_files)
        return cls(root, files, reader, var_files, excluded)

    @classmethod
    def of_file(cls, file: str, var_files: tuple[str, ...] = ()) -> Project:
        """One file; what it refers to is looked for where the user stands, or else beside it."""
        path = os.path.abspath(file)
        current = os.getcwd()
        inside = path.startswith(current.rstrip(os.sep) + os.sep)
        root = current if inside else os.path.dirname(path)
        reader = ConfinedReader(root, var_files)
        return cls(root, files_among(root, [path]), reader, var_files, follow_calls=False)

    def records(
        self, is_asked: IsAsked = every_check, reports: frozenset[str] = frozenset(REPORTS)
    ) -> Iterator[Record]:
        """What the checks that are asked say about all resources in these reports. Never raises."""
        return records(self.resources(reports), is_asked)

    def resources(self, reports: frozenset[str] = frozenset(REPORTS)) -> Iterator[ScannedResource]:
        """Every resource that rules judge, in the reports that are asked for."""
        for resource in self._resources(reports):
            yield replace(resource, root=self.root, conventions=self.conventions)

    def _resources(self, reports: frozenset[str]) -> Iterator[ScannedResource]:
        self.problems.update(self.files.unreadable)
        reader, kept = self.reader, self.kept
        if (self.files.configurations or self.files.units) and not reports.isdisjoint(
            (SOURCE_REPORT, JSON_REPORT)
        ):
            project = ConfigurationProject(
                reader,
                self.files.configurations,
                self.var_files,
                follow_calls=self.follow_calls,
                parse=kept.body if kept else None,
            )
            for resource in project.resources():
                if resource.report in reports:
                    yield resource
            self.problems.update(project.problems())
            self.unfetched = project.unfetched()
            self.stray_units = project.stray_units(self.files.units)
        templates = TemplateProject(reader, kept.definition if kept else None)
        for file in self.files.templates:
            yield from self._in_file(file, templates, reports)
        if DOCUMENTS_REPORT in reports:
            yield from self._documents(templates, judged_as_stacks=TEMPLATE_REPORT in reports)

    def _documents(
        self, templates: TemplateProject, *, judged_as_stacks: bool
    ) -> Iterator[ScannedResource]:
        def is_stack(file: str) -> bool:
            return judged_as_stacks and not isinstance(templates.template(file), Unknown)

        documents = DocumentsProject(self.reader, self.files, self.var_files, is_stack)
        yield from documents.resources()
        self.remarks += documents.problems

    def _in_file(
        self, file: str, templates: TemplateProject, reports: frozenset[str]
    ) -> Iterator[ScannedResource]:
        text = self.reader.read(file)
        if isinstance(text, Unknown):
            self.problems[file] = text.reason
            return
        if os.path.basename(file) in SERVERLESS_FILES:
            if SERVERLESS_REPORT in reports and "provider" in text:
                yield from self._or_problem(file, templates.sections(file))
            return
        if PLAN_REPORT in reports and file.endswith(".json") and is_plan(text):
            resources = plan_resources(text, file)
            sources = self.plan_sources
            yield from sources.with_sources(resources, self.root) if sources else resources
        elif TEMPLATE_REPORT in reports and _may_be_template(text):
            yield from self._or_problem(file, templates.resources(file))
            if loop := templates.unexpanded(file):
                self.problems.setdefault(file, str(loop))

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
