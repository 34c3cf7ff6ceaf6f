"""A mapping gets another member, in the spelling and the layout of the file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.fixes.caller_identity import IDENTITY, CallerIdentity
from checkov_aws_iot.fixes.spelled_value import (
    ACCOUNT_MARK,
    Member,
    hcl_line,
    hcl_pair,
    in_template,
    marked,
    names_account,
    yaml_lines,
)
from checkov_aws_iot.fixes.string_entry import in_file
from checkov_aws_iot.fixes.template_argument import (
    ACCOUNT_ARGUMENT,
    account_argument,
    as_template,
)
from checkov_aws_iot.fixes.text_edit import TextEdit
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.terraform.syntax.syntax_tree import Call, ObjectConstructor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place

_UNCLEAR: Final = "the statement is written in a way that is not changed by a program"
_NO_ACCOUNT: Final = "a file of JSON cannot refer to the account, which has to be written there"
_IN_DEFAULT: Final = "a default cannot refer to the account, which has to be written there"
_KEY: Final = re.compile(r'([ \t]*)"\w+"\s*:\s*')
_TERRAFORM: Final = (".tf", ".tofu", ".tf.json", ".tofu.json")


class Unclear(Exception):  # noqa: N818 - what is not clear is no error of anyone
    """Why a place is not changed, in a clause."""


def is_braced(node: Any) -> bool:
    """Whether members can be added to it."""
    return isinstance(node, ObjectConstructor) or (
        isinstance(node, DataNode) and node.pairs is not None
    )


def add_member(walk: Walk, place: Place, members: Mapping[str, Member]) -> tuple[TextEdit, ...]:
    """The edits after which the mapping has the members, behind those that it has.

    Raises:
        Unclear: it is written in a way that a program does not change.
    """
    node = place.node
    if isinstance(node, ObjectConstructor) and not node.source.file.endswith(".json"):
        return _in_object(walk, place, node, members)
    if isinstance(node, DataNode) and node.pairs is not None:
        return _in_data(walk, place, node, members)
    raise Unclear(_UNCLEAR)


def margin_at(text: str, at: int) -> str | None:
    """The blanks in front of the place, if there is nothing else on the line before it."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before if not before.strip() else None


def _in_object(
    walk: Walk, place: Place, node: ObjectConstructor, members: Mapping[str, Member]
) -> tuple[TextEdit, ...]:
    source = node.source
    if walk.places.origins.in_file(source, 0, 0)[0] is not source:
        raise Unclear(_UNCLEAR)
    identity = CallerIdentity(place.frame.module.module, source.file, source.text)
    if not node.items:
        edit = _filled(node, members, identity)
    else:
        edit = _behind_items(node, members, identity)
    return edit, *identity.edits


def _filled(
    node: ObjectConstructor, members: Mapping[str, Member], identity: CallerIdentity
) -> TextEdit:
    """The object that was empty, on as many lines as its members need."""
    source = node.source
    if source.text[node.start : node.end].strip("{} \t\r\n"):
        raise Unclear(_UNCLEAR)
    line = source.text[source.text.rfind("\n", 0, node.start) + 1 : node.start]
    margin = line[: len(line) - len(line.lstrip())]
    inner = margin + "  "
    lines = "".join(f"{inner}{hcl_pair(k, v, inner, identity)}\n" for k, v in members.items())
    return TextEdit(source.file, node.start, node.end, f"{{\n{lines}{margin}}}")


def _behind_items(
    node: ObjectConstructor, members: Mapping[str, Member], identity: CallerIdentity
) -> TextEdit:
    source, (first, last) = node.source, node.items[-1]
    margin = margin_at(source.text, first.start)
    closing = source.text.rfind("}", last.end, node.end)
    between = source.text[last.end : closing]
    has_comma = between.lstrip(" ").startswith(",")
    if margin is None:
        if "\n" in node.text:
            raise Unclear(_UNCLEAR)
        text = ", ".join(hcl_line(key, value, identity) for key, value in members.items())
        separator = "" if has_comma else ","
        at = last.end + between.find(",") + 1 if has_comma else last.end
        return TextEdit(source.file, at, at, f"{separator} {text}")
    comma = "," if has_comma else ""
    text = "".join(
        f"\n{margin}{hcl_pair(key, value, margin, identity)}{comma}"
        for key, value in members.items()
    )
    at = last.end + len(between) - len(between.lstrip(" ")) + 1 if has_comma else last.end
    return TextEdit(source.file, at, at, text)


def _in_data(
    walk: Walk, place: Place, node: DataNode, members: Mapping[str, Member]
) -> tuple[TextEdit, ...]:
    source, pairs = node.source, node.pairs or []
    file, start, _ = walk.places.origins.in_file(source, node.start, node.start)
    is_terraform = hasattr(place.frame, "module")
    is_json = source.text[node.start : node.start + 1] == "{"
    if not pairs and not is_json:
        raise Unclear(_UNCLEAR)
    if is_terraform or file is not source:
        return _in_string(walk, place, node, members, (file.file, file.text, start))
    values = {key: in_template(value) for key, value in members.items()}
    if is_json:
        return (_json_member(walk, node, values),)
    column = pairs[0][0].start - source.text.rfind("\n", 0, pairs[0][0].start) - 1
    margin, step = " " * column, _yaml_step(source.text, pairs, column)
    text = "".join(yaml_lines(key, value, margin, step) for key, value in values.items())
    end = node.start + len(without_comments(source.text[node.start : node.end], column))
    return (TextEdit(source.file, end, end, text),)


