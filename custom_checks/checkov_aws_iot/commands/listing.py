"""Commands that print what the pack has: its checks, and its directory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from checkov_aws_iot.commands.command_parser import CommandParser


def pack_directory() -> Path:
    """The directory to give to Checkov's ``--external-checks-dir``."""
    return Path(__file__).resolve().parent.parent


def print_path(arguments: Sequence[str]) -> int:
    """The directory of the pack is printed.

    Raises:
        Complaint: there is an argument.
    """
    parser = CommandParser(
        "path", "Print the directory to give to --external-checks-dir of Checkov."
    )
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    print(pack_directory())
    return 0


def print_checks(arguments: Sequence[str]) -> int:
    """One line for every check is printed: id, severity, title; or all of that as JSON.

    Raises:
        Complaint: the arguments make no sense.
    """
    from checkov_aws_iot.plugin.project import guideline
    from checkov_aws_iot.rules.catalog import CATALOGUE

    parser = CommandParser("checks", "List the checks: id, severity, title.")
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")
    given = parser.read(arguments)
    if isinstance(given, int):
        return given
    if given.output == "json":
        checks = [
            {
                "id": entry.id,
                "severity": entry.severity.name,
                "title": entry.title,
                "guide": guideline(entry.id),
            }
            for entry in CATALOGUE
        ]
        print(json.dumps(checks, indent=2))
        return 0
    for entry in CATALOGUE:
        print(f"{entry.id}  {entry.severity.name:<8}  {entry.title}")
    return 0
