"""The records of the engine as Checkov's, so that its classes can write the reports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckResult
from checkov.common.output.record import Record

from checkov_aws_iot.commands.reports.baseline_file import FoundFindings, KnownFindings
from checkov_aws_iot.commands.reports.finding_entries import FINDINGS, entries_of, lines_of
from checkov_aws_iot.commands.reports.scan_report import ScanReport
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.records import SKIPPED
from checkov_aws_iot.findings.finding import detail_lines
from checkov_aws_iot.findings.witness_json import witnesses_of
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.proved_edits import ProvedEdits
    from checkov_aws_iot.engine.records import Record as EngineRecord

# A hostile file has one line of all its characters; records repeat the code for every check.
MOST_LINES: Final = 1_000
MOST_IN_LINE: Final = 1_000

# What Checkov says of them.
_IN_BASELINE: Final = "baseline-skipped"

_Entries = list[dict[str, Any]]

_WEIGHT: Final = {"PASSED": 0, SKIPPED: 1, "FAILED": 2}


class Reports:
    """A report for each framework.

    ``relative_to`` is the directory that file names begin in; without one, the root of each record.
    A resource that several configurations share has one record for each check: it fails if one of
    them fails it, with the details of all that do.

    Findings that are ``known`` are left out, or suppressed with ``keep_known``; ``found`` are all.
    """

    def __init__(
        self,
        relative_to: str | None,
        *,
        code: bool,
        known: KnownFindings | None = None,
        keep_known: bool = False,
    ) -> None:
        self._relative_to = relative_to
        self._code = code
        self._known = known
        self._keep_known = keep_known
        self.found = FoundFindings()
        self._records: dict[tuple[object, ...], tuple[str, Record]] = {}
        self._by_type: dict[str, ScanReport] = {}

    def add(
        self, root: str, records: Iterable[EngineRecord], proved: ProvedEdits | None = None
    ) -> None:
        """The records stand in their reports; ``root`` is the absolute path of the scanned root."""
        for given in records:
            record, entries = self._new(root, given, entries_of(root, given, proved))
            if record is None:
                continue
            resource = record.resource
            key = (root, resource.report, record.entry.id, resource.name, resource.span)
            result, made = self._records.get(key, ("", None))
            if made is None or _WEIGHT[record.result] > _WEIGHT[result]:
                self._records[key] = record.result, self._made(root, record, entries)
            elif result == record.result:
                made.details += [line for line in record.details if line not in made.details]
                held: Any = made.check_result
                for name, more in _lists(record, entries).items():
                    before = held.get(name, [])
                    held[name] = before + [each for each in more if each not in before]

    def _new(
        self, root: str, record: EngineRecord, entries: _Entries
    ) -> tuple[EngineRecord | None, _Entries]:
        """The record with the findings that are not known, if it says something then."""
        if record.result != "FAILED":
            return record, entries
        path = os.path.join(root, *record.resource.span.file.split("/"))
        printed = self._printed(path, root)
        fingerprints = [entry["fingerprint"] for entry in entries]
        self.found.add(path, self._name(record, printed), record.entry.id, fingerprints)
        if self._known is None or self._known.checkovs:
            return record, entries
        new = [
            number
            for number, fingerprint in enumerate(fingerprints)
            if not self._known.knows(path, printed, fingerprint)
        ]
        if len(new) == len(entries):
            return record, entries
        if not new:
            skipped = replace(record, result=SKIPPED, comment=_IN_BASELINE, findings=(), details=())
            return skipped if self._keep_known else None, []
        findings = tuple(record.findings[number] for number in new)
        details = tuple(detail_lines(findings))
        return replace(record, findings=findings, details=details), [entries[n] for n in new]

    def add_problem(self, root: str, file: str) -> None:
        """The file could not be read."""
        report = "terraform" if file.endswith((".tf", ".tofu")) else "cloudformation"
        self._report(report).parsing_errors.append(one_line(os.path.join(root, file)))

    def finished(self, order: Iterable[str]) -> list[ScanReport]:
        """All reports, in the order of their frameworks."""
        for (_, report, *_), (_, record) in self._records.items():
            self._report(str(report)).add_record(record)
        self._records.clear()
        reports = [self._report(name) for name in order]
        if self._known is not None and self._known.checkovs:
            for report in reports:
                report.reduce(self._known.checkovs)
        return reports

    def _report(self, check_type: str) -> ScanReport:
        return self._by_type.setdefault(check_type, ScanReport(check_type))

    def _made(self, root: str, record: EngineRecord, entries: _Entries) -> Record:
        entry, resource, caller = record.entry, record.resource, record.resource.caller
        path = os.path.join(root, *resource.span.file.split("/"))
        file_path = self._printed(path, root)
        name = self._name(record, file_path)
        result: dict[str, Any] = {
            "result": CheckResult[record.result],
            "evaluated_keys": [key for key in record.paths if key],
        }
        result.update(_lists(record, entries))
        if record.result == SKIPPED:
            result["suppress_comment"] = record.comment
        made = Record(
            check_id=entry.id,
            check_name=entry.title,
            check_result=result,  # type: ignore[arg-type]
            code_block=self._code_lines(path, resource.span.start_line, resource.span.end_line),
            file_path=file_path,
            file_line_range=[resource.span.start_line, resource.span.end_line],
            resource=name,
            evaluations=None,
            caller_file_path=self._printed(os.path.join(root, caller.file), root)
            if caller
            else None,
            caller_file_line_range=(caller.start_line, caller.end_line) if caller else None,
            check_class=entry.location.partition(":")[0],
            file_abs_path=one_line(path),
            resource_address=name,
            severity=Severities[entry.severity.name],
            details=list(record.details),
        )
        made.set_guideline(guideline(entry.id))
        return made

    @staticmethod
    def _name(record: EngineRecord, file_path: str) -> str:
        resource, name = record.resource, one_line(record.resource.name)
        if resource.framework is Framework.FILE:
            # A document is named by its file, as seen from the same place.
            return file_path[1:] + name[len(one_line(resource.span.file)) :]
        return name

    def _printed(self, path: str, root: str) -> str:
        relative = os.path.relpath(path, self._relative_to or root).replace(os.sep, "/")
        return f"/{one_line(relative)}"

    def _code_lines(self, path: str, first: int, last: int) -> list[tuple[int, str]]:
        if not self._code:
            return []
        last = min(last, first + MOST_LINES)
        lines = lines_of(path)[first - 1 : last]
        return [(number, f"{line[:MOST_IN_LINE]}\n") for number, line in enumerate(lines, first)]


def _lists(record: EngineRecord, entries: _Entries) -> dict[str, _Entries]:
    """The findings and their requests, as far as there are any."""
    lists = {FINDINGS: entries, "witnesses": witnesses_of(record.findings)}
    return {key: values for key, values in lists.items() if values}
