"""A string in a file as it is written there, and how it is spelled with another end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Any, Final

from checkov_aws_iot.positions.data_nodes import DataNode
from checkov_aws_iot.positions.decoded_text import HOLE, heredoc_escaped, json_escaped
from checkov_aws_iot.terraform.syntax.syntax_tree import Block, Literal, Template

if TYPE_CHECKING:
    from checkov_aws_iot.fixes.text_edit import TextEdit
    from checkov_aws_iot.positions.location import Walk
    from checkov_aws_iot.positions.place import Place, Places
    from checkov_aws_iot.terraform.syntax.syntax_tree import Source

_VARIABLE: Final = "${"
_SUB: Final = re.compile(r'(?:!Sub\s+|\{\s*"Fn::Sub"\s*:\s*|Fn::Sub:\s*)$')
_JOIN: Final = "Fn::Join"
_MOST_AROUND: Final = 20
_SPELLINGS: Final = ("$${", "&{", "${!", "${")


@dataclass(frozen=True, slots=True)
class StringEntry:
    """A string that stands between the offsets of a source, quotes included.

    ``content`` is what stands between the quotes, ``variable`` how ``${`` of a policy variable is
    spelled in it, ``escaped`` how other text is, and ``outer`` how the whole literal is encoded where
    the content is encoded once more. ``whole`` are the offsets of what the string is the last part of.
    """

    places: Places
    source: Source
    start: int
    end: int
    quote: str
    content: str
    variable: str
    escaped: Callable[[str], str]
    encoded: Callable[[str], str] = str
    whole: tuple[int, int] | None = None

    def spelled(self, text: str, variable: str | None = None) -> str:
        """The text of a policy as it is spelled inside of the quotes."""
        begins = self.variable if variable is None else variable
        return begins.join(self.escaped(part) for part in text.split(_VARIABLE))

    def with_end(self, old: str, new: str) -> str | None:
        """The content that says the new text where it says the old one; only the end is replaced.

        ``None`` where the part that differs is not written out in it.
        """
        kept = _common(old, new)
        gone, added = old[kept:], new[kept:]
        for variable in dict.fromkeys((self.variable, *_SPELLINGS)):
            written = self.spelled(gone, variable)
            if self.content.endswith(written):
                used = variable if _VARIABLE in gone else self._used()
                return self.content[: len(self.content) - len(written)] + self.spelled(added, used)
        return self._with_middle(old, new, kept)

    def _with_middle(self, old: str, new: str, kept: int) -> str | None:
        """The content with another part in the middle, which its surroundings tell from all others."""
        same = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - kept)
        gone, added = old[kept : len(old) - same], new[kept : len(new) - same]
        for width in range(1, _MOST_AROUND):
            before = old[max(0, kept - width) : kept]
            for behind in ("", old[len(old) - same :][:width]):
                around = before + gone + behind
                written = self.spelled(around, self._used())
                if "${" in around or old.count(around) != 1 or self.content.count(written) != 1:
                    continue
                changed = self.spelled(before + added + behind, self._used())
                return self.content.replace(written, changed)
        return None

    def _used(self) -> str:
        """The spelling that the string has already for policy variables, or that it should have."""
        return next((v for v in _SPELLINGS[:3] if v in self.content), self.variable)

    def literal(self, content: str) -> str:
        """The content with its quotes."""
        return f"{self.quote}{self.encoded(content)}{self.quote}"

    def edit(self, content: str) -> TextEdit:
        """The edit after which the string has this content; it changes no more than differs."""
        old, new = self.encoded(self.content), self.encoded(content)
        written = self.source.text[self.start + len(self.quote) : self.end - len(self.quote)]
        old = written if self.encoded is str else old
        before = _shared(old, new) if old == written else 0
        limit = min(len(old), len(new)) - before
        behind = _shared(old[::-1], new[::-1]) if old == written else 0
        behind = min(behind, limit)
        start = self.start + len(self.quote) + before
        end = self.end - len(self.quote) - behind
        return in_file(self.places, self.source, start, end, new[before : len(new) - behind])


def in_file(
    places: Places,
    source: Source,
    start: int,
    end: int,
    text: str,
    like: tuple[int, int] | None = None,
) -> TextEdit:
    """The edit of the file that puts the text between the offsets of a text in it.

    Interpolations, which stand in the text as ``HOLE``, are written as they are in front of there, or
    again and again as they are between the offsets ``like``.
    """
    from checkov_aws_iot.fixes.text_edit import TextEdit

    first, last = like or (0, start)
    holes = list(_holes(places, source, first, last)) if HOLE in text else []
    if like is not None and holes:
        holes *= text.count(HOLE) // len(holes)
    text = text.replace("\n", "\n" + _indentation(places, source, start))
    file, first, last, spelled = places.origins.spelled_in_file(source, start, end, text)
    needed = spelled.count(HOLE)
    for hole in holes[len(holes) - needed :] if needed <= len(holes) else ():
        spelled = spelled.replace(HOLE, hole, 1)
    return TextEdit(file.file, first, last, spelled)


def _indentation(places: Places, source: Source, at: int) -> str:
    """The blanks that the lines of the file begin with beyond those of the text, as in a heredoc."""
    begin = source.text.rfind("\n", 0, at) + 1
    line = source.text[begin:].split("\n", 1)[0]
    first = begin + len(line) - len(line.lstrip())
    file, place, _ = places.origins.in_file(source, first, first)
    margin = file.text[file.text.rfind("\n", 0, place) + 1 : place]
    return margin[: max(0, len(margin) - (first - begin))] if not margin.strip() else ""


def _holes(places: Places, source: Source, start: int, end: int) -> Iterator[str]:
    at = source.text.find(HOLE, start)
    while 0 <= at < end:
        file, first, last = places.origins.in_file(source, at, at + 1)
        written = file.text[first:last].strip()
        yield written if written.startswith(_VARIABLE) else f"${{{written}}}"
        at = source.text.find(HOLE, at + 1)


def string_entry(walk: Walk) -> StringEntry | None:
    """The string that the walk led to, ``None`` where it is written in another way."""
    node: Any = walk.place.node
    if isinstance(node, DataNode) and node.pairs is not None:
        return _of_join(walk.places, walk.place, node)
    if isinstance(node, DataNode):
        return _of_data(walk.places, walk.place, node)
    if isinstance(node, (Template, Literal)) and not getattr(node, "wrapped", False):
        return _of_expression(walk, node)
    return None


def _of_expression(walk: Walk, node: Template | Literal) -> StringEntry | None:
    source, start, end = node.source, node.start, node.end
    text = source.text[start:end]
    variable = "&{" if _is_block(walk) else "$${"
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return None
    if source.file.endswith(".json"):
        try:
            content = loads(text)
        except JSONDecodeError:
            return None
        if not isinstance(content, str):
            return None
        return StringEntry(
            walk.places, source, start, end, '"', content, variable, heredoc_escaped, json_escaped
        )
    return StringEntry(walk.places, source, start, end, '"', text[1:-1], variable, _quoted)


def _quoted(text: str) -> str:
    return heredoc_escaped(json_escaped(text))


def _is_block(walk: Walk) -> bool:
    """Whether the statement is a block of a data source, which has a spelling of its own."""
    statement = walk.statement()
    return statement is not None and isinstance(statement.node, Block)


def _of_data(places: Places, place: Place, node: DataNode) -> StringEntry | None:
    if not node.is_string:
        return None
    source, start, end = node.source, node.start, node.end
    written = source.text[start:end]
    first = written[:1]
    is_sub = place.frame is True or _SUB.search(source.text[max(0, start - 40) : start]) is not None
    variable = "${!" if is_sub else _VARIABLE
    if first == '"' and written.endswith('"') and len(written) > 1:
        content = written[1:-1]
        return StringEntry(places, source, start, end, '"', content, variable, json_escaped)
    if first == "'" and written.endswith("'") and len(written) > 1:
        content = written[1:-1]
        return StringEntry(places, source, start, end, "'", content, variable, _doubled)
    if not first or first in "|>" or "\n" in written or written != node.text:
        return None
    return StringEntry(places, source, start, end, "", written, variable, str)


def _of_join(places: Places, place: Place, node: DataNode) -> StringEntry | None:
    """The last string of a ``Fn::Join``."""
    pairs = node.pairs or []
    items = pairs[0][1].items if len(pairs) == 1 and pairs[0][0].text == _JOIN else None
    parts = items[1].items if items and len(items) == 2 else None
    entry = _of_data(places, place, parts[-1]) if parts else None
    return replace(entry, whole=(node.start, node.end)) if entry is not None else None


def _doubled(text: str) -> str:
    return text.replace("'", "''")


def _shared(first: str, second: str) -> int:
    """How many characters at the beginning are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(first), len(second)))


def _common(old: str, new: str) -> int:
    """How many characters at the beginning are the same, without half of a variable."""
    count = _shared(old, new)
    begun = old.rfind(_VARIABLE, 0, count + 1)
    if begun >= 0 and "}" not in old[begun:count]:
        return begun
    return count - 1 if count and old[count - 1] == "$" else count
