"""The solver says of generated pairs of documents what Z3 says. ``python -m tools.check_decisions --two`` asks more."""

from __future__ import annotations

import pytest
from comparison_pairs import compare_all
from decision_pairs import MOST_OPEN, MOST_SLOW, Verdict, counted

PAIRS = 100


@pytest.mark.oracle
def test_new_access_is_what_z3_says():
    compared = compare_all(range(PAIRS))
    count = counted(compared)
    assert [one.text for one in compared if one.verdict is Verdict.DIFFERENT] == []
    assert count[Verdict.OPEN] <= MOST_OPEN * PAIRS
    assert count[Verdict.SLOW] <= MOST_SLOW * PAIRS
    assert {one.text for one in compared if one.verdict is Verdict.SAME} == {"request", "proof"}
