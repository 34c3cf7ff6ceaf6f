"""Patterns one by one: what they match, how they are written, what is left behind a word."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import Symbol, symbol_of
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


NO_SLASH = frozenset("/")


@pytest.mark.parametrize(
    ("atoms", "shown"),
    [
        ((Run(), One()), "?*"),
        ((Run(), One(), Run(), One()), "??*"),
        ((One(), Run(), Run()), "?*"),
        ((Run(NO_SLASH), Run(NO_SLASH)), "*[^/]"),
        ((Run(NO_SLASH), Run()), "*[^/]*"),
        # Runs that leave out different characters stay as they are.
        ((Run(NO_SLASH), One()), "*[^/]?"),
        ((Run(NO_SLASH), One(NO_SLASH)), "?[^/]*[^/]"),
        ((Run(), One(NO_SLASH)), "*?[^/]"),
        ((Run(), "a", One()), "*a?"),
        ((One(frozenset("ba")),), "?[^ab]"),
        ((THING, "/", Run()), "${thing}/*"),
    ],
)
def test_the_normal_form_as_it_is_shown(atoms, shown: str):
    assert str(pattern_of(atoms)) == shown


@pytest.mark.parametrize(
    ("atoms", "word", "matches"),
    [
        # A question mark is one character, and nobody knows that a symbol is one.
        ((One(),), (THING,), False),
        (("a", One(), "b"), ("a", THING, "b"), False),
        ((One(), Run()), (THING,), True),
        ((One(), One(), Run()), (THING,), False),
        ((One(), One(), Run()), (THING, THING), True),
        (("a", One(), Run(), One(), "b"), ("a", THING, THING, "b"), True),
        ((One(), "a", Run()), (THING, "a"), False),
        ((Run(), "a", One()), ("a", THING), False),
        ((Run(),), (THING, "a", THING), True),
        ((Run(NO_SLASH),), (THING, THING), True),
        ((Run(NO_SLASH), "a"), ("/", "a"), False),
        ((Run(NO_SLASH), Run(frozenset("a"))), tuple("aa/b/"), True),
        ((Run(NO_SLASH), Run(frozenset("a"))), tuple("a/a"), False),
        ((One(NO_SLASH), Run(NO_SLASH)), (THING,), True),
        ((One(frozenset("a")),), ("a",), False),
        ((One(frozenset("a")),), ("b",), True),
        ((One(frozenset("a")),), (), False),
        ((THING, Run()), (THING,), True),
        ((THING, Run()), ("a",), False),
        (("a", Run(), "b", Run(), "c"), tuple("a12b34c"), True),
        (("a", Run(), "b", Run(), "c"), tuple("a12c"), False),
        (("a",) * 3, tuple("aaa"), True),
        (("a",) * 3, tuple("aa"), False),
        (("a",) * 3, tuple("aaaa"), False),
    ],
)
def test_symbols_and_exclusions(atoms, word, matches: bool):
    assert pattern_of(atoms).matches(word) is matches


def test_a_word_may_be_text_or_letters():
    pattern = wildcards("a*c")
    assert pattern.matches("abc")
    assert pattern.matches(tuple("abc"))
    assert pattern.matches(["a", THING, "c"])
    assert not wildcards(Text(("a", Hole("var.x")))).matches("a")
    assert exactly((THING,)).matches((THING,))
    assert exactly(Text(("a", Hole("var.x")))).is_fixed


def test_equal_patterns_are_one_key():
    assert {wildcards("a*"): 1}[pattern_of(("a", Run(), Run()))] == 1
    assert wildcards("a*") != wildcards("a?")
    assert len({wildcards("*?"), wildcards("?*"), exactly("?*")}) == 2


@pytest.mark.parametrize(
    ("text", "word", "rests"),
    [
        ("a*b", "a", {"*b"}),
        ("a*b", "ab", {"*b", ""}),
        ("**a", "x", {"*a"}),
        ("a?*", "a", {"?*"}),
        ("a?*", "ab", {"*"}),
        ("*/*", "a/", {"*"}),
        ("", "", {""}),
        ("", "a", set()),
        ("a", "", {"a"}),
    ],
)
def test_more_of_what_stands_behind_a_word(text: str, word: str, rests: set[str]):
    assert {str(rest) for rest in wildcards(text).behind(word)} == rests


def test_behind_a_word_with_a_symbol():
    pattern = pattern_of((*"a/", THING, *"/", Run()))
    assert {str(rest) for rest in pattern.behind((*"a/", THING))} == {"/*"}
    assert pattern.behind("a/b") == ()
    assert pattern.letters == (*"a/", THING, "/")
    assert pattern_of((THING, One())).letters == (THING,)
