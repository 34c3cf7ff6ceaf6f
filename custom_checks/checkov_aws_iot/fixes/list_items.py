"""One entry of a list becomes several, in the layout that the list has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.fixes.string_entry import StringEntry, in_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checkov_aws_iot.fixes.text_edit import TextEdit

_SPACE: Final = " \t\r\n"
_ITEM: Final = re.compile(r"(?P<indent>[ ]*)(?P<dash>-[ ]+)(?P<tag>(?:![\w:]+[ ]+)?)$")
_VALUE: Final = re.compile(
    r"(?P<indent>[ ]*)(?P<dash>(?:-[ ]+)*)(?P<key>[\w:\"']+:)(?P<gap>[ ]+)(?P<tag>(?:![\w:]+[ ]+)?)$"
)
_MEMBER: Final = re.compile(r"(?P<indent>[ ]*)\"\w+\"\s*:\s*")
_WIDE: Final = 100
_SUB_OBJECT: Final = re.compile(r'\{\s*"Fn::Sub"\s*:\s*$')
_CLOSING: Final = re.compile(r"\s*\}")


@dataclass(frozen=True, slots=True)
class _Around:
    """Where an item begins and ends with what is wrapped around its string."""

    start: int
    end: int
    before: str
    behind: str


def several(entry: StringEntry, contents: Sequence[str]) -> list[TextEdit] | None:
    """The edits that put strings with these contents in the place of one.

    ``None`` where the layout is not one that another item can be added to.
    """
    first, *others = contents
    if not others:
        return [entry.edit(first)]
    around = _around(entry)
    text = entry.source.text
    literals = [around.before + entry.literal(content) + around.behind for content in others]
    line = text[text.rfind("\n", 0, around.start) + 1 : around.start]
    item, value = _ITEM.search(line), _VALUE.search(line)
    if item is not None and item.start() == 0:
        separator = f"\n{item['indent']}{item['dash']}{item['tag']}"
        return [entry.edit(first), _inserted(entry, around, separator, literals)]
    previous = text[: around.start].rstrip(_SPACE)
    if previous.endswith(("[", ",")):
        separator = ", "
        gap = text[len(previous) : around.start]
        if "\n" in gap:
            separator = ",\n" + gap.rpartition("\n")[2]
        tag = _tag_of(gap)
        return [entry.edit(first), _inserted(entry, around, separator + tag, literals)]
    if value is not None and _is_yaml(entry) and not _is_in_brackets(text, around.start):
        return [_as_block(entry, around, value, contents)]
    opened = f"[{around.before}{entry.literal(first)}{around.behind}"
    whole = ", ".join([opened, *literals]) + "]"
    key = _MEMBER.fullmatch(line)
    is_wide = key is not None and len(line) + len(whole) > _WIDE
    if key is not None and is_wide and text.startswith((",", "\n"), around.end):
        items = [f"{around.before}{entry.literal(content)}{around.behind}" for content in contents]
        inner = "\n" + key["indent"] + "  "
        whole = "[" + ",".join(inner + item for item in items) + "\n" + key["indent"] + "]"
    return [_in_place(entry, around.start, around.end, whole, around)]


def removed(entry: StringEntry) -> list[TextEdit] | None:
    """The edit after which the list no longer has the item, ``None`` where it is not one of several."""
    around, text = _around(entry), entry.source.text
    begin = text.rfind("\n", 0, around.start) + 1
    if _ITEM.fullmatch(text[begin : around.start]):
        end = text.find("\n", around.end)
        if text[around.end : end].strip():
            return None
        return [in_file(entry.places, entry.source, begin, end + 1, "")]
    start = around.start - len(_tag_of(_gap_before(text, around.start)))
    behind = len(text) - len(text[around.end :].lstrip(_SPACE))
    if text[behind : behind + 1] == ",":
        following = len(text) - len(text[behind + 1 :].lstrip(_SPACE))
        if text[following : following + 1] not in ("]", "#", "/"):
            return [in_file(entry.places, entry.source, start, following, "")]
        end = behind + 1
    else:
        end = around.end
    previous = len(text[:start].rstrip(_SPACE))
    if text[previous - 1 : previous] != ",":
        return None
    previous -= end == around.end
    return [in_file(entry.places, entry.source, previous, end, "")]


def _gap_before(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return re.split(r"[\[,]", line)[-1]


def _inserted(
    entry: StringEntry, around: _Around, separator: str, literals: Sequence[str]
) -> TextEdit:
    text = "".join(separator + literal for literal in literals)
    return _in_place(entry, around.end, around.end, text, around)


def _in_place(entry: StringEntry, start: int, end: int, text: str, around: _Around) -> TextEdit:
    """The edit that puts the text there; its interpolations are those of the entry."""
    return in_file(entry.places, entry.source, start, end, text, (around.start, around.end))


def _as_block(
    entry: StringEntry, around: _Around, value: re.Match[str], contents: Sequence[str]
) -> TextEdit:
    margin = " " * (len(value["indent"]) + len(value["dash"]) + 2)
    items = "".join(
        f"\n{margin}- {value['tag']}{around.before}{entry.literal(content)}{around.behind}"
        for content in contents
    )
    start = around.start - len(value["gap"]) - len(value["tag"])
    return in_file(entry.places, entry.source, start, around.end, items)


def _around(entry: StringEntry) -> _Around:
    """The string, or the ``{"Fn::Sub": ...}`` around it."""
    text = entry.source.text
    if entry.whole is not None:
        start, end = entry.whole
        end = start + len(text[start:end].rstrip())
        return _Around(start, end, text[start : entry.start], text[entry.end : end])
    wrapped = _SUB_OBJECT.search(text, max(0, entry.start - 200), entry.start)
    closing = _CLOSING.match(text, entry.end)
    if wrapped is None or closing is None:
        return _Around(entry.start, entry.end, "", "")
    start, end = wrapped.start(), closing.end()
    return _Around(start, end, text[start : entry.start], text[entry.end : end])


def _tag_of(gap: str) -> str:
    """The tag in front of a string in a flow sequence."""
    return gap.lstrip() if "!" in gap else ""


def _is_yaml(entry: StringEntry) -> bool:
    return not entry.source.file.endswith((".json", ".tf", ".tofu"))


def _is_in_brackets(text: str, end: int) -> bool:
    """Whether a flow collection or a JSON text is open there, in which nothing is told by indentation."""
    return sum(text.count(each, 0, end) for each in "[{") > sum(
        text.count(each, 0, end) for each in "]}"
    )
