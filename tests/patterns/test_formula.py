"""Boolean combinations of patterns: how they are built, and what is known of them from a part."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.patterns.formula import (
    AllOf,
    AnyOf,
    Formula,
    Not,
    all_of,
    any_of,
    compiled,
    negated,
    patterns_in,
)
from checkov_aws_iot.patterns.pattern import Pattern, exactly

A, B, C, D = map(exactly, "abcd")


@pytest.mark.parametrize(
    ("built", "written"),
    [
        (negated(A), Not(A)),
        (negated(Not(A)), A),
        (negated(negated(AllOf((A, B)))), AllOf((A, B))),
        (all_of(()), AllOf(())),
        (any_of(()), AnyOf(())),
        (all_of((A,)), A),
        (any_of((A, A)), A),
        (all_of((A, AllOf((B, C)))), AllOf((A, B, C))),
        (any_of((AnyOf((A, B)), C)), AnyOf((A, B, C))),
        (all_of((A, B, A, AllOf((B,)))), AllOf((A, B))),
        (all_of((A, AnyOf((B, C)))), AllOf((A, AnyOf((B, C))))),
        (any_of((A, AllOf((B, C)))), AnyOf((A, AllOf((B, C))))),
    ],
)
def test_formulas_are_flat_and_name_nothing_twice(built: Formula, written: Formula):
    assert built == written


def test_every_pattern_has_a_number_of_its_own():
    numbers = patterns_in(AllOf((A, Not(AnyOf((B, A))), Not(Not(C)))))
    assert set(numbers) == {A, B, C}
    assert sorted(numbers.values()) == [0, 1, 2]


leaves = st.sampled_from([A, B, C, D])
formulas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


def holds(formula: Formula, members: dict[Pattern, bool]) -> bool:
    if isinstance(formula, Pattern):
        return members[formula]
    if isinstance(formula, Not):
        return not holds(formula.operand, members)
    each = [holds(operand, members) for operand in formula.operands]
    return all(each) if isinstance(formula, AllOf) else any(each)


def occurrences(formula: Formula) -> int:
    if isinstance(formula, Pattern):
        return 1
    if isinstance(formula, Not):
        return occurrences(formula.operand)
    return sum(map(occurrences, formula.operands))


@given(formulas, st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4))
def test_what_is_said_of_a_part_holds_whatever_the_rest_is(
    formula: Formula, known: list[bool | None]
):
    numbers = patterns_in(formula)
    said = compiled(formula, numbers)(known)
    possible = {
        holds(formula, {pattern: chosen[number] for pattern, number in numbers.items()})
        for chosen in product(*([value] if value is not None else [True, False] for value in known))
    }
    if said is not None:
        assert possible == {said}
    elif occurrences(formula) == len(numbers):
        # Only where a pattern occurs twice can an answer be certain that is not seen from a part.
        assert possible == {True, False}
    if None not in known:
        assert said is not None
