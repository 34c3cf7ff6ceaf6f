"""A rule that was begun with the scaffold leaves nothing to copy by hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scans import ROOT
from tools.new_rule import main

NAME = ("CKV_IOT_998", "narrow_grants", "Ensure grants are narrow")
COPIED = ("custom_checks", "docs", "iac_examples", "tools", "README.md", "CHANGELOG.md")


def run(repository: Path, *command: str, status: int = 0) -> str:
    completed = subprocess.run(
        [sys.executable, *command], cwd=repository, capture_output=True, text=True, check=False
    )
    assert completed.returncode == status, completed.stdout + completed.stderr
    return completed.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("subject", ["IOT_POLICY", "TOPIC_RULE"])
def test_a_new_rule_is_registered_listed_and_documented(copy: Path, subject: str):
    run(copy, "-m", "tools.new_rule", *NAME, subject)
    run(copy, "-m", "tools.generate_docs")
    listed = run(copy / "custom_checks", "-m", "checkov_aws_iot.commands.main", "checks")
    assert "CKV_IOT_998  MEDIUM    Ensure grants are narrow" in listed
    for page in ("README.md", "docs/best-practices.md", "docs/checks/index.md", "CHANGELOG.md"):
        assert "CKV_IOT_998" in (copy / page).read_text(encoding="utf-8"), page


@pytest.mark.parametrize("subject", ["IOT_POLICY", "TOPIC_RULE"])
def test_what_the_scaffold_writes_is_formatted_and_red_for_what_is_to_be_written(
    copy: Path, subject: str
):
    run(copy, "-m", "tools.new_rule", *NAME, subject)
    rule = copy / "custom_checks/checkov_aws_iot/rules/narrow_grants.py"
    test = copy / "tests/rules/test_narrow_grants.py"
    settings = ("--config", str(ROOT / "pyproject.toml"))
    run(copy, "-m", "ruff", "check", *settings, str(rule), str(test))
    run(copy, "-m", "ruff", "format", "--check", *settings, str(rule), str(test))
    shutil.copytree(ROOT / "tests", copy / "tests", dirs_exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", copy)
    red = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test), status=1)
    assert "2 failed" in red
    assert red.count("E       AssertionError") + red.count("E       assert") == 2, red


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("CKV_IOT_101", "narrow_grants", "Ensure grants are narrow"),
        ("CKV_IOT_998", "own_topics", "Ensure grants are narrow"),
        ("CKV_IOT_998", "narrow_grants", "Narrow grants"),
        ("CKV_998", "narrow_grants", "Ensure grants are narrow"),
        (*NAME, "POLICY"),
    ],
)
def test_wrong_arguments_write_nothing(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    assert main(list(arguments)) == 2
    assert capsys.readouterr().out
    assert not (ROOT / "iac_examples/CKV_IOT_998").exists()
