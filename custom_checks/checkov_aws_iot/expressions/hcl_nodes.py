"""The syntax tree of HCL: bodies, blocks, attributes and expressions.

Source of the language: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Union

from checkov_aws_iot.values.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable


class HclSyntaxError(ValueError):
    """The text is not HCL. ``line`` is the line of the file on which that shows."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class HclLimitError(HclSyntaxError):
    """The text may well be HCL, but it is larger than what is read here."""


class Source:
    """A text that nodes point into, and the lines of the file it stands on."""

    __slots__ = ("_line_starts", "file", "first_line", "text")

    def __init__(self, text: str, file: str = "", first_line: int = 1) -> None:
        self.text = text
        self.file = file
        self.first_line = first_line
        self._line_starts: list[int] | None = None

    def line(self, at: int) -> int:
        """The line of the file that the character at offset ``at`` stands on."""
        if self._line_starts is None:
            starts = [0]
            found = self.text.find("\n")
            while found >= 0:
                starts.append(found + 1)
                found = self.text.find("\n", found + 1)
            self._line_starts = starts
        return self.first_line + bisect_right(self._line_starts, at) - 1


@dataclass(frozen=True, eq=False)
class Node:
    """A piece of a source text: the characters from ``start`` up to, not including, ``end``."""

    source: Source = field(repr=False)
    start: int = field(repr=False)
    end: int = field(repr=False)

    @property
    def span(self) -> Span:
        """The lines it stands on."""
        first = self.source.line(self.start)
        return Span(self.source.file, first, self.source.line(max(self.start, self.end - 1)))

    @property
    def text(self) -> str:
        """The text as written."""
        return self.source.text[self.start : self.end]


@dataclass(frozen=True, eq=False)
class Literal(Node):
    """A number, ``true``, ``false``, ``null``, or plain text inside a template."""

    value: bool | int | Decimal | str | None


@dataclass(frozen=True, eq=False)
class Variable(Node):
    """The root name of a traversal: ``var``, ``local``, ``aws_iot_thing``, or a ``for`` variable."""

    name: str


@dataclass(frozen=True, eq=False)
class Parenthesised(Node):
    """``(inner)``: the same value, but not a bare name where it is the key of an object."""

    inner: Expression


@dataclass(frozen=True, eq=False)
class Attribute(Node):
    """``of.name``."""

    of: Expression
    name: str


@dataclass(frozen=True, eq=False)
class Index(Node):
    """``of[key]``, and the old form ``of.0``."""

    of: Expression
    key: Expression


@dataclass(frozen=True, eq=False)
class Splat(Node):
    """``of[*].rest`` (``full``) or ``of.*.rest``; ``rest`` is what stands behind the asterisk.

    ``rest`` is an expression on :class:`SplatItem`.
    """

    of: Expression
    rest: Expression
    full: bool


@dataclass(frozen=True, eq=False)
class SplatItem(Node):
    """The element that the ``rest`` of the innermost :class:`Splat` is evaluated for."""


@dataclass(frozen=True, eq=False)
class Unary(Node):
    """``-operand`` or ``!operand``."""

    operator: str
    operand: Expression


@dataclass(frozen=True, eq=False)
class Binary(Node):
    """``left operator right``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, eq=False)
class Conditional(Node):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, eq=False)
class Call(Node):
    """``name(arguments)``; with ``expand`` the last argument stands for several (``...``)."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool


@dataclass(frozen=True, eq=False)
class TupleConstructor(Node):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class ObjectConstructor(Node):
    """``{ key = value }``. A key that is a bare name is a :class:`Literal`."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, eq=False)
class ForTuple(Node):
    """``[for key, value in collection : item if condition]``; ``key`` is empty if not named."""

    key: str
    value: str
    collection: Expression
    item: Expression
    condition: Expression | None


@dataclass(frozen=True, eq=False)
class ForObject(Node):
    """``{for key, value in collection : item_key => item_value... if condition}``."""

    key: str
    value: str
    collection: Expression
    item_key: Expression
    item_value: Expression
    group: bool
    condition: Expression | None


@dataclass(frozen=True, eq=False)
class Template(Node):
    """Text with interpolations and directives: a quoted string, a heredoc or a template file.

    A template of exactly one interpolation (``wrapped``) has the value of its expression, which
    need not be a string.
    """

    parts: tuple[Expression, ...]
    wrapped: bool = False


@dataclass(frozen=True, eq=False)
class TemplateIf(Node):
    """``%{ if condition }yes%{ else }no%{ endif }``."""

    condition: Expression
    yes: Template
    no: Template | None


@dataclass(frozen=True, eq=False)
class TemplateFor(Node):
    """``%{ for key, value in collection }body%{ endfor }``."""

    key: str
    value: str
    collection: Expression
    body: Template


@dataclass(frozen=True, eq=False)
class Invalid(Node):
    """What Terraform does not accept here; ``reason`` is a clause such as "needs a closing `}`".

    With ``limit`` Terraform may accept it, but it is not read here.
    """

    reason: str
    limit: bool = False


Expression = Union[
    Literal,
    Variable,
    Parenthesised,
    Attribute,
    Index,
    Splat,
    SplatItem,
    Unary,
    Binary,
    Conditional,
    Call,
    TupleConstructor,
    ObjectConstructor,
    ForTuple,
    ForObject,
    Template,
    TemplateIf,
    TemplateFor,
    Invalid,
]


@dataclass(eq=False)
class Argument:
    """``name = expression`` in a body. The expression is parsed when it is first asked for."""

    name: str
    span: Span
    _parse: Callable[[], Expression] = field(repr=False)
    _expression: Expression | None = field(default=None, repr=False)

    @property
    def expression(self) -> Expression:
        """What stands behind the equals sign; :class:`Invalid` where that is no expression."""
        if self._expression is None:
            self._expression = self._parse()
        return self._expression


@dataclass(frozen=True, eq=False)
class Block(Node):
    """``type "label" { body }``."""

    type: str
    labels: tuple[str, ...]
    body: Body


@dataclass(frozen=True, eq=False)
class Body(Node):
    """The arguments by name and the blocks in order."""

    attributes: dict[str, Argument]
    blocks: tuple[Block, ...]

    def blocks_of(self, kind: str) -> tuple[Block, ...]:
        """The blocks of one type."""
        return tuple(block for block in self.blocks if block.type == kind)
