"""Unknown is an ordinary operand: a table of expressions over ``var.x``, which has no default."""

from __future__ import annotations

import pytest
from hcl_scopes import TestScope, evaluated

from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.evaluation.operators import open_bool
from checkov_aws_iot.terraform.evaluation.scope import Rejected, rejected
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.syntax.hcl_files import parse_hcl
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Value, span_of

ACCOUNT = Text((Hole("data.aws_caller_identity.x.account_id", HoleKind.ACCOUNT),))
VARIABLES: dict[str, Value] = {"account": ACCOUNT, "name": "sensor"}


def shown(value: Value) -> str:
    """The value for the table: holes as ``${x}``, alternatives as ``condition ? a : b``."""
    if isinstance(value, OneOf):
        return " | ".join(f"{value.condition}={label}: {shown(v)}" for label, v in value.choices)
    if isinstance(value, Unknown):
        return f"? {value.expression}"
    if isinstance(value, EncodedJson):
        return f"json {shown(value.value)}"
    if isinstance(value, Text):
        return value.identity
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={shown(item)}" for key, item in value.items()) + "}"
    return str(encode(value)) if not hasattr(value, "__slots__") else repr(value)


ROWS = [
    ("var.x", "? var.x"),
    ("var.x.y[0]", "? var.x.y[0]"),
    ('"a-${var.x}"', "a-${var.x}"),
    ('"${var.x}"', "? var.x"),
    (
        '"arn:aws:iot:eu-west-1:${var.account}:topic/${var.name}"',
        "arn:aws:iot:eu-west-1:${data.aws_caller_identity.x.account_id}:topic/sensor",
    ),
    ("[1, var.x]", "[1, ? var.x]"),
    ("{ a = var.x, b = 1 }", "{a=? var.x, b=1}"),
    ("{ (var.x) = 1 }", "? { (var.x) = 1 }"),
    ("1 + var.x", "? 1 + var.x"),
    ("false && var.x", "false"),
    ("true || var.x", "true"),
    ("true && var.x", "var.x=true: true | var.x=false: false"),
    ("!var.x", "var.x=true: false | var.x=false: true"),
    ("!(var.x == 1)", "var.x == 1=true: false | var.x == 1=false: true"),
    ("var.x != 1", "var.x == 1=true: false | var.x == 1=false: true"),
    ("var.x == false", "var.x=true: false | var.x=false: true"),
    (
        "var.x || var.y",
        "var.x=true: true | var.x=false: var.y=true: true | var.y=false: false",
    ),
    (
        "!var.x || !(var.x && var.y)",
        "var.x=true: var.y=true: false | var.y=false: true | var.x=false: true",
    ),
    ('"a-${var.x}" == "b-c"', "false"),
    ('"a-${var.x}" == "a-c"', '? "a-${var.x}" == "a-c"'),
    ("var.x == null", "? var.x == null"),
    ("var.x ? 1 : 2", "var.x=true: 1 | var.x=false: 2"),
    ("var.x ? 1 : 1", "1"),
    ('var.x == "p" ? "a" : "b"', 'var.x == "p"=true: a | var.x == "p"=false: b'),
    ("(var.x ? 1 : 2) + 1", "var.x=true: 2 | var.x=false: 3"),
    ('"t/${var.x ? "a" : "b"}"', "var.x=true: t/a | var.x=false: t/b"),
    ("(var.x ? [1, 2] : [3])[0]", "var.x=true: 1 | var.x=false: 3"),
    ("(var.x ? [1, 2] : [3])[1]", "var.x=true: 2 | var.x=false: ? "),
    ("try((var.x ? [1, 2] : [3])[1], 9)", "var.x=true: 2 | var.x=false: 9"),
    ("(var.x ? 1 : 2) == (var.x ? 1 : 2)", "true"),
    ("concat([1], var.x ? [2] : [])", "var.x=true: [1, 2] | var.x=false: [1]"),
    ("merge({ a = 1 }, var.x ? { b = 2 } : {})", "var.x=true: {a=1, b=2} | var.x=false: {a=1}"),
    (
        "[for t in [1, 2] : t if var.x]",
        "[var.x=true: 1 | var.x=false: ABSENT, var.x=true: 2 | var.x=false: ABSENT]",
    ),
    ("length([for t in [1, 2] : t if var.x])", "var.x=true: 2 | var.x=false: 0"),
    (
        '[for t in ["p", "q"] : t if t == var.x][*]',
        't == var.x (t = "p")=true: t == var.x (t = "q")=true: [p, q] | t == var.x (t = "q")=false: [p]'  # noqa: ISC004
        ' | t == var.x (t = "p")=false: t == var.x (t = "q")=true: [q] | t == var.x (t = "q")=false: []',
    ),
    ('{ for t in ["p"] : t => 1 if var.x }', "{p=var.x=true: 1 | var.x=false: ABSENT}"),
    ("[for t in var.x : t]", "? [for t in var.x : t]"),
    ("var.x[*].id", "? var.x[*].id"),
    ('[for t in ["a", "b"] : upper("${t}${var.x}")]', "[A${upper(var.x)}, B${upper(var.x)}]"),
    ("jsonencode({ a = var.x })", "json {a=? var.x}"),
    ("jsondecode(jsonencode({ a = var.x }))", "{a=? var.x}"),
    ('jsondecode("{\\"a\\": \\"${var.x}\\"}").a', "${var.x}"),
    ("length(var.x)", "? length(var.x)"),
    ("length([var.x])", "1"),
    ("length(toset([var.x, 1]))", "? length(toset([var.x, 1]))"),
    ('join(",", ["a", var.x])', "a,${var.x}"),
    ('join(",", [var.x ? "a" : "b", "c"])', "var.x=true: a,c | var.x=false: b,c"),
    ('split("/", "a/${var.account}/b")[1]', "${data.aws_caller_identity.x.account_id}"),
    ('split("/", "a/${var.x}/b")', '? split("/", "a/${var.x}/b")'),
    ('lower("ARN:${var.account}")', "arn:${data.aws_caller_identity.x.account_id}"),
    ('replace("a:${var.account}", ":", "/")', "a/${data.aws_caller_identity.x.account_id}"),
    ('replace("a:${var.x}", ":", "/")', '? replace("a:${var.x}", ":", "/")'),
    ('format("%s/%d", var.x, 5)', "${var.x}/5"),
    ('format("%d", var.x)', '? format("%d", var.x)'),
    ('startswith("a${var.x}", "b")', "false"),
    ('startswith("ab${var.x}", "ab")', "true"),
    ('startswith("a${var.x}", "ab")', '? startswith("a${var.x}", "ab")'),
    ('trimprefix("ab${var.x}", "a")', "b${var.x}"),
    ('contains(["a", var.x], "a")', "true"),
    ('contains(["b", var.x], "a")', '? contains(["b", var.x], "a")'),
    ("coalesce(null, var.x)", "? coalesce(null, var.x)"),
    ('coalesce("a", var.x)', "a"),
    ("try(var.x, 1)", "? try(var.x, 1)"),
    ("try(var.x.y, 1)", "? try(var.x.y, 1)"),
    ("can(var.x)", "? can(var.x)"),
    ("try([var.x][1], 5)", "5"),
    ("flatten([[var.x]])", "? flatten([[var.x]])"),
    ("keys({ a = var.x })", "[a]"),
    ("values({ a = var.x })", "[? var.x]"),
    ('lookup({ a = var.x }, "a", 1)', "? var.x"),
    ("lookup({ a = 1 }, var.x, 1)", "? lookup({ a = 1 }, var.x, 1)"),
    ("element([1, 2], var.x)", "? element([1, 2], var.x)"),
    ('zipmap(["a"], [var.x])', "{a=? var.x}"),
    ("sha256(var.x)", "? sha256(var.x)"),
    ("timestamp()", "? timestamp()"),
    ("upper([])", "? upper([])"),
    ("nosuchname.x", "? nosuchname.x"),
    # The rejected branch is a string all the same, so the other one becomes one.
    ('true ? false : ("" ? "" : "")', "false"),
    ('true ? false : ["b"][*].a', '? true ? false : ["b"][*].a'),
    ('true ? 1 : (false ? "" : null)', "1"),
    ('true ? "a" : (false ? "" : null)', "a"),
    ('true ? (false ? "" : null) : "a"', "null"),
    ("true ? (true ? null : true) : []", "? true ? (true ? null : true) : []"),
    ("true ? null : [1]", "null"),
    ("merge(null, [])", "? merge(null, [])"),
    ("merge(null, { a = 1 })", "{a=1}"),
    ("can([0 / 0])", "false"),
    ("1 / 0", "? 1 / 0"),
    ("can(-0 ? 1 : 2)", "false"),
    ("can(!-0)", "false"),
    ("can(true && -0)", "false"),
    (
        "coalesce({ a = 1, b = true }, { c = null })",
        "? coalesce({ a = 1, b = true }, { c = null })",
    ),
    ('format("a", null)', '? format("a", null)'),
    ('matchkeys(["a"], [true], [1])', '? matchkeys(["a"], [true], [1])'),
    ("0.5 < jsonencode(0.6)", "true"),
    ("{for k, v in [1] : k => [{ a = v }].*.a...}", "{0=[[1]]}"),
    # Numbers have no attributes, and there is none in the list all the same.
    ("range(3, 3)[*]", "[]"),
    ("range(3, 3)[*].a", "? .a"),
    ("range(3, 3)[*][0]", "? [0]"),
    ("-4 % 0.1", "? -4 % 0.1"),
    ("0.5 % 2", "? 0.5 % 2"),
    ("-7 % 3", "-1"),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[row[0] for row in ROWS])
