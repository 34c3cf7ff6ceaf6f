"""The findings of a scan as a table in Markdown, for comments and summaries of jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.commands.reports.finding_entries import reported_findings
from checkov_aws_iot.plugin.project import guideline

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.scan_report import ScanReport

_HEADERS: Final = ("Check", "Severity", "Resource", "File", "Finding")
_PUNCTUATION: Final = re.compile(r"[^\w\s.,:/()=+;%-]")
_TITLES: Final = {
    "cloudformation": "CloudFormation",
    "aws_iot_documents": "Documents",
    "terraform_json": "Terraform JSON",
    "terraform_plan": "Terraform Plan",
}


def markdown_tables(reports: Iterable[ScanReport]) -> str:
    """A table for each framework in which something failed; empty if nothing did."""
    return "\n".join(_table(report) for report in reports if report.failed_checks)


def _table(report: ScanReport) -> str:
    summary = report.summary()
    counts = [f"{summary[kind]} {kind}" for kind in ("passed", "failed", "skipped")]
    if report.parsing_errors:
        counts.append(f"{summary['parsing_errors']} not read")
    title = _TITLES.get(report.check_type, report.check_type.capitalize())
    head = f"### {title}\n\nChecks: {', '.join(counts)}\n\n"
    rows = [_HEADERS, ("---",) * len(_HEADERS), *_rows(report)]
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(report: ScanReport) -> Iterator[tuple[str, ...]]:
    for record in report.failed_checks:
        for finding in reported_findings(record):
            yield (
                f"[{record.check_id}]({guideline(record.check_id)})",
                record.severity.name if record.severity else "",
                _literal(record.resource),
                _literal(f"{finding['file']}:{finding['start_line']}"),
                _literal(finding["message"]),
            )


def _literal(text: str) -> str:
    """The text as code in which nothing is Markdown, a mention or the end of a cell."""
    return f"<code>{_PUNCTUATION.sub(lambda sign: f'&#{ord(sign[0])};', text)}</code>"
