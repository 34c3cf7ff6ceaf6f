"""One pattern against one text."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.patterns.matching import match, may_meet
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown

SITE, ROOM = Hole("var.site"), Hole("var.room", reason="has no default")


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("a*", "a", True),
        ("*a", "ba", True),
        ("*a", "ab", False),
        ("a*a", "a", False),
        ("a*a", "aa", True),
        ("a*b*c", "axbxbxc", True),
        ("a*b*c", "axc", False),
        ("?", "", False),
        ("?", "ab", False),
        ("?*", "a", True),
        ("*?", "", False),
        ("a?c*e?", "abcdef", True),
        ("a.c", "abc", False),
        ("[a]", "a", False),
        ("a\nb*", "a\nbc", True),
        ("*\n", "a\n", True),
        ("?", "\U0001f600", True),
        ("*ab*ab*", "abab", True),
        ("*ab*ab*", "aba", False),
    ],
)
def test_matching(pattern, subject, expected):
    assert match(wildcards(pattern), subject) is expected


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        (Text(("a", SITE)), "a", None),
        (Text(("a", SITE)), "b", False),
        (Text(("a", SITE, "b*")), "axbx", None),
        (Text(("a", SITE)), Text(("a", SITE)), True),
        (Text(("a", SITE)), Text(("a", ROOM)), None),
        (Text(("a", SITE)), Text(("b", SITE)), False),
        ("a*", Text(("a", SITE)), True),
        ("a?", Text(("a", SITE)), None),
        ("*a", Text(("a", SITE)), None),
        ("b*", Text(("a", SITE)), False),
        ("a", Text((SITE,)), None),
    ],
)
def test_holes_match_themselves_and_otherwise_nobody_knows(pattern, subject, expected):
    truth = match(wildcards(pattern), subject)
    if expected is None:
        assert isinstance(truth, Unknown)
    else:
        assert truth is expected


def test_the_unknown_says_which_hole():
    truth = match(wildcards(Text(("a", ROOM))), "ab")
    assert str(truth) == "`var.room` has no default"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("a?", "a", False),
        ("*", "", True),
        ("client/?*", "*/a", True),
        ("client/?*", "client/", False),
        ("c*t/x", "client/?*", True),
    ],
)
def test_patterns_that_have_a_text_in_common(left, right, expected):
    assert may_meet(wildcards(left), wildcards(right)) is expected
    assert may_meet(wildcards(right), wildcards(left)) is expected


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("*a" * 2000, "a" * 999 + "b" + "a" * 500),
        ("?*" * 1000, "a" * 999),
        ("*" + "a?" * 500 + "b", "a" * 4000),
    ],
)
def test_patterns_made_to_take_long_do_not(pattern, subject):
    start = time.perf_counter()
    assert match(wildcards(pattern), subject) is False
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("pattern", "subject", "expected"),
    [
        (Text((SITE, "?")), Text((SITE, "a")), True),
        (Text((SITE, "?")), Text((SITE,)), None),
        # A question mark is one character, and a hole may be longer.
        (Text((SITE, "?")), Text((SITE, ROOM)), None),
        (Text((SITE, ROOM, "?")), Text((SITE, ROOM, Hole("var.third"))), None),
        ("?", Text((SITE,)), None),
        ("??", Text(("a", SITE, "b")), None),
        ("*", Text((SITE,)), True),
        ("**a", Text((SITE, "a")), True),
        (Text((SITE, "/", SITE)), Text((SITE, "/", SITE)), True),
        (Text((SITE, "/", SITE)), Text((SITE, "/", ROOM)), None),
        (Text((SITE, "/", SITE)), "a/b", None),
        (Text((SITE, "/", ROOM)), Text((ROOM, "/", SITE)), None),
        (Text((SITE, "-", ROOM)), "a", False),
        (Text(("*", SITE, "*")), Text(("a", SITE, "b")), True),
        ("aa", Text(("a", SITE, "b")), False),
        (Text(("aab", SITE)), "ab", False),
        (Text(("aa?", SITE)), "aab", None),
    ],
)
def test_more_than_one_hole(pattern, subject, expected):
    truth = match(wildcards(pattern), subject)
    assert (None if isinstance(truth, Unknown) else truth) is expected


def test_the_pattern_s_own_hole_is_named_before_the_subject_s():
    here, there = Span("main.tf", 1, 1), Span("main.tf", 2, 2)
    mine, yours = Hole("var.mine", span=here), Hole("var.yours", reason="is secret", span=there)
    for first, second, reason in ((mine, yours, "is not known"), (yours, mine, "is secret")):
        truth = match(wildcards(Text((first, "a"))), Text((second, "a")))
        assert (truth.expression, truth.reason, truth.span) == (
            first.expression,
            reason,
            first.span,
        )
    assert match(wildcards("a"), Text((SITE,))).reason == "is not known"


def test_repeated_letters_are_counted():
    assert match(wildcards("aa*bb??"), "aabbcc") is True
    assert match(wildcards("aa*bb??"), "abbcc") is False
    assert match(wildcards("a??b"), "a12b") is True
    assert match(wildcards("a??b"), "a1b") is False
    assert match(wildcards("???"), "abc") is True


texts = st.text(alphabet="ab", max_size=5)
patterns = st.text(alphabet="ab*?", max_size=6)


def slowly_matches(pattern: str, subject: str) -> bool:
    if not pattern:
        return not subject
    if pattern[0] == "*":
        return any(slowly_matches(pattern[1:], subject[at:]) for at in range(len(subject) + 1))
    return (
        bool(subject)
        and pattern[0] in ("?", subject[0])
        and slowly_matches(pattern[1:], subject[1:])
    )


@given(patterns, texts)
def test_matching_is_trying_everything(pattern: str, subject: str):
    assert match(wildcards(pattern), subject) is slowly_matches(pattern, subject)


ALL = ["".join(letters) for n in range(6) for letters in product("ab", repeat=n)]


@given(st.text(alphabet="ab*?", max_size=4), st.text(alphabet="ab*?", max_size=4))
def test_two_patterns_meet_if_some_text_fits_both(left: str, right: str):
    common = any(slowly_matches(left, one) and slowly_matches(right, one) for one in ALL)
    # Texts longer than both patterns together prove nothing new.
    if len(left) + len(right) <= 5 or common:
        assert may_meet(wildcards(left), wildcards(right)) is common


@given(texts, texts, texts)
def test_a_hole_is_any_text_but_always_the_same(before: str, behind: str, filling: str):
    pattern = wildcards(Text(tuple(p for p in (before, SITE, behind) if p)))
    truth = match(pattern, before + filling + behind)
    assert isinstance(truth, Unknown)


def test_thousands_of_holes():
    holes = tuple(Hole(f"var.x{n}") for n in range(2049))
    assert match(wildcards(Text(holes)), Text(holes)) is True
    assert isinstance(match(wildcards(Text(holes)), Text(holes[1:])), Unknown)
    assert match(wildcards(Text((*holes, "a"))), "b") is False
    assert match(wildcards(Text(holes[:1] * 3000)), Text(holes[:1] * 3000)) is True


def test_long_texts_are_decided():
    long = "a" * 5000
    assert match(wildcards(Text((long, SITE))), "b" * 5000) is False
    assert isinstance(match(wildcards(Text((long, SITE))), long), Unknown)
    assert may_meet(wildcards(f"{long}*"), wildcards("b" * 5000)) is False
    assert may_meet(wildcards(f"{long}*"), wildcards(f"*{long}")) is True


def test_a_question_mark_is_no_hole_even_beside_a_star():
    # The hole may be empty.
    for pattern in ("?*", "*?", "a?*"):
        assert isinstance(
            match(wildcards(pattern), Text(("a", SITE)[pattern[0] != "a" :])), Unknown
        )
