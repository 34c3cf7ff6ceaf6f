"""Exploring a combination of patterns: what a state settles, shortest words, and what it costs."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.exploration import Exploration, unmentioned_character
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import One, Run, exactly, pattern_of, wildcards

DEVICE = Symbol("${device}")


def of(*texts: str) -> Language:
    return language_of(*map(wildcards, texts))


@pytest.mark.parametrize(
    ("language", "read", "accepts", "verdict"),
    [
        (of("ab*"), "", False, None),
        (of("ab*"), "a", False, None),
        (of("ab*"), "ab", True, True),
        (of("ab*"), "abc", True, True),
        (of("ab*"), "b", False, False),
        (of("ab"), "ab", True, None),
        (of("ab"), "abc", False, False),
        (~of("ab*"), "", True, None),
        (~of("ab*"), "ab", False, False),
        (~of("ab*"), "x", True, True),
        (of("a*") - of("ab*"), "ac", True, True),
        (of("a*") - of("ab*"), "ab", False, False),
        (of("a*") & of("*b"), "b", False, False),
        (of("a*") & of("*b"), "ab", True, None),
        (of("a*") | of("*b"), "a", True, True),
        (of("a*") | of("*b"), "b", True, None),
    ],
)
def test_what_a_beginning_of_a_word_settles(
    language: Language, read: str, accepts: bool, verdict: bool | None
):
    exploration = Exploration(language.formula, Budget())
    state = exploration.start
    for letter in read:
        state = exploration.step(state, letter)
    assert exploration.accepts(state) is accepts
    assert exploration.verdict(state) is verdict


@pytest.mark.parametrize(
    ("language", "shortest"),
    [
        (of("a?c"), "aac"),
        (of("?*") - of("a*"), "b"),
        (of("??") - of("a*") - of("b*"), "ca"),
        (of("*") - of("") - of("?"), "aa"),
        (of("long-*", "b?"), "ba"),
        (of("x*") & of("*y*") & of("*z"), "xyz"),
        (of("*ab") & of("*b?"), None),
        (of("*") - of("*"), None),
        (~of("?*"), ""),
    ],
)
def test_shortest_words_take_letters_that_nobody_waits_for(language: Language, shortest: str):
    found = language.shortest()
    assert found == (None if shortest is None else tuple(shortest))


def test_a_shortest_word_may_need_a_symbol():
    head = pattern_of((DEVICE, *"/a"))
    assert language_of(head).shortest() == (DEVICE, "/", "a")
    # One character is no symbol, so that only the symbol is left.
    assert (language_of(exactly((DEVICE,))) - of("?")).shortest() == (DEVICE,)
    beside = language_of(pattern_of((One(), Run()))) & language_of(exactly((DEVICE,)))
    assert beside.shortest() == (DEVICE,)
    assert (of("?") & language_of(exactly((DEVICE,)))).is_empty()


def test_each_pattern_costs_a_step_for_each_letter():
    one, two = Budget(), Budget()
    Exploration(of("abc").formula, one).step((1,), "a")
    exploration = Exploration((of("abc") & of("*c")).formula, two)
    exploration.step(exploration.start, "a")
    assert 2 * (Budget().steps - one.steps) == Budget().steps - two.steps == 2


def test_a_budget_may_be_spent_to_the_last_step():
    budget = Budget(3)
    budget.spend(3)
    assert budget.steps == 0
    with pytest.raises(PatternTooComplexError):
        budget.spend(1)


def test_questions_about_fixed_words_cost_nothing():
    spent = Budget(0)
    assert of("abc").is_subset(of("a*"), spent)
    assert not of("abc").is_empty(spent)
    with pytest.raises(PatternTooComplexError):
        of("ab*").is_subset(of("a*"), spent)


@pytest.mark.parametrize(("length", "steps"), [(0, 1), (5, 1), (6, 2), (11, 2), (12, 3)])
def test_a_plain_word_costs_a_step_for_six_letters(length: int, steps: int):
    budget = Budget(100)
    of("a*").contains("a" * length, budget)
    assert budget.steps == 100 - steps


def test_an_unmentioned_character_is_readable_if_there_is_one():
    assert unmentioned_character(frozenset()) == "a"
    assert unmentioned_character(frozenset("abd")) == "c"
    letters = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
    assert unmentioned_character(letters) == "-"
    printable = frozenset(map(chr, range(0x100)))
    assert unmentioned_character(printable) not in printable


@pytest.mark.parametrize(
    ("language", "bounded"),
    [
        (of("a*") & of("?", "??"), True),
        (of("*a") - of("?*a"), True),
        (of("*a*") - of("*a?*"), False),
        (language_of(pattern_of((Run(frozenset("/")),))) & of("*/*"), True),
        (language_of(pattern_of((Run(frozenset("/")),))), False),
        (language_of(pattern_of((DEVICE, *"/a")), wildcards("?")), True),
        # A run of symbols alone has no longest word either.
        (language_of(pattern_of((DEVICE, Run()))) - of("?*"), True),
    ],
)
def test_bounded_languages(language: Language, bounded: bool):
    assert language.is_bounded() is bounded
