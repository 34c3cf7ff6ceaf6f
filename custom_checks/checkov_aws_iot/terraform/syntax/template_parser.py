"""Parsing templates: quoted strings, heredocs and template files.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, Template Expressions. Strip
markers and the indentation of ``<<-`` work on the literal tokens of HCL's own scanner: in a heredoc
each line is a token of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from checkov_aws_iot.terraform.syntax.scanner import MOST_NESTED
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Expression,
    HclLimitError,
    HclSyntaxError,
    Literal,
    Source,
    Template,
    TemplateFor,
    TemplateIf,
)

_SEQUENCE: Final = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_QUOTED_SEQUENCE: Final = re.compile(r"\\.|\$\$\{|%%\{|\$\{|%\{", re.DOTALL)
_ESCAPE: Final = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))|\$\$\{|%%\{", re.DOTALL
)
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_SIMPLE_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_POLICY_VARIABLE: Final = re.compile(r"\$\{[A-Za-z0-9-]+:[A-Za-z0-9.:/_@-]+\}")


class SequenceParser(Protocol):
    """Reads what stands between the braces of an interpolation or a directive, from ``at`` on."""

    at: int

    def deeper(self) -> None:
        """Note one more level of nesting."""

    def word(self) -> str:
        """Read an identifier."""

    def takes(self, token: str) -> bool:
        """Read the token if it is the next one."""

    def expect(self, token: str) -> None:
        """Read the token, which must be the next one."""

    def expression(self) -> Expression:
        """Read an expression."""

    def error(self, what: str) -> HclSyntaxError:
        """The error that ``what``, and not what stands here, is allowed."""


ParserAt: TypeAlias = Callable[[Source, int, int, int], SequenceParser]
"""Makes a parser from a source, the offsets where it begins and ends, and how deep that is."""


@dataclass
class _Text:
    """A literal token."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class _Sequence:
    """``${...}`` or ``%{...}``: an expression, or a keyword with what belongs to it."""

    start: int
    end: int
    keyword: str = ""
    expression: Expression | None = None
    names: tuple[str, str] = ("", "")


def quoted_template(
    parser_at: ParserAt, source: Source, start: int, end: int, depth: int
) -> Expression:
    """The template of the quoted string from ``start`` to ``end``, the quotes included.

    Raises:
        HclSyntaxError: Terraform rejects it.
    """
    body = source.text[start + 1 : end - 1]
    if "\\" not in body and "${" not in body and "%{" not in body:
        return Template(source, start, end, (Literal(source, start, end, body),) if body else ())
    tokens = _tokens(parser_at, source, start + 1, end - 1, depth, quoted=True)
    return _template(source, start, end, tokens, depth)


def heredoc_template(
    parser_at: ParserAt, source: Source, start: int, bounds: tuple[int, int, int], depth: int
) -> Expression:
    """The template of the heredoc that begins at ``start``; ``bounds`` are of its text.

    Raises:
        HclSyntaxError: Terraform rejects it.
    """
    first, last, end = bounds
    tokens = _tokens(parser_at, source, first, last, depth, quoted=False)
    if source.text.startswith("<<-", start):
        _take_indentation(tokens)
    return _template(source, start, end, tokens, depth)


def file_template(parser_at: ParserAt, source: Source) -> Expression:
    """The template that a whole text is.

    Raises:
        HclSyntaxError: Terraform rejects it.
    """
    end = len(source.text)
    return _template(source, 0, end, _tokens(parser_at, source, 0, end, 0, quoted=False), 0)


def _tokens(
    parser_at: ParserAt, source: Source, start: int, end: int, depth: int, *, quoted: bool
) -> list[_Text | _Sequence]:
    tokens: list[_Text | _Sequence] = []
    pattern = _QUOTED_SEQUENCE if quoted else _SEQUENCE
    strip_next = False
    literal_start = position = start
    while True:
        found = pattern.search(source.text, position, end)
        if found is not None and found[0] not in ("${", "%{"):
            position = found.end()
            continue
        stop = end if found is None else found.start()
        _add_text(tokens, source, literal_start, stop, quoted=quoted, strip=strip_next)
        if found is None:
            return tokens
        sequence, strip_before, strip_next = _sequence(parser_at, source, found, end, depth)
        if strip_before and tokens and isinstance(tokens[-1], _Text):
            tokens[-1].value = tokens[-1].value.rstrip()
        tokens.append(sequence)
        literal_start = position = sequence.end


def _add_text(
    tokens: list[_Text | _Sequence],
    source: Source,
    start: int,
    end: int,
    *,
    quoted: bool,
    strip: bool,
) -> None:
    if start == end:
        return
    if quoted:
        pieces = [_Text(_unescaped(source, start, end), start, end)]
    else:
        pieces = [
            _Text(line[0].replace("$${", "${").replace("%%{", "%{"), line.start(), line.end())
            for line in _LINES.finditer(source.text, start, end)
        ]
    if strip:
        pieces[0].value = pieces[0].value.lstrip()
    tokens.extend(pieces)


def _unescaped(source: Source, start: int, end: int) -> str:
    def plain(found: re.Match[str]) -> str:
        if found[0][0] != "\\":
            return found[0][1:]
        digits = found[1] or found[2]
        if digits:
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return "\ufffd"
            return chr(code)
        if found[3] not in _SIMPLE_ESCAPES:
            raise HclSyntaxError(
                f'"{found[0]}" is no escape sequence of a quoted string', source.line(start)
            )
        return _SIMPLE_ESCAPES[found[3]]

    return _ESCAPE.sub(plain, source.text[start:end])


