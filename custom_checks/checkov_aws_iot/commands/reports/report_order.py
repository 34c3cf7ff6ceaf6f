"""The order of findings in every format: by severity, file, line and check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.commands.reports.finding_entries import FINDINGS

if TYPE_CHECKING:
    from checkov.common.output.record import Record

    from checkov_aws_iot.commands.reports.scan_report import ScanReport


def sort_records(reports: Iterable[ScanReport]) -> None:
    """The records of each report stand in that order."""
    for report in reports:
        for records in (report.failed_checks, report.passed_checks, report.skipped_checks):
            records.sort(key=_key)


def _key(record: Record) -> tuple[object, ...]:
    """The worst first; where a record has several findings, the first of them counts."""
    checked: Any = record.check_result
    lines = [finding["start_line"] for finding in checked.get(FINDINGS) or ()]
    return (
        -(record.severity.level if record.severity else 0),
        record.file_path,
        min(lines, default=record.file_line_range[0]),
        record.check_id,
        record.resource,
        record.file_line_range,
    )
