"""The same input gives the same bytes in every format, and findings stand in one order."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from command_line import command, reported
from scans import write_files

from checkov_aws_iot.commands.scans.scan_options import OUTPUTS
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.rules.catalog import CATALOGUE

POLICY = """
resource "aws_iot_policy" "{name}" {{
  name = "{name}"
  policy = jsonencode({{
    Statement = [{{ Effect = "Allow", Action = {action}, Resource = {resource} }}]
  }})
}}
"""
WEIGHT = {entry.id: -entry.severity for entry in CATALOGUE}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("code")
    write_files(
        root,
        {
            "b.tf": POLICY.format(
                name="b", action='["iot:Connect", "iot:Publish"]', resource='"*"'
            ),
            "a.tf": POLICY.format(name="later", action='"iot:*"', resource='"*"')
            + POLICY.format(name="a", action='"iot:Publish"', resource='"topic/a"')
            + 'variable "v" {}\n'
            + POLICY.format(name="unknown", action='"iot:Publish"', resource="var.v"),
            "c/t.yaml": "Resources:\n  P:\n    Type: AWS::IoT::Policy\n    Properties:\n"
            "      PolicyDocument:\n        Statement:\n          - Effect: Allow\n"
            '            Action: iot:Connect\n            Resource: "*"\n',
        },
    )
    return root


def in_all_formats(code: Path, out: Path, seed: str) -> dict[str, bytes]:
    given = [argument for output in OUTPUTS for argument in ("-o", output)]
    completed = command(
        "scan", ".", *given, "--output-file-path", "out",
        cwd=code, PYTHONHASHSEED=seed, SOURCE_DATE_EPOCH="1750000000",
    )  # fmt: skip
    assert (completed.returncode, completed.stderr) == (1, "")
    (code / "out").rename(out)
    return {re.sub(r"\d{8}-\d{6}", "TIME", file.name): file.read_bytes() for file in out.iterdir()}


@pytest.fixture(scope="module")
def scans(code: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, bytes]]:
    out = tmp_path_factory.mktemp("out")
    return [in_all_formats(code, out / seed, seed) for seed in ("1", "2", "3")]


def test_three_scans_give_identical_bytes_in_every_format(scans: list[dict[str, bytes]]) -> None:
    first, second, third = scans
    assert len(first) == len(OUTPUTS)
    assert first == second == third


def test_every_report_is_read_by_a_reader_of_its_format(scans: list[dict[str, bytes]]) -> None:
    reports = scans[0]
    for name, text in reports.items():
        if name.endswith((".json", ".sarif")):
            assert json.loads(text)
        elif name.endswith(".xml"):
            assert len(ET.fromstring(text.decode())) > 0
    (table,) = (text for name, text in reports.items() if name.endswith(".csv"))
    assert len(list(csv.DictReader(table.decode().splitlines()))) > 3
    assert b"Created: 2025-06-15T15:06:40Z" in reports["results_spdx.spdx"]


def test_records_stand_by_severity_file_line_and_check(code: Path) -> None:
    completed = command("scan", ".", "-o", "json", cwd=code)
    orders: dict[str, list[tuple[object, ...]]] = {}
    for framework, _, record in reported(completed, "failed_checks"):
        line = min(finding["start_line"] for finding in record["check_result"]["findings"])
        key = (WEIGHT[record["check_id"]], record["file_path"], line, record["check_id"])
        orders.setdefault(framework, []).append(key)
    assert {framework: sorted(order) for framework, order in orders.items()} == orders
    assert len({weight for weight, *_ in orders["terraform"]}) > 1
    assert len({file for _, file, *_ in orders["terraform"]}) > 1


def test_the_terminal_has_them_in_the_same_order(scans: list[dict[str, bytes]]) -> None:
    text = scans[0]["results_cli.txt"].decode()
    heads = re.findall(r"^([A-Z]+) (CKV_IOT_\d{3}) .*\n  (\S+):(\d+):\d+ in ", text, re.MULTILINE)
    order = [(-Severity[severity], file, int(line), check) for severity, check, file, line in heads]
    assert order == sorted(order)
    assert len(order) > 5


def test_a_time_that_is_none_is_one_sentence(code: Path) -> None:
    completed = command("scan", ".", "-o", "gitlab_sast", cwd=code, SOURCE_DATE_EPOCH="today")
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        'checkov-aws-iot: SOURCE_DATE_EPOCH is "today", which is no number of seconds\n'
    )
