"""``checkov-aws-iot fix``: the change that makes findings go away, proved to allow nothing more."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.project_paths import add_var_file, project_at
from checkov_aws_iot.commands.unread_files import tell_unread
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.rules.catalog import CATALOGUE
from checkov_aws_iot.values.nearest_names import did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Sequence

    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.rules.catalog import Entry

_DESCRIPTION = """\
Prints a patch that mends findings, for "git apply", or changes the files with --write.

Every edit was proved before it is shown: the patched files were judged again, the finding is gone,
no other one is there, and no policy allows a request that it did not allow before.
"""
_EPILOG = """\
What the edits take away, and why other findings have none, is told on stderr.

Exit code 0: nothing to mend; 1: there are edits, or with --write findings are left; 2: the command
could not run, or a file that may be about AWS IoT could not be read.

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
    parser.add_argument("-q", "--quiet", action="store_true", help="do not tell what is mended")
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
    from checkov_aws_iot.commands.fix_report import REPORTS, Report, told
    from checkov_aws_iot.fixes.mending import MAKES_LIVE, mended
    from checkov_aws_iot.fixes.writing import WriteError, write

    conventions = chosen_conventions(given.conventions)
    names = list(_names(given.check))
    chosen = _chosen(names)

    def is_asked(entry: Entry, _: ScannedResource) -> bool:
        return not names or any(fnmatchcase(entry.id, each) for each in chosen)

    reports, unread = [], False
    for directory, files in _targets(given.paths or [os.curdir]).items():
        project = replace(project_at(directory, given.var_file), conventions=conventions)
        live = not given.write or MAKES_LIVE in names
        result = mended(project, is_asked, files, makes_live=live)
        unread = bool(tell_unread(project.root, result.problems)) or unread
        reports.append(Report(project.root, result))
    if given.write:
        try:
            write([change for report in reports for change in report.changes()])
        except WriteError as error:
            raise Complaint(str(error)) from None
    sys.stdout.write(REPORTS[given.output](reports))
    if not given.quiet:
        for line in told(reports):
            print(line, file=sys.stderr)
    if unread:
        return 2
    has_edits = any(report.mended.fixes for report in reports)
    is_left = any(report.mended.left for report in reports)
    return int(is_left if given.write else has_edits)


def _targets(paths: Sequence[str]) -> dict[str, frozenset[str]]:
    """The directories of the paths, each with the files in it that are mended; none for all.

    What lies in a directory that is given as well is mended with that, once.

    Raises:
        Complaint: there is no such path.
    """
    found: dict[str, set[str]] = {}
    whole = {os.path.realpath(path): path for path in paths if os.path.isdir(path)}
    for path in paths:
        directory, name = (path, "") if os.path.isdir(path) else os.path.split(path)
        if not os.path.isfile(path):
            project_at(path)  # It complains about what is neither.
        actual = os.path.realpath(directory or os.curdir)
        above = [one for one in whole if _is_below(actual, one)]
        if not name and above == [actual]:
            found[whole[actual]] = set()
        elif not above:
            at = next((d for d in found if os.path.realpath(d) == actual), directory or os.curdir)
            found.setdefault(at, set()).add(name)
    return {directory: frozenset(files) for directory, files in found.items()}


def _is_below(path: str, directory: str) -> bool:
    return os.path.commonpath([path, directory]) == directory


def _names(given: Sequence[str]) -> Iterator[str]:
    """The checks and severities of the option.

    Raises:
        Complaint: it names none.
    """
    names = [name.strip() for option in given for name in option.split(",") if name.strip()]
    if given and not names:
        raise Complaint("--check needs a check or severity")
    yield from names


def _chosen(names: Iterable[str]) -> list[str]:
    """The patterns of the checks that are meant.

    Raises:
        Complaint: there is no such check.
    """
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
