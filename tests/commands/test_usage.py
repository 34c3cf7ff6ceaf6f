"""What every command says of itself, and of options that it does not have."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from command_line import CONNECT_POLICY
from scans import write_files

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.main import USAGE, main
from checkov_aws_iot.rules.catalog import CATALOGUE

COMMANDS = sorted(set(re.findall(r"checkov-aws-iot ([a-z][a-z-]*)", USAGE)))
OPTION = re.compile(r"^  (?:-\w.*, )?(--[a-z][a-z-]{4,})", re.MULTILINE)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return str(out)


def test_there_are_commands() -> None:
    assert {"scan", "hook", "checks", "path", "fix", "map", "explain"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_prints_its_own_help(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    for option in ("-h", "--help"):
        out = printed(capsys, command, option)
        assert out.startswith(f"usage: checkov-aws-iot {command}")
        assert out != USAGE


@pytest.mark.parametrize("command", COMMANDS)
def test_every_misspelt_option_of_every_command_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: str,
) -> None:
    # The hook reads its options where a changed file has something to judge.
    write_files(tmp_path, {"main.tf": CONNECT_POLICY.format(name="p", id="p")})
    monkeypatch.chdir(tmp_path)
    files = ["main.tf"] if command == "hook" else []
    for option in sorted(set(OPTION.findall(printed(capsys, command, "--help")))):
        misspelt = option[:4] + option[5:] + "x"
        assert main([command, *files, misspelt]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert f'there is no option {misspelt}; did you mean "--' in err


@pytest.mark.parametrize("command", ["scan", "hook"])
def test_the_versions_and_the_checks_are_told_without_a_scan(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    both = f"checkov-aws-iot {__version__}, Checkov {version('checkov')}\n"
    assert printed(capsys, command, "--version") == both
    assert printed(capsys, command, "--list") == printed(capsys, "checks")


def test_the_checks_are_listed_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    checks = json.loads(printed(capsys, "checks", "-o", "json"))
    assert [(check["id"], check["severity"], check["title"]) for check in checks] == [
        (entry.id, entry.severity.name, entry.title) for entry in CATALOGUE
    ]
    assert all(check["guide"].endswith(f"/{check['id']}.md") for check in checks)


@pytest.mark.parametrize("command", ["checks", "path"])
def test_an_argument_too_many_is_refused(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "more"]) == 2
    assert 'there is no place for the argument "more"' in capsys.readouterr().err
