"""What a report is made of: Checkov's class only where Checkov writes the format."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent.parent
HEAVY = {
    "checkov.common.output.report",
    "checkov.common.util.json_utils",
    "checkov.common.sast.report_types",
    "checkov.terraform",
    "checkov.cloudformation",
}
PROGRAM = """
import json, sys
from checkov_aws_iot.commands.main import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


def imported(*arguments: str) -> tuple[int, set[str]]:
    completed = subprocess.run(
        [sys.executable, "-c", PROGRAM, "scan", str(ROOT / "iac_examples/fleet"), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(completed.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--quiet",),
        ("--show-all",),
        ("--soft-fail",),
        ("-o", "json"),
        ("-o", "sarif"),
        ("-o", "gitlab_sast"),
        ("-o", "github_failed_only"),
    ],
    ids=" ".join,
)
def test_our_own_formats_import_none_of_checkovs(options):
    code, modules = imported(*options)
    assert code == (0 if "--soft-fail" in options else 1)
    assert modules & HEAVY == set()


@pytest.mark.parametrize("output", ["junitxml", "cyclonedx"])
def test_checkovs_formats_are_written_by_its_classes(output):
    code, modules = imported("-o", output)
    assert code == 1
    assert "checkov.common.output.report" in modules


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--soft-fail-on", "HIGH"), 0),
        (("--hard-fail-on", "CRITICAL"), 0),
        (("--hard-fail-on", "HIGH"), 1),
        (("--soft-fail-on", "CKV_IOT_203,CKV_IOT_301,CKV_IOT_501"), 0),
        (("--soft-fail-on", "CKV_IOT_203"), 1),
        (("--soft-fail", "--hard-fail-on", "CKV_IOT_203"), 1),
    ],
)
def test_which_findings_count_is_checkovs_rule(options, code):
    assert imported(*options)[0] == code
