"""Terraform's string functions.

Source: https://developer.hashicorp.com/terraform/language/functions, String Functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace as replaced
from typing import Final

from checkov_aws_iot.terraform.evaluation.equality import equal
from checkov_aws_iot.terraform.evaluation.scope import RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import TypedList, to_string
from checkov_aws_iot.terraform.functions.function import (
    MOST_CHARACTERS,
    Functions,
    beyond,
    known_strings,
    known_text,
    not_known,
    strings_argument,
    text_of,
    whole_argument,
)
from checkov_aws_iot.terraform.functions.go_regex import replace_pattern
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value, is_null

FUNCTIONS: Final = Functions()

# What Go's unicode.IsSpace holds; Python's str.strip() strips four control characters more.
SPACES: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_PLAIN_KINDS: Final = (HoleKind.ACCOUNT, HoleKind.REGION, HoleKind.PARTITION)
_ALONE: Final = frozenset(
    [
        "Lu",
        "Ll",
        "Lt",
        "Lo",
        "Nd",
        "Nl",
        "No",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "So",
        "Zs",
    ]
)
# Letters of Hangul that make syllables, vowels that are letters, flags, and scripts of India.
_JOINING: Final = re.compile(
    "[\u0d4e\u0e33\u0eb3\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\U00011000-\U00011fff\U0001f1e6-\U0001f1ff]"
)
# Since Unicode 15.1 consonants of India that a virama links are one cluster, in Terraform they are not.
_BEHIND_A_LINKER: Final = r"(?<=[\p{Mn}\u200d])(?=(?![\u0e33\u0eb3])\p{Lo})"
_OF_PLAIN_HOLES: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def _joins(character: str) -> bool:
    """Whether the character may be of one grapheme cluster with another one."""
    return unicodedata.category(character) not in _ALONE or _JOINING.match(character) is not None


def characters_of(text: str) -> list[str]:
    """What Terraform counts as characters: grapheme clusters."""
    if any(character >= "\u0300" and _joins(character) for character in text):
        return _clusters(text)
    return re.findall("\r\n|.", text, re.DOTALL) if "\r\n" in text else list(text)


def _clusters(text: str) -> list[str]:
    if any(unicodedata.category(character) == "Cn" for character in text):
        raise beyond("it counts characters that are newer than the tables of Unicode here")
    import regex  # Checkov brings it; loading it takes time.

    clusters = regex.findall(r"\X", text)
    return [part for cluster in clusters for part in regex.split(_BEHIND_A_LINKER, cluster)]


def _each_part(text: str | Text, name: str, change: Callable[[str], str]) -> str | Text:
    """The text with a change that works on each character alone."""
    if isinstance(text, str):
        return change(text)
    pieces: list[str | Hole] = []
    for part in text.parts:
        if isinstance(part, str):
            pieces.append(change(part))
        elif name == "lower" and part.kind in _PLAIN_KINDS:
            pieces.append(part)
        else:
            expression = f"{name}({part.expression})"
            pieces.append(replaced(part, expression=expression, kind=HoleKind.OTHER, written=""))
    return join_text(pieces)


@FUNCTIONS.define("lower", 1)
def lower(arguments: list[Value]) -> Value:
    return _each_part(text_of(arguments[0]), "lower", lambda part: "".join(map(_lower, part)))


@FUNCTIONS.define("upper", 1)
def upper(arguments: list[Value]) -> Value:
    return _each_part(text_of(arguments[0]), "upper", lambda part: "".join(map(_upper, part)))


def _lower(character: str) -> str:
    """Go maps every character to one character."""
    found = character.lower()
    return found if len(found) == 1 else ("i" if character == "\u0130" else character)


def _upper(character: str) -> str:
    found = character.upper()
    return found if len(found) == 1 else character


@FUNCTIONS.define("title", 1)
def title(arguments: list[Value]) -> Value:
    result: list[str] = []
    before = " "
    for character in known_text(arguments[0]):
        result.append(_title(character) if _separates(before) else character)
        before = character
    return "".join(result)


def _title(character: str) -> str:
    found = character.title()
    return found if len(found) == 1 else character


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    if character.isalpha() or unicodedata.category(character) == "Nd":
        return False
    return character in SPACES


@FUNCTIONS.define("join", 2, None, deep=True)
def join(arguments: list[Value]) -> Value:
    separator = text_of(arguments[0])
    items = [item for argument in arguments[1:] for item in _joined_items(argument)]
    pieces: list[str | Hole | Text] = []
    for index, item in enumerate(items):
        if index:
            pieces.append(separator)
        pieces.append(item)
    _check_length(sum(len(piece) for piece in pieces if isinstance(piece, str)))
    return join_text(pieces)


def _joined_items(argument: Value) -> list[str | Text]:
    items: list[str | Text] = []
    for item in strings_argument(argument):
        found = to_string(item) if isinstance(item, Unknown) else text_of(item)
        items.append(text_of(found))
    return items


def _check_length(characters: int) -> None:
    if characters > MOST_CHARACTERS:
        raise beyond(f"the text is longer than {MOST_CHARACTERS} characters")


@FUNCTIONS.define("split", 2)
def split(arguments: list[Value]) -> Value:
    separator = known_text(arguments[0])
    text = text_of(arguments[1])
    if isinstance(text, str):
        return TypedList(text.split(separator) if separator else list(text), "string")
    _check_apart(text, separator)
    items: list[list[str | Hole]] = [[]]
    for part in text.parts:
        if isinstance(part, Hole):
            items[-1].append(part)
            continue
        first, *others = part.split(separator)
        items[-1].append(first)
        items.extend([other] for other in others)
    return TypedList([join_text(item) for item in items], "string")


def _check_apart(text: Text, searched: str) -> None:
    """Make sure that ``searched`` can neither be in a hole of the text nor reach into one."""
    plain = all(hole.kind in _PLAIN_KINDS for hole in text.holes)
    if not plain or not searched or not _OF_PLAIN_HOLES.isdisjoint(searched):
        raise not_known(text)


@FUNCTIONS.define("replace", 3)
def replace(arguments: list[Value]) -> Value:
    searched, replacement = known_text(arguments[1]), text_of(arguments[2])
    text = text_of(arguments[0])
    if len(searched) > 1 and searched.startswith("/") and searched.endswith("/"):
        return replace_pattern(known_text(text), searched[1:-1], known_text(replacement))
    if isinstance(text, Text):
        _check_apart(text, searched)
    elif isinstance(replacement, str):
        growth = (len(replacement) - len(searched)) * text.count(searched)
        _check_length(len(text) + growth)
        return text.replace(searched, replacement)
    pieces: list[str | Hole | Text] = []
    for part in text.parts if isinstance(text, Text) else (text,):
        if isinstance(part, Hole):
            pieces.append(part)
            continue
        if not searched:
            raise not_known(replacement)
        for index, kept in enumerate(part.split(searched)):
            if index:
                pieces.append(replacement)
            pieces.append(kept)
    return join_text(pieces)


@FUNCTIONS.define("startswith", 2)
def startswith(arguments: list[Value]) -> Value:
    text, prefix = text_of(arguments[0]), known_text(arguments[1])
    if isinstance(text, str):
        return text.startswith(prefix)
    first = text.parts[0] if isinstance(text.parts[0], str) else ""
    if len(first) >= len(prefix) or not prefix.startswith(first):
        return first.startswith(prefix)
    raise not_known(text)


@FUNCTIONS.define("endswith", 2)
def endswith(arguments: list[Value]) -> Value:
    text, suffix = text_of(arguments[0]), known_text(arguments[1])
    if isinstance(text, str):
        return text.endswith(suffix)
    last = text.parts[-1] if isinstance(text.parts[-1], str) else ""
    if len(last) >= len(suffix) or not suffix.endswith(last):
        return last.endswith(suffix)
    raise not_known(text)


@FUNCTIONS.define("strcontains", 2)
def strcontains(arguments: list[Value]) -> Value:
    text, searched = text_of(arguments[0]), known_text(arguments[1])
    if isinstance(text, str):
        return searched in text
    if any(searched in part for part in text.parts if isinstance(part, str)):
        return True
    raise not_known(text)


@FUNCTIONS.define("trimprefix", 2)
def trimprefix(arguments: list[Value]) -> Value:
    text, prefix = text_of(arguments[0]), known_text(arguments[1])
    if isinstance(text, str):
        return text.removeprefix(prefix)
    first = text.parts[0] if isinstance(text.parts[0], str) else ""
    if first.startswith(prefix):
        return join_text((first[len(prefix) :], *text.parts[1:]))
    if prefix.startswith(first):
        raise not_known(text)
    return text


@FUNCTIONS.define("trimsuffix", 2)
def trimsuffix(arguments: list[Value]) -> Value:
    text, suffix = text_of(arguments[0]), known_text(arguments[1])
    if isinstance(text, str):
        return text.removesuffix(suffix)
    last = text.parts[-1] if isinstance(text.parts[-1], str) else ""
    if suffix and last.endswith(suffix):
        return join_text((*text.parts[:-1], last[: -len(suffix)]))
    if suffix.endswith(last):
        raise not_known(text)
    return text


@FUNCTIONS.define("trim", 2)
def trim(arguments: list[Value]) -> Value:
    return _stripped(text_of(arguments[0]), known_text(arguments[1]))


@FUNCTIONS.define("trimspace", 1)
def trimspace(arguments: list[Value]) -> Value:
    return _stripped(text_of(arguments[0]), SPACES)


def _stripped(text: str | Text, characters: str) -> str | Text:
    if not characters:
        return text
    if isinstance(text, str):
        return text.strip(characters)
    first, *inner, last = text.parts if len(text.parts) > 1 else (*text.parts, "")
    if isinstance(first, str):
        first = first.lstrip(characters)
    if isinstance(last, str):
        last = last.rstrip(characters)
    ends = [
        part for part in (first, last or text.parts[-1]) if not isinstance(part, str) or not part
    ]
    plain = _OF_PLAIN_HOLES.isdisjoint(characters)
    if any(not (isinstance(end, Hole) and end.kind in _PLAIN_KINDS and plain) for end in ends):
        raise not_known(text)
    return join_text((first, *inner, last))


@FUNCTIONS.define("chomp", 1)
def chomp(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    if isinstance(text, str):
        return text.rstrip("\r\n")
    last = text.parts[-1]
    if isinstance(last, Hole) or not last.rstrip("\r\n"):
        raise not_known(text)
    return join_text((*text.parts[:-1], last.rstrip("\r\n")))


@FUNCTIONS.define("indent", 2)
def indent(arguments: list[Value]) -> Value:
    spaces = whole_argument(arguments[0])
    text = text_of(arguments[1])
    if spaces < 0:
        raise RejectedError("needs a number of spaces that is not negative")
    parts = text.parts if isinstance(text, Text) else (text,)
    lines = sum(part.count("\n") for part in parts if isinstance(part, str))
    _check_length(spaces * lines)
    pad = "\n" + " " * spaces if lines else ""
    return join_text(part.replace("\n", pad) if isinstance(part, str) else part for part in parts)


@FUNCTIONS.define("strrev", 1)
def strrev(arguments: list[Value]) -> Value:
    return "".join(reversed(characters_of(known_text(arguments[0]))))


@FUNCTIONS.define("substr", 3)
def substr(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    offset, length = whole_argument(arguments[1]), whole_argument(arguments[2])
    if isinstance(text, Text):
        return _substr_of_first_part(text, offset, length)
    characters = characters_of(text)
    if offset < 0:
        offset = max(offset + len(characters), 0)
    elif length == 0:
        return ""
    rest = characters[offset:]
    # With a negative offset a length of 0 takes the rest, as a negative length does.
    return "".join(rest if length <= 0 else rest[:length])


def _substr_of_first_part(text: Text, offset: int, length: int) -> Value:
    first = text.parts[0]
    if isinstance(first, str) and offset >= 0 and length >= 0 and offset + length <= len(first):
        return "".join(characters_of(first)[offset : offset + length])
    raise not_known(text)


@FUNCTIONS.define("sort", 1, deep=True)
def sort(arguments: list[Value]) -> Value:
    return TypedList(sorted(known_strings(arguments[0])), "string")


@FUNCTIONS.define("compact", 1, deep=True)
def compact(arguments: list[Value]) -> Value:
    given = [item for item in strings_argument(arguments[0]) if not is_null(item)]
    items = [text_of(item) for item in given]
    for item in items:
        if isinstance(item, Text) and not any(isinstance(part, str) for part in item.parts):
            raise not_known(item)
    return TypedList([item for item in items if equal(item, "") is not True], "string")
