"""The values that expressions have.

A value is JSON-like: ``None``, ``bool``, ``int``, ``float``, ``decimal.Decimal``, ``str``,
:class:`Sequence` and :class:`Mapping`. Beside these a value, or any part of one, may be

* :class:`~checkov_aws_iot.values.unknown.Unknown`: not known, for a reason;
* :class:`~checkov_aws_iot.values.text.Text`: a string with holes;
* :class:`OneOf`: one of several values, depending on a condition that is not known;
* :class:`EncodedJson`: a string that is the JSON text of a value;
* ``ABSENT``: nothing, as an element to be removed;
* :class:`TypedNull`: a null that has a type, inside the evaluation of Terraform's expressions alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Absent, Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.span import Span


class Sequence(list["Value"]):
    """A list that may know where it was written. Equal to any list with equal items."""

    __slots__ = ("span",)

    def __init__(self, items: object = (), span: Span | None = None) -> None:
        super().__init__(items)  # type: ignore[call-overload]
        self.span = span


class Mapping(dict[str, "Value"]):
    """A mapping that may know where it was written. Equal to any dict with equal items."""

    __slots__ = ("span",)

    def __init__(self, items: object = (), span: Span | None = None) -> None:
        super().__init__(items)  # type: ignore[call-overload]
        self.span = span


@dataclass(frozen=True)
class OneOf:
    """One of several values; which one is decided by ``condition``, which is not known.

    ``choices`` pairs a label with a value, such as ``(("true", a), ("false", b))``. Two ``OneOf``
    with the same condition always take the choice with the same label.
    """

    condition: str
    choices: tuple[tuple[str, Value], ...]


class JsonLayout(Enum):
    """How the text of a JSON value is laid out."""

    SORTED = auto()
    """Keys sorted, no space between tokens."""
    MINIFIED = auto()
    """Keys in the order of the value, no space between tokens."""
    INDENTED = auto()
    """Keys in the order of the value, one to a line, indented by two."""


@dataclass(frozen=True)
class EncodedJson:
    """A string that is the JSON text of ``value``, laid out in one of the ways of a program.

    It keeps the value, with its spans and unknowns, so that the text is not parsed again.
    """

    value: Value
    layout: JsonLayout = JsonLayout.SORTED


@dataclass(frozen=True)
class TypedNull:
    """The null of a type, as ``tostring(null)`` is; ``None`` is the one without a type.

    ``kind`` is ``"dynamic"`` where the null has a type which is not known.
    """

    kind: Any


Value: TypeAlias = Union[
    bool,
    int,
    float,
    Decimal,
    str,
    Text,
    Unknown,
    Absent,
    OneOf,
    EncodedJson,
    Sequence,
    Mapping,
    TypedNull,
    None,
]


def is_null(value: Value) -> bool:
    """Whether the value is null, of whatever type."""
    return value is None or isinstance(value, TypedNull)


def span_of(value: Value) -> Span | None:
    """Where the value was written, if it is one that remembers."""
    return getattr(value, "span", None)


def is_undecided(value: Value) -> bool:
    """Whether a scalar is not known before deployment, wholly or in part."""
    return isinstance(value, (Unknown, OneOf, Text))
