"""Regular expressions of Go (RE2), of which the part that Python reads alike is evaluated.

Source: https://github.com/google/re2/wiki/Syntax. RE2 runs in linear time and Python's engine does
not, so a pattern with a repetition inside a repetition is not run, and the others only on text
that is short for the number of repetitions they have.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from math import comb
from typing import Any, Final

from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import TypedList
from checkov_aws_iot.terraform.functions.function import beyond
from checkov_aws_iot.values.value import Mapping, Sequence, Value

_MOST_PATTERN: Final = 1_000
_MOST_WORK: Final = 10_000_000
_CLASSES: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": "\\t ",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": "\\t\\n\\v\\f\\r ",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
    "punct": "!-/:-@\\[-`{-~",
}
_POSIX: Final = re.compile(r"\[:(\^?)(\w+):\]")
_TOKEN: Final = re.compile(
    r"\\Q|\\(?:x\{[0-9a-fA-F]+\}|[pP]\{\^?\w+\}|[pP]\w|x[0-9a-fA-F]{2}|.)|\(\?P?<(?P<name>\w+)>|\(\?(?P<flags>[imsU-]+)(?P<open>[:)])"
    r"|\(\?:|\(\?|\(|\)|\[\^?\]?|\]|(?:[*+?]|\{\d+(?:,\d*)?\})\??|\||.",
    re.DOTALL,
)
# What both engines read alike behind a backslash; RE2 has no look-around and no back references.
_ESCAPES: Final = frozenset("dDwWsSbBAafnrtv")


_CATEGORIES: Final = frozenset(
    {unicodedata.category(chr(code)) for code in range(0x3000)} - {"Cn"} | set("CLMNPSZ")
)
_SCRIPTS: Final = frozenset(
    [
        "Arabic",
        "Armenian",
        "Bengali",
        "Bopomofo",
        "Braille",
        "Canadian_Aboriginal",
        "Cherokee",
        "Common",
        "Coptic",
        "Cyrillic",
        "Devanagari",
        "Ethiopic",
        "Georgian",
        "Gothic",
        "Greek",
        "Gujarati",
        "Gurmukhi",
        "Han",
        "Hangul",
        "Hebrew",
        "Hiragana",
        "Inherited",
        "Kannada",
        "Katakana",
        "Khmer",
        "Lao",
        "Latin",
        "Malayalam",
        "Mongolian",
        "Myanmar",
        "Ogham",
        "Oriya",
        "Runic",
        "Sinhala",
        "Syriac",
        "Tagalog",
        "Tamil",
        "Telugu",
        "Thaana",
        "Thai",
        "Tibetan",
        "Yi",
    ]
)
_SCRIPT: Final = re.compile("[A-Z][a-z]+(?:_[A-Z][a-z]+)*")
_FIXED_GROUP: Final = re.compile(r"\((?:\?:)?([\w/:,=-]+)\)")
_ALTERNATIVES: Final = re.compile(r"[\w/:,=-]+(?:\|[\w/:,=-]+)*")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> tuple[re.Pattern[str], int, int]:
    """The pattern for Python, and what its running time grows with; see :func:`_translate`."""
    if len(pattern) > _MOST_PATTERN:
        raise beyond("the regular expression is too long")
    translated, power, choices = _translate(pattern)
    try:
        return re.compile(translated, re.ASCII), power, choices
    except (re.error, OverflowError) as error:
        raise RejectedError(f"has an invalid regular expression: {error}") from None


def _translate(pattern: str) -> tuple[str, int, int]:  # noqa: C901, PLR0915
    """The pattern for Python, its repetitions that end anywhere, and its two-way choices."""
    result: list[str] = []
    # For every open group whether it can match the same text in several ways.
    open_groups: list[bool] = [False]
    starts: list[int] = [0]
    lines = False
    power = 1
    choices = 0
    repeats = False
    closed_with_repetition = False
    position = 0
    while position < len(pattern):
        token = _TOKEN.match(pattern, position)
        if token is None:
            raise beyond("the regular expression is not understood")
        text = token[0]
        position = token.end()
        ends_group = False
        if text.startswith("(") and not text.endswith(")"):
            starts.append(position)
        if text.startswith("["):
            inner, position = _class(pattern, token.start())
            result.append(inner)
        elif text == r"\Q":
            literal, _, _ = pattern[position:].partition(r"\E")
            position += len(literal) + len(r"\E")
            result.extend(map(re.escape, literal))
        elif text.startswith("\\"):
            result.append(_escape(text))
        elif token["flags"] is not None:
            whole = token["open"] == ")"
            lines = "m" in token["flags"]
            if (
                (lines and not whole)
                or set(token["flags"]) & {"U", "-"}
                or (whole and token.start())
            ):
                raise beyond("the regular expression has flags that are not evaluated")
            result.append(text)
            if token["open"] == ":":
                open_groups.append(False)
        elif token["name"] is not None:
            result.append(f"(?P<{token['name']}>")
            open_groups.append(False)
        elif text == "(?":
            raise RejectedError("has an invalid regular expression")
        elif text in ("(", "(?:"):
            result.append(text)
            open_groups.append(False)
        elif text == ")":
            if len(open_groups) == 1:
                raise RejectedError("has an invalid regular expression")
            ends_group = open_groups.pop()
            if _is_one_way(pattern[starts.pop() : position - 1]):
                ends_group = False
            open_groups[-1] = open_groups[-1] or ends_group
            result.append(text)
        elif text[0] in "*+?{" and len(text) <= 12 and (text[0] != "{" or len(text) > 2):
            if position < len(pattern) and pattern[position] in "*+?":
                raise RejectedError("has an invalid nested repetition operator")
            if text[0] == "?":
                choices += 1
            elif closed_with_repetition:
                raise beyond("the regular expression repeats a group that can match in many ways")
            elif not re.fullmatch(r"\{\d{1,2}\}\??", text):
                repeats = True
                power += not _is_certain(result[-1] if result else "", pattern[position:])
            open_groups[-1] = True
            result.append(text)
        elif text == "$":
            # Python's $ also matches before a newline at the end.
            result.append("$" if lines else r"\Z")
        elif text == "|":
            choices += 1
            open_groups[-1] = True
            result.append(text)
        elif text in ("{", "}"):
            result.append("\\" + text)
        else:
            result.append(text)
        closed_with_repetition = ends_group
    translated = "".join(result)
    # Without an anchor every repetition is tried from every character of the text.
    return translated, power + (repeats and not pattern.startswith("^")), choices


def _is_one_way(body: str) -> bool:
    """Whether a group is of fixed alternatives of which the next character picks one."""
    plain = _FIXED_GROUP.sub(r"\1", _FIXED_GROUP.sub(r"\1", body))
    if _ALTERNATIVES.fullmatch(plain) is None:
        return False
    first = [alternative[0].casefold() for alternative in plain.split("|")]
    return len(first) == len(set(first))


_NEXT: Final = re.compile(r"\)*(?:\\?([^\w\\()\[\]{}.*+?|^$])|([\w]))(?![*+?{])|\)*\Z")


def _is_certain(repeated: str, behind: str) -> bool:
    """Whether a repetition of one character ends in one place: before a character it excludes."""
    following = _NEXT.match(behind)
    if following is None:
        return False
    character = following[1] or following[2]
    try:
        return character is None or re.fullmatch(repeated, character, re.ASCII) is None
    except re.error:
        return False


def _escape(text: str) -> str:
    code = text[1]
    if code == "x" and text.startswith("\\x{"):
        return re.escape(chr(min(int(text[3:-1], 16), 0x10FFFF)))
    if code == "z":
        return r"\Z"
    if code in "pP":
        return f"[{_property(text)}]"
    if code in _ESCAPES or code == "x" or not code.isalnum():
        return text
    if code.isdigit():
        raise RejectedError(f"has an invalid escape sequence {text} in its regular expression")
    raise beyond(f"the regular expression uses {text}")


def _property(text: str) -> str:
    """The characters of a category or a script, such as capitals, as the inside of a bracket."""
    name = text[2:].strip("{}")
    negated = (text[1] == "P") is not name.startswith("^")
    name = name.removeprefix("^")
    if name not in _CATEGORIES and name not in _SCRIPTS and name != "Any":
        if _SCRIPT.fullmatch(name):
            raise beyond(f"the regular expression uses {text}")
        raise RejectedError(f"has an invalid class {text} in its regular expression")
    return _characters(name, negated=negated)


@lru_cache(maxsize=64)
def _characters(name: str, *, negated: bool) -> str:
    in_script = _of_script(name) if name in _SCRIPTS else frozenset()
    ranges: list[str] = []
    first: int | None = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and (_is_of(chr(code), name, in_script) is not negated)
        if inside and first is None:
            first = code
        elif not inside and first is not None:
            ranges.append(f"\\U{first:08x}-\\U{code - 1:08x}")
            first = None
    return "".join(ranges)


def _is_of(character: str, name: str, in_script: frozenset[str]) -> bool:
    category = unicodedata.category(character)
    if name == "Any":
        return True
    if category == "Cn":
        return False
    return character in in_script if name in _SCRIPTS else category.startswith(name)


def _of_script(name: str) -> frozenset[str]:
    import regex  # Checkov brings it; loading it takes time.

    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    return frozenset(regex.findall(rf"\p{{Script={name}}}", everything))


def _class(pattern: str, start: int) -> tuple[str, int]:
    """A bracket expression for Python, and the offset behind it."""
    position = start + 1
    result = "["
    if pattern.startswith("^", position):
        result += "^"
        position += 1
    first = True
    while True:
        if position >= len(pattern):
            raise RejectedError("has an invalid regular expression: a bracket is not closed")
        character = pattern[position]
        if character == "]" and not first:
            return result + "]", position + 1
        first = False
        posix = _POSIX.match(pattern, position)
        if posix is not None:
            if posix[2] not in _CLASSES:
                raise RejectedError(f"has an invalid class {posix[0]} in its regular expression")
            result += _others(posix[2]) if posix[1] else _CLASSES[posix[2]]
            position = posix.end()
        elif character == "\\":
            escape = _TOKEN.match(pattern, position)
            if escape is None or escape[0] in ("\\", "\\b", "\\B", "\\A", "\\z", "\\Q"):
                raise beyond("the regular expression is not understood")
            result += _property(escape[0]) if escape[0][1] in "pP" else _escape(escape[0])
            position = escape.end()
        else:
            result += "\\" + character if character in "[]&~|" else character
            position += 1


def _others(name: str) -> str:
    """The characters that are not of a class of ASCII, as the inside of a bracket."""
    inside = re.compile(f"[{_CLASSES[name]}]")
    codes = (code for code in range(0x80) if not inside.match(chr(code)))
    return "".join(f"\\x{code:02x}" for code in codes) + "\x80-\U0010ffff"


def _checked(pattern: str, text: str) -> re.Pattern[str]:
    compiled, power, choices = _compiled(pattern)
    if comb(len(text) + power, power) << min(choices, 64) > _MOST_WORK:
        raise beyond("the regular expression may take too long")
    return compiled


def _captured(compiled: re.Pattern[str], found: re.Match[str]) -> Value:
    names = compiled.groupindex
    if not compiled.groups:
        return found[0]
    if names:
        if len(names) != compiled.groups:
            raise RejectedError("mixes named and unnamed groups in its regular expression")
        return Mapping({name: found[name] for name in names})
    return Sequence(found.groups())


def find_pattern(pattern: str, text: str) -> Value:
    """What ``regex(pattern, text)`` is.

    Raises:
        RejectedError: nothing matches, or the pattern is invalid.
        NotKnownError: the pattern is not evaluated.
    """
    compiled = _checked(pattern, text)
    found = compiled.search(text)
    _check_groups(compiled)
    if found is None:
        raise RejectedError("does not match the string")
    return _captured(compiled, found)


def find_pattern_everywhere(pattern: str, text: str) -> Value:
    """What ``regexall(pattern, text)`` is; raises as :func:`find_pattern`."""
    compiled = _checked(pattern, text)
    _check_groups(compiled)
    found = [_captured(compiled, match) for match in _matches(compiled, text)]
    if compiled.groups:
        inner: Any = (
            ("object", tuple((name, "string") for name in sorted(compiled.groupindex)))
            if compiled.groupindex
            else ("tuple", ("string",) * compiled.groups)
        )
        return TypedList(found, inner)
    return TypedList(found, "string")


def _check_groups(compiled: re.Pattern[str]) -> None:
    if compiled.groupindex and len(compiled.groupindex) != compiled.groups:
        raise RejectedError("mixes named and unnamed groups in its regular expression")


def _matches(compiled: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """All matches as Go counts them: an empty one right behind another match is none."""
    matches: list[re.Match[str]] = []
    position = 0
    end = -1
    while position <= len(text):
        match = compiled.search(text, position)
        if match is None:
            break
        if match.end() > match.start() or match.start() != end:
            matches.append(match)
        end = match.end()
        position = end if end > match.start() else end + 1
    return matches


def replace_pattern(text: str, pattern: str, replacement: str) -> str:
    """What ``replace(text, "/pattern/", replacement)`` is; raises as :func:`find_pattern`."""
    compiled = _checked(pattern, text)
    pieces: list[str] = []
    position = 0
    for match in _matches(compiled, text):
        pieces.append(text[position : match.start()])
        pieces.append(_expanded(replacement, compiled, match))
        position = match.end()
        if sum(map(len, pieces[-2:])) > _MOST_WORK or len(pieces) * len(replacement) > _MOST_WORK:
            raise beyond("the text grows too long")
    return "".join([*pieces, text[position:]])


_REFERENCE: Final = re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))", re.ASCII)


def _expanded(replacement: str, compiled: re.Pattern[str], match: re.Match[str]) -> str:
    def one(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name = found[1] or found[2]
        if name.isdigit():
            number = int(name) if len(name) < 10 else compiled.groups + 1
            return (match[number] or "") if number <= compiled.groups else ""
        return (match[name] or "") if name in compiled.groupindex else ""

    return _REFERENCE.sub(one, replacement)
