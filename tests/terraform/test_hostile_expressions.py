"""Hostile expressions: an answer within seconds, and never a traceback."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hcl_scopes import TestScope, evaluated

from checkov_aws_iot.terraform.evaluation.evaluator import evaluate
from checkov_aws_iot.terraform.functions.json_encoding import encode
from checkov_aws_iot.terraform.syntax.hcl_files import (
    HclSyntaxError,
    Invalid,
    parse_expression,
    parse_hcl,
    parse_template,
)
from checkov_aws_iot.values.budget import Budget
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import EncodedJson, Value

# Generous: a machine that is shared is several times slower than one that is not.
MOST_SECONDS = 10.0
BIG = 5_000_000


def timed(run: Callable[[], Value]) -> Value:
    """What ``run`` gives; it must not take long. A second run forgives a busy machine."""
    started = time.process_time()
    found = run()
    if isinstance(found, EncodedJson):
        encode(found.value)
    assert time.process_time() - started < MOST_SECONDS
    return found


def doubled(start: str, step: str, times: int) -> str:
    """An expression in which each ``for`` binds ``x`` to something twice as large."""
    text = start
    for _ in range(times):
        text = f"[for x in [{text}] : {step}][0]"
    return text


HOSTILE = {
    "range": "range(1e9)",
    "range of tiny steps": "range(0, 1, 1e-9)",
    "sum of a product": "length(setproduct(range(1000), range(1000), range(1000)))",
    "product in a loop": "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
    "doubling text": doubled('"xxxxxxxxxxxxxxxx"', '"${x}${x}${x}${x}"', 18),
    "doubling lists": doubled("[1, 2]", "[x, x, x, x]", 18),
    "doubling with concat": doubled("[1, 2]", "concat(x, x, x, x)", 18),
    "doubling with join": doubled('"xxxxxxxxxxxxxxxx"', 'join("", [x, x, x, x])', 18),
    "doubling with replace": doubled('"xxxxxxxxxxxxxxxx"', 'replace(x, "x", "xxxxxxxx")', 18),
    "doubling with format": doubled('"xxxxxxxxxxxxxxxx"', 'format("%s%s%s", x, x, x)', 18),
    "doubling with jsonencode": doubled('"\\\\\\"\\\\\\""', "jsonencode(x)", 18),
    "doubling with unknown": doubled("var.x", '"${x}${x}${x}${x}"', 18),
    "wide format": 'format("%1000000000d", 1)',
    "wide precision": 'format("%.1000000000f", 1.5)',
    "many wide formats": f'format("{"%9999d" * 500}", range(500)...)',
    "indent": 'indent(1e9, "a\\nb")',
    "large power": "pow(9, 999999999)",
    "large number": "1e999999999",
    "large product": "1e900 * 1e900 * 1e900 * 1e900",
    "many digits": "9" * 100_000,
    "small number": "1e-900 / 1e900 / 1e900",
    "parseint": f'parseint("{"9" * 100_000}", 10)',
    "tonumber": 'tonumber("1e99999999999999999999")',
    "catastrophic regex": f'regex("^(a+)+$", "{"a" * 60}b")',
    "catastrophic alternation": f'regex("^(a|a)*$", "{"a" * 60}b")',
    "catastrophic regexall": f'regexall("(.*)(.*)(.*)(.*)(.*)x", "{"a" * 5_000}")',
    "catastrophic replace": f'replace("{"a" * 5_000}", "/(a*)*b/", "")',
    "optional repetitions": f'regex("{"a?" * 100}{"a" * 100}", "{"a" * 100}")',
    "nested groups of a regex": f'regex("{"(" * 500}a{")" * 500}", "a")',
    "counted repetitions": 'regex("((((a{1000}){1000}){1000}){1000})", "a")',
    "parentheses": "(" * 10_000 + "1" + ")" * 10_000,
    "open parentheses": "(" * 100_000,
    "brackets": "[" * 10_000 + "]" * 10_000,
    "braces": "{ a = " * 10_000 + "1" + "}" * 10_000,
    "calls": "upper(" * 10_000 + '"a"' + ")" * 10_000,
    "templates": '"${' * 10_000 + "1" + '}"' * 10_000,
    "open templates": '"${' * 10_000,
    "negations": "!" * 100_000 + "true",
    "minus signs": "- " * 10_000 + "1",
    "indices": "[1]" + "[0]" * 10_000,
    "attributes": "var.x" + ".a" * 10_000,
    "splats": "var.x" + "[*]" * 10_000,
    "sum of many": " + ".join(["1"] * 20_000),
    "powers of conditionals": "true ? " * 10_000 + "1" + " : 2" * 10_000,
    "chain of conditionals": "false ? 1 : " * 5_000 + "2",
    "directives": '"' + "%{ if true }" * 5_000 + "%{ endif }" * 5_000 + '"',
    "loops in a template": '"' + "%{ for x in range(1000) }" * 6 + "x" + "%{ endfor }" * 6 + '"',
    "unknown conditions": "[" + ", ".join(f"var.x{i} ? 1 : 2" for i in range(200)) + "]",
    "combined unknown conditions": "concat("
    + ", ".join(f"var.x{i} ? [1] : []" for i in range(60))
    + ")",
    "multiplied unknown conditions": " + ".join(f"(var.x{i} ? 1 : 2)" for i in range(60)),
    "filtered by unknowns": 'join(",", [for x in range(200) : x if x == var.y])',
    "NUL": '"a\0b"',
    "NUL outside": "1 \0 2",
    "lone surrogate": '"\ud800"',
    "escaped surrogate": '"\\ud800\\udc00"',
    "yaml aliases": 'yamldecode("a: &a [x,x,x,x,x,x,x,x,x]\\n'
    + "\\n".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=False)
    )
    + '")',
    "yaml brackets": f'yamldecode("{"[" * 10_000}")',
    "yaml indentation": 'yamldecode("' + "\\n".join(" " * i + "a:" for i in range(400)) + '")',
    "json brackets": f'jsondecode("{"[" * 10_000}")',
    "decode and encode": doubled("[1]", "jsondecode(jsonencode([x, x, x]))", 18),
    "flatten": doubled("[1, 2]", "flatten([x, x, x, x])", 18),
    "distinct": "distinct([for a in range(1000) : [for b in range(30) : a * b]])",
    "sort unknowns": 'sort([for x in range(1000) : "${x}-${var.x}"])',
    "chunks": "chunklist(range(1000), 1e18)",
    "slice": "slice([1], 0, 1e30)",
    "substr": 'substr("a", 0, 1e30)',
    "substr of a huge offset": 'substr("a", -1e300, 1)',
    "element": "element([1, 2, 3], 1e30)",
    "cidrsubnets": f'cidrsubnets("::/0", {", ".join(["8"] * 256)})',
    "cidrhost": 'cidrhost("::/0", 1e30)',
    "timeadd": 'timeadd("2017-11-22T00:00:00Z", "99999999999999999999h")',
    "date": 'formatdate("YYYY", "9999-99-99T99:99:99Z")',
    "glob": f'fileset(".", "{"**/" * 200}*")',
    "group with many digits": f'replace("aaa", "/(a)/", "x${"9" * 6_000}")',
    "width with many digits": f'format("%{"9" * 6_000}d", 1)',
    "precision with many digits": f'format("%.{"9" * 6_000}f", 1)',
    "argument with many digits": f'format("%[{"9" * 6_000}]d", 1)',
    "duration with many digits": f'timeadd("2020-01-01T00:00:00Z", "{"9" * 6_000}h")',
    "exponent with many digits": f'jsondecode("1e{"9" * 6_000}")',
    "half of a pair": 'base64encode(jsondecode("\\"\\\\ud800\\""))',
    "nested for": "[for x in " * 500 + "[1]" + " : x]" * 500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_expression(name: str) -> None:
    assert timed(lambda: evaluated(HOSTILE[name])) != ""


@pytest.mark.parametrize(
    "text",
    [
        f'"{"a" * BIG}"',
        f'upper("{"a" * BIG}")',
        f'split("a", "{"a" * BIG}")',
        f'replace("{"a" * BIG}", "a", "b")',
        f'regex("a*b", "{"a" * BIG}")',
        f'jsondecode("{"[" * BIG}")',
        f'base64decode("{"QUFB" * (BIG // 4)}")',
        f"[{'1,' * (BIG // 2)}]",
    ],
    ids=lambda text: text[:12],
)
def test_large_text(text: str) -> None:
    assert timed(lambda: evaluated(text)) != ""


def test_depth_ends_with_the_reason() -> None:
    found = evaluated("(" * 10_000 + "1" + ")" * 10_000)
    assert isinstance(found, Unknown)
    assert "nested more than" in found.reason


def test_steps_end_with_the_reason() -> None:
    found = evaluated("[for a in range(1000) : [for b in range(1000) : a]]")
    assert isinstance(found, Unknown)
    assert found.reason == "gave up after 100 000 steps"


def test_little_stack_is_left() -> None:
    """The caller is deep in its own recursion; the answer is still a value."""

    def sink(levels: int) -> Value:
        if levels:
            return sink(levels - 1)
        return evaluated("[" * 40 + "1" + "]" * 40)

    for levels in range(0, 980, 7):
        try:
            found = sink(levels)
        except RecursionError:
            # Not even the first call of the pack fits any more.
            assert levels > 850
            break
        assert found is not None


FILES = {
    "unclosed quote": 'a = "' + "b" * 100_000,
    "unclosed interpolation": 'a = "${' + "b" * 100_000,
    "many quotes": 'a = "' * 10_000,
    "unclosed heredoc": "a = <<EOF\n" + "x\n" * 100_000,
    "many heredocs": "a = <<EOF\n" * 10_000,
    "unclosed comment": "/*" * 100_000,
    "blocks": "a {\n" * 10_000 + "}\n" * 10_000,
    "open blocks": "a {\n" * 100_000,
    "closed blocks": "}\n" * 100_000,
    "brackets": "a = " + "[" * 100_000,
    "NUL": "a = 1\0\n",
    "binary": "\x7fELF\x02\x01\0\0",
    "labels": "a " + '"b" ' * 20_000 + "{\n}\n",
    "equals": "a = = = =\n",
    "many arguments": "".join(f"a{i} = {i}\n" for i in range(5_000)),
    "surrogate": 'a = "\ud800"\n',
    "quotes in templates": 'a = "${"${"${"' * 5_000,
}


@pytest.mark.parametrize("name", FILES)
def test_file(name: str) -> None:
    started = time.process_time()
    try:
        body = parse_hcl(FILES[name])
    except HclSyntaxError as error:
        assert error.line >= 1  # noqa: PT017
    else:
        for argument in body.attributes.values():
            evaluate(argument.expression, TestScope(), Budget())
    assert time.process_time() - started < MOST_SECONDS


def test_template_directives() -> None:
    assert isinstance(timed(lambda: None) or parse_template("%{ if true }" * 10_000), Invalid)
    assert isinstance(parse_expression("\0"), Invalid)


def test_a_limit_of_ours_is_no_mistake_that_try_may_pass_over() -> None:
    found = evaluated(f'try(jsondecode("{"[" * 200}{"]" * 200}"), "other")')
    assert isinstance(found, Unknown)
    assert "nested more than 100 deep" in found.reason


def test_a_group_that_the_pattern_does_not_have_is_empty() -> None:
    assert evaluated('replace("ab", "/a/", "$12345678901")') == "b"
