"""Files, blocks and expressions as Terraform reads them."""

from __future__ import annotations

import pytest

from checkov_aws_iot.terraform.syntax.hcl_files import (
    Binary,
    Body,
    Call,
    Conditional,
    HclSyntaxError,
    Invalid,
    parse_expression,
    parse_hcl,
)
from checkov_aws_iot.values.span import Span

FILE = """\
# a comment with "quotes
variable "x" { default = "a" }

/* a block
   comment { */
resource aws_iot_policy "p" {
  name = "n" // trailing
  policy = <<-EOF
    { "a": "${var.x}" } # no comment
    EOF
  tags = {
    a = 1, "b${"x"}" : 2
  }
  lifecycle {
    ignore_changes = [tags]
  }
  lifecycle {}
}
empty {
}
"""


def test_structure() -> None:
    body = parse_hcl(FILE, "main.tf")
    assert [(block.type, block.labels) for block in body.blocks] == [
        ("variable", ("x",)),
        ("resource", ("aws_iot_policy", "p")),
        ("empty", ()),
    ]
    variable, resource, empty = body.blocks
    assert variable.body.attributes["default"].expression.text == '"a"'
    assert resource.span == Span("main.tf", 6, 18)
    assert list(resource.body.attributes) == ["name", "policy", "tags"]
    assert resource.body.attributes["policy"].span == Span("main.tf", 8, 10)
    assert resource.body.attributes["tags"].span == Span("main.tf", 11, 13)
    assert [block.span.start_line for block in resource.body.blocks_of("lifecycle")] == [14, 17]
    assert empty.body.attributes == {}


def test_empty_file() -> None:
    assert isinstance(parse_hcl(""), Body)
    assert parse_hcl("# only a comment").blocks == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = "b\n', 1),
        ("\n\na = <<EOF\nx\n", 3),
        ("a {\n  b = [1\n}\n", 3),
        ("a {\n", 1),
        ("x = 1 }\n", 1),
        ("\n!\n", 2),
        ("a =\n", 1),
        ("a {\n  b {\n  }\n\n", 1),
        ("a {}\n\n}\n", 3),
        ("a {\n  b {} c d {}\n}\n", 2),
    ],
)
def test_error_names_its_line(text: str, line: int) -> None:
    with pytest.raises(HclSyntaxError) as error:
        parse_hcl(text)
    assert error.value.line == line


def bracketed(text: str) -> str:
    """The expression with brackets around every operation."""

    def show(node: object) -> str:
        if isinstance(node, Binary):
            return f"({show(node.left)}{node.operator}{show(node.right)})"
        if isinstance(node, Conditional):
            return f"({show(node.condition)}?{show(node.yes)}:{show(node.no)})"
        return str(getattr(node, "text", ""))

    return show(parse_expression(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a - b - c", "((a-b)-c)"),
        ("a + b * c - d", "((a+(b*c))-d)"),
        ("a + b == c ? x : y", "(((a+b)==c)?x:y)"),
        ("a ? b : c ? d : e", "(a?b:(c?d:e))"),
        ("a ? b ? c : d : e", "(a?(b?c:d):e)"),
        ("a || b && c", "(a||(b&&c))"),
        ("a && b == c < d + e * f", "(a&&(b==(c<(d+(e*f)))))"),
        ("a == b != c", "((a==b)!=c)"),
        ("a / b * c % d", "(((a/b)*c)%d)"),
        ("a-b", "a-b"),
        ("a -b", "(a-b)"),
    ],
)
def test_precedence(text: str, wanted: str) -> None:
    assert bracketed(text) == wanted


def test_calls() -> None:
    call = parse_expression("provider::aws::arn_parse(x, y...)")
    assert isinstance(call, Call)
    assert (call.name, len(call.arguments), call.expand) == ("provider::aws::arn_parse", 2, True)


@pytest.mark.parametrize(
    "text", ["", "1 +", "a.", "[1", "{a}", "{a = 1 b = 2}", "a ? b", "1 2", "a..b", '"${}"', "&& a"]
)
def test_invalid(text: str) -> None:
    assert isinstance(parse_expression(text), Invalid)


def test_newlines_end_an_argument_only_outside_brackets() -> None:
    body = parse_hcl("a = (1\n + 2)\nb = [\n1,\n]\n")
    assert list(body.attributes) == ["a", "b"]
    assert not isinstance(body.attributes["a"].expression, Invalid)
    broken = parse_hcl("a = 1\nb = 2\n")
    assert list(broken.attributes) == ["a", "b"]


def test_files_of_the_same_shape_keep_their_own_places() -> None:
    first = parse_hcl('a "x" {\n  b { c = 1 }\n}\n')
    second = parse_hcl('# another\n\na    "long" {   b { d = [\n2] }\n\n}\n')
    assert [block.labels for block in (*first.blocks, *second.blocks)] == [("x",), ("long",)]
    assert [block.span.start_line for block in (*first.blocks, *second.blocks)] == [1, 3]
    assert [list(body.blocks[0].body.blocks[0].body.attributes) for body in (first, second)] == [
        ["c"],
        ["d"],
    ]
