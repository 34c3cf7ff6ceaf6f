"""Languages: questions with their answers, readable witnesses, and the cap on work."""

from __future__ import annotations

import time

import pytest

from checkov_aws_iot.patterns.language import EVERYTHING, NOTHING, Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.patterns.readable import readable_witness


def of(*texts: str) -> Language:
    return language_of(*map(wildcards, texts))


@pytest.mark.parametrize(
    ("inner", "outer", "is_subset"),
    [
        (of("dev-1"), of("dev-*"), True),
        (of("dev-*"), of("dev-1"), False),
        (of("a*", "b*"), of("?*"), True),
        (of("?*"), of("a*", "b*"), False),
        (of("*a*"), of("*"), True),
        (of("*"), of("?*"), False),
        (NOTHING, of("a"), True),
        (of("a*b"), of("a*") & of("*b"), True),
        (of("a*") & of("*b"), of("a*b"), True),
        (of("a*a"), of("aa*") | of("a?*a"), True),
    ],
)
def test_subsets(inner: Language, outer: Language, is_subset: bool):
    assert inner.is_subset(outer) is is_subset


@pytest.mark.parametrize(
    ("one", "other", "disjoint"),
    [
        (of("a*"), of("b*"), True),
        (of("a*"), of("*b"), False),
        (of("?"), of("??*"), True),
        (of("*/a"), of("*/b"), True),
        (of("*"), NOTHING, True),
    ],
)
def test_disjoint(one: Language, other: Language, disjoint: bool):
    assert one.is_disjoint(other) is disjoint
    assert other.is_disjoint(one) is disjoint


@pytest.mark.parametrize(
    ("language", "bounded"),
    [
        (of("abc", "d?"), True),
        (of("a*"), False),
        (of("a*") - of("a*"), True),
        (~of("?*"), True),
        (of("*") - of("??*"), True),
        (of("*") - of("a*"), False),
        (of("a*b") & of("a?", "a??"), True),
        (NOTHING, True),
        (EVERYTHING, False),
    ],
)
def test_bounded(language: Language, bounded: bool):
    assert language.is_bounded() is bounded


def test_shortest_words():
    assert of("*ab*").shortest() == ("a", "b")
    assert (of("?*") - of("?")).shortest() == ("a", "a")
    assert (of("a*") - of("a")).shortest() is not None
    assert NOTHING.shortest() is None
    assert (of("a*") & of("b*")).shortest() is None


def test_canonical_forms_do_not_depend_on_how_a_language_is_written():
    assert of("a*", "ab*", "a?*").canonical() == of("a*").canonical()
    assert (~(~of("a") & ~of("b"))).canonical() == of("b", "a").canonical()
    assert of("?*").canonical() != of("*").canonical()
    assert (of("*") - of("?*")).canonical() == of("").canonical()


def test_a_witness_is_a_suggestion_where_one_fits():
    everything = of("?*")
    assert readable_witness(everything, ["another-device"]) == tuple("another-device")
    prefix = of("dev-*")
    assert readable_witness(prefix, ["another-device"], [wildcards("dev-*")]) == tuple("dev-0")
    levels = wildcards("fleet/*/state")
    found = readable_witness(language_of(levels), [], [levels], names=("another-device",))
    assert found == tuple("fleet/another-device/state")
    without = of("?*") - of("*e*")
    assert readable_witness(without, ["another-device"]) == ("a",)
    assert readable_witness(of("a") & of("b"), ["a"]) is None


def test_what_takes_too_long_is_given_up():
    entangled = of("*a" + "?" * 300 + "b*") - of("*c" + "?" * 200 + "*d") - of("*b" + "?" * 150)
    started = time.process_time()
    with pytest.raises(PatternTooComplexError, match="too entangled"):
        entangled.is_bounded()
    # Ten times what it takes: this is about seconds, not about speed.
    assert time.process_time() - started < 10


def test_questions_share_a_budget():
    budget = Budget(200)
    assert not of("a*").is_subset(of("ab*"), budget)
    assert budget.steps < 200
    budget.steps = 3
    with pytest.raises(PatternTooComplexError):
        of("abc*").is_subset(of("abd*"), budget)
    assert issubclass(PatternTooComplexError, ValueError)
