"""Reaching into values that may be one of several."""

from __future__ import annotations

import pytest

from checkov_aws_iot.values.access import all_elements, leaves, mapped
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value

NESTED = OneOf("a", (("true", 1), ("false", OneOf("b", (("true", 2), ("false", 1))))))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, [1]), (NESTED, [1, 2, 1]), (ABSENT, [ABSENT]), (Sequence([NESTED]), [Sequence([NESTED])])],
)
def test_the_leaves_of_a_value(value: Value, expected: list[Value]):
    assert list(leaves(value)) == expected


def test_each_choice_is_mapped_and_the_conditions_stay():
    doubled = mapped(NESTED, lambda value: value * 2)  # type: ignore[operator]
    assert doubled == OneOf("a", (("true", 2), ("false", OneOf("b", (("true", 4), ("false", 2))))))
    assert list(leaves(doubled)) == [2, 4, 2]


def test_the_elements_of_all_choices_stand_once():
    value = OneOf("a", (("true", Sequence([1, 2, ABSENT])), ("false", Sequence([2, 3]))))
    assert all_elements(value) == (1, 2, 3)
    assert all_elements(Unknown("x")) == (Unknown("x"),)
    assert all_elements(None) == ()
