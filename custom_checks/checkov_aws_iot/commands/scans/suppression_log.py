"""Suppressions in the scanned code that do nothing: of a check that does not exist, or of no finding."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.commands.chosen_checks import NOT_LOADED
from checkov_aws_iot.engine.own_severities import entry_under
from checkov_aws_iot.engine.records import entries_for, outcome_of
from checkov_aws_iot.engine.suppressions import Suppression, by_id, comments
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import CATALOGUE
from checkov_aws_iot.values.nearest_names import did_you_mean
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.scanned_resource import ScannedResource
    from checkov_aws_iot.engine.project import Project
    from checkov_aws_iot.engine.records import IsAsked

MOST_TOLD: Final = 10
"""Suppressions that a scan names without being asked for them."""

_IDS: Final = frozenset({NOT_LOADED, *(entry.id for entry in CATALOGUE)})
_OWN: Final = re.compile(r"CKV[_-]?IOT", re.IGNORECASE)
# What is meant to be a skip comment. Checkov reads it only as `checkov:skip=ID`.
_MEANT: Final = re.compile(
    r"\b(?:checkov|bridgecrew)\s*:\s*skip\s*[=: ]\s*CKV[_-]?IOT", re.IGNORECASE
)
# A finding may be there that nobody can tell yet.
_MAY_FAIL: Final = frozenset({Verdict.FAILED, Verdict.UNKNOWN})

_NO_RESOURCE: Final = "it stands in no resource that the check judges"
_NO_FINDING: Final = "the check finds nothing there"

_Key = tuple[str, int, int, str]  # file, line, column and id


class SuppressionLog:
    """What the suppressions of a scan did."""

    def __init__(self) -> None:
        self._useful: set[_Key] = set()
        self._useless: dict[_Key, str] = {}

    def note(self, resource: ScannedResource, is_asked: IsAsked) -> None:
        """The suppressions of the resource are known, and those that suppress something."""
        declared = entries_for(resource.framework, resource.type)
        entries = {entry.id: entry_under(resource.conventions, entry) for entry in declared}
        for each in resource.suppressions():
            if not _OWN.match(each.check_id):
                continue
            key = _key(resource.root, each)
            entry = entries.get(each.check_id)
            if entry is None:
                self._add(key, _NO_RESOURCE)
            elif (
                not is_asked(entry, resource)
                or outcome_of(resource.judging, entry.id).verdict in _MAY_FAIL
            ):
                self._useful.add(key)
            else:
                self._useless[key] = _NO_FINDING

    def note_rest(self, project: Project, judged_files: set[str], *, terraform: bool) -> None:
        """Comments that stand in no resource are known.

        ``judged_files`` are the templates that have resources, ``terraform`` says whether its files
        are judged.
        """
        names = project.files.configurations if terraform else {}
        files = [f"{folder}/{name}".lstrip("/") for folder in names for name in names[folder]]
        files += (file for file in project.files.templates if file in judged_files)
        for file in files:
            text = "" if file in project.problems else project.reader.read(file)
            if isinstance(text, Unknown) or "skip" not in text or not _OWN.search(text):
                continue
            for comment in comments(text, file):
                for each in by_id(comment):
                    if _OWN.match(each.check_id):
                        key = _key(project.root, each)
                        self._add(key, _NO_RESOURCE)
            for line, meant in _misspelt_comments(text):
                key = (os.path.join(project.root, *file.split("/")), line, meant.start() + 1, "")
                self._add(key, "")

    def _add(self, key: _Key, reason: str) -> None:
        self._useless.setdefault(key, reason)

    def lines(self, is_chosen: Callable[[str], bool]) -> list[str]:
        """What is said of each that does nothing, by file and line.

        ``is_chosen`` says whether a check, by its id, was part of the scan.
        """
        return list(self._lines(is_chosen))

    def _lines(self, is_chosen: Callable[[str], bool]) -> Iterator[str]:
        for key in sorted(self._useless.keys() - self._useful):
            file, line, column, check_id = key
            where = f"{os.path.relpath(file)}:{line}:{column}"
            if not check_id:
                yield f"{where}: is no suppression; write checkov:skip=ID:reason"
            elif check_id not in _IDS:
                hint = did_you_mean(check_id, _IDS) or '; "checkov-aws-iot checks" lists them'
                yield f'{where}: the suppression names "{check_id}", which is no check{hint}'
            elif check_id != NOT_LOADED and is_chosen(check_id):
                yield f"{where}: the suppression of {check_id} suppresses nothing; {self._useless[key]}"


def told(lines: list[str]) -> list[str]:
    """Those that are named without being asked for, and how many are left."""
    more = len(lines) - MOST_TOLD
    if more <= 0:
        return lines
    return [
        *lines[:MOST_TOLD],
        f"{more} more suppressions do nothing; --report-unused-suppressions lists them",
    ]


def _key(root: str, suppression: Suppression) -> _Key:
    path = os.path.join(root, *suppression.file.split("/"))
    return path, suppression.line, suppression.column, suppression.check_id


def _misspelt_comments(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        meant = _MEANT.search(line) if "skip" in line.lower() else None
        if meant and next(comments(line, ""), None) is None:
            yield number, meant
