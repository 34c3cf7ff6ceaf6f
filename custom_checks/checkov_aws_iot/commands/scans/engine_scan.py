"""A scan by the engine of the pack: no runner of Checkov is started."""

from __future__ import annotations

import logging
import os
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov.common.bridgecrew.severities import Severities
from checkov.runner_filter import RunnerFilter

from checkov_aws_iot.commands.chosen_checks import require_known_checks
from checkov_aws_iot.commands.chosen_conventions import IgnoreLog
from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.project_paths import variable_files
from checkov_aws_iot.commands.reports.baseline_file import (
    FoundFindings,
    KnownFindings,
    known_findings,
)
from checkov_aws_iot.commands.scans.overlaps import without_overlaps
from checkov_aws_iot.commands.scans.scan_options import ALL
from checkov_aws_iot.commands.scans.scan_progress import with_progress
from checkov_aws_iot.commands.scans.suppression_log import SuppressionLog, told
from checkov_aws_iot.commands.scans.unfetched_modules import tell_strays, tell_unfetched
from checkov_aws_iot.commands.unread_files import tell_unread
from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.projects.plan_sources import PlanSources
from checkov_aws_iot.engine.projects.report_names import DOCUMENTS_REPORT, REPORTS, SOURCE_REPORT
from checkov_aws_iot.engine.records import Record, records
from checkov_aws_iot.policies.model.remedy import NoRemedy
from checkov_aws_iot.rules.catalog import CATALOGUE, Entry
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.proved_edits import ProvedEdits
    from checkov_aws_iot.commands.reports.report_records import Reports
    from checkov_aws_iot.commands.reports.scan_report import ScanReport
    from checkov_aws_iot.commands.scans.concerned_files import Concerned
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.terraform.modules.call_graph import UnfetchedModule
    from checkov_aws_iot.terraform.terragrunt.units import StrayUnit

_PLAN_SIGN: Final = b"PK"


def scan_with_engine(
    paths: Sequence[str],
    config: Namespace,
    *,
    documents: bool = False,
    from_here: bool = False,
    concerned: Concerned | None = None,
    conventions: Conventions = NO_CONVENTIONS,
) -> int:
    """The exit code of one scan of all paths, with one report.

    ``documents`` says that JSON documents which nothing in the scan uses are judged as well,
    ``from_here`` that reports name files as they are seen from where the user stands, and that the
    paths are not all that the conventions are about. ``concerned`` are modules and templates below
    that place that are scanned, too, with nothing beside them.

    Raises:
        Complaint: a path or file of values does not exist, the options leave nothing to judge, or a report cannot be written.
    """
    logging.getLogger().addHandler(
        logging.NullHandler()
    )  # What the parsers log is told as problems.
    require_known_checks(config)
    for path in paths:
        if not os.path.exists(path):
            raise Complaint(f'the path "{path}" does not exist')
    scan = Scan(paths, config, documents=documents, concerned=concerned, conventions=conventions)
    is_held = concerned is not None and not _asks_for_reports(config)
    reports = scan.reports(from_here=from_here, is_held=is_held)
    if not from_here:
        scan.tell_ignores()
    useless = scan.useless_suppressions()
    unused = config.report_unused_suppressions
    for line in useless if unused else [] if from_here else told(useless):
        tell(line)
    created = None
    if config.create_baseline:
        directory = next((path for path in paths if os.path.isdir(path)), os.curdir)
        created = scan.found.write(directory)
    remark = "" if config.baseline else _proposed(scan.proposals)
    code = _written(reports, config, created, remark) if reports else 0
    if scan.unsynthesised:
        where = one_line(scan.unsynthesised)
        advice = f"the AWS CDK code in {where} has no cdk.out; run cdk synth and scan cdk.out"
        if not scan.judged:
            raise Complaint(advice)
        tell(advice)
    if not scan.judged and not scan.unread:
        tell("found nothing that these checks judge")
    if code == 0 and not config.soft_fail:
        return 2 if scan.concerned else int(unused and bool(useless))
    return code


