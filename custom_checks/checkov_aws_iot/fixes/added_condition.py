"""A statement gets a condition, in the spelling and the layout of the file."""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.string_entry import in_file
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, ObjectConstructor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checkov_aws_iot.policies.model.remedy import AddedCondition
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place

_UNCLEAR: Final = "the statement is written in a way that is not changed by a program"
_HAS_ONE: Final = "the statement has a condition already, and what it is for is not known"
_NO_ACCOUNT: Final = "a file of JSON cannot refer to the account, which has to be written there"
_CONDITION: Final = "Condition"
_IDENTITY: Final = "aws_caller_identity"


def condition_edits(walk: Walk, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
    """The edits after which the statement of the entry has the condition, or why there are none."""
    statement = walk.statement()
    if statement is None:
        return _UNCLEAR
    node = statement.node
    if isinstance(node, Block) and not node.source.file.endswith(".json"):
        return _Terraform(walk, statement).blocks(node, remedy)
    if isinstance(node, ObjectConstructor) and not node.source.file.endswith(".json"):
        return _Terraform(walk, statement).item(node, remedy)
    if isinstance(node, DataNode) and node.pairs:
        return _in_data(walk, statement, node, remedy)
    return _UNCLEAR


class _Terraform:
    """A statement in HCL."""

    def __init__(self, walk: Walk, statement: Place) -> None:
        self.walk = walk
        self.statement = statement
        self.added: list[TextEdit] = []

    def blocks(self, block: Block, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
        """A ``condition`` block for each line, behind everything else in the block."""
        if block.body.blocks_of("condition"):
            return _HAS_ONE
        source = block.source
        end = source.text.rfind("}", block.start, block.end)
        margin = _margin(source.text, end)
        if margin is None:
            return _UNCLEAR
        inner, text = margin + "  ", ""
        for operator, key, values in remedy.lines:
            listed = ", ".join(map(self.value, values))
            text += (
                f'\n{inner}condition {{\n{inner}  test     = "{operator}"\n'
                f'{inner}  variable = "{key}"\n{inner}  values   = [{listed}]\n{inner}}}\n'
            )
        at = source.text.rfind("\n", 0, end) + 1
        return in_file(self.walk.places, source, at, at, text), *self.added

    def item(self, node: ObjectConstructor, remedy: AddedCondition) -> tuple[TextEdit, ...] | str:
        """A ``Condition`` behind the last item of the object."""
        names = [key.text.strip('"') for key, _ in node.items]
        if _CONDITION in names:
            return _HAS_ONE
        source, (first, last) = node.source, node.items[-1]
        if self.walk.places.origins.in_file(source, 0, 0)[0] is not source:
            return _UNCLEAR
        margin = _margin(source.text, first.start)
        closing = source.text.rfind("}", last.end, node.end)
        between = source.text[last.end : closing]
        if margin is None:
            if "\n" in node.text:
                return _UNCLEAR
            body = ", ".join(
                f"{operator} = {{ {pairs} }}" for operator, pairs in self.operators(remedy)
            )
            separator = "" if between.strip().startswith(",") else ","
            edit = TextEdit(
                source.file, last.end, last.end, f"{separator} Condition = {{ {body} }}"
            )
            return edit, *self.added
        width = max(len(operator) for operator, _ in self.operators(remedy))
        lines = "".join(
            f"{margin}  {operator.ljust(width)} = {{ {pairs} }}\n"
            for operator, pairs in self.operators(remedy)
        )
        self.added = list(dict.fromkeys(self.added))
        comma = "," if between.lstrip(" ").startswith(",") else ""
        text = f"\n{margin}Condition = {{\n{lines}{margin}}}{comma}"
        at = last.end + len(between) - len(between.lstrip(" ")) + 1 if comma else last.end
        return TextEdit(source.file, at, at, text), *self.added

    def operators(self, remedy: AddedCondition) -> Iterator[tuple[str, str]]:
        """Each operator with its keys and values as an object has them."""
        grouped: dict[str, list[str]] = {}
        for operator, key, values in remedy.lines:
            spelled = [self.value(value) for value in values]
            value = spelled[0] if len(spelled) == 1 else f"[{', '.join(spelled)}]"
            grouped.setdefault(operator, []).append(f'"{key}" = {value}')
        for operator, pairs in grouped.items():
            yield operator, ", ".join(pairs)

    def value(self, text: str) -> str:
        """The value as an expression; the account is the one that Terraform works in."""
        if ACCOUNT not in text:
            return json.dumps(text)
        account = f"data.{_IDENTITY}.{self._identity()}.account_id"
        if text == ACCOUNT:
            return account
        return json.dumps(text).replace(ACCOUNT, f"${{{account}}}")

    def _identity(self) -> str:
        """The name of the data source, which is added to the file where there is none."""
        module = self.statement.frame.module.module
        for block in module.blocks("data", _IDENTITY):
            if len(block.labels) > 1 and not block.body.attributes:
                return str(block.labels[1])
        source = self.statement.node.source
        end = len(source.text)
        text = f'data "{_IDENTITY}" "current" {{}}\n'
        before = "\n" if source.text.endswith("\n") else "\n\n"
        module = posixpath.dirname(source.file)
        self.added = [TextEdit(source.file, end, end, before + text, f"{module}:{_IDENTITY}")]
        return "current"


def _margin(text: str, at: int) -> str | None:
    """The blanks in front of the place, if there is nothing else on the line before it."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before if not before.strip() else None


def _in_data(
    walk: Walk, statement: Place, node: DataNode, remedy: AddedCondition
) -> tuple[TextEdit, ...] | str:
    pairs = node.pairs or []
    if any(key.text == _CONDITION for key, _ in pairs):
        return _HAS_ONE
    is_template = statement.frame is not None and not hasattr(statement.frame, "module")
    needs_account = any(ACCOUNT in value for _, _, values in remedy.lines for value in values)
    source, (key, last) = node.source, pairs[-1]
    in_string = walk.places.origins.in_file(source, 0, 0)[0] is not source
    if needs_account and (not is_template or in_string):
        return _NO_ACCOUNT
    if source.text[key.start : key.start + 1] == '"' and source.text[node.start] == "{":
        return (_json_member(walk, node, key, last, remedy),)
    margin = _margin(source.text, pairs[0][0].start)
    if source.text[node.start : node.start + 1] == "{" or in_string:
        return _UNCLEAR
    column = pairs[0][0].start - source.text.rfind("\n", 0, pairs[0][0].start) - 1
    del margin
    lines = _yaml_lines(remedy, " " * column)
    end = node.start + len(source.text[node.start : node.end].rstrip())
    return (TextEdit(source.file, end, end, lines),)


def _grouped(remedy: AddedCondition) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for operator, key, values in remedy.lines:
        spelled = [_in_template(value) for value in values]
        found.setdefault(operator, {})[key] = spelled[0] if len(spelled) == 1 else spelled
    return found


def _in_template(text: str) -> object:
    if text == ACCOUNT:
        return {"Ref": "AWS::AccountId"}
    if ACCOUNT in text:
        partition = text.replace("arn:aws:", "arn:${AWS::Partition}:", 1)
        return {"Fn::Sub": partition.replace(ACCOUNT, "${AWS::AccountId}")}
    return text


def _json_member(
    walk: Walk, node: DataNode, key: DataNode, last: DataNode, remedy: AddedCondition
) -> TextEdit:
    text = node.source.text
    margin = _margin(text, key.start)
    value = json.dumps(_grouped(remedy))
    separator = ", " if margin is None else f",\n{margin}"
    if margin is not None:
        indent = 2
        value = json.dumps(_grouped(remedy), indent=indent).replace("\n", f"\n{margin}")
    member = f'{separator}"{_CONDITION}": {value}'
    return in_file(walk.places, node.source, last.end, last.end, member)


def _yaml_lines(remedy: AddedCondition, margin: str) -> str:
    text = f"\n{margin}{_CONDITION}:"
    for operator, keys in _grouped(remedy).items():
        text += f"\n{margin}  {operator}:"
        for key, value in keys.items():
            listed = value if isinstance(value, list) else [value]
            if len(listed) == 1:
                text += f"\n{margin}    {key}: {_yaml_value(listed[0])}"
            else:
                text += f"\n{margin}    {key}:"
                text += "".join(f"\n{margin}      - {_yaml_value(one)}" for one in listed)
    return text


def _yaml_value(value: object) -> str:
    if isinstance(value, dict):
        ((name, argument),) = value.items()
        return f"!Ref {argument}" if name == "Ref" else f"!Sub {argument}"
    return str(value)
