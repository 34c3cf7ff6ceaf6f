"""Parsing expressions with Terraform's precedence and associativity.

The grammar of the `hcl2` package has no precedence, nests equal operators to the right and reads a
quoted string as one token, so it serves for files and this parser for what stands in them.
Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from checkov_aws_iot.terraform.evaluation.number_values import parse_number
from checkov_aws_iot.terraform.syntax.scanner import (
    IDENTIFIER,
    MOST_NESTED,
    end_of_comment,
    end_of_heredoc,
    end_of_string,
)
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    HclLimitError,
    HclSyntaxError,
    Index,
    Invalid,
    Literal,
    ObjectConstructor,
    Parenthesised,
    Source,
    Splat,
    SplatItem,
    TupleConstructor,
    Unary,
    Variable,
)
from checkov_aws_iot.terraform.syntax.template_parser import heredoc_template, quoted_template

_SPACE: Final = re.compile(r"[ \t\r]+")
_SKIPPED: Final = frozenset(" \t\r\n#/")
_SPACE_AND_NEWLINES: Final = re.compile(r"[ \t\r\n]+")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_DIGITS: Final = re.compile(r"\d+", re.ASCII)
_FUNCTION: Final = re.compile(r"[^\W\d][\w-]*(?:::[^\W\d][\w-]*)*")
_OPERATOR: Final = re.compile(r"==|!=|<=|>=|&&|\|\||[-+*/%<>]")
_STEP: Final = re.compile(rf"\.({IDENTIFIER.pattern})")
_PRECEDENCE: Final = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_OPERATORS_BEGIN: Final = frozenset(operator[0] for operator in _PRECEDENCE)
_KEYWORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_MOST_DIGITS: Final = 1_000
_MOST_TERMS: Final = 100_000
_SHOWN: Final = 12


class ExpressionParser:
    """A position in a source text; every method reads forward from there."""

    def __init__(self, source: Source, at: int, end: int, depth: int = 0) -> None:
        self.source = source
        self.code = source.text
        self.at = at
        self.end = end
        self.depth = depth
        self.newlines_count = False
        self.terms = 0

    # Positions and tokens ------------------------------------------------------------------

    def skip(self) -> None:
        """Go to the next token; a newline is one only where it separates something."""
        if self.at < self.end and self.code[self.at] not in _SKIPPED:
            return
        pattern = _SPACE if self.newlines_count else _SPACE_AND_NEWLINES
        while True:
            space = pattern.match(self.code, self.at, self.end)
            if space is not None:
                self.at = space.end()
            if self.code.startswith(("#", "//", "/*"), self.at, self.end):
                self.at = min(end_of_comment(self.source, self.at), self.end)
            else:
                return

    def sees(self, token: str) -> bool:
        """Whether the next token begins with these characters."""
        self.skip()
        return self.code.startswith(token, self.at, self.end)

    def takes(self, token: str) -> bool:
        """Read the token if it is the next one."""
        if not self.sees(token):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str) -> None:
        """Read the token, which must be the next one."""
        if not self.takes(token):
            raise self.error(f'"{token}" is expected')

    def word(self) -> str:
        """Read an identifier."""
        self.skip()
        found = IDENTIFIER.match(self.code, self.at, self.end)
        if found is None:
            raise self.error("a name is expected")
        self.at = found.end()
        return found[0]

    def sees_word(self, word: str) -> bool:
        """Whether the next token is this identifier."""
        self.skip()
        found = IDENTIFIER.match(self.code, self.at, self.end)
        return found is not None and found[0] == word

    def error(self, what: str) -> HclSyntaxError:
        """The error that ``what``, and not what stands here, is allowed."""
        shown = self.code[self.at : min(self.end, self.at + _SHOWN)].split("\n")[0]
        found = f'not "{shown}"' if shown else "not the end"
        return HclSyntaxError(f"{what}, {found}", self.source.line(self.at))

    def deeper(self) -> None:
        """Note one more level of nesting; the caller takes it back."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise HclLimitError(f"nested more than {MOST_NESTED} deep", self.source.line(self.at))

    # Operators -----------------------------------------------------------------------------

    def expression(self) -> Expression:
        """Read an expression: a conditional or something that binds tighter."""
        self.deeper()
        first = self.operation()
        pending: list[tuple[Expression, Expression]] = []
        while self.takes("?"):
            yes = self.expression()
            self.expect(":")
            pending.append((first, yes))
            first = self.operation()
        for condition, yes in reversed(pending):
            first = Conditional(
                self.source, condition.start, first.end, condition=condition, yes=yes, no=first
            )
        self.depth -= 1
        return first

    def operation(self) -> Expression:
        """Read terms and the binary operators between them; equal operators nest to the left."""
        terms = [self.term()]
        operators: list[str] = []
        while (operator := self.binary_operator()) is not None:
            while operators and _PRECEDENCE[operators[-1]] >= _PRECEDENCE[operator]:
                self.join(terms, operators)
            operators.append(operator)
            terms.append(self.term())
        while operators:
            self.join(terms, operators)
        return terms[0]

    def join(self, terms: list[Expression], operators: list[str]) -> None:
        right = terms.pop()
        left = terms.pop()
        terms.append(Binary(self.source, left.start, right.end, operators.pop(), left, right))

    def binary_operator(self) -> str | None:
        self.skip()
        if self.code[self.at : self.at + 1] not in _OPERATORS_BEGIN:
            return None
        found = _OPERATOR.match(self.code, self.at, self.end)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    # Terms ---------------------------------------------------------------------------------

    def term(self) -> Expression:
        """Read an operand with its prefixes and everything that is applied to it."""
        self.terms += 1
        if self.terms > _MOST_TERMS:
            raise HclLimitError(f"has more than {_MOST_TERMS} terms", self.source.line(self.at))
        self.skip()
        start = self.at
        prefixes: list[tuple[int, str]] = []
        while self.code.startswith(("-", "!"), self.at, self.end):
            prefixes.append((self.at, self.code[self.at]))
            if len(prefixes) > MOST_NESTED:
                raise HclLimitError(f"nested more than {MOST_NESTED} deep", self.source.line(start))
            self.at += 1
            self.skip()
        found = self.applied(self.primary())
        for at, operator in reversed(prefixes):
            found = Unary(self.source, at, found.end, operator, found)
        return found

    def applied(self, operand: Expression) -> Expression:
        """Read the attributes, indices and splats behind an operand."""
        links = 0
        while True:
            links += 1
            if links > MOST_NESTED:
                message = f"has more than {MOST_NESTED} steps"
                raise HclLimitError(message, self.source.line(self.at))
            self.skip()
            step = _STEP.match(self.code, self.at, self.end)
            if step is not None:
                self.at = step.end()
                operand = Attribute(self.source, operand.start, self.at, operand, step[1])
            elif not self.code.startswith((".", "["), self.at, self.end) or self.sees("..."):
                return operand
            elif self.takes("[*]"):
                return self.applied(self.full_splat(operand))
            elif self.takes("."):
                splat = self.takes("*")
                operand = (self.attribute_splat if splat else self.attribute_step)(operand)
            else:
                operand = self.index_step(operand)
                if isinstance(operand, Splat):
                    return self.applied(operand)

    def attribute_step(self, operand: Expression) -> Expression:
        self.skip()
        digits = _DIGITS.match(self.code, self.at, self.end)
        if digits is None:
            name = self.word()
            return Attribute(self.source, operand.start, self.at, operand, name)
        self.at = digits.end()
        if re.match(r"\.\d", self.code[self.at : self.at + 2]):
            raise self.error("two indices behind dots need brackets")
        key = Literal(self.source, digits.start(), self.at, self.number(digits[0]))
        return Index(self.source, operand.start, self.at, operand, key)

    def index_step(self, operand: Expression) -> Expression:
        self.expect("[")
        before = self.newlines_count
        self.newlines_count = False
        if self.takes("*"):
            self.newlines_count = before
            self.expect("]")
            return self.full_splat(operand)
        key = self.expression()
        self.expect_closing("]", before)
        return Index(self.source, operand.start, self.at, operand, key)

    def expect_closing(self, token: str, newlines_count: bool) -> None:
        self.expect(token)
        self.newlines_count = newlines_count

    def attribute_splat(self, operand: Expression) -> Expression:
        """``operand.*`` and the attributes behind it; an index behind it is for the result."""
        rest: Expression = SplatItem(self.source, self.at, self.at)
        while not self.sees("...") and self.takes("."):
            rest = self.attribute_step(rest)
        return Splat(self.source, operand.start, self.at, operand, rest, full=False)

    def full_splat(self, operand: Expression) -> Expression:
        """``operand[*]`` and everything that is applied to each element."""
        rest: Expression = SplatItem(self.source, self.at, self.at)
        self.deeper()
        rest = self.applied(rest)
        self.depth -= 1
        return Splat(self.source, operand.start, self.at, operand, rest, full=True)

    def primary(self) -> Expression:  # noqa: C901
        """Read what stands alone: a literal, a name, a call, a constructor, a template."""
        start = self.at
        first = self.code[start : start + 1] if start < self.end else ""
        if first == '"':
            return self.quoted()
        if first == "(":
            return self.parenthesised()
        if first == "[":
            return self.tuple_constructor()
        if first == "{":
            return self.object_constructor()
        if first == "<" and (heredoc := end_of_heredoc(self.source, start)) is not None:
            self.at = heredoc[2]
            return heredoc_template(ExpressionParser, self.source, start, heredoc, self.depth)
        if first.isdecimal() and (number := _NUMBER.match(self.code, start, self.end)) is not None:
            self.at = number.end()
            return Literal(self.source, start, self.at, self.number(number[0]))
        name = _FUNCTION.match(self.code, start, self.end)
        if name is None:
            raise self.error("an expression is expected")
        self.at = name.end()
        if self.sees("("):
            return self.call(start, name[0])
        if "::" in name[0]:
            raise self.error('"(" is expected')
        self.at = name.end()
        if name[0] in _KEYWORDS:
            return Literal(self.source, start, self.at, _KEYWORDS[name[0]])
        return Variable(self.source, start, self.at, name[0])

    def number(self, digits: str) -> int | Decimal:
        found = parse_number(digits) if len(digits) <= _MOST_DIGITS else None
        if found is None:
            raise HclLimitError("a number is too large", self.source.line(self.at))
        return found

    def quoted(self) -> Expression:
        start = self.at
        self.at = end_of_string(self.source, start)
        if self.at > self.end:
            raise self.error("a quoted string is not closed")
        return quoted_template(ExpressionParser, self.source, start, self.at, self.depth)

    def parenthesised(self) -> Expression:
        start = self.at
        self.expect("(")
        before = self.newlines_count
        self.newlines_count = False
        inner = self.expression()
        self.expect_closing(")", before)
        # The parentheses are part of the expression as written, and of nothing else.
        return Parenthesised(self.source, start, self.at, inner)

    def call(self, start: int, name: str) -> Expression:
        self.expect("(")
        before = self.newlines_count
        self.newlines_count = False
        arguments: list[Expression] = []
        expand = False
        while not self.sees(")"):
            arguments.append(self.expression())
            if self.takes("..."):
                expand = True
                break
            if not self.takes(","):
                break
        self.expect_closing(")", before)
        return Call(self.source, start, self.at, name, tuple(arguments), expand)

    # Constructors --------------------------------------------------------------------------

    def tuple_constructor(self) -> Expression:
        start = self.at
        self.expect("[")
        before = self.newlines_count
        self.newlines_count = False
        if self.sees_word("for"):
            return self.for_tuple(start, before)
        items: list[Expression] = []
        while not self.sees("]"):
            items.append(self.expression())
            if not self.takes(","):
                break
        self.expect_closing("]", before)
        return TupleConstructor(self.source, start, self.at, tuple(items))

    def object_constructor(self) -> Expression:
        start = self.at
        self.expect("{")
        before = self.newlines_count
        self.newlines_count = False
        if self.sees_word("for"):
            return self.for_object(start, before)
        items: list[tuple[Expression, Expression]] = []
        while not self.sees("}"):
            self.newlines_count = True
            key = self.object_key()
            if not self.takes("="):
                self.expect(":")
            items.append((key, self.expression()))
            separated = self.takes(",") or self.sees("\n")
            self.newlines_count = False
            if not separated:
                break
        self.expect_closing("}", before)
        return ObjectConstructor(self.source, start, self.at, tuple(items))

    def object_key(self) -> Expression:
        key = self.expression()
        if isinstance(key, Variable):
            return Literal(self.source, key.start, key.end, key.name)
        if isinstance(key, Literal) and key.text in _KEYWORDS:
            return Literal(self.source, key.start, key.end, key.text)
        if isinstance(key, Attribute):
            # No expression may have such a key, but `providers` has: it is rejected when evaluated.
            line = self.source.line(key.start)
            reason = f"the key `{key.text}` needs parentheses around it (line {line})"
            return Invalid(self.source, key.start, key.end, reason)
        return key

    def for_intro(self) -> tuple[str, str, Expression]:
        self.word()
        key, value = "", self.word()
        if self.takes(","):
            key, value = value, self.word()
        if not self.sees_word("in"):
            raise self.error('"in" is expected')
        self.word()
        collection = self.expression()
        self.expect(":")
        return key, value, collection

    def for_condition(self) -> Expression | None:
        if not self.sees_word("if"):
            return None
        self.word()
        return self.expression()

    def for_tuple(self, start: int, newlines_count: bool) -> Expression:
        key, value, collection = self.for_intro()
        item = self.expression()
        condition = self.for_condition()
        self.expect_closing("]", newlines_count)
        return ForTuple(self.source, start, self.at, key, value, collection, item, condition)

    def for_object(self, start: int, newlines_count: bool) -> Expression:
        key, value, collection = self.for_intro()
        item_key = self.expression()
        self.expect("=>")
        item_value = self.expression()
        group = self.takes("...")
        condition = self.for_condition()
        self.expect_closing("}", newlines_count)
        return ForObject(
            self.source,
            start,
            self.at,
            key=key,
            value=value,
            collection=collection,
            item_key=item_key,
            item_value=item_value,
            group=group,
            condition=condition,
        )