def _sequence(
    parser_at: ParserAt, source: Source, opening: re.Match[str], end: int, depth: int
) -> tuple[_Sequence, bool, bool]:
    """The sequence that begins at ``opening``, and whether it strips before and behind it."""
    start = opening.start()
    position = opening.end()
    strip_before = source.text.startswith("~", position, end)
    parser = parser_at(source, position + strip_before, end, depth)
    parser.deeper()
    keyword = ""
    names = ("", "")
    expression: Expression | None = None
    try:
        if opening[0] == "%{":
            keyword = parser.word()
        if keyword == "for":
            first, second = parser.word(), ""
            if parser.takes(","):
                second = parser.word()
            names = (first, second) if second else ("", first)
            if parser.word() != "in":
                raise parser.error('"in" is expected')
        if keyword not in ("else", "endif", "endfor"):
            expression = parser.expression()
        strip_behind = parser.takes("~")
        parser.expect("}")
    except HclSyntaxError as error:
        variable = _POLICY_VARIABLE.match(source.text, start, end)
        if variable is None:
            raise
        message = (
            f"`{variable[0]}` is no expression of Terraform; "
            f"a policy variable is written `$${variable[0][1:]}`"
        )
        raise HclSyntaxError(message, error.line) from None
    return _Sequence(start, parser.at, keyword, expression, names), strip_before, strip_behind


def _take_indentation(tokens: list[_Text | _Sequence]) -> None:
    """Remove from the lines the spaces that all of them begin with, as HCL's scanner sees lines."""
    fewest: int | None = None
    indented: list[_Text] = []
    at_start_of_line = True
    for token in tokens:
        if at_start_of_line:
            at_start_of_line = False
            spaces: int | None = 0
            if isinstance(token, _Text):
                stripped = token.value.lstrip()
                if not stripped and token.value.endswith("\n"):
                    spaces = None
                else:
                    spaces = len(token.value) - len(stripped)
                    indented.append(token)
            if spaces is not None and (fewest is None or spaces < fewest):
                fewest = spaces
        if isinstance(token, _Text) and token.value.endswith("\n"):
            at_start_of_line = True
    for text in indented:
        text.value = text.value[fewest or 0 :]


def _template(
    source: Source, start: int, end: int, tokens: list[_Text | _Sequence], depth: int
) -> Expression:
    parser = _Directives(source, tokens)
    parts = parser.parts((), depth)
    only = parts[0] if len(parts) == 1 else None
    wrapped = (
        only is not None
        and isinstance(tokens[0], _Sequence)
        and not isinstance(only, (TemplateIf, TemplateFor))
    )
    return Template(source, start, end, parts, wrapped)


class _Directives:
    """Builds the parts of a template out of its tokens."""

    def __init__(self, source: Source, tokens: list[_Text | _Sequence]) -> None:
        self.source = source
        self.tokens = tokens
        self.next = 0

    def parts(self, closing: tuple[str, ...], depth: int) -> tuple[Expression, ...]:
        """The parts up to a directive of ``closing``, which is the next token then."""
        if depth > MOST_NESTED:
            raise HclLimitError(f"nested more than {MOST_NESTED} deep", self.source.first_line)
        parts: list[Expression] = []
        while self.next < len(self.tokens):
            token = self.tokens[self.next]
            if isinstance(token, _Text):
                parts.append(Literal(self.source, token.start, token.end, token.value))
            elif token.keyword in closing and token.keyword:
                return tuple(parts)
            elif token.keyword == "if" and token.expression is not None:
                parts.append(self.conditional(token, token.expression, depth))
                continue
            elif token.keyword == "for" and token.expression is not None:
                parts.append(self.loop(token, token.expression, depth))
                continue
            elif token.keyword or token.expression is None:
                line = self.source.line(token.start)
                raise HclSyntaxError(f"unexpected `%{{ {token.keyword} }}`", line)
            else:
                parts.append(token.expression)
            self.next += 1
        if closing:
            raise HclSyntaxError(
                f"`%{{ {closing[-1]} }}` is missing", self.source.line(len(self.source.text))
            )
        return tuple(parts)

    def conditional(self, opening: _Sequence, condition: Expression, depth: int) -> Expression:
        self.next += 1
        yes = self.body(opening, ("else", "endif"), depth)
        no: Template | None = None
        if self.closing().keyword == "else":
            self.next += 1
            no = self.body(opening, ("endif",), depth)
        end = self.closing().end
        self.next += 1
        return TemplateIf(self.source, opening.start, end, condition, yes, no)

    def loop(self, opening: _Sequence, collection: Expression, depth: int) -> Expression:
        self.next += 1
        body = self.body(opening, ("endfor",), depth)
        end = self.closing().end
        self.next += 1
        key, value = opening.names
        return TemplateFor(self.source, opening.start, end, key, value, collection, body)

    def body(self, opening: _Sequence, closing: tuple[str, ...], depth: int) -> Template:
        parts = self.parts(closing, depth + 1)
        return Template(self.source, opening.end, self.closing().start, parts)

    def closing(self) -> _Sequence:
        token = self.tokens[self.next]
        if isinstance(token, _Text):
            raise HclSyntaxError("a directive is expected", self.source.line(token.start))
        return token
