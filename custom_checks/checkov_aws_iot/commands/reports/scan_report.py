"""What a scan reports: a report for each framework, with a record for each check and resource.

Checkov's own classes take half a second to import. These hold the same under the same names, so that the
formats of this pack need no others; ``checkov_reports.py`` makes Checkov's of them for its formats.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from checkov.common.models.enums import CheckResult
from checkov.version import version

if TYPE_CHECKING:
    from checkov.common.bridgecrew.severities import Severity

_URL: Final = "Add an api key '--bc-api-key <api-key>' to see more detailed insights via https://bridgecrew.cloud"


@dataclass
class ReportRecord:
    """One check of one resource; the fields are those of Checkov's record, in their order in JSON."""

    check_id: str
    bc_check_id: None = field(default=None, init=False)
    check_name: str
    check_result: dict[str, Any]
    code_block: list[tuple[int, str]] | None
    file_path: str
    file_abs_path: str
    repo_file_path: str
    file_line_range: list[int]
    resource: str
    evaluations: None = field(default=None, init=False)
    check_class: str
    fixed_definition: None = field(default=None, init=False)
    entity_tags: None = field(default=None, init=False)
    caller_file_path: str | None
    caller_file_line_range: tuple[int, int] | None
    resource_address: str
    severity: Severity
    bc_category: None = field(default=None, init=False)
    benchmarks: None = field(default=None, init=False)
    description: None = field(default=None, init=False)
    short_description: None = field(default=None, init=False)
    vulnerability_details: None = field(default=None, init=False)
    connected_node: None = field(default=None, init=False)
    guideline: str
    details: list[str]
    check_len: None = field(default=None, init=False)
    definition_context_file_path: None = field(default=None, init=False)


_NAMES: Final = [field.name for field in fields(ReportRecord)]


class ScanReport:
    """The records of one framework."""

    def __init__(self, check_type: str) -> None:
        self.check_type = check_type
        self.passed_checks: list[ReportRecord] = []
        self.failed_checks: list[ReportRecord] = []
        self.skipped_checks: list[ReportRecord] = []
        self.parsing_errors: list[str] = []
        self.resources: set[str] = set()

    def add_record(self, record: ReportRecord) -> None:
        """The record stands among those with its result, and its resource is counted."""
        lists = {
            CheckResult.PASSED: self.passed_checks,
            CheckResult.FAILED: self.failed_checks,
            CheckResult.SKIPPED: self.skipped_checks,
        }
        lists[record.check_result["result"]].append(record)
        self.resources.add(f"{record.file_path}:{record.resource}")

    def all_records(self) -> list[ReportRecord]:
        """Every record, what failed first."""
        return self.failed_checks + self.passed_checks + self.skipped_checks

    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.all_records() or self.parsing_errors)

    def summary(self) -> dict[str, int | str]:
        """How many records there are of each result."""
        return {
            "passed": len(self.passed_checks),
            "failed": len(self.failed_checks),
            "skipped": len(self.skipped_checks),
            "parsing_errors": len(self.parsing_errors),
            "resource_count": len(self.resources),
            "checkov_version": version,
        }

    def as_data(self, *, failed_only: bool, compact: bool) -> dict[str, Any]:
        """The report as it stands in JSON; ``compact`` leaves the lines of code out."""

        def entries(records: list[ReportRecord]) -> list[dict[str, Any]]:
            return [_entry(record, compact=compact) for record in records]

        failed = entries(self.failed_checks)
        results: dict[str, Any] = {"failed_checks": failed}
        if not failed_only:
            results = {
                "passed_checks": entries(self.passed_checks),
                "failed_checks": failed,
                "skipped_checks": entries(self.skipped_checks),
                "parsing_errors": list(self.parsing_errors),
            }
        data = {"check_type": self.check_type, "results": results, "summary": self.summary()}
        return data if failed_only else {**data, "url": _URL}


def _entry(record: ReportRecord, *, compact: bool) -> dict[str, Any]:
    entry = {name: getattr(record, name) for name in _NAMES}
    entry["severity"] = record.severity.name
    if compact:
        entry["code_block"] = None
    return entry
