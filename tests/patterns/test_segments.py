"""What stands between the ``*`` of a pattern, against plain text."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.segments import fits, segment


@pytest.mark.parametrize(
    ("pieces", "text", "fit"),
    [
        ([["abc"]], "abc", True),
        ([["abc"]], "abcd", False),
        ([["abc"]], "xabc", False),
        ([[]], "", True),
        ([[]], "a", False),
        ([["a"], ["b"]], "ab", True),
        ([["a"], ["b"]], "a-b", True),
        ([["a"], ["b"]], "a-c", False),
        ([["a"], ["b"]], "x-b", False),
        # The end may not use what the beginning has used.
        ([["ab"], ["bc"]], "abc", False),
        ([["ab"], ["bc"]], "abbc", True),
        ([["a"], ["b"], ["c"]], "a1b2c", True),
        ([["a"], ["b"], ["c"]], "acb", False),
        ([["a"], ["b"], ["c"]], "abc", True),
        ([["a"], ["ab"], ["b"]], "aab", False),
        ([["a"], ["ab"], ["b"]], "aabb", True),
        ([[], ["x"], []], "--x--", True),
        ([[], ["x"], []], "----", False),
        ([["a", 1, "c"]], "abc", True),
        ([["a", 2, "c"]], "abc", False),
        ([["a", 2], ["z"]], "abcz", True),
        ([["a"], [2]], "ab", False),
        ([["a"], [2]], "abc", True),
        ([["."]], "x", False),
        ([["a"], ["b"]], "a\nb", True),
    ],
)
def test_texts_with_anything_between_them(pieces: list[list[str | int]], text: str, fit: bool):
    assert fits(tuple(map(segment, pieces)), text) is fit


def test_a_single_character_may_be_limited():
    no_slash = segment(["v", frozenset("/")])
    assert fits((no_slash,), "v1")
    assert not fits((no_slash,), "v/")
    assert no_slash[1] == 2
