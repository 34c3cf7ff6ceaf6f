"""Edits one after the other are edits of the first text."""

from __future__ import annotations

from random import Random

import pytest

from checkov_aws_iot.fixes.history import FileHistory, edits_by_number
from checkov_aws_iot.fixes.text_edit import TextEdit, patched

TEXT = "one\ntwo\nthree\n"


def applied(*rounds: list[tuple[int, int, str]]) -> FileHistory:
    history = FileHistory("f", TEXT)
    number = 0
    for edits in rounds:
        fixes = []
        for start, end, text in edits:
            fixes.append((number, [TextEdit("f", start, end, text)]))
            number += 1
        history.apply(edits_by_number(fixes))
    return history


def said(history: FileHistory) -> list[tuple[int, int, str, list[int]]]:
    return [(o.edit.start, o.edit.end, o.edit.text, sorted(o.numbers)) for o in history.edits()]


def test_edits_of_one_round_stay_as_they_are():
    history = applied([(0, 3, "1"), (4, 7, "2")])
    assert said(history) == [(0, 3, "1", [0]), (4, 7, "2", [1])]


def test_an_edit_in_what_was_inserted_is_a_part_of_it():
    history = applied([(0, 3, "new")], [(1, 2, "E")])
    assert said(history) == [(0, 3, "nEw", [0, 1])]


def test_what_is_put_back_is_no_edit():
    assert said(applied([(0, 3, "x")], [(0, 1, "one")])) == []


def test_what_is_taken_away_is_remembered():
    assert said(applied([(0, 4, "")], [(4, 9, "")])) == [(0, 4, "", [0]), (8, 13, "", [1])]


def test_one_edit_may_belong_to_several_fixes():
    edit = TextEdit("f", 14, 14, "four\n")
    history = FileHistory("f", TEXT)
    history.apply(edits_by_number([(0, [edit]), (3, [edit])]))
    assert said(history) == [(14, 14, "four\n", [0, 3])]


def test_lines_are_those_of_the_first_text():
    history = applied([(4, 4, "a\nb\n")])
    assert [history.first_line(line) for line in range(1, 6)] == [1, 2, 2, 2, 3]
    assert applied([(0, 8, "")]).first_line(1) == 3


@pytest.mark.parametrize("seed", range(200))
def test_the_edits_make_the_last_text_of_the_first(seed):
    chance = Random(seed)
    history, text = FileHistory("f", TEXT), TEXT
    for _ in range(chance.randint(1, 4)):
        places = sorted(chance.randint(0, len(text)) for _ in range(4))
        edits = [
            TextEdit("f", start, end, "".join(chance.choices("xy\n", k=chance.randint(0, 3))))
            for start, end in (places[:2], places[2:])
        ]
        edits = edits[:1] if edits[0].meets(edits[1]) or edits[0].end == edits[1].start else edits
        history.apply(edits_by_number(list(enumerate([edit] for edit in edits))))
        text = patched(text, edits)
    assert history.text == text
    assert patched(TEXT, [numbered.edit for numbered in history.edits()]) == text
