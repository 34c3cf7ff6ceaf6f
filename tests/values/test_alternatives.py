"""Going through what depends on unknown conditions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.values.alternatives import Choice, alternatives_of
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


def either(condition: str, yes: Value, no: Value) -> OneOf:
    return OneOf(condition, (("true", yes), ("false", no)))


def found(value: Value) -> list[tuple[Value, str]]:
    return [
        (alternative.value, " and ".join(map(str, alternative.choices)))
        for alternative in alternatives_of(value)
    ]


def test_a_value_without_alternatives_is_its_own() -> None:
    assert found(Mapping({"a": Sequence([1, ABSENT])})) == [({"a": [1]}, "")]


def test_equal_conditions_choose_alike() -> None:
    value = Sequence([either("c", 1, 2), EncodedJson(Mapping({"a": either("c", 3, 4)}))])
    assert found(value) == [
        ([1, EncodedJson(Mapping({"a": 3}))], "`c` is true"),
        ([2, EncodedJson(Mapping({"a": 4}))], "`c` is false"),
    ]


def test_independent_conditions_are_combined() -> None:
    assert [value for value, _ in found(Sequence([either("c", 1, 2), either("d", 3, 4)]))] == [
        [1, 3],
        [1, 4],
        [2, 3],
        [2, 4],
    ]


def test_a_condition_inside_a_branch_counts_only_there() -> None:
    assert found(either("c", either("d", 1, 2), 3)) == [
        (1, "`c` is true and `d` is true"),
        (2, "`c` is true and `d` is false"),
        (3, "`c` is false"),
    ]


def test_what_may_be_absent_is_there_in_one_alternative() -> None:
    value = Mapping({"a": either("c", 1, ABSENT)}, Span("main.tf", 1, 2))
    values = [alternative.value for alternative in alternatives_of(value)]
    assert values == [{"a": 1}, {}]
    assert all(isinstance(v, Mapping) and v.span == value.span for v in values)


def test_labels_that_differ_do_not_hang() -> None:
    value = Sequence([OneOf("c", (("x", 1), ("y", 2))), OneOf("c", (("z", 3),))])
    assert [value for value, _ in found(value)] == [[1, 3], [2, 3]]


def test_too_many_alternatives_end_in_an_unknown() -> None:
    value = Sequence([either(f"c{number}", 1, 2) for number in range(40)])
    *known, (last, _) = found(value)
    assert len(known) == 64
    assert isinstance(last, Unknown)
    assert last.reason is Reason.TOO_MANY_ALTERNATIVES


VALUES = st.recursive(
    st.integers() | st.just(ABSENT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(Sequence),
        st.dictionaries(st.text(max_size=2), inner, max_size=3).map(Mapping),
        st.builds(either, st.sampled_from("cde"), inner, inner),
        inner.map(EncodedJson),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_every_combination_of_choices_comes_once(value: Value) -> None:
    taken = [alternative.choices for alternative in alternatives_of(value)]
    assert len(set(taken)) == len(taken)
    for choices in taken:
        conditions = [choice.condition for choice in choices]
        assert len(set(conditions)) == len(conditions)
        assert all(isinstance(choice, Choice) for choice in choices)
