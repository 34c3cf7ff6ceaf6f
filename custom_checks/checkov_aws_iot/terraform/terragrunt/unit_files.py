"""Files of Terragrunt: their local values, their inputs, and the files that they include.

Nothing is executed, and nothing outside the scanned root is read. What needs an environment, a
command, the state of another unit or an account is unknown.

Source: https://terragrunt.gruntwork.io/docs/reference/config-blocks-and-attributes/
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.terraform.evaluation.scope import (
    OpenMapping,
    Resolved,
    Step,
    UndeclaredError,
)
from checkov_aws_iot.terraform.syntax.syntax_tree import Argument, Block, Body, Node
from checkov_aws_iot.terraform.terragrunt.path_functions import (
    OwnFunction,
    absolute,
    from_root,
    functions_of,
)
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping as Object
from checkov_aws_iot.values.value import Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.terraform.evaluation.memory import Evaluator, Memory
    from checkov_aws_iot.values.budget import Budget
    from checkov_aws_iot.values.file_reader import Reader
    from checkov_aws_iot.values.span import Span

_MOST_LOCALS: Final = 1_000
_MOST_NESTED: Final = 30


class UnitFile:
    """One file, in the context of the unit that it is read for.

    ``included_by`` is the file that includes it; functions that ask where the unit is mean the
    directory of that one. ``original_directory`` is that of the unit, also in files that are read.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        path: str,
        included_by: UnitFile | None = None,
        original_directory: str | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.path = path
        self.included_by = included_by
        self.directory = posixpath.dirname(path)
        self.unit_directory: str = included_by.unit_directory if included_by else self.directory
        self.original_directory: str = (
            self.unit_directory if original_directory is None else original_directory
        )
        self._memory: Memory = {}
        self._others: dict[str, UnitFile] = {}
        self._includes: dict[str, UnitFile | Unknown] | None = None
        self.functions: Mapping[str, OwnFunction] = functions_of(self)

    # What it says --------------------------------------------------------------------------

    @property
    def body(self) -> Body | Unknown:
        """The blocks of the file, or why they cannot be read."""
        return self.evaluator.body(self.path)

    def blocks(self, kind: str) -> Iterator[Block]:
        """The blocks of a type; none in a file that cannot be read."""
        if isinstance(self.body, Body):
            yield from self.body.blocks_of(kind)

    def argument(self, block: Body, name: str) -> Value:
        """The value of an argument, ``ABSENT`` if it is not written."""
        argument = block.attributes.get(name)
        if argument is None:
            return ABSENT
        return self.evaluator.evaluate(argument.expression, self)

    def own_inputs(self) -> Value:
        """The ``inputs`` that the file itself writes; ``ABSENT`` if it has none."""
        if isinstance(self.body, Unknown):
            return self.body
        body = self.body
        full = f"inputs of {self.path}"
        return self.evaluator.once(
            self._memory, "inputs", lambda: self.argument(body, "inputs"), full
        )

    def inputs(self) -> Value:
        """The inputs with those of the included files beneath; a mapping or ``Unknown``."""
        value = self.own_inputs()
        for file, strategy in reversed(list(self._merged())):
            below = file if isinstance(file, Unknown) else file.own_inputs()
            value = _over(value, below, deep=strategy.startswith("deep"), nested=0)
        return Object() if isinstance(value, Absent) else value

    def local(self, name: str) -> Value:
        """A local value."""
        argument = next((found for found in self._locals() if found.name == name), None)
        if argument is None:
            return Unknown("is not declared", f"local.{name}")
        return self.evaluator.once(
            self._memory,
            ("local", name),
            lambda: self.evaluator.evaluate(argument.expression, self),
            f"local.{name}",
        )

    def locals(self) -> Value:
        """All local values."""
        names = dict.fromkeys(argument.name for argument in self._locals())
        if len(names) > _MOST_LOCALS:
            return Unknown(f"has more than {_MOST_LOCALS} local values")
        return Object({name: self.local(name) for name in names})

    def _locals(self) -> Iterator[Argument]:
        for block in self.blocks("locals"):
            yield from block.body.attributes.values()

    # Other files ---------------------------------------------------------------------------

    @property
    def is_included(self) -> bool:
        """Whether another file includes it."""
        return self.included_by is not None

    def included_files(self) -> tuple[UnitFile, ...]:
        """The files that it includes, as far as these are known."""
        return tuple(one for one in self._included().values() if isinstance(one, UnitFile))

    def included_directories(self) -> dict[str, str]:
        """The directories of the files that it includes, by name, as far as they are known."""
        files = self._included().items()
        return {name: one.directory for name, one in files if isinstance(one, UnitFile)}

    def sources(self) -> Iterator[tuple[UnitFile, Block]]:
        """The ``terraform`` blocks, own ones first, those of included files in the order they win."""
        for file in (self, *(one for one, _ in reversed(list(self._merged())))):
            if isinstance(file, UnitFile):
                yield from ((file, block) for block in file.blocks("terraform"))

    def other(self, path: str) -> Value:
        """What another file says, as ``read_terragrunt_config`` gives it."""
        if path not in self._others:
            found = UnitFile(self.evaluator, path, None, self.original_directory)
            found._others = self._others
            self._others[path] = found
        return FileView(self._others[path])

    def _merged(self) -> Iterator[tuple[UnitFile | Unknown, str]]:
        for block in self.blocks("include"):
            strategy = self.argument(block.body, "merge_strategy")
            if isinstance(strategy, Absent):
                strategy = "shallow"
            file = self._included()[_name(block)]
            if not isinstance(strategy, str):
                yield Unknown("is merged in a way that is not known"), "shallow"
            elif strategy != "no_merge":
                yield file, strategy

    def _included(self) -> dict[str, UnitFile | Unknown]:
        if self._includes is None:
            self._includes = {}  # A path that needs an include is a circle.
            if self.included_by is None:  # Terragrunt includes one level.
                for block in self.blocks("include"):
                    self._includes[_name(block)] = self._file_of(block)
        return self._includes

    def _file_of(self, block: Block) -> UnitFile | Unknown:
        value = self.argument(block.body, "path")
        path = from_root(value, self.directory)
        if path is None:
            why = value if isinstance(value, Unknown) else Unknown("is a file that is not scanned")
            return why.behind(f"include.{_name(block)}", block.span)
        return UnitFile(self.evaluator, path, self)

    # The scope of its expressions ----------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """Reads the files that functions ask for."""
        return self.evaluator.reader

    @property
    def working_directory(self) -> str:
        """File functions start at the directory of the file that they are used in."""
        return self.directory

    def is_sensitive(self, root: str, name: str) -> bool | None:  # noqa: ARG002
        """Not known of any name; see :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        return None

    def instance_of(self, node: Node) -> str:  # noqa: ARG002
        """The file: local values of another one are others."""
        return self.path

    def resolve(
        self,
        root: str,
        steps: tuple[Step, ...],
        at: Span,
        budget: Budget,  # noqa: ARG002 - the evaluator draws on the same one
    ) -> Resolved:
        """See :class:`~checkov_aws_iot.terraform.evaluation.scope.Scope`."""
        name = steps[0] if steps and isinstance(steps[0], str) else ""
        if root == "local" and name:
            return Resolved(self.local(name), 1)
        if root == "local":
            return Resolved(self.locals(), 0)
        if root == "include":
            return self._include(name, at)
        reason = _UNKNOWN_ROOTS.get(root)
        if reason is None:
            raise UndeclaredError(f"`{root}` is not declared")
        written = ".".join((root, *(step for step in steps if isinstance(step, str))))
        return Resolved(Unknown(reason, written, at), len(steps))

    def _include(self, name: str, at: Span) -> Resolved:
        bare = "" in self._included()
        found = self._included().get("" if bare else name)
        if found is None:
            raise UndeclaredError(f"`include.{name}` is not declared")
        value = found if isinstance(found, Unknown) else FileView(found)
        if isinstance(value, Unknown) and value.span is None:
            value = Unknown(value.reason, value.expression, at)
        return Resolved(value, 0 if bare else 1)


_UNKNOWN_ROOTS: Final = {
    "dependency": "is an output of another unit of Terragrunt",
    "feature": "is a feature flag of Terragrunt",
    "values": "is set where a stack of Terragrunt is generated",
    "unit": "is set where a stack of Terragrunt is generated",
    "stack": "is set where a stack of Terragrunt is generated",
    "engine": "is only known when Terragrunt runs",
}


class FileView(OpenMapping):
    """A file as an object; what it says is evaluated when somebody asks for it."""

    __slots__ = ("_file",)

    def __init__(self, file: UnitFile) -> None:
        super().__init__()
        self._file = file

    def missing(self, name: str) -> Value:
        """What the file says under this name."""
        if isinstance(self._file.body, Unknown):
            return self._file.body
        answers: dict[str, Callable[[], Value]] = {
            "locals": self._file.locals,
            "inputs": self._file.inputs,
            "path": lambda: absolute(self._file.path),
        }
        if name in answers:
            return answers[name]()
        return Unknown("is a part of a Terragrunt file that is not evaluated", name)


class PartlyKnown(OpenMapping):
    """Inputs of which others come from a file that cannot be evaluated."""

    __slots__ = ("cause",)

    def __init__(self, known: Object, cause: Unknown) -> None:
        super().__init__(known)
        self.cause = cause

    def missing(self, name: str) -> Value:
        """An input that may be set there."""
        return self.cause.behind(f"inputs.{name}", None)


def _name(block: Block) -> str:
    return block.labels[0] if block.labels else ""


def _over(value: Value, below: Value, *, deep: bool, nested: int) -> Value:
    """A value merged over another one, as inputs are."""
    if isinstance(value, Absent) or isinstance(below, Absent):
        return below if isinstance(value, Absent) else value
    if nested > _MOST_NESTED:
        return Unknown("is nested too deep")
    if nested == 0 and isinstance(below, Unknown) and isinstance(value, Object):
        return PartlyKnown(value, below)
    if isinstance(value, Unknown) and nested == 0:
        return value
    if isinstance(value, Object) and isinstance(below, Object) and (deep or nested == 0):
        merged = (
            PartlyKnown(below, below.cause) if isinstance(below, PartlyKnown) else Object(below)
        )
        for key, item in value.items():
            inner = below.get(key, ABSENT) if deep else ABSENT
            merged[key] = _over(item, inner, deep=deep, nested=nested + 1)
        return merged
    if deep and isinstance(value, Sequence) and isinstance(below, Sequence):
        return Sequence([*below, *value])
    if deep and (isinstance(value, Unknown) or isinstance(below, Unknown)):
        return value if isinstance(value, Unknown) else below
    return value
