"""Places in a text, as editors count them and as the engine does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.editing.text_lines import UTF_8, UTF_16, UTF_32, TextLines
from checkov_aws_iot.positions.text_range import range_in
from checkov_aws_iot.terraform.syntax.syntax_tree import Source

TEXTS = st.text(st.sampled_from("ab\n\ré🔑\u2028\x0b"), max_size=30)
ENCODINGS = st.sampled_from((UTF_8, UTF_16, UTF_32))


@given(TEXTS, ENCODINGS, st.data())
def test_a_place_leads_back_to_its_offset(text: str, encoding: str, data: st.DataObject):
    offset = data.draw(st.integers(0, len(text)))
    lines = TextLines(text)
    if text[offset - 1 : offset + 1] != "\r\n":
        assert lines.offset(lines.place(offset, encoding), encoding) == offset


@given(TEXTS, st.data())
def test_a_range_of_the_engine_is_the_offsets_that_it_was_made_of(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    where = range_in(Source(text, "main.tf"), start, end)
    assert TextLines(text).offsets(where) == (start, end)


@given(TEXTS, TEXTS, ENCODINGS, st.data())
def test_a_change_is_made_where_it_was_meant(
    text: str, new: str, encoding: str, data: st.DataObject
):
    lines = TextLines(text)
    first, last = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(text))])))
    if any(text[at - 1 : at + 1] == "\r\n" for at in (first, last)):
        return
    places = [lines.place(at, encoding) for at in (first, last)]
    assert lines.changed(*places, new, encoding).text == text[:first] + new + text[last:]


@pytest.mark.parametrize(
    ("place", "encoding", "offset"),
    [
        ((0, 2), UTF_16, 1),
        ((0, 1), UTF_16, 0),  # half of a character
        ((0, 4), UTF_8, 1),
        ((0, 99), UTF_16, 2),
        ((99, 0), UTF_16, 5),
    ],
)
def test_what_lies_behind_the_text_is_its_end(place: tuple[int, int], encoding: str, offset: int):
    assert TextLines("🔑a\nbc").offset(place, encoding) == offset