class Scan:
    """One scan of directories and files."""

    def __init__(
        self,
        paths: Sequence[str],
        config: Namespace,
        *,
        documents: bool = False,
        concerned: Concerned | None = None,
        conventions: Conventions = NO_CONVENTIONS,
    ) -> None:
        self._concerned = concerned
        self._config = config
        self._known = _known(config)
        self.found = FoundFindings()
        self._conventions = conventions
        self._ignores = IgnoreLog(conventions)
        self._suppressions = SuppressionLog()
        self._directories = [path for path in paths if os.path.isdir(path)]
        self._files = [path for path in paths if not os.path.isdir(path)]
        self._filter = RunnerFilter(
            checks=config.check,
            skip_checks=config.skip_check,
            excluded_paths=list(config.skip_path or ()),
        )
        self._var_files = variable_files(config.var_file or ())
        self._plan_sources = _plan_sources(config)
        self._frameworks = _frameworks(config, documents=documents)
        self._chosen: dict[tuple[str, str | None], bool] = {}
        self.judged = self.unread = self.concerned = False
        self.unsynthesised = ""
        self._proposals: set[tuple[str, ...]] = set()
        self._entries = [entry_under(conventions, entry) for entry in CATALOGUE]
        if not any(map(self._is_chosen, self._entries)):
            raise Complaint("the options leave no check to run")

    @property
    def proposals(self) -> int:
        """How many of the findings have a change that ``fix`` can propose."""
        return len(self._proposals)

    def tell_ignores(self) -> None:
        """What the entries under ``ignore`` did is told."""
        for line in self._ignores.lines(self._chosen_ids().__contains__):
            tell(line)

    def useless_suppressions(self) -> list[str]:
        """What is said of the suppressions that do nothing."""
        return self._suppressions.lines(self._chosen_ids().__contains__)

    def _chosen_ids(self) -> set[str]:
        return {entry.id for entry in self._entries if self._is_chosen(entry)}

    def reports(self, *, from_here: bool = False, is_held: bool = False) -> list[ScanReport]:
        """A report for each framework; what could not be read is told.

        With ``is_held`` there is none if nothing was found: Checkov's records take a tenth of a
        second to import.
        """
        alone = len(self._directories) == 1 and not self._files and not from_here
        reports = None if is_held else self._new_reports(alone=alone)
        held: list[tuple[str, list[Record]]] = []
        unread: list[tuple[str, str]] = []
        unfetched: list[tuple[str, UnfetchedModule]] = []
        strays: list[tuple[str, StrayUnit]] = []
        for project in self._projects():
            if reports is None:
                held.append((project.root, list(self._records(project))))
            else:
                proved = self._proved(project)
                reports.add(project.root, self._records(project), proved)
            unfetched += ((project.root, one) for one in project.unfetched)
            strays += ((project.root, one) for one in project.stray_units)
            self.unread = self.unread or bool(project.problems)
            for remark in project.remarks:
                tell(one_line(f"{os.path.relpath(project.root)}: {remark}"))
            for directory in project.files.unsynthesised[:1]:
                path = os.path.join(project.root, directory)
                self.unsynthesised = self.unsynthesised or os.path.relpath(path)
            for file in tell_unread(project.root, project.problems):
                unread.append((project.root, file))
                self.concerned = True
        tell_unfetched(unfetched)
        tell_strays(strays)
        if reports is None:
            if not unread and not any(one.result == "FAILED" for _, found in held for one in found):
                return []
            reports = self._new_reports(alone=alone)
            for root, found in held:
                reports.add(root, found)
        for root, file in unread:
            reports.add_problem(root, file)
        order = (*REPORTS, DOCUMENTS_REPORT)
        self.found = reports.found
        return reports.finished(name for name in order if name in self._frameworks)

    def _proved(self, project: Project) -> ProvedEdits | None:
        if not self._config.fixes or not {"json", "sarif"} & set(self._config.output or ()):
            return None
        from checkov_aws_iot.commands.reports.proved_edits import ProvedEdits

        return ProvedEdits(project, self._is_asked)

    def _new_reports(self, *, alone: bool) -> Reports:
        from checkov_aws_iot.commands.reports.report_records import Reports

        return Reports(
            None if alone else os.getcwd(),
            code=not self._config.compact,
            known=self._known,
            keep_known=self._config.output_baseline_as_skipped,
        )

    def _projects(self) -> Iterator[Project]:
        excluded = tuple(self._config.skip_path or ())
        given = [
            Project.of_directory(path, excluded, self._var_files) for path in self._directories
        ]
        if self._concerned is not None:
            project = Project.of_modules(os.curdir, *self._concerned, excluded, self._var_files)
            yield replace(project, conventions=self._conventions)
        for file in self._files:
            _refuse_binary_plan(file)
            given.append(Project.of_file(file, self._var_files))
        kept = without_overlaps(given)
        given.clear()
        while kept:  # What a project has read goes when it is scanned.
            sources, conventions = self._plan_sources, self._conventions
            yield replace(kept.pop(0), conventions=conventions, plan_sources=sources)

    def _records(self, project: Project) -> Iterator[Record]:
        for record in records(self._noted(project), self._is_asked):
            if record.ignore:
                self._ignores.note_skipped(record.ignore)
            elif record.result == "FAILED":
                resource = record.resource
                self._proposals.update(_proposals(record))
                place = (resource.name, project.root, resource.span.file)
                self._ignores.note_failed(record.entry.id, *place)
            yield record

    def _noted(self, project: Project) -> Iterator[ScannedResource]:
        files: set[str] = set()
        for resource in with_progress(project, self._frameworks):
            self.judged = True
            files.add(resource.span.file)
            self._suppressions.note(resource, self._is_asked)
            yield resource
        terraform = SOURCE_REPORT in self._frameworks
        self._suppressions.note_rest(project, files, terraform=terraform)

    def _is_asked(self, entry: Entry, resource: ScannedResource) -> bool:
        by_file = bool(self._filter.skip_checks_regex_patterns)
        return self._is_chosen(entry, f"/{resource.span.file}" if by_file else None)

    def _is_chosen(self, entry: Entry, file: str | None = None) -> bool:
        key = (entry.id, file)
        if key not in self._chosen:
            self._chosen[key] = self._filter.should_run_check(
                check_id=entry.id,
                severity=Severities[entry.severity.name],
                file_origin_paths=[file] if file else None,
            )
        return self._chosen[key]


