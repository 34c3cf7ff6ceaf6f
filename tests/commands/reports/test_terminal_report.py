"""The report of a scan in the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import PACK, ROOT, write_files

from checkov_aws_iot.commands.reports.message_parts import MessageParts, parts_of
from checkov_aws_iot.commands.reports.terminal_style import Style, cells, unbroken

OPEN = CONNECT_POLICY.format(name="open", id="*")
UNKNOWN = OPEN.replace('"open"', '"unknown"').replace(
    '"arn:aws:iot:eu-west-1:123456789012:client/*"', "var.id"
)
SUPPRESSED = OPEN.replace('"open"', '"known"').replace(
    "{\n  name", "{\n  # checkov:skip=CKV_IOT_101:devices of the lab\n  name", 1
)
ESCAPE = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture
def code(tmp_path: Path) -> Path:
    text = OPEN + UNKNOWN + SUPPRESSED + 'variable "id" {}\n'
    write_files(tmp_path, {"some where/main.tf": text})
    return tmp_path


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            'Statement[0]: Resource "a; b lets c" lets device "d" connect as "e"; use f (when `g` is h)',
            MessageParts(
                'Statement[0]: Resource "a; b lets c"',
                'lets device "d" connect as "e"',
                "use f",
                "when `g` is h",
            ),
        ),
        (
            'a hook is missing, so that device "d" can register; add one (AWS: test it)',
            MessageParts("a hook is missing", 'so that device "d" can register', "add one (AWS: test it)"),
        ),
        ("`var.v` has no default", MessageParts("`var.v` has no default")),
    ],
)  # fmt: skip
def test_a_message_has_parts_and_quotes_divide_nothing(message: str, parts: MessageParts) -> None:
    assert parts_of(message) == parts


def test_lines_are_wrapped_between_words_and_never_in_a_location() -> None:
    where = "a long directory name/with spaces/main.tf:12:3"
    lines = Style(40).wrapped(
        f"see {unbroken(where)}: 漢字漢字漢字漢字 漢字漢字漢字 refers", "  ", "    "
    )
    assert any(where in line for line in lines)
    assert all(cells(line) <= 40 for line in lines if where not in line)
    assert " ".join(line.strip() for line in lines).split() == (
        f"see {where}: 漢字漢字漢字漢字 漢字漢字漢字 refers".split()
    )
    assert Style().wrapped("word " * 100) == ["word " * 100]


def test_failures_come_first_and_what_is_not_known_last(code: Path) -> None:
    completed = command("scan", ".", cwd=code)
    assert (completed.returncode, completed.stderr) == (1, "")
    order = [
        "HIGH CKV_IOT_101 Ensure",
        "Not known before deployment (CKV_IOT_001)",
        "  some where/main.tf:14:",
        "About these checks",
        "1 finding in 1 file: 1 high; 1 not known; 1 suppressed; ",
    ]
    places = [completed.stdout.index(text) for text in order]
    assert places == sorted(places)
    assert "PASSED" not in completed.stdout
    assert "_ _" not in completed.stdout
    assert completed.stdout.count("Ensure the IoT policy restricts") == 1


def test_the_caret_is_under_the_entry_that_the_data_formats_name(code: Path) -> None:
    text = command("scan", ".", cwd=code).stdout
    (entry,) = (
        finding
        for _, _, record in reported(command("scan", ".", "-o", "json", cwd=code), "failed_checks")
        if record["check_id"] == "CKV_IOT_101"
        for finding in record["check_result"]["findings"]
    )
    assert f"  {entry['file']}:{entry['start_line']}:{entry['start_column']} in " in text
    line, carets = re.findall(r"^  +(?:\d+)? +\| (.*)\n  + \| ( *\^+)$", text, re.MULTILINE)[0]
    start = carets.index("^")
    assert line[start : len(carets)] == entry["text"]


def test_the_options_say_what_is_in_the_report(code: Path) -> None:
    assert " | " not in command("scan", ".", "--compact", cwd=code).stdout
    every = command("scan", ".", "--show-all", cwd=code).stdout
    assert "Suppressed\n  CKV_IOT_101 some where/main.tf:" in every.replace("main.tf:1", "main.tf:")
    assert "aws_iot_policy.known: devices of the lab\n" in every
    assert "Passed\n  CKV_IOT_" in every
    top = command("scan", ".", "--summary-position", "top", cwd=code).stdout
    assert top.startswith("1 finding in 1 file: ")
    skipped = ("--skip-check", "CKV_IOT_101,CKV_IOT_001")
    clean = command("scan", ".", *skipped, cwd=code)
    assert clean.stdout.startswith("No findings; ")
    quiet = command("scan", ".", *skipped, "--quiet", cwd=code)
    assert (quiet.returncode, quiet.stdout) == (0, "")


@pytest.mark.parametrize(
    ("options", "environment", "is_colored"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_are_what_the_user_wants(
    code: Path, options: tuple[str, ...], environment: dict[str, str], is_colored: bool
) -> None:
    given = {"NO_COLOR": "", "FORCE_COLOR": "", "ANSI_COLORS_DISABLED": "", **environment}
    text = command("scan", ".", *options, cwd=code, **given).stdout
    plain = command("scan", ".", "--color", "never", cwd=code).stdout
    assert (text != plain) is is_colored
    assert ESCAPE.sub("", text) == plain
    assert not re.search(r"\x1b\[(?:30|33|34|36|37|9\d)m", text), "readable on black and on white"


@pytest.mark.parametrize("width", [80, 160])
def test_lines_fit_the_terminal(code: Path, width: int) -> None:
    text = command("scan", ".", cwd=code, COLUMNS=str(width)).stdout
    assert all(len(line) <= width or "https://" in line for line in text.splitlines())
    assert max(map(len, text.splitlines())) > width // 2


def in_terminal(*arguments: str, cwd: Path) -> tuple[str, bytes]:
    """What the command prints, and what a terminal on stderr gets."""
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    completed = subprocess.run(
        [sys.executable, "-m", "checkov_aws_iot.commands.main", *arguments],
        stdout=subprocess.PIPE, stderr=writer, text=True, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PACK), "TERM": "xterm"},
    )  # fmt: skip
    os.write(writer, b"END")
    os.close(writer)
    told = os.read(reader, 100_000)
    os.close(reader)
    return completed.stdout, told


def test_a_short_scan_has_no_bar(code: Path) -> None:
    printed, told = in_terminal("scan", ".", "--quiet", cwd=code)
    assert printed == command("scan", ".", "--quiet", cwd=code).stdout
    assert b"files" not in told


def test_a_long_scan_has_a_bar_on_stderr_alone(tmp_path: Path) -> None:
    many = "".join(OPEN.replace('"open"', f'"p{number}"') for number in range(120))
    write_files(tmp_path, {f"m{number}/main.tf": many for number in range(5)})
    printed, told = in_terminal("scan", ".", "--quiet", "--compact", cwd=tmp_path)
    assert "resources judged" in told.decode()
    assert "resources judged" not in printed
    assert "600 findings in 5 files" in printed


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    many = "".join(OPEN.replace('"open"', f'"p{number}"') for number in range(100))
    write_files(tmp_path, {"main.tf": many})
    for arguments in ("scan .", "checks", "explain CKV_IOT_101"):
        completed = subprocess.run(
            f"{sys.executable} -m checkov_aws_iot.commands.main {arguments} | head -n 1",
            shell=True, capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(PACK)},
        )  # fmt: skip
        assert completed.stderr == ""
        assert completed.stdout.count("\n") == 1


def test_control_characters_of_the_code_are_escaped(tmp_path: Path) -> None:
    hostile = OPEN.replace('Effect = "Allow"', 'Sid = "\x1b[31m\u202e", Effect = "Allow"')
    write_files(tmp_path, {"main.tf": hostile})
    completed = command("scan", ".", cwd=tmp_path, NO_COLOR="1")
    assert "CKV_IOT_101" in completed.stdout
    assert "\\x1b[31m\\u202e" in completed.stdout
    assert not re.search("[\x1b\u202e]", completed.stdout)


def test_the_same_finding_of_many_instances_is_one(tmp_path: Path) -> None:
    repeated = OPEN.replace(
        "{\n  name", '{\n  for_each = toset(["a", "b", "c", "d", "e", "f"])\n  name'
    )
    write_files(tmp_path, {"main.tf": repeated})
    text = command("scan", ".", cwd=tmp_path).stdout
    assert text.count("HIGH CKV_IOT_101") == 1
    assert '  also aws_iot_policy.open["b"], ' in text
    assert " and 2 more\n" in text
    assert "6 findings in 1 file: 6 high" in text


def test_the_readme_shows_a_finding_as_it_is_printed() -> None:
    options = ("--no-config", "--check", "CKV_IOT_203")
    text = command("scan", ".", *options, cwd=ROOT / "iac_examples/fleet", COLUMNS="100").stdout
    finding, _, _ = text.partition("\n\nAbout these checks")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"<!-- finding -->\n```text\n{finding}\n```\n" in readme
