"""Reading HCL: whole files through the parser that Checkov uses, expressions with Terraform's rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from checkov_aws_iot.terraform.syntax.expression_parser import ExpressionParser
from checkov_aws_iot.terraform.syntax.structure import read_body
from checkov_aws_iot.terraform.syntax.syntax_tree import (
    Argument,
    Attribute,
    Binary,
    Block,
    Body,
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
    Node,
    ObjectConstructor,
    Parenthesised,
    Source,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleConstructor,
    Unary,
    Variable,
)
from checkov_aws_iot.terraform.syntax.template_parser import file_template

__all__ = [
    "Argument",
    "Attribute",
    "Binary",
    "Block",
    "Body",
    "Call",
    "Conditional",
    "Expression",
    "ForObject",
    "ForTuple",
    "HclLimitError",
    "HclSyntaxError",
    "Index",
    "Invalid",
    "Literal",
    "Node",
    "ObjectConstructor",
    "Parenthesised",
    "Source",
    "Splat",
    "SplatItem",
    "Template",
    "TemplateFor",
    "TemplateIf",
    "TupleConstructor",
    "Unary",
    "Variable",
    "parse_argument",
    "parse_expression",
    "parse_hcl",
    "parse_template",
]


MOST_CHARACTERS: Final = 5_000_000


def parse_hcl(text: str, file: str = "") -> Body:
    """The body of a Terraform file. The expressions in it are parsed when they are asked for.

    Raises:
        HclSyntaxError: the parser that Checkov uses does not accept the structure of the text.
    """
    if len(text) > MOST_CHARACTERS:
        raise HclLimitError(f"longer than {MOST_CHARACTERS} characters", 1)
    return read_body(Source(text, file), parse_argument)


def parse_argument(source: Source, between: tuple[int, int]) -> Expression:
    """The expression between two offsets of a file, where a newline ends it. Never raises."""
    parser = ExpressionParser(source, *between)
    parser.newlines_count = True
    return _whole(parser)


@lru_cache(maxsize=4_096)
def parse_expression(text: str, file: str = "", first_line: int = 1) -> Expression:
    """The expression that the text is; ``Invalid`` where Terraform would reject it. Never raises."""
    return _whole(ExpressionParser(Source(text, file, first_line), 0, len(text)))


@lru_cache(maxsize=256)
def parse_template(text: str, file: str = "", first_line: int = 1) -> Expression:
    """The template that the text of a template file is. Never raises.

    ``Invalid`` where Terraform would reject it.
    """
    source = Source(text, file, first_line)
    try:
        return file_template(ExpressionParser, source)
    except HclSyntaxError as error:
        limit = isinstance(error, HclLimitError)
        return Invalid(source, 0, len(text), f"{error} (line {error.line})", limit)


def _whole(parser: ExpressionParser) -> Expression:
    start = parser.at
    try:
        found = parser.expression()
        parser.newlines_count = False
        parser.skip()
        if parser.at < parser.end:
            raise parser.error("the end of the expression is expected")
    except HclSyntaxError as error:
        limit = isinstance(error, HclLimitError)
        return Invalid(parser.source, start, parser.end, f"{error} (line {error.line})", limit)
    return found
