"""Units of Terragrunt: root modules that a ``terragrunt.hcl`` calls with its inputs.

Source: https://terragrunt.gruntwork.io/docs/features/units/ and
https://terragrunt.gruntwork.io/docs/features/inputs/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from checkov_aws_iot.terraform.evaluation.scope import OpenMapping
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.syntax.syntax_tree import Block
from checkov_aws_iot.terraform.terragrunt.path_functions import from_root
from checkov_aws_iot.terraform.terragrunt.unit_files import UnitFile
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.evaluation.memory import Evaluator

UNIT_FILES: Final = ("terragrunt.hcl", "terragrunt.hcl.json")
_VAR_FILE: Final = "-var-file="
_INPUT: Final = "-var"


class Unit:
    """One ``terragrunt.hcl`` and the module that it calls, ``directory`` from the scanned root."""

    def __init__(self, file: UnitFile, directory: str) -> None:
        self.path = file.path
        self.directory = directory
        self._file = file

    def given(self, name: str, *, typed: bool) -> Value:
        """The input for a variable; ``ABSENT`` if there is none.

        Terragrunt gives it through the environment: a variable without a type takes it as text.
        """
        inputs = self._file.inputs()
        if not isinstance(inputs, Mapping):
            why = inputs if isinstance(inputs, Unknown) else Unknown("is not known")
            return why.behind(f"inputs.{name}", None)
        value = inputs.get(name, ABSENT)
        if isinstance(value, Absent) and isinstance(inputs, OpenMapping):
            value = inputs.missing(name)
        return value if typed else _as_text(value)

    @cached_property
    def variable_directory(self) -> str:
        """Where other files are that set variables: Terragrunt copies them beside the module."""
        return self._file.directory

    @cached_property
    def variable_files(self) -> tuple[str, ...] | Unknown:
        """The variable files that Terragrunt hands to Terraform, in the order in which later ones win."""
        found: list[str] = []
        for file, block in self._file.sources():
            for extra in block.body.blocks_of("extra_arguments"):
                for path in _named_files(file, extra):
                    if path is None:
                        return Unknown("may be set by arguments of Terragrunt", self.path)
                    found.append(path)
        return tuple(found)


class StrayUnit(NamedTuple):
    """A unit whose module is not in the scan: the file, and the source of the module."""

    file: str
    source: str


def units_in(
    evaluator: Evaluator, directories: Iterable[str], holds_module: frozenset[str]
) -> tuple[dict[str, tuple[Unit, ...]], tuple[StrayUnit, ...]]:
    """The units of the directories by the directory of the module that they call, and the others.

    A file that others include is none.
    """
    files = [
        UnitFile(evaluator, posixpath.join(directory, name))
        for directory in directories
        for name in UNIT_FILES
        if name in evaluator.reader.names(directory)
    ]
    included = {one.path for file in files for one in file.included_files()}
    found: dict[str, list[Unit]] = {}
    strays: list[StrayUnit] = []
    for file in files:
        if file.path in included:
            continue
        module, source = _module_of(file)
        if module in holds_module:
            found.setdefault(module, []).append(Unit(file, module))
        elif source:
            strays.append(StrayUnit(file.path, source))
    return {directory: tuple(units) for directory, units in found.items()}, tuple(strays)


def _module_of(file: UnitFile) -> tuple[str | None, str]:
    """The directory of the module, and its source as far as it is known; empty if there is none.

    No directory if it is fetched from elsewhere, or not known.
    """
    for writer, block in file.sources():
        source = writer.argument(block.body, "source")
        if not isinstance(source, Absent):
            directory = _local_directory(source, file.unit_directory)
            expression = block.body.attributes["source"].expression.text
            return directory, source if isinstance(source, str) else expression
    return file.unit_directory, ""


def _local_directory(source: Value, directory: str) -> str | None:
    if isinstance(source, str) and not source.startswith("."):
        return None
    # What stands behind two slashes is a directory of what is copied.
    if isinstance(source, Text):
        parts = (
            part.replace("//", "/") if isinstance(part, str) else part for part in source.parts
        )
        return from_root(join_text(parts), directory)
    return from_root(source.replace("//", "/"), directory) if isinstance(source, str) else None


def _named_files(file: UnitFile, extra: Block) -> Iterator[str | None]:
    """The variable files that the arguments name; ``None`` for what may set variables otherwise."""
    for name in ("required_var_files", "optional_var_files"):
        value = file.argument(extra.body, name)
        for path in elements(value):
            inside = from_root(path, file.unit_directory)
            if inside is not None or name == "required_var_files":
                yield inside
            elif not isinstance(path, (str, Text)):
                yield None
    arguments = file.argument(extra.body, "arguments")
    for argument in elements(arguments):
        text = argument.parts[0] if isinstance(argument, Text) else argument
        if isinstance(text, str) and text.startswith(_VAR_FILE):
            yield from_root(_without(argument, _VAR_FILE), file.unit_directory)
        elif not isinstance(text, str) or text.startswith(_INPUT):
            yield None


def _without(argument: Value, prefix: str) -> Value:
    if isinstance(argument, Text):
        first, *rest = argument.parts
        return join_text((str(first)[len(prefix) :], *rest))
    return str(argument)[len(prefix) :]


def _as_text(value: Value) -> Value:
    """The value as a variable without a type takes it from the environment."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return encode(value)
    if isinstance(value, (Mapping, Sequence, OneOf)):
        return Unknown("is given to a variable without a type as text")
    return value
