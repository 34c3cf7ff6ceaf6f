"""Terraform's functions of files, which see only what the reader of the scope gives.

Source: https://developer.hashicorp.com/terraform/language/functions, Filesystem Functions.
"""

from __future__ import annotations

import base64
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from checkov_aws_iot.terraform.evaluation.scope import (
    SCANNED_ROOT,
    WORKING_DIRECTORY,
    RejectedError,
    Scope,
)
from checkov_aws_iot.terraform.evaluation.type_constraints import NotKnownError, TypedSet
from checkov_aws_iot.terraform.functions.function import (
    Functions,
    beyond,
    known_text,
    not_known,
    text_of,
)
from checkov_aws_iot.terraform.functions.hash_functions import HASHES
from checkov_aws_iot.values.file_reader import Reader
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text, WrittenText, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

FUNCTIONS: Final = Functions()
"""Functions of paths alone."""

FileFunction = Callable[[list[Value], Scope], Value]
_MOST_FILES: Final = 5_000
_MOST_DEPTH: Final = 20
_OUTSIDE: Final = "lies outside the scanned directory"


def path_from(value: Value, scope: Scope) -> tuple[Reader, str]:
    """The path for the reader that a path argument denotes.

    Raises:
        NotKnownError: it is not known, or lies outside what the reader gives.
    """
    if scope.reader is None:
        raise beyond("files are not read here")
    text = text_of(value)
    start = scope.working_directory
    if isinstance(text, Text):
        first, *rest = text.parts
        if first not in (WORKING_DIRECTORY, SCANNED_ROOT) or any(
            isinstance(part, Hole) for part in rest
        ):
            raise not_known(text)
        start = "" if first == SCANNED_ROOT else start
        text = "".join(part for part in rest if isinstance(part, str)).lstrip("/")
    elif text.startswith(("/", "~")):
        raise NotKnownError(Unknown(_OUTSIDE))
    if "\0" in text:
        raise RejectedError("has a path with a NUL character")
    path = posixpath.normpath(posixpath.join(start, text or "."))
    if path == ".." or path.startswith(("../", "/")):
        raise NotKnownError(Unknown(_OUTSIDE))
    return scope.reader, "" if path == "." else path


def _exists(reader: Reader, path: str) -> bool:
    return posixpath.basename(path) in reader.names(posixpath.dirname(path))


def file_text(value: Value, scope: Scope) -> tuple[str, str]:
    """Path and text of the file that a path argument denotes.

    Raises:
        RejectedError: there is no such file.
        NotKnownError: the reader does not give it.
    """
    reader, path = path_from(value, scope)
    text = reader.read(path)
    if isinstance(text, Unknown):
        if not _exists(reader, path):
            raise RejectedError(f'names the file "{path}", which does not exist')
        raise NotKnownError(Unknown(text.reason))
    return path, text if text.isascii() else unicodedata.normalize("NFC", text)


def _file(arguments: list[Value], scope: Scope) -> Value:
    path, text = file_text(arguments[0], scope)
    return WrittenText(text, Span(path, 1, text.count("\n") + 1))


def _fileexists(arguments: list[Value], scope: Scope) -> Value:
    return _exists(*path_from(arguments[0], scope))


def _filebase64(arguments: list[Value], scope: Scope) -> Value:
    reader, path = path_from(arguments[0], scope)
    text = reader.read(path)
    if isinstance(text, Unknown):
        if not _exists(reader, path):
            raise RejectedError(f'names the file "{path}", which does not exist')
        raise NotKnownError(Unknown(text.reason))
    if "\r" in text or "\ufeff" in text:
        raise beyond("the file may not be read byte for byte")
    return base64.b64encode(text.encode()).decode("ascii")


def _hashed(compute: Callable[[str], str]) -> FileFunction:
    def run(arguments: list[Value], scope: Scope) -> Value:
        reader, path = path_from(arguments[0], scope)
        text = reader.read(path)
        if isinstance(text, Unknown):
            if not _exists(reader, path):
                raise RejectedError(f'names the file "{path}", which does not exist')
            raise NotKnownError(Unknown(text.reason))
        return compute(text)

    return run


