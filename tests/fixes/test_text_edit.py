"""Edits of a text do not meet, or are refused."""

from __future__ import annotations

import pytest

from checkov_aws_iot.fixes.text_edit import EditConflictError, TextEdit, patched


def edit(start: int, end: int, text: str = "x", file: str = "f", declares: str = "") -> TextEdit:
    return TextEdit(file, start, end, text, declares)


def test_offsets_are_those_of_the_text_before_any_edit():
    assert (
        patched("0123456789", [edit(8, 9, ""), edit(0, 2, "ab c"), edit(4, 4, "|")])
        == "ab c23|45679"
    )


def test_the_same_edit_twice_is_one():
    assert patched("0123", [edit(1, 2), edit(1, 2)]) == "0x23"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (edit(0, 4), edit(3, 5)),
        (edit(0, 4), edit(1, 2)),
        (edit(2, 2, "a"), edit(2, 2, "b")),
        (edit(2, 2, "a"), edit(2, 3, "b")),
    ],
)
def test_two_at_one_place_are_refused(first, second):
    assert first.meets(second)
    assert second.meets(first)
    with pytest.raises(EditConflictError):
        patched("0123456789", [first, second])


@pytest.mark.parametrize(
    ("first", "second"),
    [(edit(0, 2), edit(2, 4)), (edit(0, 4), edit(0, 4, file="g")), (edit(0, 2), edit(3, 3))],
)
def test_two_beside_each_other_are_not(first, second):
    assert not first.meets(second)
    assert not second.meets(first)


def test_what_may_be_declared_once_meets_itself_in_other_files():
    assert edit(0, 0, declares="a").meets(edit(9, 9, file="g", declares="a"))
    assert not edit(0, 0, declares="a").meets(edit(9, 9, file="g", declares="b"))
