"""Text of scanned files in lines that are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.values.one_line import one_line


@given(st.text(st.characters(exclude_categories=())))
def test_it_is_a_line_that_can_be_written(text: str) -> None:
    line = one_line(f'"{text}"')
    assert line.isprintable()
    assert line.splitlines() == [line]
    assert line.encode().decode() == line


@pytest.mark.parametrize(
    "text", ["", "plain", "größer 日本 \U0001f600", r"a\nb", '"${iot:ClientId}"']
)
def test_what_is_printable_stays(text: str) -> None:
    assert one_line(text) == text


def test_a_finding_is_one_line_whatever_the_names_in_it() -> None:
    finding = Finding('Statement[0] "a\nb": \x1b[31mred \ud800 \u2028 \u202e')
    assert str(finding) == r'Statement[0] "a\nb": \x1b[31mred \ud800 \u2028 \u202e'
