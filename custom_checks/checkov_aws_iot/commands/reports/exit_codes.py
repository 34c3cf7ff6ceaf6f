"""The exit code of findings under the thresholds that the user gives, as Checkov decides it."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkov.common.bridgecrew.severities import Severities, Severity
from checkov.common.util.consts import PARSE_ERROR_FAIL_FLAG
from checkov.runner_filter import RunnerFilter

from checkov_aws_iot.commands.chosen_checks import named_checks

if TYPE_CHECKING:
    from checkov_aws_iot.commands.reports.scan_report import ReportRecord, ScanReport


def exit_code(reports: Iterable[ScanReport], config: Namespace) -> int:
    """1 if a finding is to fail the run, else 0."""
    soft = _Threshold.of(config.soft_fail_on)
    hard = _Threshold.of(config.hard_fail_on)
    fails_on_errors = os.environ.get(PARSE_ERROR_FAIL_FLAG, "").lower() == "true"
    for report in reports:
        if report.parsing_errors and fails_on_errors:
            return 1
        if any(
            _fails(record, soft, hard, soft_fail=config.soft_fail)
            for record in report.failed_checks
        ):
            return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Threshold:
    """The checks and the severities that an option names."""

    checks: list[str]
    severities: list[Severity]

    @classmethod
    def of(cls, given: list[str] | None) -> _Threshold:
        named = list(named_checks(given))
        levels = [Severities[name.upper()] for name in named if name.upper() in Severities]
        return cls([name for name in named if name.upper() not in Severities], levels)

    @property
    def is_given(self) -> bool:
        return bool(self.checks or self.severities)

    def names(self, record: ReportRecord) -> bool:
        """Whether the check of the record is named."""
        return RunnerFilter.check_matches(record.check_id, None, self.checks)


def _fails(record: ReportRecord, soft: _Threshold, hard: _Threshold, *, soft_fail: bool) -> bool:
    if not soft.is_given and not hard.is_given:
        return not soft_fail
    level = record.severity.level
    is_soft = any(level <= severity.level for severity in soft.severities)
    is_hard = any(level >= severity.level for severity in hard.severities)
    if hard.names(record):
        return True
    if is_hard and not soft.names(record):
        return True
    # What no option speaks of fails only where findings were to be let off, and it is none of them.
    return soft.is_given and not soft_fail and not is_soft and not soft.names(record)
