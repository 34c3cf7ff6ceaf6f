"""Why a value is not known, and what depends on it."""

from __future__ import annotations

import pytest

from checkov_aws_iot.values.origin import Origin
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, as_hole
from checkov_aws_iot.values.unknown import Reason, Unknown

ORIGIN = Origin(resource="aws_iot_thing.pump", attribute="arn")
HERE = Span("main.tf", 3, 3)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_the_clause_that_it_prints(reason: Reason):
    assert f"`x` {reason}" == str(Unknown(reason, "x"))
    assert {reason: 1}[reason.value] == 1  # type: ignore[index]


def test_a_hole_and_the_unknown_that_left_it_say_the_same():
    unknown = Unknown(Reason.AFTER_DEPLOYMENT, "aws_iot_thing.pump.arn", HERE, origin=ORIGIN)
    again = Unknown.of(as_hole(unknown))
    assert (again, again.span, again.origin) == (unknown, HERE, ORIGIN)
    assert Unknown.of(Hole("var.x")) == Unknown("is not known", "var.x")


@pytest.mark.parametrize(
    ("cause", "reason", "source"),
    [
        (
            Unknown("has no default", "var.x"),
            "depends on `var.x`, which has no default",
            "var.x",
        ),
        (
            Unknown("gave up after 7 steps", "var.x"),
            "depends on `var.x`, which is unknown: gave up after 7 steps",
            "var.x",
        ),
        # What says already on what it depends is not said again.
        (Unknown(Reason.PLACE, "AWS::Region"), Reason.PLACE, "AWS::Region"),
        (Unknown("depends on `a`, which is", "b", source="a"), "depends on `a`, which is", "a"),
        (Unknown("is too long"), "is too long", ""),
        (Unknown(""), Reason.NOT_SAID, ""),
    ],
)
def test_what_an_unknown_makes_of_an_expression_that_uses_it(cause, reason, source):
    found = cause.behind("upper(x)", HERE, ORIGIN)
    assert (found.reason, found.expression, found.source) == (reason, "upper(x)", source)
    assert (found.span, found.origin) == (HERE, ORIGIN)
