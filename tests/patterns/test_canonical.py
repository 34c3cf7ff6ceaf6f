"""The canonical form is the smallest machine of a language, numbered as a walk finds its states."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.canonical import CanonicalForm, CanonicalState
from checkov_aws_iot.patterns.language import EVERYTHING, NOTHING, Language, language_of
from checkov_aws_iot.patterns.pattern import One, Run, exactly, pattern_of, wildcards

DEVICE, OTHER = Symbol("${device}"), Symbol("${other}")


def of(*texts: str) -> Language:
    return language_of(*map(wildcards, texts))


def test_the_machines_of_everything_and_nothing_have_one_state():
    assert EVERYTHING.canonical() == CanonicalForm((CanonicalState(True, 0, ()),))
    assert NOTHING.canonical() == CanonicalForm((CanonicalState(False, 0, ()),))


def test_a_word_is_a_chain_of_states_and_one_without_return():
    assert exactly_these("ab").canonical() == CanonicalForm(
        (
            CanonicalState(False, 1, (("a", 2),)),
            CanonicalState(False, 1, ()),
            CanonicalState(False, 1, (("b", 3),)),
            CanonicalState(True, 1, ()),
        )
    )


def exactly_these(*words: str) -> Language:
    return language_of(*map(exactly, words))


@pytest.mark.parametrize(
    ("language", "states"),
    [
        (of("a*"), 3),
        (of("?"), 3),
        (of("*a"), 2),
        (of("*ab*"), 3),
        (exactly_these("a", "b"), 3),
        (exactly_these("ac", "bc"), 4),
        (of("*") - of("?*"), 2),
        (of("a*") & of("*b"), 4),
        (~of("a*"), 3),
    ],
)
def test_no_machine_is_smaller(language: Language, states: int):
    assert len(language.canonical().states) == states


def test_ways_are_listed_in_order_and_only_if_they_lead_elsewhere():
    (first, *_) = exactly_these("b", "a").canonical().states
    assert [letter for letter, _ in first.ways] == ["a", "b"]
    assert len({target for _, target in first.ways}) == 1
    assert of("*", "a").canonical() == EVERYTHING.canonical()


def test_symbols_are_told_from_characters_and_from_each_other():
    mine, theirs = (Language(exactly((symbol,))) for symbol in (DEVICE, OTHER))
    assert mine.canonical() != theirs.canonical()
    assert mine.canonical() != exactly_these(str(DEVICE)).canonical()
    assert mine.canonical() != exactly_these("a").canonical()
    ((letter, target),) = mine.canonical().states[0].ways
    assert letter == "symbol ${device}"
    assert mine.canonical().states[target].accepts


def test_a_symbol_that_decides_nothing_is_not_in_the_form():
    # "*" matches every symbol, so that one more pattern with a symbol says nothing new.
    named = Language(pattern_of((DEVICE, Run())))
    assert (EVERYTHING | named).canonical() == EVERYTHING.canonical()
    assert (of("a*") | (of("a*") & named)).canonical() == of("a*").canonical()
    # Here a symbol leads elsewhere than a character, but this one where any other one does.
    for language in (of("?"), ~of("?"), of("?*") - of("?"), of("??")):
        assert (language | (language & named)).canonical() == language.canonical()


atoms = st.sampled_from(["a", "b", "/", DEVICE, One(), Run(), Run(frozenset("/"))])
patterns = st.builds(pattern_of, st.lists(atoms, max_size=4))
languages = st.recursive(
    st.builds(Language, patterns),
    lambda inner: st.one_of(
        st.builds(Language.__or__, inner, inner),
        st.builds(Language.__and__, inner, inner),
        st.builds(Language.__sub__, inner, inner),
        st.builds(Language.__invert__, inner),
    ),
    max_leaves=3,
)
WORDS = ["".join(letters) for n in range(4) for letters in product("ab/z", repeat=n)]


def end_of(form: CanonicalForm, word: str) -> int:
    state = 0
    for letter in word:
        state = dict(form.states[state].ways).get(letter, form.states[state].otherwise)
    return state


@given(languages)
def test_walking_the_machine_decides_what_is_in_the_language(language: Language):
    form = language.canonical()
    for word in WORDS:
        assert form.states[end_of(form, word)].accepts is language.contains(word), word


@given(languages)
def test_states_are_numbered_in_the_order_of_a_walk(language: Language):
    form = language.canonical()
    found = [0]
    for state in found:
        ways = form.states[state]
        for target in (ways.otherwise, *(target for _, target in ways.ways)):
            if target not in found:
                found.append(target)
    assert found == list(range(len(form.states)))
