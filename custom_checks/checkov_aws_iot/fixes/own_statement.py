"""One of several principals gets a statement of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.findings.locator import document_steps
from checkov_aws_iot.fixes.added_condition import condition_edits
from checkov_aws_iot.fixes.condition_operator import operator_edits
from checkov_aws_iot.fixes.members import margin_at
from checkov_aws_iot.fixes.text_edit import EditConflictError, TextEdit, patched
from checkov_aws_iot.policies.model.remedy import AddedCondition, OtherOperator, OwnStatement
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Block

if TYPE_CHECKING:
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source

_UNCLEAR: Final = "the other principals do not meet the condition, and stand in no plain list"
_PRINCIPAL: Final = "Principal"
_SID: Final = "Sid"


def conditional_edits(
    walk: Walk, remedy: AddedCondition | OtherOperator | OwnStatement
) -> tuple[TextEdit, ...] | str:
    """The edits after which the statement, or a new one, has the condition, or why there are none."""
    if isinstance(remedy, AddedCondition):
        return condition_edits(walk, remedy)
    if isinstance(remedy, OtherOperator):
        return operator_edits(walk, remedy.operator)
    return _apart(walk, remedy)


def _apart(walk: Walk, remedy: OwnStatement) -> tuple[TextEdit, ...] | str:
    statement, path = walk.statement(), document_steps(remedy.path)
    if statement is None or any(walk.places.entries(statement, _SID)):
        return _UNCLEAR
    found = list(walk.places.entries(statement, _PRINCIPAL))
    kinds = found if isinstance(statement.node, Block) else _members(found)
    chosen = _among(walk, kinds, path[path.index(_PRINCIPAL) + 1], remedy.text)
    if chosen is None:
        return _UNCLEAR
    condition = conditional_edits(walk, remedy.condition)
    if isinstance(condition, str):
        return condition
    return _split(walk, statement, chosen, condition)


def _members(found: list[Place]) -> list[Place]:
    """Each kind of principals with its key."""
    if len(found) != 1:
        return []
    node = found[0].node
    pairs = node.pairs if isinstance(node, DataNode) else getattr(node, "items", None)
    return [replace(found[0], node=value, key=key) for key, value in pairs or ()]


def _among(walk: Walk, kinds: list[Place], kind: object, text: str) -> _Chosen | None:
    """The principal among those of its kind, or its kind among others where it is the only one."""
    named = [place for place in kinds if _is_of_kind(walk, place, str(kind))]
    if len(named) != 1:
        return None
    values = [named[0]]
    if isinstance(named[0].node, Block):
        values = list(walk.places.entries(named[0], str(kind)))
    items = walk.places.items(values[0]) if len(values) == 1 else None
    if items is None or len(items) == 1:
        return _Chosen(walk, kinds, kinds.index(named[0])) if len(kinds) > 1 else None
    fitting = [at for at, item in enumerate(items) if walk.places.value(item) == text]
    return _Chosen(walk, items, fitting[0]) if len(fitting) == len(kinds) == 1 else None


def _is_of_kind(walk: Walk, place: Place, kind: str) -> bool:
    if isinstance(place.node, Block):
        return any(walk.places.entries(place, kind))
    key = place.key
    return str(key.source.text[key.start : key.end]).strip("\"'\\") == kind


class _Chosen:
    """The principals of a list as they are written in the file."""

    def __init__(self, walk: Walk, items: list[Place], number: int) -> None:
        self.ranges = [_range_of(walk, item) for item in items]
        self.number = number

    @property
    def file(self) -> Source:
        """The file that the list stands in."""
        return self.ranges[0][0]

    def alone(self) -> TextEdit:
        """The edit after which the chosen one is the only one."""
        _, start, end = self.ranges[self.number]
        return self._list(self.file.text[start:end].rstrip())

    def gone(self) -> TextEdit:
        """The edit after which the chosen one is not there."""
        start = self.ranges[self.number][1]
        if self.number + 1 < len(self.ranges):
            return TextEdit(self.file.file, start, self.ranges[self.number + 1][1], "")
        before = self.ranges[self.number - 1]
        return TextEdit(self.file.file, self._end(before), self._end(self.ranges[-1]), "")

    def _list(self, text: str) -> TextEdit:
        return TextEdit(self.file.file, self.ranges[0][1], self._end(self.ranges[-1]), text)

    def _end(self, one: tuple[Source, int, int]) -> int:
        return one[1] + len(self.file.text[one[1] : one[2]].rstrip())


def _range_of(walk: Walk, place: Place) -> tuple[Source, int, int]:
    """The file and the offsets of a place, with its key."""
    source, start, end = walk.places.text_of(place)
    if place.key is not None:
        key = place.key
        _, start, _ = walk.places.origins.in_file(key.source, key.start, key.end)
    return source, start, end


def _split(
    walk: Walk, statement: Place, chosen: _Chosen, condition: tuple[TextEdit, ...]
) -> tuple[TextEdit, ...] | str:
    """The statement without the principal, and behind it a copy with that one and the condition."""
    source, start, end = walk.places.text_of(statement)
    end = start + len(source.text[start:end].rstrip())
    inside = [edit for edit in condition if edit.file == source.file and start <= edit.start <= end]
    outside = [edit for edit in condition if edit not in inside]
    moved = [
        TextEdit(edit.file, edit.start - start, edit.end - start, edit.text)
        for edit in (*inside, chosen.alone())
    ]
    try:
        copy = patched(source.text[start:end], moved)
    except EditConflictError:
        return _UNCLEAR
    margin = margin_at(source.text, start)
    line = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    if isinstance(statement.node, Block):
        text = f"\n\n{margin or ''}{copy}"
    elif line.strip() == "-":
        text = f"\n{line}{copy}"
    else:
        text = f", {copy}" if margin is None else f",\n{margin}{copy}"
    return chosen.gone(), TextEdit(source.file, end, end, text), *outside
