"""Reading HCL: whole files through the parser that Checkov uses, expressions with Terraform's rules."""

from __future__ import annotations

from checkov_aws_iot.expressions.hcl_nodes import (
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
    HclSyntaxError,
    Index,
    Invalid,
    Literal,
    Node,
    ObjectConstructor,
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
    "HclSyntaxError",
    "Index",
    "Invalid",
    "Literal",
    "Node",
    "ObjectConstructor",
    "Source",
    "Splat",
    "SplatItem",
    "Template",
    "TemplateFor",
    "TemplateIf",
    "TupleConstructor",
    "Unary",
    "Variable",
    "parse_expression",
    "parse_hcl",
    "parse_template",
]


def parse_hcl(text: str, file: str = "") -> Body:
    """The body of a Terraform file. The expressions in it are parsed when they are asked for.

    Raises:
        HclSyntaxError: the parser that Checkov uses does not accept the text.
    """
    raise NotImplementedError


def parse_expression(text: str, file: str = "", first_line: int = 1) -> Expression:
    """The expression that the text is; ``Invalid`` where Terraform would reject it. Never raises."""
    raise NotImplementedError


def parse_template(text: str, file: str = "", first_line: int = 1) -> Expression:
    """The template that the text of a template file is. Never raises.

    ``Invalid`` where Terraform would reject it.
    """
    raise NotImplementedError
