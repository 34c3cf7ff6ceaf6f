"""What a place in a text that is being typed is part of: a string behind keys, whether it parses or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from checkov_aws_iot.engine.reading.code_tree import TEMPLATE_SUFFIXES

HCL: Final = "HCL"
JSON: Final = "JSON"
YAML: Final = "YAML"

STATEMENTS: Final = frozenset({"Statement", "statement"})
"""What the statements of a policy stand behind."""

MOST_CHARACTERS: Final = 2_000_000
_MOST_LINES: Final = 2_000
"""How far a YAML text is looked at upwards for the keys around a line."""

_TOKEN: Final = re.compile(
    r"(?P<comment>(?:\#|//)[^\n]*|/\*.*?(?:\*/|\Z))|(?P<heredoc><<-?(?P<mark>[^\W\d][\w-]*)[ \t]*\r?\n)"
    r'|(?P<quote>")|(?P<open>[{\[(])|(?P<close>[}\])])|(?P<equals>=(?![=>])|:)|(?P<comma>,)'
    r"|(?P<line>\n)|(?P<word>[^\W\d][\w.-]*)",
    re.DOTALL,
)
_PAIRS: Final = {"}": "{", "]": "[", ")": "("}
_INTRINSICS: Final = ("Fn::", "Ref")


@dataclass(frozen=True, slots=True)
class Spot:
    """The string that a place is in.

    ``start`` and ``end`` are the offsets of what is written in it; where it has no end yet, that of
    the line. ``keys`` are those that it stands behind, innermost first, intrinsic functions left out.
    ``block`` are the type and the labels of the Terraform block. ``statement`` are the offsets of the
    mapping or block around it that may be the statement. ``is_sub`` says that ``${...}`` is replaced.
    """

    dialect: str
    start: int
    end: int
    keys: tuple[str, ...]
    block: tuple[str, ...] = ()
    statement: tuple[int, int] = (0, 0)
    is_sub: bool = False


def spot_at(text: str, offset: int, file: str) -> Spot | None:
    """The string at the offset; ``None`` where there is none, or the file has no policies."""
    if len(text) > MOST_CHARACTERS:
        return None
    if file.endswith((".tf", ".tofu")):
        return _Scan(text, offset, HCL).spot()
    if file.endswith(".json") or (_is_template(file) and text.lstrip()[:1] == "{"):
        return _Scan(text, offset, JSON).spot()
    return _in_yaml(text, offset) if _is_template(file) else None


def _is_template(file: str) -> bool:
    return file.endswith(TEMPLATE_SUFFIXES)


# --- HCL and JSON -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Frame:
    """A bracket that is open, or a heredoc, and the words in front of it."""

    bracket: str
    start: int
    keys: tuple[str, ...]
    words: list[str] = field(default_factory=list)
    key: str = ""


class _Scan:
    """One pass over a text up to an offset. A string that has no end ends with its line."""

    def __init__(self, text: str, offset: int, dialect: str) -> None:
        self.text = text
        self.offset = offset
        self.dialect = dialect
        self.frames = [_Frame("", 0, ())]
        self.block: tuple[str, ...] = ()
        self.heredocs: list[str] = []

    def spot(self) -> Spot | None:
        """The string at the offset."""
        at = 0
        while at <= self.offset:
            token = _TOKEN.search(self.text, at)
            if token is None or token.start() > self.offset:
                return None
            at = token.end()
            kind = token.lastgroup if token.lastgroup != "mark" else "heredoc"
            if kind == "comment" and self.dialect == JSON:
                at = token.start() + 1
            elif kind == "quote":
                end = self._end_of_string(at)
                if at <= self.offset <= end:
                    return self._found(at, end)
                self._top.words.append(self.text[at:end])
                at = min(end + 1, len(self.text))
                if self.text[end : end + 1] != '"':
                    at = end
            else:
                self._take(kind or "", token)
        return None

    @property
    def _top(self) -> _Frame:
        return self.frames[-1]

    def _take(self, kind: str, token: re.Match[str]) -> None:
        top = self._top
        if kind == "open":
            key = top.key or (top.words[0] if top.words and token[0] == "{" else "")
            if len(self.frames) == 1 and token[0] == "{" and self.dialect == HCL:
                self.block = tuple(top.words)
            keys = (key, *top.keys) if key else top.keys
            self.frames.append(_Frame(token[0], token.start(), keys))
            if token[0] == "{" and not top.key:
                top.words = []
        elif kind == "close":
            self._close(token[0])
        elif kind == "equals":
            top.key = top.words[-1] if top.words else ""
            top.words = []
        elif kind == "comma" or (kind == "line" and top.bracket in ("", "{")):
            if top.bracket in ("", "{"):
                top.key = ""
            top.words = []
        elif kind == "heredoc":
            self.frames.append(_Frame(token["mark"], token.start(), self._keys()))
        elif kind == "word":
            self._word(token)

    def _word(self, token: re.Match[str]) -> None:
        marks = [number for number, frame in enumerate(self.frames) if frame.bracket == token[0]]
        if marks:
            del self.frames[marks[-1] :]
        else:
            self._top.words.append(token[0])

    def _close(self, bracket: str) -> None:
        """The innermost bracket of that kind is closed; one that was never opened is passed over."""
        for number in range(len(self.frames) - 1, 0, -1):
            frame = self.frames[number]
            if frame.bracket == _PAIRS[bracket]:
                del self.frames[number:]
                return
            if frame.bracket not in ("{", "[", "("):
                return

    def _keys(self) -> tuple[str, ...]:
        top = self._top
        return (top.key, *top.keys) if top.key else top.keys

    def _found(self, start: int, end: int) -> Spot:
        keys = self._keys()
        is_sub = self.dialect == JSON and bool(keys) and keys[0] == "Fn::Sub"
        mappings = [frame for frame in reversed(self.frames) if frame.bracket == "{"]
        statements = (f for f in mappings if f.keys and f.keys[0] in STATEMENTS)
        mapping = next(statements, mappings[0] if mappings else None)
        first = mapping.start if mapping is not None else start
        return Spot(
            self.dialect,
            start,
            end,
            tuple(key for key in keys if not key.startswith(_INTRINSICS)),
            self.block,
            (first, self._end_of_mapping(first)),
            is_sub,
        )

    def _end_of_mapping(self, start: int) -> int:
        """The offset of the bracket that closes the one at the start, as far as that is there."""
        depth, at = 0, start
        while (token := _TOKEN.search(self.text, at)) is not None:
            at = token.end()
            if token.lastgroup == "quote":
                at = min(self._end_of_string(at) + 1, len(self.text))
            elif token.lastgroup == "open":
                depth += 1
            elif token.lastgroup == "close":
                depth -= 1
                if depth == 0:
                    return at
        return len(self.text)

    def _end_of_string(self, start: int) -> int:
        """The offset of the closing quote, or of the end of the line."""
        at = start
        depth = 0  # of interpolations, in which quotes do not end the string
        while at < len(self.text):
            character = self.text[at]
            if character == "\n":
                return at
            if character == "\\":
                at += 1
            elif self.dialect == HCL and self.text.startswith("$${", at):
                at += 2
            elif self.dialect == HCL and self.text.startswith(("${", "%{"), at):
                depth += 1
                at += 1
            elif character == "}" and depth:
                depth -= 1
            elif character == '"' and not depth:
                return at
            at += 1
        return len(self.text)


# --- YAML ---------------------------------------------------------------------------------------

_LINE: Final = re.compile(
    r"(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)(?:(?P<quote>[\"']?)(?P<key>[\w:.-]+?)(?P=quote)[ ]*:(?=[ \n]|$)[ ]*)?"
)
_SERVICES: Final = frozenset({"arn", "greengrass", "iot", "iotdeviceadvisor", "iotjobsdata"})
_TAG: Final = re.compile(r"![\w.]+[ ]+")
_FLOW_KEY: Final = re.compile(r"[{,][ ]*[\"']?([\w:]+)[\"']?\s*:\s+[\"']?[^,\"']*$")


def _in_yaml(text: str, offset: int) -> Spot | None:
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    line = text[begin:end].rstrip("\r")
    found = _LINE.match(line)
    assert found is not None
    start = begin + found.end()
    if found["key"] in _SERVICES and start == begin + len(line):
        # The beginning of an action or an ARN, which is a key as long as nothing follows.
        found = _LINE.match(line[: found.end("dashes")])
        assert found is not None
        start = begin + found.end()
    if offset < start or line.lstrip().startswith("#"):
        return None
    chain = list(_keys_around(text, begin, found))
    is_sub = False
    while (tag := _TAG.match(text, start, end)) is not None:
        is_sub = is_sub or tag[0].startswith("!Sub")
        start = tag.end()
    start, stop = _scalar(text, start, begin + len(line), offset)
    keys = [key for _, key in chain]
    is_sub = is_sub or keys[:1] == ["Fn::Sub"]
    before = text[begin + found.end() : offset]
    if before[:1] in ("{", "[") and (flow := _FLOW_KEY.search(before)):
        keys.insert(0, flow[1])
        is_sub = is_sub or flow[1] == "Fn::Sub"
    plain = tuple(key for key in keys if not key.startswith(_INTRINSICS))
    statement = _statement_lines(text, begin, chain)
    return Spot(YAML, start, stop, plain, (), statement, is_sub)


def _scalar(text: str, start: int, end: int, offset: int) -> tuple[int, int]:
    """The offsets of the scalar at the offset: one of several in a flow list, without its quotes."""
    first, last = start, end
    for mark in ("[", "{", ",", ":"):
        is_flow = text[start : start + 1] in ("[", "{")
        if is_flow and (at := text.rfind(mark + " " * (mark == ":"), start, offset)) >= 0:
            first = max(first, at + 1)
    if first > start:
        closing = [at for mark in ",]}" if (at := text.find(mark, offset, end)) >= 0]
        last = min(closing, default=end)
    while first < last and text[first] == " ":
        first += 1
    tag = _TAG.match(text, first, last)
    first = tag.end() if tag is not None else first
    if text[first : first + 1] in ("'", '"') and first < offset:
        quote = text[first]
        first += 1
        closing_quote = text.find(quote, max(first, offset), end)
        last = closing_quote if closing_quote >= 0 else last
    return min(first, offset), max(last, offset)


def _keys_around(text: str, begin: int, found: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The keys around a line with the columns they stand at, innermost first."""
    column = found.end("dashes") if found["key"] else found.end("indent")
    is_item = bool(found["dashes"]) and not found["key"]
    if found["key"]:
        yield column, found["key"]
        if found["dashes"]:
            column, is_item = found.end("indent"), True
    for _, line in _lines_above(text, begin):
        above = _LINE.match(line)
        assert above is not None
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        own = above.end("dashes") if above["key"] else above.end("indent")
        if above["key"] and (own < column or (is_item and own == column and not above["dashes"])):
            yield own, above["key"]
            column, is_item = own, False
            if above["dashes"]:
                column, is_item = above.end("indent"), True
        if column == 0 and not is_item:
            return


def _lines_above(text: str, begin: int) -> Iterator[tuple[int, str]]:
    for _ in range(_MOST_LINES):
        if begin <= 0:
            return
        start = text.rfind("\n", 0, begin - 1) + 1
        yield start, text[start : begin - 1].rstrip("\r")
        begin = start


def _statement_lines(text: str, begin: int, chain: list[tuple[int, str]]) -> tuple[int, int]:
    """The lines of the list item or mapping that the innermost key is in."""
    column = chain[0][0] if chain else 0
    if chain and chain[0][1].startswith(_INTRINSICS):
        column = next((c for c, key in chain if not key.startswith(_INTRINSICS)), column)
    first = begin
    for start, line in _lines_above(text, begin):
        found = _LINE.match(line)
        assert found is not None
        if line.strip() and found.end("dashes") < column:
            break
        first = start
        if found["dashes"] and found.end("dashes") == column and found["key"]:
            break
    last = text.find("\n", begin)
    while last >= 0:
        following = text.find("\n", last + 1)
        line = text[last + 1 : len(text) if following < 0 else following]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent < column:
            return first, last
        last = following
    return first, len(text)
