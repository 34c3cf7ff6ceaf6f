"""Every format says what was found and where, and each is read by a reader of its own."""

from __future__ import annotations

import csv
import html
import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from command_line import CONNECT_POLICY, command
from cyclonedx.model.bom import Bom
from scans import write_files
from spdx_tools.spdx.parser.tagvalue import tagvalue_parser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from checkov_aws_iot.commands.scans.scan_options import OUTPUTS

OPEN = CONNECT_POLICY.format(name="open", id="*")
SEVERITIES = {"Critical", "High", "Medium", "Low", "Info", "Unknown"}
MARKUP = 'aws_iot_policy.a["|**b** @mention <img> `c` [d](e)"]'


@pytest.fixture
def code(tmp_path: Path) -> Path:
    write_files(tmp_path, {"main.tf": OPEN})
    return tmp_path


def report(code: Path, output: str, file: str = "report.txt", *paths: str) -> str:
    given = ("-o", output, "--output-file-path", file)
    completed = command("scan", *(paths or (".",)), *given, cwd=code)
    assert (completed.returncode, completed.stdout, completed.stderr) == (1, "", "")
    return (code / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("output", [output for output in OUTPUTS if output != "spdx"])
def test_every_format_has_the_request_and_the_line_of_the_entry(code: Path, output: str) -> None:
    text = html.unescape(report(code, output))
    assert 'lets device "sensor-1" connect as "another-device"' in re.sub(
        r"\s+", " ", text.replace('\\"', '"').replace('""', '"')
    )
    line = next(n for n, each in enumerate(OPEN.splitlines(), 1) if "client/*" in each)
    assert re.search(rf'main\.tf:{line}\b|"?start_?[lL]ine"?: {line}\b', text)


def gitlab(code: Path, *paths: str) -> list[dict[str, Any]]:
    """The vulnerabilities, as far as GitLab's schema 15.0.4 has rules for them."""
    read = json.loads(report(code, "gitlab_sast", "gl.json", *paths))
    assert re.fullmatch(r"\d+\.\d+\.\d+", read["version"])
    scan = read["scan"]
    for time in (scan["start_time"], scan["end_time"]):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", time)
    assert (scan["status"], scan["type"]) == ("success", "sast")
    for tool in (scan["analyzer"], scan["scanner"]):
        assert all((tool["id"], tool["name"], tool["version"], tool["vendor"]["name"]))
        assert tool["url"].startswith("https://")
    found: list[dict[str, Any]] = read["vulnerabilities"]
    assert len({UUID(each["id"]) for each in found}) == len(found)
    for each in found:
        assert each["severity"] in SEVERITIES
        assert len(each["name"]) <= 255
        assert len(each["solution"]) <= 7_000
        assert 0 < each["location"]["start_line"] <= each["location"]["end_line"]
        assert each["identifiers"]
        assert all(i["type"] and i["name"] and i["value"] for i in each["identifiers"])
    return found


def test_gitlab_has_a_vulnerability_for_each_finding_at_its_lines(code: Path) -> None:
    two = OPEN.replace('"iot:Connect"', '["iot:Connect", "iot:Publish"]').replace("client/*", "*")
    write_files(code, {"main.tf": OPEN + two.replace('"open"', '"wide"')})
    found = gitlab(code)
    assert {(each["identifiers"][0]["value"], each["location"]["class"]) for each in found} == {
        ("CKV_IOT_101", "aws_iot_policy.open"),
        ("CKV_IOT_101", "aws_iot_policy.wide"),
        ("CKV_IOT_202", "aws_iot_policy.wide"),
    }
    assert all(each["location"]["start_line"] == each["location"]["end_line"] for each in found)


def test_cyclonedx_is_read_by_its_library(code: Path) -> None:
    parsed = Bom.from_json(json.loads(report(code, "cyclonedx_json")))
    from_xml = Bom.from_xml(ET.fromstring(report(code, "cyclonedx")))
    for bom in (parsed, from_xml):
        (vulnerability,) = bom.vulnerabilities
        assert vulnerability.id == "CKV_IOT_101"
        assert 'connect as "another-device"' in vulnerability.detail
        assert [component.name for component in bom.components] == ["aws_iot_policy.open"]


def test_spdx_is_read_by_its_library(code: Path) -> None:
    document = tagvalue_parser.Parser().parse(report(code, "spdx"))
    assert document.creation_info.name == "checkov-sbom"
    assert [str(e.validation_message) for e in validate_full_spdx_document(document)] == []


def test_junit_and_csv_are_read(code: Path) -> None:
    suites = ET.fromstring(report(code, "junitxml"))
    cases = list(suites.iter("testcase"))
    assert len(cases) > 1
    (failure,) = (failure for case in cases if (failure := case.find("failure")) is not None)
    assert "another-device" in "".join(failure.itertext())
    (row,) = csv.DictReader(report(code, "csv").splitlines())
    assert "another-device" in row["Details"]


def test_nothing_of_what_is_scanned_is_markdown(code: Path) -> None:
    each = 'for_each = toset(["|**b** @mention <img> `c` [d](e)"])\n  name'
    hostile = OPEN.replace('"open" {', '"a" {').replace("\n  name", f"\n  {each}", 1)
    write_files(code, {"main.tf": hostile})
    text = report(code, "github_failed_only")
    (row,) = (line for line in text.splitlines() if "CKV_IOT_101" in line)
    assert not set(re.sub(r"</?code>", "", row.partition(") | ")[2])) & set("*@<>`[]\"'")
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 5
    assert html.unescape(cells[2]) == f"<code>{MARKUP}</code>"
    (found,) = gitlab(code)
    assert f"`` {MARKUP} ``: ` Statement[0]" in found["description"]


def test_sarif_alone_is_all_that_is_printed(code: Path) -> None:
    completed = command("scan", ".", "-o", "sarif", cwd=code)
    assert (completed.returncode, completed.stderr) == (1, "")
    (run,) = json.loads(completed.stdout)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["CKV_IOT_101"]
    assert [path.name for path in code.iterdir()] == ["main.tf"]


@pytest.mark.parametrize(
    ("output", "file"), [("sarif", "report.sarif"), ("json", "out/report.json"), ("csv", "a.csv")]
)
def test_a_path_of_a_file_is_that_file(code: Path, output: str, file: str) -> None:
    assert "CKV_IOT_101" in report(code, output, file)
    assert (code / file).is_file()


def test_a_directory_gets_the_reports_and_they_are_printed(code: Path) -> None:
    (code / "out.json").mkdir()
    completed = command("scan", ".", "-o", "json", "--output-file-path", "out.json", cwd=code)
    written = json.loads((code / "out.json" / "results_json.json").read_text("utf-8"))
    assert written == json.loads(completed.stdout)


@pytest.mark.parametrize("path", ["r.sarif", "a.json,b.json,c.json"])
def test_files_that_are_not_one_for_each_format_are_one_sentence(code: Path, path: str) -> None:
    completed = command(
        "scan", ".", "-o", "sarif", "-o", "cli", "--output-file-path", path, cwd=code
    )
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        "checkov-aws-iot: --output-file-path needs a file for each -o, with commas between them, "
        "or a directory\n"
    )


def test_the_help_says_what_checkov_does_otherwise() -> None:
    text = command("scan", "--help").stdout
    for subject in ("-o sarif", "report.sarif", "gitlab_sast", "cyclonedx", "baseline"):
        assert subject in text.partition("Where Checkov does it otherwise")[2].partition("Exit")[0]
