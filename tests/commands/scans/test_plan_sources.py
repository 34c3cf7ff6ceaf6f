"""The findings of a plan stand in the code that it was made from, where that is given."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from command_line import command, reported

PLANS = Path(__file__).parent.parent.parent / "terraform" / "plan" / "plans"
OPTION = "--repo-root-for-plan-enrichment"


def findings(plan: Path, root: Path, cwd: Path) -> list[tuple[str, str, dict[str, Any]]]:
    completed = command("scan", str(plan), OPTION, str(root), "-o", "json", cwd=cwd)
    return [
        (record["check_id"], record["resource"], finding)
        for _, _, record in reported(completed, "failed_checks")
        for finding in record["check_result"]["findings"]
    ]


def text_at(cwd: Path, finding: dict[str, Any]) -> str:
    lines = (cwd / finding["file"]).read_text(encoding="utf-8").splitlines()
    assert finding["start_line"] == finding["end_line"]
    return lines[finding["start_line"] - 1][finding["start_column"] - 1 : finding["end_column"] - 1]


def test_every_finding_of_a_plan_stands_at_the_entry_in_the_code(tmp_path: Path) -> None:
    shutil.copytree(PLANS / "places", tmp_path / "code")
    found = findings(PLANS / "places.json", tmp_path / "code", tmp_path)
    assert {
        (check, resource, finding["file"], text_at(tmp_path, finding))
        for check, resource, finding in found
    } == {
        ("CKV_IOT_101", "aws_iot_policy.one", "code/main.tf",
         '"arn:aws:iot:eu-west-1:123456789012:client/*"'),
        ("CKV_IOT_202", "aws_iot_policy.one", "code/main.tf",
         '"arn:aws:iot:eu-west-1:123456789012:topic/${t}"'),
        ("CKV_IOT_203", "aws_iot_policy.one", "code/main.tf",
         '"arn:aws:iot:eu-west-1:123456789012:topic/${t}"'),
        *(
            ("CKV_IOT_101", f'module.sub["{key}"].aws_iot_policy.open[{number}]',
             "code/sub/main.tf", '"arn:aws:iot:eu-west-1:123456789012:client/*"')
            for key in "xy" for number in range(2)
        ),
    }  # fmt: skip


def test_suppressions_in_the_code_hold_for_the_plan(tmp_path: Path) -> None:
    completed = command(
        "scan",
        str(PLANS / "places.json"),
        OPTION,
        str(PLANS / "places"),
        "-o",
        "json",
        cwd=tmp_path,
    )
    skipped = {(r["check_id"], r["resource"]) for _, _, r in reported(completed, "skipped_checks")}
    assert skipped == {
        ("CKV_IOT_202", f'module.sub["{key}"].aws_iot_policy.open[{number}]')
        for key in "xy"
        for number in range(2)
    }
    assert completed.stderr == ""


def test_the_root_module_of_the_plan_is_found_in_a_repository(tmp_path: Path) -> None:
    for name in ("places", "documents", "identity"):
        shutil.copytree(PLANS / name, tmp_path / "infra" / name)
    found = findings(PLANS / "documents.json", tmp_path, tmp_path)
    assert {finding["file"] for _, _, finding in found} == {"infra/documents/main.tf"}
    exact = [finding for check, _, finding in found if check != "CKV_IOT_001"]
    assert all(text_at(tmp_path, finding) == finding["text"] for finding in exact)


def test_where_two_root_modules_may_be_that_of_the_plan_its_findings_stand_in_the_plan(
    tmp_path: Path,
) -> None:
    for name in ("prod", "test"):
        shutil.copytree(PLANS / "places", tmp_path / name)
    plan = shutil.copy(PLANS / "places.json", tmp_path / "plan.json")
    assert {f["file"] for _, _, f in findings(plan, tmp_path, tmp_path)} == {"plan.json"}
    found = findings(plan, tmp_path / "prod", tmp_path)
    assert {f["file"] for _, _, f in found} == {"prod/main.tf", "prod/sub/main.tf"}


def test_code_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    completed = command("scan", str(PLANS / "places.json"), OPTION, "nowhere", cwd=tmp_path)
    assert completed.returncode == 2
    assert completed.stderr == 'checkov-aws-iot: the directory "nowhere" does not exist\n'
