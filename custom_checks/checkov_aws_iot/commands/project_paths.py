"""The project behind a path of a command line."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.unread_files import tell_unread

if TYPE_CHECKING:
    from checkov_aws_iot.engine.project import Project

_BINARY_PLAN = b"PK"


def add_var_file(parser: ArgumentParser) -> None:
    """Declare the option for values of Terraform variables."""
    parser.add_argument(
        "--var-file",
        action="append",
        default=[],
        metavar="FILE",
        help="values of Terraform variables; repeatable",
    )


def project_at(path: str, var_files: Sequence[str] = ()) -> Project:
    """The project in the directory, or in the one file.

    Raises:
        Complaint: there is nothing that can be read.
    """
    from checkov_aws_iot.engine.project import Project

    for file in var_files:
        if not os.path.isfile(file):
            raise Complaint(f'there is no file "{file}"')
    values = tuple(map(os.path.abspath, var_files))
    if os.path.isdir(path):
        return Project.of_directory(path, var_files=values)
    if not os.path.exists(path):
        raise Complaint(f'the path "{path}" does not exist')
    if not os.path.isfile(path):
        raise Complaint(f'"{path}" is neither a directory nor a file')
    _refuse_binary_plan(path)
    return Project.of_file(path, values)


def tell_problems(project: Project) -> bool:
    """Whether a file could not be read that may be about AWS IoT; each is told on stderr."""
    return bool(tell_unread(project.root, project.problems))


def from_here(project: Project, file: str) -> str:
    """The path of a file of the project as it is seen from where the user stands."""
    return os.path.relpath(os.path.join(project.root, file)).replace(os.sep, "/")


def _refuse_binary_plan(path: str) -> None:
    try:
        with open(path, "rb") as opened:
            is_binary = opened.read(2) == _BINARY_PLAN
    except OSError as error:
        raise Complaint(f'"{path}" cannot be read: {error.strerror}') from None
    if is_binary:
        raise Complaint(f'"{path}" is a binary plan; give what terraform show -json prints of it')
