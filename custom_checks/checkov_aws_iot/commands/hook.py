"""``checkov-aws-iot hook``: what pre-commit runs on changed files.

Most changes hold nothing that a rule judges. That is found out from the bytes of the files, before
Checkov is imported; when in doubt, there is a scan.
"""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.code_tree import (
    TEMPLATE_SUFFIXES,
    CodeTree,
    TooLargeError,
    is_inside,
    may_add_resources,
    serverless_above,
)
from checkov_aws_iot.engine.first_look import may_hold_subject, read
from checkov_aws_iot.terraform.modules.file_names import SUFFIXES as TERRAFORM_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_VARIABLES = (".tfvars", ".tfvars.json")
_READ_BY_TERRAFORM = (".tftpl", ".tpl")
_SUFFIXES = (*TERRAFORM_SUFFIXES, *TEMPLATE_SUFFIXES, *_READ_BY_TERRAFORM, *_VARIABLES)

# Options whose value may look like a changed file.
_OPTIONS_WITH_FILE = frozenset(
    {
        "--baseline",
        "--config-file",
        "--create-config",
        "--output-file-path",
        "--skip-path",
        "--var-file",
    }
)
# With one of these, findings give 0, too.
_SOFT = frozenset({"-s", "--soft-fail", "--soft-fail-on"})
_CONFIGURATION_FILES = (".checkov.yaml", ".checkov.yml")


def scan_changed(arguments: Sequence[str]) -> int:
    """The exit code of a scan of what the changed files may change; nothing is printed if all is well.

    Options may stand before or behind the files. A Terraform module is a directory, and modules call
    one another, so a change of one file may be a fault in another one: the directories that are tied
    to the change are scanned together, from the directory that holds them all. Where no rule judges
    anything in them, nothing is scanned.
    """
    files, options = _split(arguments)
    files = [os.path.relpath(file) if os.path.isabs(file) else file for file in files]
    files = [os.path.normpath(file) for file in files]
    try:
        paths = paths_to_scan(files, options) if all(map(is_inside, files)) else _directories(files)
    except TooLargeError:
        paths = _directories(files)
    if not paths:
        return 0
    from checkov_aws_iot.commands.scanning import scan

    with redirect_stdout(io.StringIO()) as printed:
        code = scan([*paths, *options, "--quiet", "--compact"], from_here=True)
    if code or not _SOFT.isdisjoint(options):
        print(printed.getvalue(), end="")
    return code


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


def paths_to_scan(files: Sequence[str], options: Sequence[str]) -> list[str]:
    """The directories to scan, so that all that is tied to a change is in the same scan.

    The files are relative to the working directory and inside it.

    Raises:
        TooLargeError: there are too many files to look at.
    """
    tree = CodeTree()
    roots: set[str] = set()
    changed: dict[str, set[str]] = {}  # Terraform directories, and where what they read has changed
    for file in files:
        directory = os.path.dirname(file) or "."
        text = read(file)
        if text is None:
            roots.add(directory)
        elif file.endswith((*TERRAFORM_SUFFIXES, *_VARIABLES)):
            everywhere = file.endswith(_VARIABLES) and _has_variable_files(options)
            for configuration in (directory, *(tree.terraform if everywhere else ())):
                changed.setdefault(configuration, set())
        else:
            for reader in tree.readers(file):
                changed.setdefault(reader, set()).add(directory)
            users = _users(file, text, tree)
            if users or _is_relevant_by_itself(file, text, options):
                roots.add(tree.common_root({directory, *users}))
    for directory, others in changed.items():
        tied = tree.tied(directory)
        if tied:
            roots.add(tree.common_root(tied | others))
    return outermost(roots)


def _users(file: str, text: bytes, tree: CodeTree) -> set[str]:
    """The directories of the templates that may include the file or use what it puts out."""
    users = set(serverless_above(file))
    return users.union(tree.stacks(file)) if b"Outputs" in text else users


def _is_relevant_by_itself(file: str, text: bytes, options: Sequence[str]) -> bool:
    if not file.endswith(TEMPLATE_SUFFIXES):
        return False
    if "--documents" in options and file.endswith(".json"):
        return True
    return may_hold_subject(text) or may_add_resources(file, text)


def _has_variable_files(options: Sequence[str]) -> bool:
    """Whether the user has, or may have, named files of variables for all directories."""
    if "CKV_VAR_FILE" in os.environ:
        return True
    if any(option.partition("=")[0] in {"--var-file", "--config-file"} for option in options):
        return True
    places = (os.curdir, os.path.expanduser("~"))
    paths = (os.path.join(place, file) for place in places for file in _CONFIGURATION_FILES)
    texts = (read(path) for path in paths if os.path.exists(path))
    return any(text is None or b"var-file" in text for text in texts)


def _directories(files: list[str]) -> list[str]:
    return outermost(os.path.dirname(file) or "." for file in files)


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
