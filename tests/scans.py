"""Scans by Checkov's real runners, with the pack loaded as Checkov loads it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.bridgecrew.check_type import CheckType
from checkov.runner_filter import RunnerFilter
from checkov.serverless.runner import Runner as ServerlessRunner
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner
from checkov.terraform_json.runner import TerraformJsonRunner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checkov.common.output.record import Record

ROOT = Path(__file__).parent.parent
PACK = ROOT / "custom_checks"

RUNNERS: dict[str, Any] = {
    CheckType.TERRAFORM: TerraformRunner,
    CheckType.TERRAFORM_JSON: TerraformJsonRunner,
    CheckType.TERRAFORM_PLAN: PlanRunner,
    CheckType.CLOUDFORMATION: CloudFormationRunner,
    CheckType.SERVERLESS: ServerlessRunner,
}
MOST_COMMON = (CheckType.TERRAFORM, CheckType.TERRAFORM_JSON, CheckType.CLOUDFORMATION)


@dataclass
class Scan:
    """What a scan reported, as sets and by record."""

    records: list[Record] = field(default_factory=list)
    parsing_errors: set[str] = field(default_factory=set)

    @property
    def verdicts(self) -> dict[tuple[str, str], str]:
        """The verdict of every check on every resource; what has no record is not in it."""
        return {
            (record.check_id, record.resource): record.check_result["result"].value
            for record in self.records
        }

    def of(self, *ids: str) -> dict[tuple[str, str], str]:
        """The verdicts of these checks only."""
        return {key: verdict for key, verdict in self.verdicts.items() if key[0] in ids}

    def failed(self, check_id: str) -> set[str]:
        """The resources that failed the check."""
        return self._with(check_id, "FAILED")

    def passed(self, check_id: str) -> set[str]:
        """The resources that passed the check."""
        return self._with(check_id, "PASSED")

    def details(self, check_id: str, resource: str) -> list[str]:
        """The detail lines of one record."""
        return [line for record in self._records(check_id, resource) for line in record.details]

    def evaluated_keys(self, check_id: str, resource: str) -> list[str]:
        """The evaluated keys of one record."""
        return [
            key
            for record in self._records(check_id, resource)
            for key in record.check_result["evaluated_keys"]
        ]

    def _with(self, check_id: str, verdict: str) -> set[str]:
        return {
            resource
            for (found, resource), result in self.verdicts.items()
            if found == check_id and result == verdict
        }

    def _records(self, check_id: str, resource: str) -> Iterable[Record]:
        return [r for r in self.records if (r.check_id, r.resource) == (check_id, resource)]


def write_files(top: Path, files: dict[str, str]) -> None:
    """The files stand below the directory."""
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")


def scan_with_runners(
    path: Path,
    frameworks: Iterable[str] = MOST_COMMON,
    checks: Iterable[str] = ("CKV_IOT_*",),
    files: Iterable[str] | None = None,
    **options: Any,
) -> Scan:
    """The records of the pack for a directory, or for some files of it."""
    result = Scan()
    for framework in frameworks:
        runner = RUNNERS[framework]()
        report = runner.run(
            root_folder=None if files else str(path),
            files=[os.path.join(path, name) for name in files] if files else None,
            external_checks_dir=[str(PACK)],
            runner_filter=RunnerFilter(
                framework=[framework],
                checks=list(checks),
                show_progress_bar=False,
                **options,
            ),
        )
        for one in report if isinstance(report, list) else [report]:
            result.records += [*one.failed_checks, *one.passed_checks, *one.skipped_checks]
            result.parsing_errors.update(one.parsing_errors)
    return result
