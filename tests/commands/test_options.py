"""What the options of Checkov mean for a scan by the engine, and which are refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from checkov.common.bridgecrew.check_type import checkov_runners
from checkov.common.util.ext_argument_parser import ExtArgumentParser
from command_line import CONNECT_POLICY, command
from scans import write_files

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.scans.scan_options import parsed
from checkov_aws_iot.commands.scans.scan_questions import is_answered

OPEN = CONNECT_POLICY.format(name="open", id="*")
VALUES = {"--framework": "terraform", "--skip-framework": "secrets", "--output": "json"}
CHOICES = {"--summary-position": "top", "--skip-check": "CKV_IOT_101", "--check": "CKV_IOT_101"}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    write_files(tmp_path, {"main.tf": OPEN})
    return tmp_path


def options_of_checkov() -> list[tuple[str, bool]]:
    """Every option, and whether it takes a value."""
    parser = ExtArgumentParser()
    parser.add_parser_args()
    return [
        (action.option_strings[-1], action.nargs != 0)
        for action in parser._actions
        if action.option_strings and action.dest != "help"
    ]


@pytest.mark.parametrize(("option", "takes_value"), options_of_checkov())
def test_every_option_of_checkov_works_or_is_refused_with_a_command(
    option: str, takes_value: bool
) -> None:
    value = VALUES.get(option) or CHOICES.get(option) or "true"
    given = [option, value] if takes_value and option != "--config-file" else [option]
    if option == "--config-file":
        return  # is read, and tested with the settings
    if is_answered("scan", given):
        return  # works without a scan
    try:
        parsed(given, [])
    except Complaint as complaint:
        said = str(complaint)
        assert said.startswith(option)
        assert (
            f"use checkov {option}" in said or "run checkov-aws-iot scan --engine checkov" in said
        )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--external-checks-dir", "x"], "run checkov-aws-iot scan --engine checkov"),
        (["--check", "CKV_AWS_18"], "run checkov-aws-iot scan --engine checkov"),
        (["--check", "CKV_IOT_101,CKV_AWS_18"], "run checkov-aws-iot scan --engine checkov"),
        (["--framework", "terrafrom"], 'there is no framework "terrafrom"'),
        (["--skip-framework", "terrafrom"], 'there is no framework "terrafrom"'),
        (["--framework", "dockerfile"], "the options leave no framework to scan"),
        (["--skip-framework", "all"], "the options leave no framework to scan"),
        (["-o", "pdf"], '"pdf" is none of cli, csv'),
        (["--no-prefilter"], "--no-prefilter needs --engine checkov"),
        (["--documents", "--engine", "checkov"], "--documents does not go with --engine checkov"),
    ],
)
def test_what_the_engine_does_not_do_is_one_sentence(
    code: Path, options: list[str], said: str
) -> None:
    completed = command("scan", ".", *options, cwd=code)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert said in completed.stderr
    assert completed.stderr.count("\n") == 1


def test_a_variable_of_the_environment_is_refused_unless_it_is_off(code: Path) -> None:
    on = command("scan", ".", cwd=code, DOWNLOAD_EXTERNAL_MODULES="true")
    assert (on.returncode, on.stderr.count("\n")) == (2, 1)
    assert "the environment variable DOWNLOAD_EXTERNAL_MODULES needs Checkov's runners" in on.stderr
    off = command("scan", ".", "--quiet", cwd=code, DOWNLOAD_EXTERNAL_MODULES="False")
    assert (off.returncode, off.stderr) == (1, "")


@pytest.mark.parametrize(
    "options",
    [
        ["--framework", "all"],
        ["--framework", "terraform", "secrets"],
        ["--framework", *checkov_runners],
        ["--skip-framework", "secrets"],
    ],
)
def test_frameworks_without_resources_of_ours_make_no_difference(
    code: Path, options: list[str]
) -> None:
    completed = command("scan", ".", *options, "--quiet", "--compact", cwd=code)
    assert (completed.returncode, completed.stderr) == (1, "")
    assert "aws_iot_policy.open" in completed.stdout


def test_what_decides_how_options_are_read_is_no_setting(code: Path) -> None:
    write_files(code, {"own.yaml": "documents: true\n"})
    completed = command("scan", ".", "--config-file", "own.yaml", cwd=code)
    assert (completed.returncode, completed.stdout) == (2, "")
    assert completed.stderr == (
        "checkov-aws-iot: --documents is for the command line, not for a file of settings\n"
    )


def test_checks_of_others_in_settings_that_were_found_are_left_out(code: Path) -> None:
    write_files(code, {".checkov.yaml": "check: [CKV_AWS_18, CKV_IOT_101]\n"})
    completed = command("scan", ".", "--quiet", cwd=code)
    assert completed.returncode == 1
    assert (
        "checkov-aws-iot: leaves out the checks of others that .checkov.yaml names: CKV_AWS_18\n"
        in completed.stderr
    )
    write_files(code, {".checkov.yaml": "check: CKV_AWS_18\n"})
    refused = command("scan", ".", cwd=code)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert ".checkov.yaml names no check of this pack to run; --no-config" in refused.stderr
    assert command("scan", ".", "--no-config", "--quiet", cwd=code).returncode == 1


def test_formats_that_list_resources_have_those_that_are_judged(code: Path) -> None:
    outputs = ("csv", "cyclonedx", "cyclonedx_json", "spdx")
    given = [argument for output in outputs for argument in ("-o", output)]
    completed = command(
        "scan", ".", *given, "--output-file-path", "out", "--repo-id", "me/mine", cwd=code
    )
    assert (completed.returncode, completed.stderr) == (1, "")
    (table,) = (code / "out").glob("*_iac.csv")
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {(row["Resource"], row["Misconfigurations"], row["Git Org"]) for row in rows} >= {
        ("aws_iot_policy.open", "CKV_IOT_101", "me")
    }
    assert ET.parse(code / "out/results_cyclonedx.xml").getroot().tag.endswith("bom")
    parts = json.loads((code / "out/results_cyclonedx.json").read_text(encoding="utf-8"))
    assert [part["name"] for part in parts["components"]] == ["aws_iot_policy.open"]
    assert {found["id"] for found in parts["vulnerabilities"]} == {"CKV_IOT_101"}
    assert "SPDXVersion: " in (code / "out/results_spdx.spdx").read_text(encoding="utf-8")
