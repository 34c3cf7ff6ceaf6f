"""Nothing of the scanned tree decides what runs, connects or is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import write_files

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.scans.settings_files import found_settings, settings_in
from checkov_aws_iot.commands.sweeps.sweep_task import scan_target

OPEN = CONNECT_POLICY.format(name="open", id="*")
# A check of Checkov's kind that leaves a marker where it is executed.
MARKING = """\
import pathlib

pathlib.Path(__file__).with_name("marker").write_text("executed")
"""
HOSTILE = """\
external-checks-dir: [evil]
external_checks_git: ["https://example.com/x.git"]
download-external-modules: true
bc-api-key: key
output-file-path: written.txt
create-baseline: true
no-fail-on-crash: true
skip-check: [CKV_IOT_202]
var-file: [../outside.tfvars]
"""
NAMED = (
    "external-checks-dir",
    "external-checks-git",
    "download-external-modules",
    "bc-api-key",
    "output-file-path",
    "create-baseline",
    "no-fail-on-crash",
    "var-file",
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write_files(
        tmp_path,
        {
            "tree/main.tf": OPEN,
            "tree/.checkov.yaml": HOSTILE,
            "tree/evil/__init__.py": "",
            "tree/evil/check.py": MARKING,
        },
    )
    return tmp_path / "tree"


def assert_nothing_was_done(tree: Path) -> None:
    assert not (tree / "evil/marker").exists()
    assert sorted(path.name for path in tree.iterdir()) == [".checkov.yaml", "evil", "main.tf"]


@pytest.mark.parametrize("engine", ["own", "checkov"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_scan_takes_filters_and_names_the_rest(tree: Path, engine: str, inside: bool) -> None:
    cwd, path = (tree, ".") if inside else (tree.parent, "tree")
    completed = command("scan", path, "--engine", engine, "-o", "json", cwd=cwd)
    assert completed.returncode == 1, completed.stderr
    assert_nothing_was_done(tree)
    checks = {record["check_id"] for _, _, record in reported(completed, "passed_checks")}
    assert "CKV_IOT_201" in checks
    assert "CKV_IOT_202" not in checks
    file = ".checkov.yaml" if inside else "tree/.checkov.yaml"
    for name in NAMED:
        assert f"leaves out {name} of {file}," in completed.stderr
    assert f"takes skip-check from {file}; --no-config ignores the file" in completed.stderr


@pytest.mark.parametrize("engine", ["own", "checkov"])
def test_without_settings_nothing_is_taken(tree: Path, engine: str) -> None:
    completed = command(
        "scan",
        ".",
        "--no-config",
        "--engine",
        engine,
        "-o",
        "json",
        cwd=tree,
        HOME=str(tree.parent),
    )
    assert completed.stderr == ""
    assert_nothing_was_done(tree)
    checks = {record["check_id"] for _, _, record in reported(completed, "passed_checks")}
    assert "CKV_IOT_202" in checks


def test_the_hook_runs_nothing(tree: Path) -> None:
    completed = command("hook", "main.tf", cwd=tree)
    assert completed.returncode == 1
    assert_nothing_was_done(tree)
    assert "leaves out external-checks-dir of .checkov.yaml" in completed.stderr


def test_a_sweep_reads_no_settings_of_its_targets(tree: Path) -> None:
    result = scan_target(str(tree), False, (), 300)
    assert (result["exit_code"], result["error"]) == (1, "")
    assert_nothing_was_done(tree)
    (report,) = [result["json"]] if isinstance(result["json"], dict) else result["json"]
    assert "CKV_IOT_202" in {one["check_id"] for one in report["results"]["passed_checks"]}


def test_what_the_user_names_is_his(tree: Path) -> None:
    (tree.parent / "mine.yaml").write_text(
        "skip-check: [CKV_IOT_101]\noutput-file-path: out\noutput: [json]\n", encoding="utf-8"
    )
    completed = command("scan", "main.tf", "--config-file", "../mine.yaml", "--no-config", cwd=tree)
    assert completed.returncode == 0, completed.stderr
    report = json.loads((tree / "out/results_json.json").read_text(encoding="utf-8"))
    assert report["results"]["failed_checks"] == []


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [", "check: !!python/object/apply:os.system [ls]\n", "\0", "&a [*a, *a]"]
)
def test_settings_that_cannot_be_read_are_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".checkov.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Complaint, match=r"the settings in .* cannot be read"):
        settings_in(str(path))


@pytest.mark.parametrize("option", ["var-file", "baseline"])
def test_files_are_taken_where_they_lie_beside_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tree").mkdir()
    os.symlink(tmp_path / "outside", tmp_path / "tree/link")
    settings = tmp_path / "tree/.checkov.yaml"
    for value, taken in [
        ("tree/a", True),
        ("tree/link", False),
        ("../a", False),
        ("/etc/a", False),
    ]:
        settings.write_text(f"{option}: {value}\n", encoding="utf-8")
        (found,) = found_settings(["tree"])
        assert bool(found.taken) is taken
        assert found.left_out == (() if taken else (option,))
