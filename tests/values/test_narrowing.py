"""Values where what they belong to exists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.values.alternatives import combinations_of
from checkov_aws_iot.values.narrowing import where_it_exists
from checkov_aws_iot.values.value import EncodedJson, Mapping, OneOf, Sequence, Value


def trees(leaves: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    def either(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        return st.builds(
            lambda condition, yes, no: OneOf(condition, (("true", yes), ("false", no))),
            st.sampled_from("abc"),
            inner,
            inner,
        )

    return st.recursive(leaves, either, max_leaves=6)


def values() -> st.SearchStrategy[Value]:
    plain = trees(st.integers(0, 5))
    return st.one_of(
        plain,
        st.builds(Sequence, st.lists(plain, max_size=3)),
        st.builds(lambda item: Mapping({"k": item}), plain),
        st.builds(lambda item: EncodedJson(Sequence([item])), plain),
    )


@given(values(), trees(st.booleans()))
def test_nothing_changes_where_it_exists(value: Value, existence: Value) -> None:
    narrowed = where_it_exists(value, existence, lambda found: found is True)
    for either in combinations_of(existence, value, narrowed):
        created, before, after = either.values
        assert before == after or created is False


@given(trees(st.integers(0, 5)), trees(st.booleans()))
def test_nothing_is_left_that_never_is(value: Value, existence: Value) -> None:
    narrowed = where_it_exists(value, existence, lambda found: found is True)
    real = {e.values[1] for e in combinations_of(existence, value) if e.values[0] is True}
    left = {e.values[0] for e in combinations_of(narrowed)}
    assert left == real or not real
