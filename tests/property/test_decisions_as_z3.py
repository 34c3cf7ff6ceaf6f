"""The solver says of generated documents what Z3 says. ``python -m tools.check_decisions`` asks more."""

from __future__ import annotations

import pytest
from decision_pairs import MOST_OPEN, MOST_SLOW, Verdict, compare_all, counted

PAIRS = 300


@pytest.mark.oracle
def test_documents_and_questions_have_the_answer_of_z3():
    compared = compare_all(range(PAIRS))
    count = counted(compared)
    assert [one.text for one in compared if one.verdict is Verdict.DIFFERENT] == []
    assert count[Verdict.OPEN] <= MOST_OPEN * PAIRS
    assert count[Verdict.SLOW] <= MOST_SLOW * PAIRS
