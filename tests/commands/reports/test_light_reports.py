"""The reports of this pack need none of Checkov's classes for reports; the others are made of them."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from checkov.common.bridgecrew.severities import Severities
from checkov.common.output.report import Report
from checkov.common.util.json_utils import CustomJSONEncoder
from command_line import CONNECT_POLICY
from scans import PACK, write_files

from checkov_aws_iot.commands.reports.checkov_reports import checkov_reports
from checkov_aws_iot.commands.reports.exit_codes import exit_code
from checkov_aws_iot.commands.reports.report_records import Reports
from checkov_aws_iot.commands.reports.scan_report import ScanReport
from checkov_aws_iot.engine.project import REPORTS, Project

# Modules that take longer to import than a small scan takes.
HEAVY = (
    "checkov.common.output.report",
    "checkov.main",
    "pydantic",
    "requests",
    "networkx",
    "boto3",
)
SUPPRESSED = CONNECT_POLICY.format(name="q", id="*").replace(
    "policy =", "#checkov:skip=CKV_IOT_101:meant\n  policy ="
)


def reports_of(directory: Path) -> list[ScanReport]:
    write_files(
        directory,
        {
            "main.tf": CONNECT_POLICY.format(name="p", id="*") + SUPPRESSED,
            "module/main.tf": 'module "m" {\n  source = "../other"\n}\n',
            "other/main.tf": CONNECT_POLICY.format(name="r", id="*"),
        },
    )
    project = Project.of_directory(str(directory))
    reports = Reports(None, code=True)
    reports.add(project.root, project.records())
    reports.add_problem(project.root, "broken.tf")
    return reports.finished(REPORTS)


@pytest.mark.parametrize("output", ["cli", "json", "sarif"])
def test_checkovs_classes_are_not_imported(tmp_path: Path, output: str) -> None:
    write_files(tmp_path, {"main.tf": CONNECT_POLICY.format(name="p", id="*")})
    script = (
        "import sys; from checkov_aws_iot.commands.main import main\n"
        f"code = main(['scan', '.', '-o', '{output}'])\n"
        f"print(code, [name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(PACK)},
    )
    assert ended.stderr == "1 []\n"
    assert "CKV_IOT_101" in ended.stdout


@pytest.mark.parametrize("quiet", [False, True])
def test_json_is_that_of_checkovs_classes(tmp_path: Path, quiet: bool) -> None:
    own = reports_of(tmp_path)
    made = checkov_reports(own)
    assert any(report.skipped_checks for report in made)
    assert any(record.caller_file_path for report in made for record in report.failed_checks)
    for mine, theirs in zip(own, made, strict=True):
        expected = json.dumps(theirs.get_dict(is_quiet=quiet), indent=4, cls=CustomJSONEncoder)
        assert json.dumps(mine.as_data(failed_only=quiet, compact=False), indent=4) == expected


OPTIONS = {
    "soft_fail": [False, True],
    "soft_fail_on": [None, ["CKV_IOT_101"], ["HIGH"], ["CKV_IOT_*,MEDIUM"], ["critical"]],
    "hard_fail_on": [None, ["CKV_IOT_101"], ["HIGH"], ["CKV_IOT_2*"], ["LOW", "CRITICAL"]],
}


@pytest.mark.parametrize("fails_on_errors", ["false", "True"])
def test_the_exit_code_is_that_of_checkovs_classes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_on_errors: str
) -> None:
    monkeypatch.setenv("CKV_PARSE_ERROR_FAIL", fails_on_errors)
    own = [report for report in reports_of(tmp_path) if report.all_records()]
    if fails_on_errors == "false":
        assert exit_code(own, Namespace(soft_fail=True, soft_fail_on=None, hard_fail_on=None)) == 0
    codes = set()
    for values in itertools.product(*OPTIONS.values()):
        config = Namespace(**dict(zip(OPTIONS, values, strict=True)))
        for report in own:
            code = checkovs_exit_code(checkov_reports([report])[0], config)
            assert exit_code([report], config) == code, config
            codes.add(code)
    assert codes == ({0, 1} if fails_on_errors == "false" else {1})


def checkovs_exit_code(report: Report, config: Namespace) -> int:
    soft, hard = (
        [name for option in given or () for name in option.split(",")]
        for given in (config.soft_fail_on, config.hard_fail_on)
    )
    softest = [Severities[name.upper()] for name in soft if name.upper() in Severities]
    hardest = [Severities[name.upper()] for name in hard if name.upper() in Severities]
    return report.get_exit_code(
        {
            "soft_fail": config.soft_fail,
            "soft_fail_checks": [name for name in soft if name.upper() not in Severities],
            "soft_fail_threshold": max(softest, key=lambda one: one.level, default=None),
            "hard_fail_checks": [name for name in hard if name.upper() not in Severities],
            "hard_fail_threshold": min(hardest, key=lambda one: one.level, default=None),
        }
    )