def _proposals(record: Record) -> Iterator[tuple[str, ...]]:
    """The findings for which a change can be proposed; whether it holds costs time to find out."""
    resource = record.resource
    for finding in record.findings:
        if finding.remedy is not None and not isinstance(finding.remedy, NoRemedy):
            yield record.entry.id, resource.span.file, resource.name, finding.message, finding.path


def _asks_for_reports(config: Namespace) -> bool:
    """Whether there is something to print or to write even if nothing was found."""
    return bool(
        set(config.output or ()) - {"cli"}
        or config.output_file_path
        or config.baseline
        or config.create_baseline
        or config.soft_fail
        or config.soft_fail_on
    )


def _proposed(count: int) -> str:
    if not count:
        return ""
    many = "1 finding" if count == 1 else f"{count} findings"
    return f"checkov-aws-iot fix has proposals for {many} and proves each"


def _written(
    reports: Sequence[ScanReport], config: Namespace, created: str | None, remark: str
) -> int:
    """The exit code of the findings, after every report stands where it should."""
    from checkov_aws_iot.commands.reports.report_output import written

    return written(reports, config, created, remark)


def _frameworks(config: Namespace, *, documents: bool) -> frozenset[str]:
    """What is judged; frameworks of which no resource is any of ours have none."""
    named = config.framework if ALL not in config.framework else ()
    chosen = frozenset(named or REPORTS).intersection(REPORTS) - frozenset(config.skip_framework)
    if not chosen or ALL in config.skip_framework:
        raise Complaint("the options leave no framework to scan")
    return chosen | {DOCUMENTS_REPORT} if documents else chosen


def _refuse_binary_plan(file: str) -> None:
    try:
        with open(file, "rb") as opened:
            is_binary = opened.read(2) == _PLAN_SIGN
    except OSError as error:
        raise Complaint(f"{file} cannot be read: {error.strerror}") from error
    if is_binary:
        raise Complaint(f"{file} is a binary plan; scan what terraform show -json {file} prints")


def _known(config: Namespace) -> KnownFindings | None:
    if not config.baseline:
        return None
    return known_findings(config.baseline, as_skipped=config.output_baseline_as_skipped)


def _plan_sources(config: Namespace) -> PlanSources | None:
    """The code that plans are made from; Checkov's option may be given several times, too, for one."""
    given = config.repo_root_for_plan_enrichment
    if not given:
        return None
    path = given[-1]
    if not os.path.isdir(path):
        raise Complaint(f'the directory "{path}" does not exist')
    return PlanSources(os.path.abspath(path), tuple(config.skip_path or ()))
