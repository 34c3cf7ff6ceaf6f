"""From what takes a fault away to the edits of the file that say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from checkov_aws_iot.findings.remedy import (
    AddedCondition,
    AssignedValue,
    Entries,
    NoRemedy,
    OtherOperator,
)
from checkov_aws_iot.fixes.added_condition import condition_edits
from checkov_aws_iot.fixes.condition_operator import operator_edits
from checkov_aws_iot.fixes.list_items import several
from checkov_aws_iot.fixes.string_entry import StringEntry, string_entry

if TYPE_CHECKING:
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.positions.location import Location

_EVERYTHING: Final = "*"
_ANY_ARN: Final = "arn:aws:iot:*:*:"
_FIELDS: Final = 5


def edits_of(finding: Finding, location: Location | None) -> tuple[TextEdit, ...] | str:
    """The edits that mend the finding, or why there are none, in a clause."""
    remedy = finding.remedy
    if remedy is None:
        return "what to write instead is a decision that the scan cannot make"
    if isinstance(remedy, NoRemedy):
        return remedy.reason
    if location is None or location.walk is None:
        return "the text is put together in a way that is not changed by a program"
    if isinstance(remedy, AddedCondition):
        return condition_edits(location.walk, remedy)
    if isinstance(remedy, OtherOperator):
        return operator_edits(location.walk, remedy.operator)
    entry = string_entry(location.walk)
    if isinstance(remedy, AssignedValue):
        return _assigned(entry, location, remedy)
    if entry is None:
        return "the entry is put together from parts"
    return _replaced(entry, finding, remedy)


def _assigned(
    entry: StringEntry | None, location: Location, remedy: AssignedValue
) -> tuple[TextEdit, ...] | str:
    if entry is not None:
        return (entry.edit(entry.spelled(remedy.value)),)
    assert location.walk is not None
    if location.text in ("true", "false"):
        source, start, end = location.walk.places.text_of(location.walk.place)
        from checkov_aws_iot.fixes.text_edit import TextEdit

        return (TextEdit(source.file, start, end, remedy.value),)
    return "the value is put together from parts"


def _replaced(entry: StringEntry, finding: Finding, remedy: Entries) -> tuple[TextEdit, ...] | str:
    old = str(finding.locator.text)
    contents: list[str] = []
    for text in remedy.texts:
        new = _whole(old, text) if remedy.are_resources else text
        content = entry.with_end(old, new)
        if content is None:
            return "the entry is put together from parts"
        contents.append(content)
    edits = several(entry, contents)
    return tuple(edits) if edits else "the list is written in a way that is not changed"


def _whole(old: str, part: str) -> str:
    """The ARN that has this resource part and the other fields of the old text."""
    fields = _prefix(old)
    return f"{fields or _ANY_ARN}{part}"


def _prefix(arn: str) -> str:
    """The ARN up to its resource; colons in ``${...}`` are no separators."""
    depth = count = 0
    for at, character in enumerate(arn):
        if arn.startswith("${", at):
            depth += 1
        elif character == "}" and depth:
            depth -= 1
        elif character == ":" and not depth:
            count += 1
            if count == _FIELDS:
                return arn[: at + 1]
    # An expression may stand for several fields: what follows it is the resource.
    head, colon, _ = arn.rpartition("}:")
    return head + colon
