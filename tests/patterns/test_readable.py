"""Words for people: suggestions first, then what the patterns leave open, then any word."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import pattern_of, wildcards
from checkov_aws_iot.patterns.readable import filled, readable_witness

DEVICE = Symbol("${device}")


def of(*texts: str) -> Language:
    return language_of(*map(wildcards, texts))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fixed", ["fixed"]),
        ("*", ["W", "V"]),
        ("a/*", ["a/W", "a/V"]),
        ("a-*", ["a-p"]),
        ("*-a", ["W-a", "V-a"]),
        ("a?c", ["a1c"]),
        ("*/?*", ["W/1p", "V/1p"]),
        ("a/*/*", ["a/W/W", "a/W/V", "a/V/W", "a/V/V"]),
    ],
)
def test_runs_that_stand_for_a_level_are_filled_with_whole_names(text: str, words: list[str]):
    assert ["".join(word) for word in filled(wildcards(text), ("W", "V"), ("p",))] == words


def test_symbols_stay_where_they_are():
    assert list(filled(pattern_of((DEVICE, "/")), (), ())) == [(DEVICE, "/")]


NAMES = ("another-device",)


@pytest.mark.parametrize(
    ("language", "suggestions", "patterns", "word"),
    [
        (of("*"), ["first", "second"], ["*"], "first"),
        (of("s*"), ["first", "second"], ["*"], "second"),
        (of("fleet/*"), ["first"], ["fleet/*"], "fleet/another-device"),
        (of("dev-*"), ["first"], ["dev-*"], "dev-0"),
        (of("dev-*") - of("*0"), [], ["dev-*"], "dev-1"),
        (of("x/*") - of("x/another-device"), [], ["x/*"], "x/0"),
        (of("a*", "b*") - of("a*"), [], ["a*", "b*"], "b0"),
        (of("q*") - of("*0*", "*1*", "*device*"), [], ["q*"], "q"),
    ],
)
def test_the_most_readable_word_that_fits(
    language: Language, suggestions: list[str], patterns: list[str], word: str
):
    found = readable_witness(language, suggestions, map(wildcards, patterns), names=NAMES)
    assert found == tuple(word)


def test_a_word_of_the_language_is_given_or_none():
    assert readable_witness(of("a*") & of("b*"), ["a"], [wildcards("a*")]) is None


def test_names_stand_for_levels_and_the_last_one_also_within_a_level():
    def word(text: str) -> str:
        language = of(text) - of("*0") - of("*1")
        found = readable_witness(language, (), [wildcards(text)], names=("#", "pump"))
        return "".join(map(str, found))

    assert word("a/*") == "a/#"
    assert word("a-*") == "a-pump"


def test_a_budget_that_is_spent_is_said():
    with pytest.raises(PatternTooComplexError):
        readable_witness(of("a*"), ["b"], (), Budget(0))
