"""One pattern against one text."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.policies.model.wildcard_text import could_meet, wildcard_text
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
    assert wildcard_text(pattern).matches(subject) is expected


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
    truth = wildcard_text(pattern).matches(subject)
    if expected is None:
        assert isinstance(truth, Unknown)
    else:
        assert truth is expected


def test_the_unknown_says_which_hole():
    truth = wildcard_text(Text(("a", ROOM))).matches("ab")
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
    assert could_meet(wildcard_text(left), wildcard_text(right)) is expected
    assert could_meet(wildcard_text(right), wildcard_text(left)) is expected


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
    assert wildcard_text(pattern).matches(subject) is False
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
    truth = wildcard_text(pattern).matches(subject)
    assert (None if isinstance(truth, Unknown) else truth) is expected


def test_the_pattern_s_own_hole_is_named_before_the_subject_s():
    here, there = Span("main.tf", 1, 1), Span("main.tf", 2, 2)
    mine, yours = Hole("var.mine", span=here), Hole("var.yours", reason="is secret", span=there)
    for first, second, reason in ((mine, yours, "is not known"), (yours, mine, "is secret")):
        truth = wildcard_text(Text((first, "a"))).matches(Text((second, "a")))
        assert (truth.expression, truth.reason, truth.span) == (
            first.expression,
            reason,
            first.span,
        )
    assert wildcard_text("a").matches(Text((SITE,))).reason == "is not known"


def test_repeated_letters_are_counted():
    assert wildcard_text("aa*bb??").matches("aabbcc") is True
    assert wildcard_text("aa*bb??").matches("abbcc") is False
    assert wildcard_text("a??b").matches("a12b") is True
    assert wildcard_text("a??b").matches("a1b") is False
    assert wildcard_text("???").matches("abc") is True


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
    assert wildcard_text(pattern).matches(subject) is slowly_matches(pattern, subject)


ALL = ["".join(letters) for n in range(6) for letters in product("ab", repeat=n)]


@given(st.text(alphabet="ab*?", max_size=4), st.text(alphabet="ab*?", max_size=4))
def test_two_patterns_meet_if_some_text_fits_both(left: str, right: str):
    common = any(slowly_matches(left, one) and slowly_matches(right, one) for one in ALL)
    # Texts longer than both patterns together prove nothing new.
    if len(left) + len(right) <= 5 or common:
        assert could_meet(wildcard_text(left), wildcard_text(right)) is common


@given(texts, texts, texts)
def test_a_hole_is_any_text_but_always_the_same(before: str, behind: str, filling: str):
    pattern = wildcard_text(Text(tuple(p for p in (before, SITE, behind) if p)))
    truth = pattern.matches(before + filling + behind)
    assert isinstance(truth, Unknown)


def test_more_holes_than_there_are_marks_for():
    holes = tuple(Hole(f"var.x{n}") for n in range(2049))
    assert wildcard_text(Text(holes[:-1])).matches(Text(holes[:-1])) is True
    answer = wildcard_text(Text(holes)).matches(Text(holes))
    assert answer == Unknown("has too many unknown parts to be matched")
    assert wildcard_text(Text(holes[:1] * 3000)).matches(Text(holes[:1] * 3000)) is True


def test_what_takes_too_long_to_find_out_may_be():
    long = "a" * 500
    for length, expected in ((390, False), (500, None)):
        truth = wildcard_text(Text((long, SITE))).matches("b" * length)
        assert (None if isinstance(truth, Unknown) else truth) is expected
    assert could_meet(wildcard_text(long + "*"), wildcard_text("b" * 500)) is True
    assert could_meet(wildcard_text(long[:99] + "*"), wildcard_text("b" * 500)) is False
