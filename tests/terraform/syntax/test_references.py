"""The names in an expression."""

from __future__ import annotations

import pytest

from checkov_aws_iot.terraform.syntax.hcl_files import parse_expression
from checkov_aws_iot.terraform.syntax.references import (
    Reference,
    names_of,
    reference_of,
    spelled_name,
)


@pytest.mark.parametrize(
    ("text", "references", "functions"),
    [
        ("1", (), ()),
        ("var.site", (("var", "site"),), ()),
        ('"a ${var.site} # local.no"', (("var", "site"),), ()),
        ("var.a.b[0]", (("var", "a", "b", 0),), ()),
        ('module.m["k"].out', (("module", "m", "k", "out"),), ()),
        ("local.a[each.key].b", (("local", "a"), ("each", "key")), ()),
        ("aws_iot_thing.x[*].arn", (("aws_iot_thing", "x"),), ()),
        ("aws_iot_thing.x.*.arn", (("aws_iot_thing", "x"),), ()),
        ("local.a[*].b[var.i]", (("local", "a"), ("var", "i")), ()),
        ("upper(var.a) == uuid() ? -local.b : !local.c", None, ("upper", "uuid")),
        ("{for k, v in var.a : k => v.name if local.b}", None, ()),
        ("[for v in var.a : v]", (("var", "a"), ("v",)), ()),
        ("{ a = var.a, (var.b) = [var.c] }", (("var", "a"), ("var", "b"), ("var", "c")), ()),
        ('"%{ if var.a }${var.b}%{ else }${var.c}%{ endif }"', None, ()),
        ('"%{ for v in var.a }${v}%{ endfor }"', (("var", "a"), ("v",)), ()),
        ("(var.a)", (("var", "a"),), ()),
        ("provider::aws::arn_parse(var.a)", (("var", "a"),), ("provider::aws::arn_parse",)),
    ],
)
def test_names_of_an_expression(text, references, functions):
    names = names_of(parse_expression(text))
    assert names.functions == frozenset(functions)
    found = {(reference.root, *reference.steps) for reference in names.references}
    if references is not None:
        assert found == set(references)
    else:
        assert {root for root, *_ in found} >= {"var", "local"} - (
            {"local"} if "%" in text else set()
        )


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("var.site", Reference("var", ("site",))),
        ("aws_iot_thing.x[0].arn", Reference("aws_iot_thing", ("x", 0, "arn"))),
        ("upper(var.site)", None),
        ('"${var.site}"', None),
        ("1", None),
    ],
)
def test_what_a_whole_expression_refers_to(text, reference):
    assert reference_of(parse_expression(text)) == reference


def test_a_long_chain_is_walked_without_recursion():
    text = " + ".join(["var.a"] * 400)
    assert names_of(parse_expression(text)).roots == {"var"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("aws", "aws"),
        ("aws.west", "aws.west"),
        ('"aws.west"', "aws.west"),
        ("(all)", "all"),
        ("1", ""),
        ("upper(a)", ""),
        ('"a${b}"', ""),
    ],
)
def test_the_name_that_is_spelled(text, name):
    assert spelled_name(parse_expression(text)) == name


def test_the_key_of_an_object_may_be_spelled_though_no_expression_has_it():
    written = parse_expression("{ aws.west = aws.x }")
    ((key, value),) = written.items
    assert (spelled_name(key), spelled_name(value)) == ("aws.west", "aws.x")
