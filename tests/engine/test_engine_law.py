"""The engine says what Checkov's runners say with the pack, and needs none of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY
from engine_records import by_checkov, by_engine
from engine_trees import MANY, MODULE, STACK, TREES, call
from scans import PACK, ROOT, write_files

# An override file changes a resource of another one and has none of its own; Checkov reads it as if it had.
OVERRIDE = {
    "main.tf": CONNECT_POLICY.format(name="p", id="pump-1"),
    "main_override.tf": CONNECT_POLICY.format(name="p", id="*"),
}
# Checkov knows neither the files of OpenTofu, nor resources that a template makes in a loop, and it
# gives up a template of which one resource is odd.
ONLY_ENGINE = {
    "a.tofu": CONNECT_POLICY.format(name="tofu", id="*"),
    "b.template": STACK + "  Odd: {Type: AWS::SQS::Queue, Properties: 3}\n",
    "c.template": 'Transform: AWS::LanguageExtensions\nResources:\n  "Fn::ForEach::Each":\n    - Name\n'
    '    - [A, B]\n    - "Device${Name}":\n        Type: AWS::IoT::Policy\n        Properties:\n'
    "          PolicyDocument: {Statement: {Effect: Allow, Action: 'iot:*', Resource: '*'}}\n",
}  # fmt: skip


@pytest.mark.parametrize("path", ["iac_examples", "tests"])
def test_the_same_for_every_example_and_fixture(path: str) -> None:
    expected = by_checkov(ROOT / path)
    assert by_engine(ROOT / path) == expected
    assert len(expected) > 200


@pytest.mark.parametrize("name", TREES)
def test_the_same_for_trees_of_every_kind(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, TREES[name])
    expected = by_checkov(tmp_path)
    assert by_engine(tmp_path) == expected
    assert {"FAILED"} <= {verdict for _, _, _, verdict, _ in expected}


@pytest.mark.parametrize("excluded", [("live/a",), ("modules",), ("main.tf",), ("live/[ab]",)])
def test_what_is_skipped_is_skipped_as_in_checkov(
    tmp_path: Path, excluded: tuple[str, ...]
) -> None:
    write_files(tmp_path, TREES["modules"])
    assert by_engine(tmp_path, excluded) == by_checkov(tmp_path, excluded_paths=list(excluded))


def test_a_module_outside_the_scanned_directory_is_told_and_not_read(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "tree/live/main.tf": call("one", "../../outside", 'id = "*"', "count = 1")
            + call("two", "../../outside", "# checkov:skip=CKV_IOT_001:known"),
            "outside/main.tf": MODULE + MANY,
        },
    )
    expected = by_checkov(tmp_path / "tree")
    mine = by_engine(tmp_path / "tree")
    assert {(check, file, verdict) for check, _, file, verdict, _ in mine} == {
        ("CKV_IOT_001", "/../outside/main.tf", "FAILED"),
        ("CKV_IOT_001", "/../outside/main.tf", "SKIPPED"),
    }
    assert {(check, file, verdict) for check, _, file, verdict, _ in expected} == {
        (check, file, verdict) for check, _, file, verdict, _ in mine
    }


def test_an_override_file_has_no_resource_of_its_own(tmp_path: Path) -> None:
    write_files(tmp_path, OVERRIDE)
    mine, theirs = by_engine(tmp_path), by_checkov(tmp_path)
    assert {file for _, _, file, _, _ in theirs - mine} == {"/main_override.tf"}
    assert mine <= theirs


def test_what_only_the_engine_reads(tmp_path: Path) -> None:
    write_files(tmp_path, ONLY_ENGINE)
    assert by_checkov(tmp_path) == set()
    assert {
        (name, file) for check, name, file, _, _ in by_engine(tmp_path) if check == "CKV_IOT_202"
    } == {
        ("aws_iot_policy.tofu", "/a.tofu"),
        ("AWS::IoT::Policy.Device", "/b.template"),
        ("AWS::IoT::Policy.Maybe", "/b.template"),
        ("AWS::IoT::Policy.DeviceA", "/c.template"),
        ("AWS::IoT::Policy.DeviceB", "/c.template"),
    }


def test_the_engine_needs_neither_the_runners_nor_the_checks_of_checkov() -> None:
    program = (
        "import sys; from checkov_aws_iot.engine.project import Project; "
        "from checkov_aws_iot.engine.records import records; "
        "found = len(list(records(Project.of_directory(sys.argv[1]).resources(), lambda *_: True))); "
        "print(found, *[m for m in sys.modules if m.startswith('checkov.')])"
    )
    completed = subprocess.run(
        [sys.executable, "-c", program, str(ROOT / "iac_examples/CKV_IOT_101")],
        env={"PYTHONPATH": str(PACK)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, *modules = completed.stdout.split()
    assert int(count) > 100
    assert not [m for m in modules if "runner" in m or "checks" in m or m == "checkov.main"]
    assert len(modules) < 25