def test_row(text: str, wanted: str) -> None:
    assert shown(evaluated(text, TestScope(variables=VARIABLES))) == wanted


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("var.x", "`var.x` has no default"),
        ("upper(var.x)", "`upper(var.x)` depends on `var.x`, which has no default"),
        ("timestamp()", "`timestamp()` is unknown: function `timestamp` is not evaluated"),
        ("[1][5]", "`[1][5]` is rejected by Terraform: has no index 5"),
        ("[for a in [1] : [for b in [2] : upper(null)]]",
         "`upper(null)` is rejected by Terraform: argument 1 of `upper` is null"),
    ],
)  # fmt: skip
def test_reason(text: str, reason: str) -> None:
    assert str(evaluated(text)) == reason


def test_a_bare_policy_variable_is_rejected_with_the_right_spelling() -> None:
    found = evaluated('"client/${iot:ClientId}"')
    assert isinstance(found, Unknown)
    assert "is rejected by Terraform" in found.reason
    assert "`$${iot:ClientId}`" in found.reason


def test_what_is_rejected_is_told_by_its_type_and_not_by_its_words() -> None:
    found = evaluated("[1][5]")
    assert isinstance(found, Rejected)
    assert open_bool(found) is found
    worded = Unknown("is rejected by Terraform Cloud at times", "var.x")
    assert isinstance(open_bool(worded), OneOf)


