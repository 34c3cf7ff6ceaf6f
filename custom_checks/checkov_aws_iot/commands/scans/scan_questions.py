"""What ``scan`` and ``hook`` answer without a scan: their help, the versions, the list of checks."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

from checkov_aws_iot import __version__
from checkov_aws_iot.commands.listing import print_checks

_USAGES: Final = {
    "scan": "checkov-aws-iot scan [PATH ...] [options]",
    "hook": "checkov-aws-iot hook FILE ... [options]",
}
_DESCRIPTIONS: Final = {
    "scan": """\
Scans directories and files, by default the current directory, with the AWS IoT checks. Never asks the
network. In the terminal the report has failures only, the worst first.

Where Checkov does it otherwise: -o sarif prints SARIF and nothing else, Checkov prints the findings and
writes results.sarif. --output-file-path report.sarif writes that file, Checkov makes a directory of that
name. sarif and gitlab_sast have one result for each finding, github_failed_only and cyclonedx say what was
found, Checkov has the resource only. A baseline knows findings, those of Checkov know resources; its own
are read. The terminal has failures only, --show-all has the rest.

Exit code 0: nothing found; 1: findings; 2: the scan could not run.""",
    "hook": """\
Scans what changed files may change: the modules and templates that they are part of or are called by.
Prints nothing where nothing fails. Takes the options of scan, but no --engine.

Exit code 0: nothing found; 1: findings; 2: the scan could not run.""",
}
_HELP: Final = frozenset({"-h", "--help"})
_VERSION: Final = frozenset({"-v", "--version"})
_LIST: Final = frozenset({"-l", "--list"})


def is_answered(command: str, arguments: Sequence[str]) -> bool:
    """Whether an argument asks for something else than a scan; then the answer is printed."""
    given = list(arguments)
    asked = set(given[: given.index("--")] if "--" in given else given)
    if asked & _HELP:
        from checkov_aws_iot.commands.scans.scan_options import help_of

        print(help_of(command, _USAGES[command], _DESCRIPTIONS[command]), end="")
        return True
    if asked & _VERSION:
        print(f"checkov-aws-iot {__version__}, Checkov {version('checkov')}")
        return True
    if asked & _LIST:
        print_checks(())
        return True
    return False
