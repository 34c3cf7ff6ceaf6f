"""The changes of open files that take findings away, each proved before it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.editing.no_edit import NoEditError
from checkov_aws_iot.fixes.history import FileHistory, edits_by_number
from checkov_aws_iot.fixes.mending import Fault, Mended, mended
from checkov_aws_iot.fixes.proposal import edits_of

if TYPE_CHECKING:
    from checkov_aws_iot.editing.judged_project import JudgedProject, Notice
    from checkov_aws_iot.fixes.text_edit import TextEdit

_ADVICE: Final = "; use "
_MOST_SHOWN: Final = 60


def can_be_mended(notice: Notice) -> bool:
    """Whether an edit can be said that may take the finding away; it is not proved yet."""
    return not isinstance(edits_of(notice.finding, notice.location), str)


def title_of(notice: Notice) -> str:
    """What the edit does, in the words of the finding."""
    check = notice.record.entry.id
    _, _, advice = notice.finding.message.partition(_ADVICE)
    if not advice:
        return f"Mend {check}"
    shown = advice if len(advice) <= _MOST_SHOWN else f"{advice[:_MOST_SHOWN]}..."
    return f"Use {shown} ({check})"


def edits_for(judged: JudgedProject, notice: Notice) -> list[TextEdit]:
    """The edits that take the finding away, and nothing but that.

    Raises:
        NoEditError: none can be proved to be right.
        Superseded: a later change makes the answer worthless.
    """
    check, name = notice.record.entry.id, notice.record.resource.name

    def is_meant(fault: Fault) -> bool:
        is_same = fault.check == check and fault.resource.name == name
        return is_same and fault.finding == notice.finding

    return _proved(mended(judged.project, is_meant=is_meant))


def edits_for_all(judged: JudgedProject, file: str) -> list[TextEdit]:
    """The edits that take away all findings of a file for which there are some.

    What makes a grant live is none of them: that is asked for by itself.

    Raises:
        NoEditError: none can be proved to be right.
        Superseded: a later change makes the answer worthless.
    """
    return _proved(mended(judged.project, files=frozenset({file}), makes_live=False))


def _proved(result: Mended) -> list[TextEdit]:
    if not result.fixes:
        reasons = dict.fromkeys(one.reason for one in result.left)
        raise NoEditError("; ".join(reasons) or "the finding is not there any more")
    return list(_edits(result))


def _edits(result: Mended) -> Iterator[TextEdit]:
    """What all rounds together change of the texts before the first one."""
    for file, text in result.before.items():
        history = FileHistory(file, text)
        for number in range(max(fix.round for fix in result.fixes) + 1):
            fixes = [(n, fix.edits) for n, fix in enumerate(result.fixes) if fix.round == number]
            edits = edits_by_number(fixes)
            history.apply({edit: by for edit, by in edits.items() if edit.file == file})
        for numbered in history.edits():
            yield numbered.edit
