"""Three-valued logic, against every way in which what is not known may turn out."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Unknown

FIRST, SECOND = Unknown("is not known", "first"), Unknown("is not known", "second")
truths = st.lists(st.sampled_from([True, False, FIRST, SECOND]), max_size=4)


def outcomes(given_truths: list[Truth], combine: object) -> set[bool]:
    """What comes out if each unknown is true or false, whatever the others are."""
    choices = [[True, False] if isinstance(t, Unknown) else [t] for t in given_truths]
    return {combine(chosen) for chosen in product(*choices)}  # type: ignore[operator]


@given(truths)
def test_an_answer_is_known_exactly_if_the_unknowns_do_not_decide(each: list[Truth]) -> None:
    for answer, combine in ((all_of(each), all), (any_of(each), any)):
        possible = outcomes(each, combine)
        if isinstance(answer, Unknown):
            assert possible == {True, False}
        else:
            assert possible == {answer}


@given(truths)
def test_the_first_unknown_is_named(each: list[Truth]) -> None:
    unknowns = [truth for truth in each if isinstance(truth, Unknown)]
    for answer in (all_of(each), any_of(each)):
        assert not isinstance(answer, Unknown) or answer is unknowns[0]


@given(truths)
def test_de_morgan(each: list[Truth]) -> None:
    assert negation(all_of(each)) == any_of(map(negation, each))
    assert negation(negation(any_of(each))) == any_of(each)


def test_what_decides_is_the_last_to_be_asked() -> None:
    def asked(*answers: Truth):
        yield from answers
        raise AssertionError("was asked although it was decided")

    assert all_of(asked(True, FIRST, False)) is False
    assert any_of(asked(False, FIRST, True)) is True
