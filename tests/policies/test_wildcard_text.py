"""One pattern against one text."""

from __future__ import annotations

import time

import pytest

from checkov_aws_iot.policies.wildcard_text import could_meet, wildcard_text
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
