"""The conventions that hold for a run of a command, and what is said of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from checkov.common.models.enums import CheckResult

from checkov_aws_iot.commands.complaint import Complaint, tell
from checkov_aws_iot.conventions.conventions import (
    NAME,
    NO_CONVENTIONS,
    VARIABLE,
    Conventions,
    Ignore,
)
from checkov_aws_iot.conventions.conventions_file import ConventionsError
from checkov_aws_iot.values.one_line import one_line

if TYPE_CHECKING:
    from checkov.common.output.report import Report

_MISNAMED: Final = NAME.replace(".yaml", ".yml")


def chosen_conventions(given: str, *, look_here: bool = True) -> Conventions:
    """The conventions of the file that the user names, or of the one where the user stands.

    ``given`` is what stands on the command line; the environment may name a file, too. What is
    scanned has no say. The file is named on stderr.

    Raises:
        Complaint: the file cannot be read or has mistakes, a sentence for each.
    """
    path = given or os.environ.get(VARIABLE, "")
    if not path and look_here:
        path = _here()
    if not path:
        return NO_CONVENTIONS
    from checkov_aws_iot.engine.declared_conventions import declared_conventions

    try:
        conventions = declared_conventions(path)
    except ConventionsError as error:
        raise Complaint(*error.sentences) from error
    tell(f"takes the conventions of {one_line(path)}")
    return conventions


def _here() -> str:
    if os.path.lexists(NAME):
        return NAME
    if os.path.lexists(_MISNAMED):
        raise Complaint(f"{_MISNAMED} is not read; call it {NAME}")
    return ""


def hand_to_checkov(conventions: Conventions) -> None:
    """The checks that Checkov's runners ask in this process and its forks follow the conventions."""
    if conventions.file:
        os.environ[VARIABLE] = conventions.file


class IgnoreLog:
    """What the entries under ``ignore`` did in a scan."""

    def __init__(self, conventions: Conventions) -> None:
        self._conventions = conventions
        self._used: set[Ignore] = set()
        self._ended: set[Ignore] = set()

    def note_skipped(self, ignore: Ignore) -> None:
        """The entry has left out a finding."""
        self._used.add(ignore)

    def note_failed(self, check_id: str, resource: str, root: str, file: str) -> None:
        """A finding was reported; entries that have ended may be about it."""
        self._ended.update(self._conventions.ended(check_id, resource, root, file))

    def note_report(self, report: Report) -> None:
        """What a report of Checkov's runners holds is noted."""
        for record in report.get_all_records():
            file = record.file_path.lstrip("/")
            place = (record.resource, record.file_abs_path.removesuffix(file), file)
            if record.check_result["result"] is CheckResult.FAILED:
                self.note_failed(record.check_id, *place)
            elif record.check_result["result"] is CheckResult.SKIPPED:
                self._used.update(filter(None, [self._conventions.ignore(record.check_id, *place)]))

    def lines(self, is_asked: Callable[[str], bool]) -> Iterator[str]:
        """What is said: entries that have ended, and those that leave out nothing.

        ``is_asked`` says whether a check, by its id, was part of the scan.
        """
        file = one_line(os.path.basename(self._conventions.file))
        for ignore in self._conventions.ignores:
            entry = f"{file}, line {ignore.line}: {one_line(str(ignore))}"
            if ignore in self._ended:
                yield f"{entry} ended on {ignore.until}"
            elif ignore not in self._used and is_asked(ignore.check):
                yield f"{entry} leaves out nothing"
