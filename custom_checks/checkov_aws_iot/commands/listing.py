"""Commands that say what there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def pack_directory() -> Path:
    """The directory to give to Checkov's ``--external-checks-dir``."""
    return Path(__file__).resolve().parent.parent


def print_path(_: Sequence[str]) -> int:
    """The directory of the pack is printed."""
    print(pack_directory())
    return 0


def print_checks(_: Sequence[str]) -> int:
    """One line for every check is printed: id, severity, title."""
    from checkov_aws_iot.rules.catalog import CATALOGUE

    for entry in CATALOGUE:
        print(f"{entry.id}  {entry.severity.name:<8}  {entry.title}")
    return 0
