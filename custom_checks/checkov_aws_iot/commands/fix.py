"""``checkov-aws-iot fix``: the change that makes findings go away, proved to allow nothing more."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.commands.project_paths import add_var_file, project_at, tell_problems
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.rules.catalog import CATALOGUE
from checkov_aws_iot.values.nearest_names import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.engine.scanned_resource import ScannedResource
    from checkov_aws_iot.rules.catalog import Entry

_DESCRIPTION = """\
Prints a patch that mends findings, for "git apply", or changes the files with --write.

Every edit was proved before it is shown: the patched files were judged again, the finding is gone,
no other one is there, and no policy allows a request that it did not allow before.
"""
_EPILOG = """\
What an edit takes away, and why other findings have none, is told on stderr.

Exit code 0: nothing to mend; 1: there are edits, or with --write findings are left; 2: the command
could not run.

examples:
  checkov-aws-iot fix infrastructure | git apply
  checkov-aws-iot fix --write --check CKV_IOT_101,CKV_IOT_202
"""


def fix(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0 nothing to mend, 1 edits or findings are left, 2 could not run.

    Raises:
        Complaint: a path cannot be read, or a file cannot be changed.
    """
    parser = CommandParser("fix", _DESCRIPTION, _EPILOG)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="directories or files; default .")
    parser.add_argument(
        "--check",
        action="append",
        default=[],
        metavar="CHECK",
        help="the checks or severities to mend, with * for several; repeatable",
    )
    parser.add_argument("--write", action="store_true", help="change the files")
    parser.add_argument("-o", "--output", choices=("diff", "json"), default="diff")
    parser.add_argument(
        "--conventions",
        default="",
        metavar="FILE",
        help="the conventions of the project; else the file where you stand",
    )
    add_var_file(parser)
    given = parser.read(arguments)
    return given if isinstance(given, int) else _run(given)


def _run(given: Namespace) -> int:
    from checkov_aws_iot.commands.chosen_conventions import chosen_conventions
    from checkov_aws_iot.commands.fix_report import REPORTS, Report
    from checkov_aws_iot.fixes.mending import MAKES_LIVE, mended
    from checkov_aws_iot.fixes.writing import WriteError, write

    chosen = _chosen(given.check)
    conventions = chosen_conventions(given.conventions)

    def is_asked(entry: Entry, _: ScannedResource) -> bool:
        return not chosen or any(fnmatchcase(entry.id, each) for each in chosen)

    reports, unread = [], False
    for path in given.paths or ["."]:
        found, wanted = _project(path, given.var_file)
        project = replace(found, conventions=conventions)
        live = not given.write or MAKES_LIVE in chosen
        result = mended(project, is_asked, wanted, makes_live=live)
        unread = tell_problems(project) or unread
        reports.append(Report(project.root, result))
    sys.stdout.write(REPORTS[given.output](reports))
    for report in reports:
        for line in report.told():
            tell(line)
    if given.write:
        try:
            for report in reports:
                write(report.root, report.mended.before, report.mended.after)
        except WriteError as error:
            raise Complaint(str(error)) from None
    if unread:
        return 2
    has_edits = any(report.mended.fixes for report in reports)
    is_left = any(report.mended.left for report in reports)
    return int(is_left if given.write else has_edits)


def _project(path: str, var_files: Sequence[str]) -> tuple[Project, str]:
    """The project of a path, and the file in which entries are mended; empty for all."""
    if os.path.isdir(path):
        return project_at(path, var_files), ""
    project_at(path, var_files)  # It complains about what is no file.
    directory, name = os.path.split(path)
    return project_at(directory or os.curdir, var_files), name


def _chosen(given: Sequence[str]) -> list[str]:
    """The patterns of checks that are to be mended; none for all.

    Raises:
        Complaint: there is no such check.
    """
    names = [name.strip() for option in given for name in option.split(",") if name.strip()]
    if given and not names:
        raise Complaint("--check needs a check or severity")
    ids = [entry.id for entry in CATALOGUE]
    found: list[str] = []
    for name in names:
        severity = Severity.__members__.get(name.upper())
        if severity is not None:
            # As for --check of scan: the severity and those above it.
            found += [entry.id for entry in CATALOGUE if entry.severity >= severity]
        elif any(fnmatchcase(each, name) for each in ids):
            found.append(name)
        else:
            hint = did_you_mean(name, (*ids, *Severity.__members__))
            raise Complaint(f'there is no check or severity "{name}"{hint}')
    return found
