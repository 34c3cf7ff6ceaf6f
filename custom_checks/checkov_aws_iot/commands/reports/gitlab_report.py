"""The findings of a scan as GitLab's security report: one vulnerability for each, at its lines.

Source: https://docs.gitlab.com/development/integrations/secure/#report and the schema of version 15.0.4,
https://gitlab.com/gitlab-org/security-products/security-report-schemas
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.reports.finding_entries import reported_findings
from checkov_aws_iot.commands.reports.message_parts import parts_of
from checkov_aws_iot.commands.reports.reproducible_reports import identifier
from checkov_aws_iot.plugin.project import REPOSITORY, guideline

if TYPE_CHECKING:
    from checkov.common.output.record import Record

    from checkov_aws_iot.commands.reports.scan_report import ScanReport

_VERSION: Final = "15.0.4"
_SCHEMA: Final = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{_VERSION}/dist/sast-report-format.json"
)
_SCANNER: Final = {
    "id": "checkov-aws-iot",
    "name": "checkov-aws-iot",
    "url": REPOSITORY,
    "vendor": {"name": "checkov-aws-iot"},
    "version": __version__,
}
# More than these characters of a solution GitLab does not take.
_MOST_OF_SOLUTION: Final = 6_900


def gitlab_log(reports: Iterable[ScanReport], time: datetime) -> dict[str, Any]:
    """The report; ``time`` is when the scan began and ended."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S")
    found = [each for report in reports for r in report.failed_checks for each in _of_record(r)]
    for number, vulnerability in enumerate(found):
        vulnerability["id"] = str(identifier({**vulnerability, "id": number}))
    return {
        "schema": _SCHEMA,
        "version": _VERSION,
        "scan": {
            "start_time": moment,
            "end_time": moment,
            "analyzer": _SCANNER,
            "scanner": _SCANNER,
            "status": "success",
            "type": "sast",
        },
        "vulnerabilities": found,
    }


def _of_record(record: Record) -> Iterator[dict[str, Any]]:
    page = guideline(record.check_id)
    severity = record.severity.name.capitalize() if record.severity else "Unknown"
    for finding in reported_findings(record):
        instead = parts_of(finding["message"]).instead
        yield {
            "id": "",
            "identifiers": [
                {
                    "type": "checkov",
                    "name": record.check_id,
                    "value": record.check_id,
                    "url": page,
                }
            ],
            "location": {
                "file": finding["file"],
                "start_line": finding["start_line"],
                "end_line": finding["end_line"],
                "class": record.resource,
            },
            "name": record.check_name,
            "description": f"{_literal(record.resource)}: {_literal(finding['message'])}",
            "severity": severity,
            "solution": _literal(instead[:_MOST_OF_SOLUTION]) if instead else f"See {page}",
            "links": [{"url": page}],
        }


def _literal(text: str) -> str:
    """The text as code: GitLab reads Markdown there, and what is scanned may hold some."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}"
