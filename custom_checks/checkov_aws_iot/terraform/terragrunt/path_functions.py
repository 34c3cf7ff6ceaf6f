"""The functions that Terragrunt adds to those of Terraform, as far as they need nothing but the files.

Source: https://terragrunt.gruntwork.io/docs/reference/built-in-functions/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from checkov_aws_iot.terraform.evaluation.scope import SCANNED_ROOT, RejectedError
from checkov_aws_iot.terraform.evaluation.type_constraints import NotKnownError
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Value

if TYPE_CHECKING:
    from checkov_aws_iot.values.file_reader import Reader

OwnFunction = Callable[[list[Value]], Value]

_DEFAULT_FILE: Final = "terragrunt.hcl"
_GIT: Final = ".git"


class Caller(Protocol):
    """The file whose expressions call the functions."""

    @property
    def reader(self) -> Reader:
        """Reads files."""

    @property
    def directory(self) -> str:
        """Its directory."""

    @property
    def unit_directory(self) -> str:
        """The directory of the file that includes it, or its own."""

    @property
    def original_directory(self) -> str:
        """The directory of the unit."""

    @property
    def is_included(self) -> bool:
        """Whether another file includes it."""

    def included_directories(self) -> Mapping[str, str]:
        """The directories of the files that it includes, by name, as far as they are known."""

    def other(self, path: str) -> Value:
        """What another file says."""


def absolute(path: str) -> Value:
    """The absolute path that Terragrunt has for one from the scanned root."""
    path = posixpath.normpath(path or ".")
    return join_text((SCANNED_ROOT, "" if path == "." else f"/{path}"))


def from_root(value: Value, directory: str) -> str | None:
    """The path from the scanned root that a path means in a directory; ``None`` if none inside it."""
    if isinstance(value, Text):
        first, *rest = value.parts
        if first != SCANNED_ROOT or not all(isinstance(part, str) for part in rest):
            return None
        path = "".join(map(str, rest)).lstrip("/")
    elif isinstance(value, str) and not value.startswith(("/", "~")):
        path = posixpath.join(directory, value)
    else:
        return None
    path = posixpath.normpath(path or ".")
    if path == ".." or path.startswith("../") or "\0" in path:
        return None
    return "" if path == "." else path


def functions_of(file: Caller) -> Mapping[str, OwnFunction]:
    """The functions that the expressions of the file may call, by name."""
    return {
        "find_in_parent_folders": lambda given: _found_above(file, given),
        "path_relative_to_include": lambda given: _relative(file.unit_directory, _included(file, given)),
        "path_relative_from_include": lambda given: _relative(_included(file, given), file.unit_directory),
        "get_parent_terragrunt_dir": lambda given: absolute(_included(file, given)),
        "get_terragrunt_dir": lambda _: absolute(file.unit_directory),
        "get_original_terragrunt_dir": lambda _: absolute(file.original_directory),
        "get_repo_root": lambda _: absolute(_repository(file)),
        "get_path_from_repo_root": lambda _: _relative(file.unit_directory, _repository(file)),
        "get_path_to_repo_root": lambda _: _relative(_repository(file), file.unit_directory),
        "get_env": _environment,
        "read_terragrunt_config": lambda given: _configuration(file, given),
        "mark_as_read": lambda given: _argument(given, 0),
        "dirname": _directory_name,
    }  # fmt: skip


def _argument(given: list[Value], position: int) -> Value:
    if len(given) <= position:
        raise RejectedError("has too few arguments")
    return given[position]


def _found_above(file: Caller, given: list[Value]) -> Value:
    name = _argument(given, 0) if given else _DEFAULT_FILE
    if not isinstance(name, str):
        raise NotKnownError(name if isinstance(name, Unknown) else Unknown("is not known"))
    for directory in _above(file.unit_directory):
        path = posixpath.join(directory, name)
        if _exists(file.reader, path):
            return absolute(path)
    if len(given) > 1:
        return given[1]
    raise NotKnownError(Unknown("is in no directory above that is scanned", name))


def _above(directory: str) -> Iterator[str]:
    while directory:
        directory = posixpath.dirname(directory)
        yield directory


def _exists(reader: Reader, path: str) -> bool:
    directory, name = posixpath.split(posixpath.normpath(path))
    return name in reader.names(directory) or name in reader.directories(directory)


def _included(file: Caller, given: list[Value]) -> str:
    """The directory of the file that includes are relative to."""
    if file.is_included:
        return file.directory
    included = file.included_directories()
    if given:
        found = included.get(given[0]) if isinstance(given[0], str) else None
        if found is None:
            raise NotKnownError(Unknown("is no file that is included", str(given[0])))
        return found
    return next(iter(included.values())) if len(included) == 1 else file.directory


def _relative(path: str, start: str) -> Value:
    return posixpath.relpath(path or ".", start or ".")


def _repository(file: Caller) -> str:
    for directory in (file.unit_directory, *_above(file.unit_directory)):
        git = posixpath.join(directory, _GIT)
        if _GIT in file.reader.names(directory) or "HEAD" in file.reader.names(git):
            return directory
    raise NotKnownError(Unknown("is the root of a repository that is not scanned"))


def _environment(given: list[Value]) -> Value:
    """The default: who scans has another environment than who deploys."""
    if len(given) > 1:
        return given[1]
    raise NotKnownError(Unknown("is an environment variable without a default", str(given[0])))


def _configuration(file: Caller, given: list[Value]) -> Value:
    path = from_root(_argument(given, 0), file.directory)
    if path is None:
        raise NotKnownError(Unknown("is a file that is not scanned"))
    if _exists(file.reader, path):
        return file.other(path)
    if len(given) > 1:
        return given[1]
    raise NotKnownError(Unknown("does not exist", path))


def _directory_name(given: list[Value]) -> Value:
    path = _argument(given, 0)
    inside = from_root(path, "")
    if inside is not None and isinstance(path, Text):
        return absolute(posixpath.dirname(inside))
    if isinstance(path, str):
        return posixpath.dirname(path) or "."
    raise NotKnownError(path if isinstance(path, Unknown) else Unknown("is not known", str(path)))
