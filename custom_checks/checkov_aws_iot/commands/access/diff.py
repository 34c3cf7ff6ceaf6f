"""``checkov-aws-iot diff``: what a change allows that was not allowed before."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from filecmp import cmp
from typing import TYPE_CHECKING

from checkov_aws_iot.commands.access.project_documents import add_documents, project_documents
from checkov_aws_iot.commands.command_parser import CommandParser
from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.commands.project_paths import add_var_file, project_at
from checkov_aws_iot.commands.unread_files import tell_unread

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from checkov_aws_iot.engine.documents.deployed_documents import DeployedDocument
    from checkov_aws_iot.engine.documents.policy_changes import PolicyChange
    from checkov_aws_iot.engine.project import Project

_DESCRIPTION = """\
Says what a change allows that was not allowed before, and what it no longer allows: policy by
policy, action by action, each with a request. Other words for the same are no change.

BASE and HEAD are revisions of git, or directories; without HEAD it is the working tree. Git is read
without touching the working tree; nothing of the repository is executed.
"""
_EPILOG = """\
Exit code 0: nothing to fail on; 1: something is newly allowed, or may be (see --fail-on); 2: the
command could not run, or a file that may be about AWS IoT changed and could not be read.

examples:
  checkov-aws-iot diff main
  checkov-aws-iot diff origin/main HEAD --path infrastructure -o markdown
  checkov-aws-iot diff ../before . --fail-on any
"""
FAIL_ON = ("new", "any", "never")


def diff(arguments: Sequence[str]) -> int:
    """The exit code of the command: 0 nothing to fail on, 1 something, 2 a file was not read.

    Raises:
        Complaint: a side is neither a revision nor a directory, or cannot be read.
    """
    parser = CommandParser("diff", _DESCRIPTION, _EPILOG)
    parser.add_argument("base", metavar="BASE", help="revision or directory")
    parser.add_argument("head", nargs="?", default="", metavar="HEAD", help="revision or directory")
    parser.add_argument(
        "--path", default="", metavar="PATH", help="a directory; the same on both sides"
    )
    parser.add_argument("-o", "--output", choices=("text", "markdown", "json"), default="text")
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="new",
        help="new: what is newly allowed, or may be (the default); any: any change",
    )
    add_documents(parser)
    add_var_file(parser)
    given = parser.read(arguments)
    return given if isinstance(given, int) else _run(given)


def _run(given: Namespace) -> int:
    from checkov_aws_iot.commands.access.diff_report import REPORTS, Report

    with _side(given.base, given.path) as base, _side(given.head, given.path) as head:
        before = project_at(base, given.var_file)
        after = project_at(head, given.var_file)
        old, new = (
            project_documents(side, in_files=given.documents, supposed=True)
            for side in (before, after)
        )
        broken = [side.tell_broken() for side in (old, new)]
        changes, count = _changes(old.known, new.known, head)
        unread = _unread(before, given.base, after, given.head)
    report = Report(given.base, given.head or "the working tree", tuple(changes), count)
    sys.stdout.write(REPORTS[given.output](report))
    if unread or any(broken):
        return 2
    return 1 if _fails(changes, given.fail_on) else 0


@contextmanager
def _side(spelled: str, path: str) -> Iterator[str]:
    """The directory that is one side of the comparison.

    Raises:
        Complaint: it is neither a directory nor a revision, or both.
    """
    from checkov_aws_iot.commands.access.git_tree import tree_of

    if spelled and not os.path.isdir(spelled):
        with tree_of(spelled, path or os.curdir).directory() as directory:
            yield directory
        return
    if _is_both(spelled):
        raise Complaint(
            f'"{spelled}" is a directory and a revision; write ./{spelled} or heads/...'
        )
    directory = os.path.join(spelled or os.curdir, path)
    if not os.path.isdir(directory):
        raise Complaint(f'there is no directory "{directory}"')
    yield directory


def _is_both(directory: str) -> bool:
    """Whether a directory has the name of a revision, too; a path is never taken for one."""
    from checkov_aws_iot.commands.access.git_tree import commit_of, repository_of

    if not directory or "." in directory or os.sep in directory:
        return False
    root = repository_of(os.curdir)
    return root is not None and commit_of(directory, root) is not None


def _unread(before: Project, base: str, after: Project, head: str) -> bool:
    """Whether a file that may be about AWS IoT cannot be read and is not the same on both sides.

    Each is told on stderr. What did not change allows what it did.
    """
    same = {file for file in after.problems if _is_same(before.root, after.root, file)}
    problems = {f: reason for f, reason in before.problems.items() if f not in same}
    unread = [
        *tell_unread(before.root, problems, "" if os.path.isdir(base) else base),
        *tell_unread(after.root, after.problems, "" if not head or os.path.isdir(head) else head),
    ]
    return any(file not in same for file in unread)


def _is_same(root: str, other: str, file: str) -> bool:
    try:
        return cmp(os.path.join(root, file), os.path.join(other, file), shallow=False)
    except OSError:
        return False


def _changes(
    old: list[DeployedDocument], new: list[DeployedDocument], head: str
) -> tuple[list[PolicyChange], int]:
    """The changes, and how many documents were compared."""
    from checkov_aws_iot.engine.documents.moved_addresses import MovedAddresses
    from checkov_aws_iot.engine.documents.policy_changes import Comparison, PolicyState
    from checkov_aws_iot.engine.reading.confined_reader import ConfinedReader
    from checkov_aws_iot.resources.known_types import KNOWN_TYPES
    from checkov_aws_iot.terraform.modules.configuration import Configuration

    moved = MovedAddresses(Configuration(ConfinedReader(head), KNOWN_TYPES))
    comparison = Comparison(PolicyState.of(old, new), PolicyState.of(new, old), moved.before)
    changes = list(comparison.changes())
    return changes, comparison.compared


def _fails(changes: Sequence[PolicyChange], fail_on: str) -> bool:
    if fail_on == "new":
        return any(change.allows_more for change in changes)
    return fail_on == "any" and bool(changes)
