"""Reading JSON of which parts are not known, without losing where things stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal, InvalidOperation
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

MOST_NESTED = 100
MOST_CHARACTERS = 5_000_000
_MOST_DIGITS = 400

# A hole stands as one high surrogate while the text is scanned. Decoded text never holds one:
# characters beyond the first plane are single characters in Python.
_FIRST_MARK = 0xD800
_MARKS = 0x400
_MARK = re.compile("[\ud800-\udbff]")
# Half of a surrogate pair cannot be written to any file; Go reads such an escape as U+FFFD.
_HALF = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LITERALS = {"true": True, "false": False, "null": None}


class JsonTextError(ValueError):
    """The text is not JSON. The message says what is wrong, at which line and column of the text."""


class JsonLimitError(JsonTextError):
    """The text may be JSON, but is more than is read here."""


def parse_json(text: str | Text, file: str = "", first_line: int = 1) -> Value:
    """The value that the JSON text denotes.

    A hole inside a JSON string stays a hole of that string; a hole that stands for a whole value
    is ``Unknown``. Of duplicate keys the last one holds, as in IAM's own reader. If ``file`` is
    given, lists and mappings carry their span, the text beginning at line ``first_line`` of it.

    Raises:
        JsonTextError: the text is not JSON.
        JsonLimitError: it is too long, is nested more than 100 deep, or has a number of more than
            400 digits.
    """
    return _Reader(text, file, first_line).document()


class _Reader:
    def __init__(self, text: str | Text, file: str, first_line: int) -> None:
        holes = text.holes if isinstance(text, Text) else ()
        if len(holes) > _MARKS:
            raise JsonLimitError(f"more than {_MARKS} unknown parts")
        plain = (
            text if isinstance(text, str) else "".join(p for p in text.parts if isinstance(p, str))
        )
        if len(plain) > MOST_CHARACTERS:
            raise JsonLimitError(f"longer than {MOST_CHARACTERS} characters")
        if _MARK.search(plain):
            raise JsonTextError("holds half of a surrogate pair")
        if isinstance(text, Text):
            marks = iter(range(_FIRST_MARK, _FIRST_MARK + len(holes)))
            self.text = "".join(p if isinstance(p, str) else chr(next(marks)) for p in text.parts)
        else:
            self.text = text
        self.holes = holes
        self.file = file
        self.first_line = first_line
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def document(self) -> Value:
        value, end = self.value(self.skip_space(1 if self.text.startswith("\ufeff") else 0), 0)
        end = self.skip_space(end)
        if end != len(self.text):
            raise self.error("there is more text behind the end of the document", end)
        return value

    def value(self, at: int, depth: int) -> tuple[Value, int]:  # noqa: C901 - one branch a kind
        if depth > MOST_NESTED:
            raise self.limit(f"nested more than {MOST_NESTED} deep", at)
        start = self.text[at : at + 1]
        if start == "{":
            return self.mapping(at, depth)
        if start == "[":
            return self.sequence(at, depth)
        if start == '"':
            return self.string(at)
        if start and (hole := self.hole(start)):
            return Unknown.of(hole), at + 1
        for literal, value in _LITERALS.items():
            if self.text.startswith(literal, at):
                return value, at + len(literal)
        if match := _NUMBER.match(self.text, at):
            return self.number(match, at), match.end()
        if not start:
            raise self.error("the text ends where a value is expected", at)
        if start == "/":
            raise self.error("a comment, which JSON does not have", at)
        raise self.error("a value is expected", at)

    def number(self, match: re.Match[str], at: int) -> int | Decimal:
        written = match[0]
        if len(written) <= _MOST_DIGITS:
            if not match[1] and not match[2]:
                return int(written)
            try:
                exact = Decimal(written)
            except InvalidOperation:
                exact = Decimal("Infinity")
            if not exact or (exact.is_finite() and abs(exact.adjusted()) < _MOST_DIGITS):
                return exact
        raise self.limit(f"a number of more than {_MOST_DIGITS} digits", at)

    def mapping(self, at: int, depth: int) -> tuple[Value, int]:
        items: dict[str, Value] = {}
        end = self.skip_space(at + 1)
        if self.text[end : end + 1] == "}":
            return Mapping(items, self.span(at, end)), end + 1
        while True:
            if self.text[end : end + 1] != '"':
                raise self.error("a key in double quotes is expected", end)
            key, end = self.string(end)
            end = self.skip_space(end)
            if self.text[end : end + 1] != ":":
                raise self.error('":" is expected', end)
            value, end = self.value(self.skip_space(end + 1), depth + 1)
            items[key if isinstance(key, str) else key.identity] = value
            end = self.skip_space(end)
            separator = self.text[end : end + 1]
            if separator == "}":
                return Mapping(items, self.span(at, end)), end + 1
            end = self.after_comma(separator, end, "}")

    def sequence(self, at: int, depth: int) -> tuple[Value, int]:
        items: list[Value] = []
        end = self.skip_space(at + 1)
        if self.text[end : end + 1] == "]":
            return Sequence(items, self.span(at, end)), end + 1
        while True:
            item, end = self.value(end, depth + 1)
            items.append(item)
            end = self.skip_space(end)
            separator = self.text[end : end + 1]
            if separator == "]":
                return Sequence(items, self.span(at, end)), end + 1
            end = self.after_comma(separator, end, "]")

    def after_comma(self, separator: str, at: int, closing: str) -> int:
        if separator != ",":
            raise self.error(f'"," or "{closing}" is expected', at)
        end = self.skip_space(at + 1)
        if self.text[end : end + 1] == closing:
            raise self.error(f'a comma before "{closing}"', at)
        return end

    def string(self, at: int) -> tuple[str | Text, int]:
        try:
            decoded, end = _decoded(self.text, at + 1)
            raw = self.text[at + 1 : end - 1]
            if not self.holes or not _MARK.search(raw):
                return decoded, end
            pieces: list[str | Hole] = []
            position = 0
            for match in _MARK.finditer(raw):
                pieces.append(_decoded(raw[position : match.start()] + '"', 0)[0])
                pieces.append(self.holes[ord(match[0]) - _FIRST_MARK])
                position = match.end()
            pieces.append(_decoded(raw[position:] + '"', 0)[0])
            return join_text(pieces), end
        except JSONDecodeError as error:
            message = error.msg[0].lower() + error.msg[1:].removesuffix(" at")
            raise self.error(message, at) from None

    def hole(self, character: str) -> Hole | None:
        index = ord(character) - _FIRST_MARK
        return self.holes[index] if 0 <= index < len(self.holes) else None

    def skip_space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def span(self, start: int, end: int) -> Span | None:
        if not self.file:
            return None
        first, last = (bisect_right(self.line_starts, at) - 1 for at in (start, end))
        return Span(self.file, self.first_line + first, self.first_line + last)

    def limit(self, what: str, at: int) -> JsonLimitError:
        return JsonLimitError(str(self.error(what, at)))

    def error(self, what: str, at: int) -> JsonTextError:
        line = bisect_right(self.line_starts, at)
        column = at - self.line_starts[line - 1] + 1
        return JsonTextError(f"{what} (line {line}, column {column})")


def _decoded(text: str, at: int) -> tuple[str, int]:
    """The string whose first character is at the offset, and the offset behind its quote."""
    decoded, end = scanstring(text, at, True)
    return without_half_pairs(decoded), end


def without_half_pairs(text: str) -> str:
    """The text with U+FFFD where a JSON escape gave half of a surrogate pair."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
