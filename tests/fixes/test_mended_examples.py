"""The examples after everything in them is mended that can be: valid, formatted, and nothing else is changed."""

from __future__ import annotations

import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import oracles
import pytest
from example_oracles import cfn_lint_problems, terraform_problems
from scans import ROOT

from checkov_aws_iot.commands.fix_report import Report
from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.fixes.mending import mended
from checkov_aws_iot.rules.catalog import rules


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    """What is mended in each of the examples."""
    found = {}
    for path in sorted((ROOT / "iac_examples").iterdir()):
        if path.is_dir():
            result = mended(Project.of_directory(str(path)))
            if result.fixes:
                found[path.name] = Report(str(path), result)
    return found


@pytest.fixture(scope="module")
def examples(reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those examples as they are afterwards."""
    root = tmp_path_factory.mktemp("mended")
    for name, report in reports.items():
        shutil.copytree(report.root, root / name)
        for change in report.changes():
            (root / name / change.file).write_bytes(change.after.encode())
    return root


def test_examples_of_many_rules_are_mended(reports):
    checks = {f.check for r in reports.values() for fix in r.mended.fixes for f in fix.faults}
    assert {f"CKV_IOT_{n}" for n in (101, 201, 202, 203, 301, 304, 601, 702)} <= checks
    assert checks <= {rule.id for rule in rules() if rule.is_mended}, "their pages say so"


@pytest.mark.oracle
def test_terraform_accepts_them(examples, tmp_path):
    problems = terraform_problems(examples, tmp_path)
    assert problems == [], "\n".join(problems)


@pytest.mark.oracle
def test_cfn_lint_finds_no_errors(examples):
    problems = cfn_lint_problems(examples)
    assert problems == [], "\n".join(problems)


@pytest.mark.oracle
def test_terraform_would_not_format_them_otherwise(examples):
    completed = subprocess.run(
        [oracles.terraform(), "fmt", "-check", "-diff", "-recursive", str(examples)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr


def test_no_line_is_replaced_but_those_of_statements(reports):
    """Besides, the Version that gives variables a meaning, and blanks in front of equals signs."""
    for name, report in reports.items():
        entries: set[tuple[str, int]] = set()
        for fix in report.mended.fixes:
            for fault in fix.faults:
                assert fault.location is not None
                where = fault.location.range
                _, first = report.line_of(fault, fix.round)
                moved = first - where.start_line
                spans = [(where.file, where.start_line, where.end_line)]
                if fault.finding.span is not None:
                    span = fault.finding.span
                    spans.append((span.file, span.start_line, span.end_line))
                entries |= {
                    (file, line + moved)
                    for file, start, end in spans
                    for line in range(start, end + 1)
                }
        for change in report.changes():
            before, after = change.before.split("\n"), change.after.split("\n")
            for tag, first, last, _, _ in SequenceMatcher(None, before, after, False).get_opcodes():  # fmt: skip
                if tag in ("replace", "delete"):
                    bare = {"".join(line.split()) for line in after}
                    replaced = {
                        (change.file, line + 1)
                        for line in range(first, last)
                        if "Version" not in before[line]
                        and "".join(before[line].split()) not in bare
                    }
                    assert replaced <= entries, (name, replaced - entries)


def test_nothing_is_mended_twice(reports, examples):
    for name in ("CKV_IOT_203", "CKV_IOT_301", "CKV_IOT_702"):
        again = mended(Project.of_directory(str(examples / name)))
        assert again.fixes == []
        left = {(one.fault.check, one.fault.resource.name) for one in again.left}
        assert left == {
            (one.fault.check, one.fault.resource.name) for one in reports[name].mended.left
        }
