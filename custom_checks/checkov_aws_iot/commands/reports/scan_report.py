"""The records of one framework, and Checkov's report of them for the formats that Checkov writes.

Checkov's class takes a quarter of a second to import, so only those formats do.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from checkov.common.bridgecrew.severities import Severity
from checkov.common.models.enums import CheckResult
from checkov.version import version

if TYPE_CHECKING:
    from argparse import Namespace

    from checkov.common.output.baseline import Baseline
    from checkov.common.output.record import Record
    from checkov.common.output.report import Report
    from checkov.common.typing import _ExitCodeThresholds

# What Checkov prints of a scan without its platform.
_ADVERTISEMENT: Final = "Add an api key '--bc-api-key <api-key>' to see more detailed insights via https://bridgecrew.cloud"
# Files that cannot be parsed fail the scan where it is "true".
_PARSING_ERRORS_FAIL: Final = "CKV_PARSE_ERROR_FAIL"


class ScanReport:
    """What a scan says about one framework. The names are those of Checkov's report."""

    def __init__(self, check_type: str) -> None:
        self.check_type = check_type
        self.passed_checks: list[Record] = []
        self.failed_checks: list[Record] = []
        self.skipped_checks: list[Record] = []
        self.parsing_errors: list[str] = []
        self.resources: set[str] = set()

    def add_record(self, record: Record) -> None:
        """The record and its resource are in the report."""
        checks = {
            CheckResult.PASSED: self.passed_checks,
            CheckResult.FAILED: self.failed_checks,
            CheckResult.SKIPPED: self.skipped_checks,
        }
        result: Any = record.check_result["result"]
        checks[result].append(record)
        self.resources.add(f"{record.file_path}:{record.resource}")

    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        kinds = (self.passed_checks, self.failed_checks, self.skipped_checks, self.parsing_errors)
        return not any(kinds)

    def summary(self) -> dict[str, int | str]:
        """How many records of each kind there are."""
        return {
            "passed": len(self.passed_checks),
            "failed": len(self.failed_checks),
            "skipped": len(self.skipped_checks),
            "parsing_errors": len(self.parsing_errors),
            "resource_count": len(self.resources),
            "checkov_version": version,
        }

    def as_data(self, *, only_failed: bool = False) -> dict[str, Any]:
        """The report as Checkov's JSON has it; with ``only_failed``, what ``--quiet`` leaves of it."""
        failed = [vars(record) for record in self.failed_checks]
        if only_failed:
            results: dict[str, Any] = {"failed_checks": failed}
            more = {}
        else:
            results = {
                "passed_checks": [vars(record) for record in self.passed_checks],
                "failed_checks": failed,
                "skipped_checks": [vars(record) for record in self.skipped_checks],
                "parsing_errors": list(self.parsing_errors),
            }
            more = {"url": _ADVERTISEMENT}
        found = {"check_type": self.check_type, "results": results, "summary": self.summary()}
        return {**found, **more}

    def exit_code(self, config: Namespace, thresholds: _ExitCodeThresholds) -> int:
        """1 if a finding counts, else 0. Which ones do is Checkov's rule."""
        counts_more = (
            config.soft_fail_on or config.hard_fail_on or _PARSING_ERRORS_FAIL in os.environ
        )
        if counts_more:
            return self.as_checkov().get_exit_code(thresholds)
        return int(bool(self.failed_checks) and not config.soft_fail)

    def reduce(self, baseline: Baseline) -> None:
        """What a baseline of Checkov knows is left out, or suppressed, as it says."""
        report = self.as_checkov()
        baseline.compare_and_reduce_reports([report])
        self.passed_checks = report.passed_checks
        self.failed_checks = report.failed_checks
        self.skipped_checks = report.skipped_checks

    def as_checkov(self) -> Report:
        """Checkov's report of the same records."""
        from checkov.common.output.report import Report

        report = Report(self.check_type)
        report.passed_checks = list(self.passed_checks)
        report.failed_checks = list(self.failed_checks)
        report.skipped_checks = list(self.skipped_checks)
        report.parsing_errors = list(self.parsing_errors)
        report.resources = set(self.resources)
        return report


def plain(value: object) -> str:
    """What records hold beside plain data, for JSON.

    Raises:
        TypeError: it is something else than a severity.
    """
    if not isinstance(value, Severity):
        raise TypeError(type(value).__name__)
    return value.name
