"""The records of the engine as they stand in reports."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from checkov.common.bridgecrew.severities import Severities
from checkov.common.models.enums import CheckResult

from checkov_aws_iot.commands.reports.finding_entries import (
    FINDINGS,
    entries_of,
    lines_of,
    seen_from_here,
)
from checkov_aws_iot.commands.reports.scan_report import ReportRecord, ScanReport
from checkov_aws_iot.engine.candidates.subjects import Framework
from checkov_aws_iot.engine.records import SKIPPED
from checkov_aws_iot.findings.witness_json import witnesses_of
from checkov_aws_iot.plugin.project import guideline
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov_aws_iot.engine.records import Record as EngineRecord

# A hostile file has one line of all its characters; records repeat the code for every check.
MOST_LINES: Final = 1_000
MOST_IN_LINE: Final = 1_000

_WEIGHT: Final = {"PASSED": 0, SKIPPED: 1, "FAILED": 2}


class Reports:
    """A report for each framework.

    ``relative_to`` is the directory that file names begin in; without one, the root of each record.
    A resource that several configurations share has one record for each check: it fails if one of
    them fails it, with the details of all that do.
    """

    def __init__(self, relative_to: str | None, *, code: bool) -> None:
        self._relative_to = relative_to
        self._code = code
        self._records: dict[tuple[object, ...], tuple[str, ReportRecord]] = {}
        self._by_type: dict[str, ScanReport] = {}

    def add(self, root: str, records: Iterable[EngineRecord]) -> None:
        """The records stand in their reports; ``root`` is the absolute path of the scanned root."""
        for record in records:
            resource = record.resource
            key = (root, resource.report, record.entry.id, resource.name, resource.span)
            result, made = self._records.get(key, ("", None))
            if made is None or _WEIGHT[record.result] > _WEIGHT[result]:
                self._records[key] = record.result, self._made(root, record)
            elif result == record.result:
                made.details += [line for line in record.details if line not in made.details]
                held = made.check_result
                for name, more in _data_of(root, record).items():
                    before = held.get(name, [])
                    held[name] = before + [each for each in more if each not in before]

    def add_problem(self, root: str, file: str) -> None:
        """The file could not be read."""
        report = "terraform" if file.endswith((".tf", ".tofu")) else "cloudformation"
        self._report(report).parsing_errors.append(one_line(os.path.join(root, file)))

    def finished(self, order: Iterable[str]) -> list[ScanReport]:
        """All reports, in the order of their frameworks."""
        for (_, report, *_), (_, record) in self._records.items():
            self._report(str(report)).add_record(record)
        self._records.clear()
        return [self._report(name) for name in order]

    def _report(self, check_type: str) -> ScanReport:
        return self._by_type.setdefault(check_type, ScanReport(check_type))

    def _made(self, root: str, record: EngineRecord) -> ReportRecord:
        entry, resource, caller = record.entry, record.resource, record.resource.caller
        path = os.path.join(root, *resource.span.file.split("/"))
        file_path = self._printed(path, root)
        name = one_line(resource.name)
        if resource.framework is Framework.FILE:
            # A document is named by its file, as seen from the same place.
            name = file_path[1:] + name[len(one_line(resource.span.file)) :]
        result: dict[str, Any] = {
            "result": CheckResult[record.result],
            "evaluated_keys": [key for key in record.paths if key],
        }
        result.update(_data_of(root, record))
        if record.result == SKIPPED:
            result["suppress_comment"] = record.comment
        return ReportRecord(
            check_id=entry.id,
            check_name=entry.title,
            check_result=result,
            code_block=self._code_lines(path, resource.span.start_line, resource.span.end_line),
            file_path=file_path,
            file_line_range=[resource.span.start_line, resource.span.end_line],
            resource=name,
            caller_file_path=self._printed(os.path.join(root, caller.file), root)
            if caller
            else None,
            caller_file_line_range=(caller.start_line, caller.end_line) if caller else None,
            check_class=entry.location.partition(":")[0],
            file_abs_path=one_line(path),
            repo_file_path=_from_here(one_line(path)),
            resource_address=name,
            severity=Severities[entry.severity.name],
            guideline=guideline(entry.id),
            details=list(record.details),
        )

    def _printed(self, path: str, root: str) -> str:
        relative = os.path.relpath(path, self._relative_to or root).replace(os.sep, "/")
        return f"/{one_line(relative)}"

    def _code_lines(self, path: str, first: int, last: int) -> list[tuple[int, str]]:
        if not self._code:
            return []
        last = min(last, first + MOST_LINES)
        lines = lines_of(path)[first - 1 : last]
        return [(number, f"{line[:MOST_IN_LINE]}\n") for number, line in enumerate(lines, first)]


@cache
def _from_here(path: str) -> str:
    """The path as Checkov names it in its reports; what leads upwards is left out."""
    return f"/{seen_from_here(path)}".replace("/..", "")


def _data_of(root: str, record: EngineRecord) -> dict[str, list[dict[str, Any]]]:
    """The findings and their requests, as far as there are any."""
    lists = {
        FINDINGS: entries_of(root, record),
        "witnesses": witnesses_of(record.findings),
    }
    return {key: values for key, values in lists.items() if values}
