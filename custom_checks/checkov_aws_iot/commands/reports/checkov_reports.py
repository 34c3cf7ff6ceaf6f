"""The reports of a scan as Checkov's, for the formats that its classes write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from checkov.common.output.record import Record
from checkov.common.output.report import Report

from checkov_aws_iot.commands.reports.scan_report import ReportRecord

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.scan_report import ScanReport

# Checkov's record works this one out, and takes the address of the page separately.
_NOT_GIVEN: Final = frozenset({"repo_file_path", "guideline"})
_GIVEN: Final = [f.name for f in fields(ReportRecord) if f.init and f.name not in _NOT_GIVEN]


def checkov_reports(reports: Iterable[ScanReport]) -> list[Report]:
    """The same reports in Checkov's classes."""
    return [_report(report) for report in reports]


def _report(report: ScanReport) -> Report:
    made = Report(report.check_type)
    for record in report.all_records():
        made.add_record(_record(record))
    made.add_parsing_errors(report.parsing_errors)
    for resource in sorted(report.resources):
        made.add_resource(resource)
    return made


def _record(record: ReportRecord) -> Record:
    given: dict[str, Any] = {name: getattr(record, name) for name in _GIVEN}
    made = Record(**given, evaluations=None)
    made.set_guideline(record.guideline)
    return made
