"""``checkov-aws-iot hook``: what pre-commit runs on changed files.

Most changes hold nothing that a rule judges. That is found out from the bytes of the files, before
Checkov is imported; when in doubt, there is a scan.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, TextIO

from checkov_aws_iot.commands.scans.concerned_files import TERRAGRUNT, VARIABLES, concerned
from checkov_aws_iot.engine.reading.code_tree import TEMPLATE_SUFFIXES, TooLargeError, is_inside
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES as TERRAFORM_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_READ_BY_TERRAFORM = (".tftpl", ".tpl")
_SUFFIXES = (TERRAGRUNT, *TERRAFORM_SUFFIXES, *TEMPLATE_SUFFIXES, *_READ_BY_TERRAFORM, *VARIABLES)

# Options whose value may look like a changed file.
_OPTIONS_WITH_FILE = frozenset(
    {
        "--baseline",
        "--config-file",
        "--conventions",
        "--create-config",
        "--output-file-path",
        "--skip-check",
        "--skip-path",
        "--var-file",
    }
)
# With one of these, findings give 0, too.
_SOFT = frozenset({"-s", "--soft-fail", "--soft-fail-on"})


def scan_changed(arguments: Sequence[str]) -> int:
    """The exit code of a scan of what the changed files may change; nothing is printed if all is well.

    Options may stand before or behind the files. A Terraform module is a directory, and modules call
    one another, so a change of one file may be a fault in another one: the modules that are tied to
    the change are judged together, and no others. Where no rule judges anything in them, nothing is
    scanned. Reports name files as they are seen from where the user stands; pre-commit stands in the
    root of the repository.

    Raises:
        Complaint: the options cannot be used.
    """
    from checkov_aws_iot.commands.scans.scan_questions import is_answered

    if is_answered("hook", arguments):
        return 0
    files, options = _split(arguments)
    if any(option.partition("=")[0] == "--engine" for option in options):
        from checkov_aws_iot.commands.complaint import Complaint

        raise Complaint(
            "hook has no --engine; run checkov-aws-iot scan --engine checkov on the directories"
        )
    files = [os.path.relpath(file) if os.path.isabs(file) else file for file in files]
    files = [os.path.normpath(file) for file in files]
    try:
        found = concerned(files, options) if all(map(is_inside, files)) else None
    except TooLargeError:
        found = None
    if not files or (found is not None and not (found.modules or found.templates)):
        if any(option.startswith("-") for option in options):
            # A misspelt option is told at once, and not by the first change that is judged.
            from checkov_aws_iot.commands.scans.scanning import require_options

            require_options(options)
        return 0
    from checkov_aws_iot.commands.scans.scanning import scan

    paths = _directories(files) if found is None else []
    with redirect_stdout(_Held(sys.stdout)) as printed:
        given = [*paths, *options, "--quiet"]
        code = scan(given, from_here=True, concerned=found)
    if code or not _SOFT.isdisjoint(options):
        print(printed.getvalue(), end="")
    return code


class _Held(io.StringIO):
    """Text that is held back, and made as for where it may be printed."""

    def __init__(self, target: TextIO) -> None:
        super().__init__()
        self._target = target

    def isatty(self) -> bool:
        """Whether it may be printed on a terminal."""
        return self._target.isatty()


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The changed files among the arguments, and the options."""
    files: list[str] = []
    options: list[str] = []
    before = ""
    for argument in arguments:
        is_file = argument.endswith(_SUFFIXES) and not argument.startswith("-")
        (files if is_file and before not in _OPTIONS_WITH_FILE else options).append(argument)
        before = argument
    return files, options


def _directories(files: Iterable[str]) -> list[str]:
    """The directories of the files, without those that lie inside another one."""
    found = sorted({os.path.normpath(os.path.dirname(file) or ".") for file in files}, key=len)
    kept: list[str] = []
    for directory in found:
        path = os.path.abspath(directory)
        if all(os.path.commonpath((os.path.abspath(k), path)) != os.path.abspath(k) for k in kept):
            kept.append(directory)
    return kept
