"""A runner for Checkov that judges JSON documents which are no stack and which nothing uses.

Scripts create policies and provisioning templates from such files when they deploy. A runner is the
part of Checkov that makes a report, so filters, exit codes, baselines and all formats of output work
as for any other framework. Only the console script adds it to a scan.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checkov.cloudformation.cfn_utils import validate_properties_in_resources_are_dict
from checkov.cloudformation.parser import parse as parse_template
from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckResult
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner, filter_ignored_paths
from checkov.runner_filter import RunnerFilter

from checkov_aws_iot.engine.blind_spots import blind_spots
from checkov_aws_iot.engine.confined_reader import ConfinedReader
from checkov_aws_iot.engine.declared_conventions import entry_under, ignore_of
from checkov_aws_iot.engine.document_files import (
    CHECK_TYPE,
    MOST_FILES,
    ScannedFiles,
    is_small,
)
from checkov_aws_iot.engine.document_kinds import (
    DocumentKind,
    RecognisedDocument,
    recognised,
    taken_apart,
)
from checkov_aws_iot.engine.file_candidate import FileCandidate
from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging, guarded
from checkov_aws_iot.engine.subjects import Framework, types_of
from checkov_aws_iot.engine.used_files import UsedFiles
from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.plugin.own_conventions import own_conventions
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.rules.catalog import ANALYSABLE_DOCUMENT, CATALOGUE, Entry, rule, rules
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.values.span import Span

_LOG = logging.getLogger(__name__)

# A hostile file has one line of all its characters; records repeat the code for every check.
_MOST_LINES = 1_000
_MOST_IN_LINE = 1_000

_RESULTS = {Verdict.FAILED: CheckResult.FAILED, Verdict.PASSED: CheckResult.PASSED}


class DocumentsRunner(BaseRunner[None, None, None]):
    """Judges the JSON documents of a directory, or those among some files."""

    check_type = CHECK_TYPE

    def __init__(self) -> None:
        super().__init__(file_extensions=[".json"])

    def run(
        self,
        root_folder: str | None,
        external_checks_dir: list[str] | None = None,  # noqa: ARG002 - Checkov's signature
        files: list[str] | None = None,
        runner_filter: RunnerFilter | None = None,
        collect_skip_comments: bool = True,  # noqa: ARG002 - Checkov's signature
    ) -> Report:
        """The report on all documents that nothing else in the scan uses. Never raises."""
        runner_filter = runner_filter or RunnerFilter()
        report = Report(self.check_type)
        for root, found in _scanned(root_folder, files, runner_filter):
            if found.left_out:
                _LOG.warning(
                    "%s: more than %d JSON files; %d were not looked at",
                    root, MOST_FILES, found.left_out,
                )  # fmt: skip
            for document in _unused(root, found, runner_filter):
                for part in taken_apart(document):
                    _Judged(root, part, runner_filter).add_to(report)
        return report


def _scanned(
    root_folder: str | None, files: list[str] | None, runner_filter: RunnerFilter
) -> Iterator[tuple[str, ScannedFiles]]:
    if root_folder:
        root = os.path.abspath(root_folder)
        yield root, _files_below(root, list(runner_filter.excluded_paths))
        return
    current = os.getcwd()
    for file in map(os.path.abspath, files or ()):
        # A name is printed from where the user stands, if the file is below.
        inside = file.startswith(current.rstrip(os.sep) + os.sep)
        only = ScannedFiles()
        only.add(file)
        only.templates.clear()
        yield current if inside else os.path.dirname(file), only


def _files_below(root: str, excluded_paths: list[str]) -> ScannedFiles:
    """The files that Checkov would scan in the directory. Never raises.

    Neither hidden ones, nor installed dependencies, nor what ``--skip-path`` excludes; directories
    behind symbolic links are not entered.
    """
    scanned = ScannedFiles()
    for directory, directories, files in os.walk(root):
        filter_ignored_paths(directory, directories, excluded_paths)
        filter_ignored_paths(directory, files, excluded_paths)
        directories.sort()
        for name in sorted(files):
            scanned.add(os.path.abspath(os.path.join(directory, name)))
    return scanned


def _unused(
    root: str, found: ScannedFiles, runner_filter: RunnerFilter
) -> Iterator[RecognisedDocument]:
    reader = ConfinedReader(root)
    used: UsedFiles | None = None
    seen: set[str] = set()
    # Of a file and links to it, the file is judged.
    for path in sorted(found.json, key=os.path.islink):
        actual = os.path.realpath(path)
        if actual in seen or not is_small(path):
            continue
        seen.add(actual)
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        text = reader.read(relative)
        if isinstance(text, Unknown):
            continue
        document = _recognised(text, relative)
        if document is None:
            continue
        if used is None:
            used = UsedFiles(root, found, tuple(runner_filter.var_files or ()))
            for problem in used.problems:
                _LOG.warning("%s: %s", root, problem)
        if path not in used:
            yield _unless_stack(document, path, runner_filter)


def _recognised(text: str, relative: str) -> RecognisedDocument | None:
    found = guarded(lambda: recognised(text, relative), "the recognition of documents")
    if isinstance(found, Broken):
        _LOG.warning("%s: %s", relative, found)
        return None
    return found


def _unless_stack(
    document: RecognisedDocument, path: str, runner_filter: RunnerFilter
) -> RecognisedDocument:
    """The document; if Checkov takes it for a stack, only what it does not judge of it."""
    is_body = document.kind is DocumentKind.PROVISIONING_TEMPLATE and not document.attribute
    is_valid = isinstance(document.value, Mapping)
    if not is_body or not is_valid or {"all", "cloudformation"}.isdisjoint(runner_filter.framework):
        return document
    read = guarded(lambda: _is_stack(path), "reading the file as a stack")
    return replace(document, kind=DocumentKind.TEMPLATE_ALONE) if read is True else document


def _is_stack(path: str) -> bool:
    """Whether Checkov reads the file as a stack, by the conditions that it sets itself."""
    template, _ = parse_template(path, {})
    return (
        isinstance(template, dict)
        and isinstance(template.get("Resources"), dict)
        and bool(validate_properties_in_resources_are_dict(template))
    )


class _Judged:
    """One document and what the checks say about it."""

    def __init__(
        self, root: str, document: RecognisedDocument, runner_filter: RunnerFilter
    ) -> None:
        self._document = document
        self._filter = runner_filter
        self._path = os.path.join(root, *document.span.file.split("/"))
        self._root = root
        self._conventions = own_conventions()
        self._judging = ResourceJudging(
            Framework.FILE, document.kind.value, (FileCandidate(document),), self._conventions
        )
        self._lines = _code_lines(root, document)

    def add_to(self, report: Report) -> None:
        """The report has a record for every check that says something about the document."""
        report.add_resource(f"/{self._document.span.file}:{self._document.name}")
        for declared in CATALOGUE:
            entry = entry_under(self._conventions, declared)
            if self._is_asked(entry):
                outcome = self._outcome(entry)
                if outcome.verdict in _RESULTS:
                    report.add_record(self._record(entry, outcome))

    def _is_asked(self, entry: Entry) -> bool:
        if entry.id != ANALYSABLE_DOCUMENT and self._judging.resource_type not in types_of(
            Framework.FILE, entry.subjects
        ):
            return False
        return self._filter.should_run_check(
            check_id=entry.id,
            severity=Severities[entry.severity.name],
            report_type=CHECK_TYPE,
            file_origin_paths=[f"/{self._document.span.file}"],
        )

    def _outcome(self, entry: Entry) -> Outcome:
        if entry.id != ANALYSABLE_DOCUMENT:
            return self._judging.outcome(rule(entry.id))
        found = guarded(lambda: blind_spots(self._judging, rules()), "the search for blind spots")
        if isinstance(found, Broken):
            return Outcome(Verdict.FAILED, (Finding(str(found)),), broke=True)
        return found

    def _record(self, entry: Entry, outcome: Outcome) -> Record:
        result: Any = {
            "result": _RESULTS[outcome.verdict],
            "evaluated_keys": [path for path in outcome.paths if path],
        }
        if witnesses := outcome.witnesses():
            result["witnesses"] = witnesses
        span = self._document.span
        place = (self._document.name, self._root, span.file)
        if ignore := ignore_of(self._conventions, entry.id, outcome, *place):
            result = {"result": CheckResult.SKIPPED, "suppress_comment": ignore.reason}
        record = Record(
            check_id=entry.id,
            check_name=entry.title,
            check_result=result,
            code_block=self._lines,
            file_path=f"/{span.file}",
            file_line_range=[span.start_line, span.end_line],
            resource=self._document.name,
            evaluations={},
            check_class=entry.location.partition(":")[0],
            file_abs_path=self._path,
            severity=Severities[entry.severity.name],
            details=[] if ignore else [_detail(finding, span) for finding in outcome.findings],
        )
        record.set_guideline(guideline(entry.id))
        return record


def _detail(finding: Finding, file: Span) -> str:
    """The detail line; what stands in a string of the file has no line of its own."""
    line = str(finding)
    return line if f"[{file.file}:" in line else str(replace(finding, span=file))


def _code_lines(root: str, document: RecognisedDocument) -> list[tuple[int, str]]:
    text = ConfinedReader(root).read(document.span.file)
    lines = [] if isinstance(text, Unknown) else text.splitlines()[:_MOST_LINES]
    return [(number, f"{line[:_MOST_IN_LINE]}\n") for number, line in enumerate(lines, 1)]
