"""What a budget bounds."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.limits import Budget as PatternBudget
from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.values.budget import MOST_WEIGHT, Budget, GaveUpError
from checkov_aws_iot.values.value import Mapping, Sequence


def test_steps_are_spent_until_none_is_left():
    budget = Budget(2_000)
    budget.spend(1_999)
    assert budget.affords()
    assert not budget.affords()
    with pytest.raises(GaveUpError, match="gave up after 2 000 steps"):
        budget.spend()


def test_patterns_say_in_their_own_words_that_they_gave_up():
    with pytest.raises(PatternTooComplexError, match="too many or too entangled wildcards"):
        PatternBudget(0).spend(1)


def test_text_is_bounded_by_its_length():
    budget = Budget(characters=5)
    budget.spend_text("12345")
    with pytest.raises(GaveUpError, match="the text grows too long"):
        budget.spend_text("6")


def test_a_value_is_as_heavy_as_it_is_written_out():
    budget = Budget()
    assert budget.weigh(Mapping({"a": Sequence([1, 2, 3])})) == 5
    doubled = Sequence([1, 2])
    while (weight := budget.weigh(doubled)) <= MOST_WEIGHT // 2 - 1:
        doubled = Sequence([doubled, doubled])
    assert weight > MOST_WEIGHT // 4
    heavy = Sequence([doubled, doubled, doubled, doubled])
    with pytest.raises(GaveUpError, match="the value grows too large"):
        budget.weigh(heavy)
