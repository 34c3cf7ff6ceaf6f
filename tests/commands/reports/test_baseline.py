"""A baseline knows findings, not resources; those that Checkov wrote are read as Checkov reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from checkov.common.output.baseline import Baseline
from command_line import CONNECT_POLICY, command, reported
from scans import write_files

OPEN = CONNECT_POLICY.format(name="open", id="*")
WIDER = OPEN.replace(
    "Statement = [",
    'Statement = [{ Effect = "Allow", Action = "iot:Connect", '
    'Resource = "arn:aws:iot:eu-west-1:123456789012:client/pump-*" }, ',
)
BASELINE = ".checkov.baseline"


def texts(directory: Path, *options: str, path: str = ".") -> set[tuple[str, str, str]]:
    """Check, resource and text of the findings that fail."""
    completed = command("scan", path, "-o", "json", *options, cwd=directory)
    return {
        (record["check_id"], record["resource"], finding["text"])
        for _, _, record in reported(completed, "failed_checks")
        for finding in record["check_result"]["findings"]
    }


def with_baseline(directory: Path) -> Path:
    write_files(directory, {"main.tf": OPEN})
    made = command("scan", ".", "--create-baseline", "--compact", cwd=directory)
    assert f"Created a baseline file at {directory / BASELINE}" in made.stdout
    return directory / BASELINE


def test_what_is_in_the_baseline_is_no_finding(tmp_path: Path) -> None:
    with_baseline(tmp_path)
    assert texts(tmp_path)
    completed = command("scan", ".", "--baseline", BASELINE, "--quiet", cwd=tmp_path)
    assert completed.returncode == 0


def test_a_new_fault_of_a_known_resource_is_new(tmp_path: Path) -> None:
    with_baseline(tmp_path)
    known = texts(tmp_path)
    write_files(tmp_path, {"main.tf": "# a comment that moves lines\n\n" + WIDER})
    new = texts(tmp_path, "--baseline", BASELINE)
    assert new == texts(tmp_path) - known
    assert {text for _, _, text in new} == {'"arn:aws:iot:eu-west-1:123456789012:client/pump-*"'}
    completed = command("scan", ".", "--baseline", BASELINE, "-o", "json", cwd=tmp_path)
    assert completed.returncode == 1
    for _, _, record in reported(completed, "failed_checks"):
        findings = record["check_result"]["findings"]
        assert len(record["details"]) == len(findings)
        assert len(record["check_result"]["witnesses"]) == len(findings)


def test_known_findings_are_suppressed_by_request(tmp_path: Path) -> None:
    with_baseline(tmp_path)
    options = ("--baseline", BASELINE, "--output-baseline-as-skipped", "-o", "json")
    completed = command("scan", ".", *options, cwd=tmp_path)
    skipped = [record for _, _, record in reported(completed, "skipped_checks")]
    assert completed.returncode == 0
    assert {record["check_id"] for record in skipped} == {check for check, _, _ in texts(tmp_path)}
    assert {r["check_result"]["suppress_comment"] for r in skipped} == {"baseline-skipped"}


@pytest.mark.parametrize("path", ["..", "../project", "../project/main.tf"])
def test_a_baseline_holds_from_wherever_the_scan_starts(tmp_path: Path, path: str) -> None:
    project = tmp_path / "project"
    with_baseline(project)
    write_files(tmp_path, {"elsewhere/keep": ""})
    known = ("--baseline", str(project / BASELINE), "--quiet")
    completed = command("scan", path, *known, cwd=tmp_path / "elsewhere")
    assert completed.returncode == 0


def test_the_same_fault_in_another_file_is_new(tmp_path: Path) -> None:
    with_baseline(tmp_path)
    write_files(tmp_path, {"copy/main.tf": OPEN})
    completed = command("scan", ".", "--baseline", BASELINE, "-o", "json", cwd=tmp_path)
    files = {record["file_path"] for _, _, record in reported(completed, "failed_checks")}
    assert files == {"/copy/main.tf"}


def test_checkov_reads_our_baselines_and_ours_reads_those_of_checkov(tmp_path: Path) -> None:
    path = with_baseline(tmp_path)
    read = Baseline()
    read.from_json(str(path))
    ((file,),) = [read.failed_checks]
    assert file["file"] == "/main.tf"
    ((finding,),) = [file["findings"]]
    assert finding["resource"] == "aws_iot_policy.open"
    # A baseline of Checkov knows resources and checks: a second fault of a known one is known.
    plain = {
        "failed_checks": [
            {
                "file": "/main.tf",
                "findings": [{"resource": finding["resource"], "check_ids": finding["check_ids"]}],
            }
        ]
    }
    write_files(tmp_path, {"main.tf": WIDER, "checkovs.json": json.dumps(plain)})
    completed = command("scan", ".", "--baseline", "checkovs.json", "--quiet", cwd=tmp_path)
    assert completed.returncode == 0


def test_a_new_baseline_holds_all_findings_also_where_another_one_is_read(tmp_path: Path) -> None:
    path = with_baseline(tmp_path)
    first = path.read_bytes()
    command("scan", ".", "--baseline", BASELINE, "--create-baseline", "--quiet", cwd=tmp_path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("text", ["", "[]", "{", '{"failed_checks": [{}]}', '{"failed_checks": 3}'])
def test_what_is_no_baseline_is_one_sentence(tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {"main.tf": OPEN, "b.json": text})
    completed = command("scan", ".", "--baseline", "b.json", cwd=tmp_path)
    assert completed.returncode == 2
    assert completed.stderr == (
        "checkov-aws-iot: the baseline b.json cannot be read: it is no baseline\n"
    )