def _fileset(arguments: list[Value], scope: Scope) -> Value:
    reader, directory = path_from(arguments[0], scope)
    pattern = _glob(known_text(arguments[1]))
    found = [path for path in _files(reader, directory, "", 0) if pattern.fullmatch(path)]
    if len(found) > _MOST_FILES:
        raise beyond(f"it finds more than {_MOST_FILES} files")
    return TypedSet(sorted(found), "string")


def _files(reader: Reader, directory: str, prefix: str, depth: int) -> Iterator[str]:
    if depth > _MOST_DEPTH:
        raise beyond("directories are nested too deep")
    for name in reader.names(directory):
        yield prefix + name
    for name in reader.directories(directory):
        yield from _files(reader, posixpath.join(directory, name), f"{prefix}{name}/", depth + 1)


def _glob(pattern: str) -> re.Pattern[str]:  # noqa: C901
    """The pattern of ``fileset``: ``*``, ``?``, ``**``, ``{a,b}`` and bracket expressions."""
    if len(pattern) > 500 or "[" in pattern or "\\" in pattern or pattern.count("*") > 10:
        raise beyond("the pattern is not understood")
    result = ""
    braces = 0
    for token in re.findall(r"\*\*/|\*\*|\*|\?|\{|\}|,|[^*?{},]+", pattern):
        if token == "**/":  # noqa: S105
            result += "(?:[^/]+/)*"
        elif token == "**":  # noqa: S105
            result += ".*"
        elif token == "*":  # noqa: S105
            result += "[^/]*"
        elif token == "?":  # noqa: S105
            result += "[^/]"
        elif token == "{":  # noqa: S105
            braces += 1
            result += "(?:"
        elif token == "}" and braces:  # noqa: S105
            braces -= 1
            result += ")"
        elif token == "," and braces:  # noqa: S105
            result += "|"
        else:
            result += re.escape(token)
    if braces:
        raise RejectedError("has an invalid pattern")
    return re.compile(result, re.DOTALL)


FILE_FUNCTIONS: Final[dict[str, tuple[int, FileFunction]]] = {
    "file": (1, _file),
    "fileexists": (1, _fileexists),
    "filebase64": (1, _filebase64),
    "fileset": (2, _fileset),
    "filemd5": (1, _hashed(HASHES["md5"])),
    "filesha1": (1, _hashed(HASHES["sha1"])),
    "filesha256": (1, _hashed(HASHES["sha256"])),
    "filesha512": (1, _hashed(HASHES["sha512"])),
    "filebase64sha256": (1, _hashed(HASHES["base64sha256"])),
    "filebase64sha512": (1, _hashed(HASHES["base64sha512"])),
}
"""Functions that read files, with the number of their arguments."""


@FUNCTIONS.define("basename", 1)
def basename(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    if isinstance(text, Text):
        last = text.parts[-1]
        if not isinstance(last, str) or not last.rstrip("/") or "/" not in last.rstrip("/"):
            raise not_known(text)
        text = last
    if not text:
        return "."
    return text.rstrip("/").rpartition("/")[2] or "/"


@FUNCTIONS.define("dirname", 1)
def dirname(arguments: list[Value]) -> Value:
    text = known_text(arguments[0])
    directory = text[: text.rfind("/") + 1]
    return _clean(directory)


def _clean(path: str) -> str:
    """The shortest equal path, as Go's ``path.Clean`` makes it."""
    if not path:
        return "."
    found = posixpath.normpath(path)
    return "/" + found.lstrip("/") if found.startswith("/") else found


@FUNCTIONS.define("abspath", 1)
def abspath(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    if isinstance(text, Text):
        if text.parts[0] != WORKING_DIRECTORY:
            raise not_known(text)
        return text
    if text.startswith("/"):
        return _clean(text)
    path = _clean(text)
    return join_text((WORKING_DIRECTORY, "" if path == "." else f"/{path}"))


@FUNCTIONS.define("pathexpand", 1)
def pathexpand(arguments: list[Value]) -> Value:
    text = text_of(arguments[0])
    first = text.parts[0] if isinstance(text, Text) else text
    if not isinstance(first, str):
        raise not_known(text)
    if first.startswith("~"):
        raise beyond("the home directory is not known")
    return text
