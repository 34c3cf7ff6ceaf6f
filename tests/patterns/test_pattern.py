"""Patterns one by one: what they match, how they are written, what is left behind a word."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import Symbol, spelled, symbol_of, word_of
from checkov_aws_iot.patterns.pattern import One, Run, exactly, pattern_of, wildcards
from checkov_aws_iot.values.text import Hole, HoleKind, Text

THING = Symbol("${thing}")


@pytest.mark.parametrize(
    ("text", "word", "matches"),
    [
        ("client", "client", True),
        ("client", "clients", False),
        ("a*", "a", True),
        ("a*", "a/b/c", True),
        ("*b", "a/b", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", True),
        ("a?c", "ac", False),
        ("???*", "ab", False),
        ("???*", "abc", True),
        ("*a*b*", "xxaxxbxx", True),
        ("*a*b*", "xxbxxaxx", False),
        ("*ab", "aab", True),
        ("+/#", "a/b", False),
        ("", "", True),
        ("*", "", True),
        ("*", "line\nbreak", True),
    ],
)
def test_wildcards_match_as_the_policy_language_says(text: str, word: str, matches: bool):
    assert wildcards(text).matches(word) is matches


def test_holes_are_fixed_text_that_equals_itself_only():
    hole = Hole("var.id")
    pattern = wildcards(Text(("dev-", hole, "/*")))
    assert pattern.matches((*"dev-", symbol_of(hole), *"/x"))
    assert not pattern.matches((*"dev-", symbol_of(Hole("var.other")), *"/x"))
    assert not pattern.matches("dev-id/x")
    assert symbol_of(hole) == symbol_of(Hole("var.id", reason="for another reason"))
    assert symbol_of(hole) != symbol_of(Hole("var.id", HoleKind.REGION))
    assert spelled(word_of(Text(("dev-", hole)))) == "dev-${var.id}"


def test_exact_text_has_no_wildcards():
    assert exactly("a*").matches("a*")
    assert not exactly("a*").matches("ab")
    assert exactly("a*").is_fixed
    assert not wildcards("a*").is_fixed
    assert wildcards("ab*c").letters == ("a", "b")


@pytest.mark.parametrize("text", ["*?", "?*", "**?", "*?*", "?**"])
def test_neighbouring_wildcards_have_one_normal_form(text: str):
    assert wildcards(text) == wildcards("?*")
    assert str(wildcards(text)) == "?*"


def test_exclusions_are_part_of_the_pattern():
    level = pattern_of([Run(frozenset("/"))])
    assert level.matches("abc")
    assert not level.matches("a/b")
    assert level.matches((THING,))
    assert not pattern_of([One(frozenset("/"))]).matches("/")


@pytest.mark.parametrize(
    ("text", "word", "rests"),
    [
        ("client/a", "client/", {"a"}),
        ("topic/a", "client/", set()),
        ("*", "client/", {"*"}),
        ("cl*/a", "client/", {"*/a", "a"}),
        ("?lient/x*", "client/", {"x*"}),
        ("client/", "client/", {""}),
    ],
)
def test_what_stands_behind_a_word(text: str, word: str, rests: set[str]):
    assert {str(rest) for rest in wildcards(text).behind(word)} == rests
