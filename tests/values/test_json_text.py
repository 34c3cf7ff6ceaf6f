"""JSON text of which parts are not known."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkov_aws_iot.values.json_text import MOST_NESTED, JsonLimitError, JsonTextError, parse_json
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

HOLE = Hole("var.x", reason="has no default")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_agrees_with_the_standard_library(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert parse_json(text) == json.loads(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers(number: float) -> None:
    parsed = parse_json(json.dumps(number))
    assert math.isclose(float(str(parsed)), number, rel_tol=1e-15)


def strict(text: str) -> object:
    """What the standard library reads, without the constants that are not JSON."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text.removeprefix("\ufeff"), parse_constant=refuse, parse_float=Decimal)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_that_is_not_json_is_an_error_and_nothing_else(text: str) -> None:
    try:
        parsed = parse_json(text)
    except JsonTextError:
        with pytest.raises(ValueError):
            strict(text)
    else:
        assert parsed == strict(text)


def test_a_hole_inside_a_string_stays_a_hole_of_that_string() -> None:
    text = join_text(['{"a": "x/', HOLE, '\\n/y", "b": 1}'])
    assert parse_json(text) == {"a": Text(("x/", HOLE, "\n/y")), "b": 1}


def test_a_hole_that_stands_for_a_whole_value_is_unknown() -> None:
    assert parse_json(join_text(['{"a": ', HOLE, "}"])) == {"a": Unknown("has no default", "var.x")}


def test_a_hole_can_be_part_of_a_key() -> None:
    assert parse_json(join_text(['{"a-', HOLE, '": 1}'])) == {"a-${var.x}": 1}


def test_an_escape_that_ends_in_a_hole_is_an_error() -> None:
    with pytest.raises(JsonTextError):
        parse_json(join_text(['{"a": "\\', HOLE, '"}']))


def test_lists_and_mappings_know_their_lines() -> None:
    parsed = parse_json('{\n"a": [\n1,\n2]\n}', "policy.json", 10)
    assert isinstance(parsed, Mapping)
    assert parsed.span == Span("policy.json", 10, 14)
    inner = parsed["a"]
    assert isinstance(inner, Sequence)
    assert inner.span == Span("policy.json", 11, 13)


def test_of_duplicate_keys_the_last_one_holds() -> None:
    assert parse_json('{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', 'a comma before "}" (line 1, column 8)'),
        ("[1, 2,\n]", 'a comma before "]" (line 1, column 6)'),
        ('{\n  // why\n  "a": 1}', "a key in double quotes is expected (line 2, column 3)"),
        ("{'a': 1}", "a key in double quotes is expected (line 1, column 2)"),
        ('{"a" 1}', '":" is expected (line 1, column 6)'),
        ('{"a": 1 "b": 2}', '"," or "}" is expected (line 1, column 9)'),
        ("", "the text ends where a value is expected (line 1, column 1)"),
        ('{"a": 1} x', "there is more text behind the end of the document (line 1, column 10)"),
        ('"\n"', "invalid control character (line 1, column 1)"),
        ("[/* why */ 1]", "a comment, which JSON does not have (line 1, column 2)"),
        ("1" * 500, "a number of more than 400 digits (line 1, column 1)"),
        ("\ud800", "holds half of a surrogate pair"),
    ],
)
def test_errors_say_what_and_where(text: str, message: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        parse_json(text)
    assert str(caught.value) == message


def test_deep_nesting_is_an_error() -> None:
    assert parse_json("[" * MOST_NESTED + "]" * MOST_NESTED)
    with pytest.raises(JsonTextError):
        parse_json("[" * 100_000)


def test_half_of_a_surrogate_pair_is_the_replacement_character() -> None:
    r"""As in Go, which reads what Terraform and AWS read: ``\ud800`` cannot be written anywhere."""
    assert parse_json(r'["\ud800", "a\udc00b", "\ud83d\ude00"]') == [
        "\ufffd",
        "a\ufffdb",
        "\U0001f600",
    ]
    assert parse_json(join_text([r'"\ud800', HOLE, '"'])) == Text(("\ufffd", HOLE))


@pytest.mark.parametrize(
    "text", ["1e" + "9" * 30, "1e-" + "9" * 30, "1e999999999", "0." + "1" * 6_000, "9" * 6_000]
)
def test_a_number_that_nobody_can_write_is_a_limit_not_a_mistake(text: str) -> None:
    with pytest.raises(JsonLimitError, match="a number of more than 400 digits"):
        parse_json(text)


def test_nothing_is_nothing_whatever_its_exponent() -> None:
    assert parse_json("0e999") == 0
