"""How a neutral attribute is made of what the author of a resource wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, Union

from checkov_aws_iot.values.access import each, mapped
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

if TYPE_CHECKING:
    from checkov_aws_iot.values.span import Span

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Names that the generator of the awscc provider splits in its own way.
_SNAKES = {"DynamoDBv2": "dynamo_d_bv_2", "DynamoDB": "dynamo_db"}


def snake_case(name: str) -> str:
    """The name in the awscc provider: ``CACertificatePem`` is ``ca_certificate_pem``."""
    return _SNAKES.get(name) or _WORD.sub("_", name).lower()


class Source(Protocol):
    """A resource as one dialect writes it, read by the names of that dialect."""

    @property
    def address(self) -> str:
        """What users call it."""

    @property
    def span(self) -> Span | None:
        """Where it is written."""

    def get(self, path: str) -> Value:
        """What stands at the path, ``tls_config/security_policy``."""

    def part(self, value: Value, path: str) -> Value:
        """What stands at the path inside a value of the resource."""

    def where(self, path: str) -> str:
        """How users know the path."""

    def ignores_changes(self, argument: str) -> bool:
        """Whether the configuration leaves the argument to others."""


Compute: TypeAlias = Callable[[Source], Value]


@dataclass(frozen=True, slots=True)
class References:
    """A list of references at the path, of which a plan may show nothing."""

    path: str

    def __call__(self, source: Source) -> Value:
        """The list."""
        return source.get(self.path)


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is computed of what is written at the path."""

    path: str
    compute: Compute

    def __call__(self, source: Source) -> Value:
        """The value."""
        return self.compute(source)


@dataclass(frozen=True, slots=True)
class Block:
    """Nested blocks as mappings with neutral keys, each taken from the path it names.

    ``single`` says that there is at most one, which is then no list.
    """

    path: str
    keys: dict[str, str]
    single: bool

    def __call__(self, source: Source) -> Value:
        """The list of mappings, or the one."""
        found = each(source.get(self.path), lambda one: renamed(source, one, **self.keys))
        return mapped(found, _only) if self.single else found


def block(path: str, **keys: str) -> Block:
    """A block that is written at most once."""
    return Block(path, keys, single=True)


def blocks(path: str, **keys: str) -> Block:
    """Blocks that may be written more than once."""
    return Block(path, keys, single=False)


Column: TypeAlias = Union[str, References, Computed, Block, "Equals", "Opposite", Compute]
"""The path to what is written, ``tls_config/security_policy``, or how to make the value of it."""


def renamed(source: Source, value: Value, /, **keys: str) -> Value:
    """A mapping with the neutral keys; what is no mapping stays as it is."""
    if not isinstance(value, Mapping):
        return value
    return record(**{neutral: source.part(value, path) for neutral, path in keys.items()})


def record(**values: Value) -> Mapping:
    """The mapping of those values that are there."""
    return Mapping(
        {name: v for name, v in values.items() if v is not None and not isinstance(v, Absent)}
    )


@dataclass(frozen=True, slots=True)
class InList:
    """A list of the one value at the path."""

    path: str

    def __call__(self, source: Source) -> Value:
        """The list."""
        return Sequence([source.get(self.path)])


@dataclass(frozen=True, slots=True)
class Equals:
    """Whether what stands at the path is the wanted word."""

    path: str
    wanted: str

    def __call__(self, source: Source) -> Value:
        """The flag; what is no word stays as it is."""
        return mapped(source.get(self.path), self._read)

    def _read(self, known: Value) -> Value:
        if isinstance(known, str):
            return known == self.wanted
        return Unknown("is not known", str(known)) if isinstance(known, Text) else known


@dataclass(frozen=True, slots=True)
class Opposite:
    """The opposite of the flag at the path."""

    path: str

    def __call__(self, source: Source) -> Value:
        """The flag; what is none stays as it is."""
        return mapped(source.get(self.path), self._read)

    def _read(self, known: Value) -> Value:
        flag = _FLAGS.get(known.lower()) if isinstance(known, str) else known
        return not flag if isinstance(flag, bool) else known


_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class TagPairs:
    """Tags as one mapping; CloudFormation writes a list of pairs."""

    path: str

    def __call__(self, source: Source) -> Value:
        """The mapping, unknown where the name of a tag is."""
        return mapped(source.get(self.path), lambda known: self._read(source, known))

    def _read(self, source: Source, known: Value) -> Value:
        if not isinstance(known, list):
            return known
        tags = Mapping()
        for pair in known:
            key = source.part(pair, "Key")
            if not isinstance(key, str):
                return Unknown("has a tag that is not known", self.path)
            tags[key] = source.part(pair, "Value")
        return tags


def _only(value: Value) -> Value:
    if isinstance(value, list):
        return value[0] if value else ABSENT
    return value
