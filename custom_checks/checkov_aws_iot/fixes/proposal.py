"""From what takes a fault away to the edits of the file that say it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.findings.locator import document_steps
from checkov_aws_iot.fixes.added_argument import argument_edits
from checkov_aws_iot.fixes.added_condition import condition_edits
from checkov_aws_iot.fixes.copies import copy_edits
from checkov_aws_iot.fixes.list_items import removed, several
from checkov_aws_iot.fixes.own_statement import conditional_edits
from checkov_aws_iot.fixes.permission import permission_edits
from checkov_aws_iot.fixes.removed_statement import removal_edits
from checkov_aws_iot.fixes.string_entry import StringEntry, in_file, string_entry
from checkov_aws_iot.policies.model.remedy import (
    AddedArgument,
    AddedCondition,
    AssignedValue,
    EnabledVersioning,
    Entries,
    EntriesAt,
    Inverted,
    NoRemedy,
    OtherOperator,
    OwnStatement,
    PinnedPermission,
    SelectedObjects,
    Together,
    WithoutStatement,
)
from checkov_aws_iot.policies.model.resource_text import with_resource
from checkov_aws_iot.positions.decoded_text import HOLE
from checkov_aws_iot.terraform.syntax.syntax_tree import Block

if TYPE_CHECKING:
    from checkov_aws_iot.findings.finding import Finding
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.positions.location import Location, Walk

_EVERYTHING: Final = "*"
_STATEMENT: Final = "Statement"
_PARTS: Final = "the entry is put together from parts"
_KEY: Final = re.compile(r"[A-Za-z_]+")
_KEYS: Final = {
    "NotAction": "Action",
    "NotResource": "Resource",
    "not_actions": "actions",
    "not_resources": "resources",
}


def edits_of(finding: Finding, location: Location | None) -> tuple[TextEdit, ...] | str:
    """The edits that mend the finding, or why there are none, in a clause."""
    edits = _edits_of(finding, location)
    is_whole = isinstance(edits, str) or not any(HOLE in edit.text for edit in edits)
    return edits if is_whole else _PARTS


def _edits_of(finding: Finding, location: Location | None) -> tuple[TextEdit, ...] | str:
    remedy = finding.remedy
    if remedy is None:
        return "what to write instead is a decision that the scan cannot make"
    if isinstance(remedy, NoRemedy):
        return remedy.reason
    if location is None or location.walk is None:
        return "the text is put together in a way that is not changed by a program"
    if isinstance(remedy, (AddedCondition, OtherOperator, OwnStatement)):
        return conditional_edits(location.walk, remedy)
    if isinstance(remedy, WithoutStatement):
        return removal_edits(location.walk)
    if isinstance(remedy, AddedArgument):
        return argument_edits(location.walk, remedy)
    if isinstance(remedy, PinnedPermission):
        return permission_edits(location.walk, remedy)
    if isinstance(remedy, (SelectedObjects, EnabledVersioning)):
        return copy_edits(location.walk, remedy)
    if isinstance(remedy, AssignedValue):
        entry = string_entry(_argument(location.walk, remedy.argument))
        return _assigned(entry, location, remedy)
    return _entries(location.walk, str(finding.locator.text), remedy)


def _entries(
    walk: Walk, text: str, remedy: Entries | EntriesAt | Together | Inverted
) -> tuple[TextEdit, ...] | str:
    if isinstance(remedy, EntriesAt):
        return _at_each(walk, remedy)
    if isinstance(remedy, Together):
        return _together(walk, text, remedy)
    if isinstance(remedy, Inverted):
        return _inverted(walk, remedy)
    entry = string_entry(walk)
    return _PARTS if entry is None else _replaced(entry, text, remedy)


def _argument(walk: Walk, name: str) -> Walk:
    """The walk to an argument of the block or the mapping that the walk led to."""
    node, key = walk.place.node, name.title().replace("_", "")
    if isinstance(node, Block):
        attribute = node.body.attributes.get(name)
        return (
            walk
            if attribute is None
            else replace(walk, place=replace(walk.place, node=attribute.expression, key=attribute))
        )
    found = list(walk.places.entries(walk.place, key)) if name else []
    return replace(walk, place=found[0]) if len(found) == 1 else walk


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


def _at_each(walk: Walk, remedy: EntriesAt) -> tuple[TextEdit, ...] | str:
    edits: list[TextEdit] = []
    for path, text, entries in remedy.changes:
        other = walk.at(document_steps(path), text or None)
        entry = string_entry(other) if other is not None else None
        if entry is None:
            return _PARTS
        changed = _replaced(entry, text, entries)
        if isinstance(changed, str):
            return changed
        edits += changed
    return tuple(edits)


def _together(walk: Walk, text: str, remedy: Together) -> tuple[TextEdit, ...] | str:
    replaced = _entries(walk, text, remedy.entries)
    added = condition_edits(walk, remedy.condition)
    if isinstance(replaced, str):
        return replaced
    return added if isinstance(added, str) else (*replaced, *added)


def _inverted(walk: Walk, remedy: Inverted) -> tuple[TextEdit, ...] | str:
    """The key is another one, and the texts stand in the place of the first that was excluded."""
    at = walk.path.index(_STATEMENT) if _STATEMENT in walk.path else 0
    walk = walk.at(walk.path[at:]) or walk
    node, key = walk.place.node, walk.place.key
    items = walk.places.items(walk.place)
    first = walk.place if items is None else items[0] if items else None
    entry = string_entry(replace(walk, place=first)) if first is not None else None
    if key is None or entry is None:
        return _PARTS
    name = _KEY.search(key.source.text, key.start, key.end)
    renamed = _KEYS.get(name[0]) if name is not None else None
    if name is None or (renamed != remedy.key and renamed != f"{remedy.key.lower()}s"):
        return _PARTS
    changed = _replaced(entry, remedy.old, remedy.entries)
    if isinstance(changed, str):
        return changed
    edits = [in_file(walk.places, key.source, name.start(), name.end(), renamed), *changed]
    if items is not None and len(items) > 1:
        last = items[-1].node
        edits.append(in_file(walk.places, node.source, items[0].node.end, last.end, ""))
    return tuple(edits)


def _replaced(entry: StringEntry, old: str, remedy: Entries) -> tuple[TextEdit, ...] | str:
    contents: list[str] = []
    for text in remedy.texts:
        new = with_resource(old, text) if remedy.are_resources else text
        content = entry.with_end(old, new) if old else entry.spelled(new)
        if content is None:
            return _PARTS
        contents.append(content)
    edits = several(entry, contents) if contents else removed(entry)
    return tuple(edits) if edits else "the list is written in a way that is not changed"
