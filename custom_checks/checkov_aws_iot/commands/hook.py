"""``checkov-aws-iot hook``: what pre-commit runs on changed files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.scanning import scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SUFFIXES = (".tf", ".tf.json", ".tfvars", ".json", ".yaml", ".yml", ".template")


def scan_changed(arguments: Sequence[str]) -> int:
    """The exit code of a scan of the directories of the files; nothing is printed if all is well.

    Options may stand before or behind the files. A Terraform module is a directory, so a change of
    one file may be a fault in another one.
    """
    files = [argument for argument in arguments if argument.endswith(_SUFFIXES)]
    options = [argument for argument in arguments if argument not in files]
    directories = outermost(os.path.dirname(file) or "." for file in files)
    if not directories:
        return 0
    return scan([*directories, *options, "--quiet", "--compact"])


def outermost(directories: Iterable[str]) -> list[str]:
    """The directories without those that lie inside another one; Checkov walks into them."""
    kept: list[str] = []
    for directory in sorted(
        {os.path.normpath(d) for d in directories}, key=lambda d: d.count(os.sep)
    ):
        inside = (
            os.path.commonpath((os.path.abspath(k), os.path.abspath(directory))) for k in kept
        )
        if not any(parent == os.path.abspath(k) for parent, k in zip(inside, kept, strict=True)):
            kept.append(directory)
    return kept