def test_what_is_rejected_stays_so_under_another_name() -> None:
    scope = TestScope(variables={"x": rejected("has no index 5")})
    assert isinstance(evaluated("upper(var.x)", scope), Rejected)
    named = TestScope(variables={"x": rejected("has no index 5", "local.y")})
    assert not isinstance(evaluated("upper(var.x)", named), Rejected)


POLICY = """\
locals {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      { Effect = "Allow", Action = "iot:Connect" },
    ], [for t in ["a", "b"] : {
      Effect   = "Allow"
      Resource = "topic/${t}/${var.x}"
    }])
  })
  merged = merge({ Effect = "Allow" }, { Resource = "*" })
  unknown = [
    upper(var.x),
  ]
}
"""


def local(name: str) -> Value:
    (block,) = parse_hcl(POLICY, "main.tf").blocks
    return evaluate(block.body.attributes[name].expression, TestScope(), Budget())


def test_mappings_know_their_lines_through_functions() -> None:
    policy = local("policy")
    assert isinstance(policy, EncodedJson)
    assert span_of(policy.value) == Span("main.tf", 2, 10)
    assert isinstance(policy.value, Mapping)
    statements = policy.value["Statement"]
    assert isinstance(statements, list)
    lines = [span_of(statement) for statement in statements]
    assert lines == [Span("main.tf", 5, 5), Span("main.tf", 6, 9), Span("main.tf", 6, 9)]
    assert span_of(local("merged")) == Span("main.tf", 11, 11)


def test_unknowns_know_their_lines() -> None:
    found = local("unknown")
    assert isinstance(found, list)
    assert span_of(found[0]) == Span("main.tf", 13, 13)


def test_alternatives_of_an_optional_element() -> None:
    found = evaluated("[for t in [1, 2] : t if var.x]")
    assert [alternative.value for alternative in alternatives_of(found)] == [[1, 2], []]