def without_comments(text: str, column: int) -> str:
    """The text of a block mapping without the comments behind it, which are about what follows."""
    lines = text.rstrip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _is_comment(lines[-1], column)):
        lines.pop()
    return "\n".join(lines).rstrip()


def _is_comment(line: str, column: int) -> bool:
    bare = line.lstrip(" ")
    return bare.startswith("#") and len(line) - len(bare) <= column


def _yaml_step(text: str, pairs: Sequence[tuple[DataNode, DataNode]], column: int) -> str:
    """The blanks by which a mapping inside of this one is indented."""
    for _, value in pairs:
        if value.pairs and text[value.start : value.start + 1] != "{":
            first = value.pairs[0][0].start
            deeper = first - text.rfind("\n", 0, first) - 1 - column
            if deeper > 0:
                return " " * deeper
    return "  "


def _in_string(
    walk: Walk,
    place: Place,
    node: DataNode,
    members: Mapping[str, Member],
    where: tuple[str, str, int],
) -> tuple[TextEdit, ...]:
    """A mapping in a string, or in a file of JSON: interpolations of Terraform are all it may have."""
    edit = _json_member(walk, node, {key: marked(value) for key, value in members.items()})
    if not any(map(names_account, members.values())):
        return (edit,)
    file, text, start = where
    if not hasattr(place.frame, "module"):
        raise Unclear(_NO_ACCOUNT)
    if not file.endswith(_TERRAFORM):
        return _in_template(walk, place, edit, where)
    module = place.frame.module.module
    for block in module.blocks("variable"):
        if block.source.file == file and block.start <= start < block.end:
            raise Unclear(_IN_DEFAULT)
    identity = CallerIdentity(module, file, text)
    account = f"${{data.{IDENTITY}.{identity.name()}.account_id}}"
    spelled = edit.text.replace(ACCOUNT_MARK, account)
    return TextEdit(edit.file, edit.start, edit.end, spelled), *identity.edits


def _in_template(
    walk: Walk, place: Place, edit: TextEdit, where: tuple[str, str, int]
) -> tuple[TextEdit, ...]:
    """The edit of a file that is read as a template, to which the call gives the account."""
    call = place.hops[-1] if place.hops else None
    if not isinstance(call, Call) or call.source.file.endswith(".json"):
        raise Unclear(_NO_ACCOUNT)
    outer = replace(place, node=call, key=None)
    if call.name == "file" and len(call.arguments) == 1:
        identity = CallerIdentity(place.frame.module.module, call.source.file, call.source.text)
        return *as_template(call, where, identity), _naming(edit, ACCOUNT_ARGUMENT), *identity.edits
    given = call.arguments[1] if call.name == "templatefile" and len(call.arguments) == 2 else None
    if not isinstance(given, ObjectConstructor):
        raise Unclear(_NO_ACCOUNT)
    name = account_argument(given)
    if name:
        return (_naming(edit, name),)
    added = _in_object(walk, replace(outer, node=given), given, {ACCOUNT_ARGUMENT: ACCOUNT})
    return _naming(edit, ACCOUNT_ARGUMENT), *added


def _naming(edit: TextEdit, argument: str) -> TextEdit:
    return replace(edit, text=edit.text.replace(ACCOUNT_MARK, f"${{{argument}}}"))


def _json_member(walk: Walk, node: DataNode, members: Mapping[str, object]) -> TextEdit:
    """The members behind the last one of an object of JSON."""
    source, pairs = node.source, node.pairs or []
    if not pairs:
        line = source.text[source.text.rfind("\n", 0, node.start) + 1 : node.start]
        alone = _KEY.fullmatch(line)
        inner = json.dumps(members, indent=2 if alone else None, ensure_ascii=False)
        inner = inner.replace("\n", f"\n{alone[1]}") if alone else inner
        return in_file(walk.places, source, node.start, node.end, inner)
    margin = margin_at(source.text, pairs[0][0].start)
    member = ""
    for key, item in members.items():
        if margin is None:
            member += f", {json.dumps(key)}: {json.dumps(item, ensure_ascii=False)}"
        else:
            value = json.dumps(item, indent=_step(source.text, node, margin), ensure_ascii=False)
            value = value.replace("\n", f"\n{margin}")
            member += f",\n{margin}{json.dumps(key)}: {value}"
    last = pairs[-1][1]
    end = last.start + len(source.text[last.start : last.end].rstrip())
    return in_file(walk.places, source, end, end, member)


def _step(text: str, node: DataNode, margin: str) -> int:
    """How much deeper a level is than the one around it."""
    line = text[text.rfind("\n", 0, node.start) + 1 : node.start]
    outer = len(line) - len(line.lstrip(" "))
    return max(1, min(8, len(margin) - outer)) if len(margin) > outer else 2
