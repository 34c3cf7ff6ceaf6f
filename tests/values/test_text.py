"""Strings of which a part is not known."""

from __future__ import annotations

import pytest

from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, HoleKind, Text, as_hole, join_text
from checkov_aws_iot.values.unknown import Unknown

SITE = Hole("var.site")


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ([], ""),
        ([""], ""),
        (["a", "", "b"], "ab"),
        ([SITE], Text((SITE,))),
        (["a", "b", SITE, "", "c", "d"], Text(("ab", SITE, "cd"))),
        ([Text(("a", SITE)), "b", Text((SITE, "c"))], Text(("a", SITE, "b", SITE, "c"))),
        ([Text((SITE,)), Text((SITE,))], Text((SITE, SITE))),
    ],
)
def test_joining(pieces, joined):
    assert join_text(pieces) == joined


def test_a_text_shows_its_holes_as_the_expressions_they_come_from():
    assert str(Text(("topic/", SITE, "/*"))) == "topic/${var.site}/*"


def test_holes_are_the_same_by_origin_and_kind():
    elsewhere = Hole("var.site", reason="has no default", span=Span("a.tf", 1, 2))
    assert elsewhere == SITE
    assert Hole("var.site", HoleKind.ACCOUNT) != SITE
    assert Hole("var.room") != SITE


def test_an_unknown_leaves_a_hole_with_its_expression_or_else_its_reason():
    span = Span("a.tf", 3, 3)
    hole = as_hole(Unknown("has no default", "var.site", span), HoleKind.REGION)
    assert (hole.expression, hole.kind, hole.reason, hole.span) == (
        "var.site",
        HoleKind.REGION,
        "has no default",
        span,
    )
    assert as_hole(Unknown("is too long")).expression == "is too long"


def test_what_is_not_known_says_why():
    assert str(Unknown("has no default", "var.site")) == "`var.site` has no default"
    assert str(Unknown("is too long")) == "is too long"


def test_unknowns_are_equal_wherever_they_stand():
    assert Unknown("x", "y", Span("a", 1, 1)) == Unknown("x", "y", Span("b", 2, 2))


def test_a_span_shows_where_it_begins():
    assert str(Span("modules/a/main.tf", 3, 9)) == "modules/a/main.tf:3"
