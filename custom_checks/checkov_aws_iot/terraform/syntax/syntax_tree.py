"""The syntax tree of HCL: bodies, blocks, attributes and expressions.

A scan makes a hundred thousand nodes. So they have slots, and although nobody changes one, they are
not frozen: that alone would take longer than everything else about making them.

Source of the language: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Union

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


@dataclass(eq=False, slots=True)
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


@dataclass(eq=False, slots=True)
class Literal(Node):
    """A number, ``true``, ``false``, ``null``, or plain text inside a template."""

    value: bool | int | Decimal | str | None


@dataclass(eq=False, slots=True)
class Variable(Node):
    """The root name of a traversal: ``var``, ``local``, ``aws_iot_thing``, or a ``for`` variable."""

    name: str


@dataclass(eq=False, slots=True)
class Parenthesised(Node):
    """``(inner)``: the same value, but not a bare name where it is the key of an object."""

    inner: Expression


@dataclass(eq=False, slots=True)
class Attribute(Node):
    """``of.name``."""

    of: Expression
    name: str


@dataclass(eq=False, slots=True)
class Index(Node):
    """``of[key]``, and the old form ``of.0``."""

    of: Expression
    key: Expression


@dataclass(eq=False, slots=True)
class Splat(Node):
    """``of[*].rest`` (``full``) or ``of.*.rest``; ``rest`` is what stands behind the asterisk.

    ``rest`` is an expression on :class:`SplatItem`.
    """

    of: Expression
    rest: Expression
    full: bool


@dataclass(eq=False, slots=True)
class SplatItem(Node):
    """The element that the ``rest`` of the innermost :class:`Splat` is evaluated for."""


@dataclass(eq=False, slots=True)
class Unary(Node):
    """``-operand`` or ``!operand``."""

    operator: str
    operand: Expression


@dataclass(eq=False, slots=True)
class Binary(Node):
    """``left operator right``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(eq=False, slots=True)
class Conditional(Node):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(eq=False, slots=True)
class Call(Node):
    """``name(arguments)``; with ``expand`` the last argument stands for several (``...``)."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool


@dataclass(eq=False, slots=True)
class TupleConstructor(Node):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(eq=False, slots=True)
class ObjectConstructor(Node):
    """``{ key = value }``. A key that is a bare name is a :class:`Literal`."""

    items: tuple[tuple[Expression, Expression], ...]


@dataclass(eq=False, slots=True)
class ForTuple(Node):
    """``[for key, value in collection : item if condition]``; ``key`` is empty if not named."""

    key: str
    value: str
    collection: Expression
    item: Expression
    condition: Expression | None


@dataclass(eq=False, slots=True)
class ForObject(Node):
    """``{for key, value in collection : item_key => item_value... if condition}``."""

    key: str
    value: str
    collection: Expression
    item_key: Expression
    item_value: Expression
    group: bool
    condition: Expression | None


@dataclass(eq=False, slots=True)
class Template(Node):
    """Text with interpolations and directives: a quoted string, a heredoc or a template file.

    A template of exactly one interpolation (``wrapped``) has the value of its expression, which
    need not be a string.
    """

    parts: tuple[Expression, ...]
    wrapped: bool = False


@dataclass(eq=False, slots=True)
class TemplateIf(Node):
    """``%{ if condition }yes%{ else }no%{ endif }``."""

    condition: Expression
    yes: Template
    no: Template | None


@dataclass(eq=False, slots=True)
class TemplateFor(Node):
    """``%{ for key, value in collection }body%{ endfor }``."""

    key: str
    value: str
    collection: Expression
    body: Template


@dataclass(eq=False, slots=True)
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


@dataclass(eq=False, slots=True)
class Argument(Node):
    """``name = expression`` in a body. The expression is parsed when it is first asked for.

    ``value`` is what ``parse`` makes the expression of, such as the offsets between which it stands.
    """

    name: str
    value: Any = field(repr=False)
    parse: Callable[[Source, Any], Expression] = field(repr=False)
    _expression: Expression | None = field(default=None, repr=False)

    @property
    def expression(self) -> Expression:
        """What stands behind the equals sign; :class:`Invalid` where that is no expression."""
        if self._expression is None:
            self._expression = self.parse(self.source, self.value)
        return self._expression


@dataclass(eq=False, slots=True)
class Block(Node):
    """``type "label" { body }``."""

    type: str
    labels: tuple[str, ...]
    body: Body


@dataclass(eq=False, slots=True)
class Body(Node):
    """The arguments by name and the blocks in order."""

    attributes: dict[str, Argument]
    blocks: tuple[Block, ...]

    def blocks_of(self, kind: str) -> tuple[Block, ...]:
        """The blocks of one type."""
        return tuple(block for block in self.blocks if block.type == kind)


def bare(node: Expression) -> Expression:
    """The expression without parentheses and templates around it."""
    while True:
        if isinstance(node, Parenthesised):
            node = node.inner
        elif isinstance(node, Template) and node.wrapped:
            node = node.parts[0]
        else:
            return node
