"""Every operator against present, absent and unknown keys."""

from __future__ import annotations

import pytest

from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds, conditions_hold
from checkov_aws_iot.policies.authoriser.request_context import request_context
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

UNKNOWN = "unknown"
ABSENT_KEY = "absent"
ARN = "arn:aws:iot:us-east-1:123456789012:rule/alarm"


def conditions(written):
    statement = Mapping({"Effect": "Allow", "Condition": written})
    return read_document(Mapping({"Statement": statement})).statements[0].conditions


def answer(operator, values, given, variables=None, key="aws:SourceArn"):
    """What the condition says; ``given`` is a value, a tuple of values, or ABSENT_KEY."""
    (condition,) = conditions(Mapping({operator: Mapping({key: values})}))
    context = request_context(() if given is ABSENT_KEY else ((key, given),))
    truth = condition_holds(condition, context, variables)
    return UNKNOWN if isinstance(truth, Unknown) else truth


@pytest.mark.parametrize(
    ("operator", "values", "given", "expected"),
    [
        # IAM guide: text is compared exactly, wildcards are text.
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", "a*", "a*", True),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", [], "b", False),
        ("StringEquals", "a", ABSENT_KEY, False),
        ("StringNotEquals", "a", "b", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", "a", ABSENT_KEY, True),
        ("StringEqualsIgnoreCase", "ABC", "abc", True),
        ("StringNotEqualsIgnoreCase", "ABC", "abc", False),
        ("stringequals", "a", "a", True),
        ("STRINGLIKE", "a*", "ab", True),
        ("StringLike", "a?c*", "abcd", True),
        ("StringLike", "a?c", "ac", False),
        ("StringLike", "A*", "abc", False),
        ("StringLike", "*", ABSENT_KEY, False),
        # "*" crosses colons in StringLike, in the ARN operators only behind the fifth.
        ("StringLike", "arn:aws:iot:*:alarm", "arn:aws:iot:us-east-1:1:rule:alarm", True),
        ("StringNotLike", "a*", "abc", False),
        ("StringNotLike", "a*", ABSENT_KEY, True),
        ("ArnLike", ARN, ARN, True),
        ("ArnEquals", "arn:aws:iot:*:123456789012:*", ARN, True),
        ("ArnLike", "arn:aws:iot:us-east-1:123456789012:*", ARN + ":more", True),
        ("ArnLike", "arn:aws:iot:*", ARN, False),
        ("ArnLike", "arn:*:rule/alarm", ARN, False),
        ("ArnLike", "arn:aws:*:*:*", ARN, False),
        ("ArnLike", "arn:aws:*:*:*:*", ARN, True),
        ("ArnLike", "*", ARN, True),
        ("ArnLike", "*", ABSENT_KEY, False),
        ("ArnLike", ARN, "no arn", False),
        ("ArnNotLike", ARN, ARN, False),
        ("ArnNotEquals", ARN, ABSENT_KEY, True),
        ("Bool", "true", "true", True),
        ("Bool", True, "true", True),
        ("Bool", ["TRUE"], "true", True),
        ("Bool", "false", "true", False),
        ("Bool", "true", ABSENT_KEY, False),
        ("BinaryEquals", "QUJD", "QUJD", True),
        ("BinaryEquals", "QUJD", "qujd", False),
        ("NumericEquals", 10, "10.0", True),
        ("NumericEquals", "10", "11", False),
        ("NumericNotEquals", "10", "11", True),
        ("NumericNotEquals", "10", ABSENT_KEY, True),
        ("NumericLessThan", "10", "9", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", "10", "9", False),
        ("NumericGreaterThanEquals", "10", "10", True),
        ("NumericLessThan", "ten", "9", False),
        ("NumericLessThan", "9" * 5000, "9", False),
        ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
        ("DateGreaterThan", "2026-01-01", "2026-01-01T00:00:01Z", True),
        ("DateEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", True),
        ("DateEquals", "1767225600", "2026-01-01T00:00:00Z", True),
        ("DateNotEquals", "2026-01-01", "2026-01-02", True),
        ("DateLessThanEquals", "2026-13-01", "2026-01-01", False),
        ("DateGreaterThanEquals", "2026-01-01", "2026-01-01", True),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", True),
        ("IpAddress", "10.1.2.3", "10.1.2.3", True),
        ("IpAddress", ["192.0.2.0/24", "10.0.0.0/8"], "11.0.0.1", False),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
        ("IpAddress", "2001:db8::/32", "10.0.0.1", False),
        ("IpAddress", "not an address", "10.0.0.1", False),
        ("NotIpAddress", "10.0.0.0/8", "10.1.2.3", False),
        ("NotIpAddress", "10.0.0.0/8", ABSENT_KEY, True),
        ("Null", "true", ABSENT_KEY, True),
        ("Null", "false", ABSENT_KEY, False),
        ("Null", "false", "x", True),
        ("Null", True, "x", False),
        ("StringEqualsIfExists", "a", ABSENT_KEY, True),
        ("StringEqualsIfExists", "a", "b", False),
        ("StringNotEqualsIfExists", "a", ABSENT_KEY, True),
        ("BoolIfExists", "true", ABSENT_KEY, True),
        ("BoolIfExists", "true", "false", False),
        ("ArnLikeIfExists", ARN, ABSENT_KEY, True),
        ("ForAllValues:StringEquals", ["a", "b"], ("a", "b"), True),
        ("ForAllValues:StringEquals", ["a"], ("a", "b"), False),
        ("ForAllValues:StringEquals", ["a"], (), True),
        ("ForAllValues:StringEquals", "a", ABSENT_KEY, True),
        ("ForAllValues:StringEquals", [], ABSENT_KEY, True),
        ("ForAllValues:StringEquals", [], ("a",), False),
        ("ForAllValues:StringNotEquals", ["a"], ("b", "c"), True),
        ("ForAllValues:StringNotEquals", ["a"], ("a", "c"), False),
        ("ForAnyValue:StringEquals", ["a"], ("a", "b"), True),
        ("ForAnyValue:StringEquals", ["a"], ("b", "c"), False),
        ("ForAnyValue:StringEquals", ["a"], ABSENT_KEY, False),
        ("ForAnyValue:StringEqualsIfExists", ["a"], ABSENT_KEY, True),
        ("ForAnyValue:StringNotEquals", ["a"], ABSENT_KEY, False),
        ("ForAnyValue:StringNotEquals", ["a"], ("a", "b"), True),
        ("ForAnyValue:StringLike", "o-1/r-*", ("o-1/r-2/ou",), True),
        ("forallvalues:stringlike", "a*", ("b",), False),
        ("NoSuchOperator", "a", "a", UNKNOWN),
    ],
)
def test_the_operators(operator, values, given, expected):
    values = Sequence(values) if isinstance(values, list) else values
    assert answer(operator, values, given) is expected


HOLE = Hole("var.account")
ELSEWHERE = Unknown("has no default", "var.x")


@pytest.mark.parametrize(
    ("operator", "values", "given", "expected"),
    [
        ("StringEquals", Sequence([ELSEWHERE]), "a", UNKNOWN),
        ("StringEquals", Sequence([ELSEWHERE, "a"]), "a", True),
        ("StringNotEquals", Sequence([ELSEWHERE, "a"]), "a", False),
        ("StringEquals", Sequence([ELSEWHERE]), ABSENT_KEY, False),
        ("StringEquals", Text(("x-", HOLE)), "a", False),
        ("StringEquals", Text(("x-", HOLE)), "x-1", UNKNOWN),
        ("StringEquals", Text(("x-", HOLE)), (Text(("x-", HOLE)),), True),
        ("ArnLike", Text(("arn:aws:iot:*:", HOLE, ":*")), ARN, UNKNOWN),
        ("ArnLike", Text(("arn:aws:sns:*:", HOLE, ":*")), ARN, False),
        ("NumericEquals", Text(("1", HOLE)), "1", UNKNOWN),
        ("Null", ELSEWHERE, "a", UNKNOWN),
        ("Null", Text(("x", HOLE)), "a", UNKNOWN),
        ("StringEquals", "a", Unknown("is not known"), UNKNOWN),
        ("StringLike", "*", Unknown("is not known"), UNKNOWN),
        ("StringLikeIfExists", "*", Unknown("is not known"), True),
        ("StringLike", "*", (Unknown("is not known"),), True),
        ("StringLike", "a*", (Unknown("is not known"),), UNKNOWN),
        ("Null", "true", Unknown("is not known"), UNKNOWN),
        ("Null", "true", (Unknown("is not known"),), False),
    ],
)
def test_what_is_not_known_stays_not_known_only_where_it_decides(operator, values, given, expected):
    assert answer(operator, values, given) is expected


@pytest.mark.parametrize(
    ("operator", "value", "variables", "expected"),
    [
        ("StringEquals", "${iot:ClientId}", {"iot:clientid": "a"}, True),
        ("StringEquals", "${IOT:clientid}", {"iot:clientid": "a"}, True),
        ("StringEquals", "${iot:ClientId}", {}, False),
        ("StringNotEquals", "${iot:ClientId}", {}, True),
        ("StringEquals", "${iot:ClientId}", None, False),
        ("StringEquals", "${aws:username, 'a'}", {}, True),
        ("StringEquals", "${iot:ClientId}", {"iot:clientid": Unknown("is not known")}, UNKNOWN),
        ("StringLike", "${iot:ClientId}*", {"iot:clientid": "a"}, True),
        ("StringLike", "${*}", {}, False),
    ],
)
def test_policy_variables_in_values(operator, value, variables, expected):
    assert answer(operator, value, "a", variables) is expected


def test_an_attribute_with_wildcards_is_not_substituted():
    name = "iot:Certificate.Subject.CommonName"
    assert answer("StringLike", f"${{{name}}}", "*", {name.lower(): "*"}) is False
    assert answer("StringEquals", f"${{{name}}}", "a+", {name.lower(): "a+"}) is False


def test_a_client_id_with_wildcards_is_substituted_as_it_is():
    assert answer("StringLike", "${iot:ClientId}", "*", {"iot:clientid": "*"}) is True
    assert answer("StringLike", "${iot:ClientId}", "a", {"iot:clientid": "*"}) is False
    assert answer("StringEquals", "${iot:ClientId}", "a+", {"iot:clientid": "a+"}) is True


def test_an_escaped_star_is_a_star():
    assert answer("StringLike", "${*}", "*", {}) is True
    assert answer("StringEquals", "a${?}", "a?", {}) is True


def test_without_variables_in_the_document_the_text_is_literal():
    assert answer("StringEquals", "${iot:ClientId}", "${iot:ClientId}", None) is True


def test_keys_are_found_in_any_case():
    (condition,) = conditions(Mapping({"ArnLike": Mapping({"AWS:SourceArn": ARN})}))
    assert condition_holds(condition, request_context((("aws:sourcearn", ARN),))) is True


def test_all_conditions_of_a_statement_must_hold():
    two = conditions(
        Mapping(
            {
                "StringEquals": Mapping({"aws:SourceAccount": "1", "aws:SourceOrgID": "o"}),
            }
        )
    )
    one_of_two = request_context((("aws:SourceAccount", "1"),))
    both = request_context((("aws:SourceAccount", "1"), ("aws:SourceOrgID", "o")))
    assert conditions_hold(two, one_of_two) is False
    assert conditions_hold(two, both) is True
    assert conditions_hold((), one_of_two) is True


@pytest.mark.parametrize(
    ("operator", "value", "given", "expected"),
    [
        ("NumericEquals", "+10", "10", True),
        ("NumericEquals", "-1.5", "-1.50", True),
        ("NumericEquals", "1e3", "1000", False),
        ("NumericEquals", " 10 ", "10", True),
        ("NumericLessThan", "-1", "-2", True),
        ("NumericLessThanEquals", "10", "11", False),
        ("NumericGreaterThan", "10", "10", False),
        ("NumericGreaterThan", "10", "11", True),
        ("NumericGreaterThanEquals", "10", "9", False),
        ("DateEquals", "2026-01-01T00:00Z", "2026-01-01", True),
        ("DateEquals", "2026-01-01T00:00:00.500Z", "2026-01-01", True),
        ("DateEquals", "2025-12-31T22:30:00-01:30", "2026-01-01", True),
        ("DateEquals", "2026-01-01T01:30:00+0130", "2026-01-01", True),
        ("DateEquals", "2026-01-01T00:00:01", "2026-01-01T00:00:01Z", True),
        ("DateEquals", "2026-01-01T00:01:00Z", "2026-01-01", False),
        ("DateEquals", "2026-01-01T01:00:00Z", "2026-01-01", False),
        ("DateEquals", "2026-02-30", "2026-03-02", False),
        ("DateEquals", "0001-01-01T00:00:00+10:00", "2026-01-01", False),
        ("DateEquals", "1st of May", "1st of May", False),
        ("DateLessThan", "1767225600", "1767225599", True),
        ("DateGreaterThan", "2026-01-01", "2025-12-31", False),
        ("IpAddress", "10.0.0.1/8", "10.9.9.9", True),
        ("IpAddress", "10.0.0.0/8", "no address", False),
        ("NotIpAddress", "10.0.0.0/8", "11.0.0.1", True),
        ("NotIpAddress", "nonsense", "11.0.0.1", True),
        ("Null", "TRUE", ABSENT_KEY, True),
        ("Null", "maybe", "x", False),
        ("Null", "maybe", ABSENT_KEY, False),
    ],
)
def test_numbers_dates_and_addresses(operator, value, given, expected):
    assert answer(operator, value, given) is expected


@pytest.mark.parametrize(
    ("operator", "values", "given", "expected"),
    [
        # Who has several values where one was expected: one that matches is enough.
        ("StringEquals", "a", ("b", "a"), True),
        ("StringNotEquals", "a", ("b", "a"), False),
        ("StringNotEquals", "a", ("b", "c"), True),
        ("StringEquals", "a", ("b", ELSEWHERE), UNKNOWN),
        ("StringEquals", "a", ("a", ELSEWHERE), True),
        ("StringLike", "*", (ELSEWHERE,), True),
        ("StringNotLike", "*", (ELSEWHERE,), False),
        ("ArnLike", "*", (ELSEWHERE,), True),
        ("StringEquals", "*", (ELSEWHERE,), UNKNOWN),
        ("StringLike", "a*", (ELSEWHERE,), UNKNOWN),
        ("Bool", "*", (ELSEWHERE,), UNKNOWN),
        ("ForAllValues:StringEquals", "a", ("b", ELSEWHERE), False),
        ("ForAnyValue:StringEquals", "a", ("a", ELSEWHERE), True),
        # Whether the key is there is not known, and would not decide.
        ("StringLikeIfExists", "*", ELSEWHERE, True),
        ("StringLike", "*", ELSEWHERE, UNKNOWN),
        ("StringNotLike", "*", ELSEWHERE, UNKNOWN),
        ("Null", "true", ELSEWHERE, UNKNOWN),
        ("Null", ELSEWHERE, "a", UNKNOWN),
        ("Null", Text((HOLE,)), "a", UNKNOWN),
        ("Null", Text(("a", HOLE)), "a", UNKNOWN),
        ("Bool", Text(("a", HOLE)), "a", UNKNOWN),
        ("Bool", "a", (Text(("a", HOLE)),), UNKNOWN),
        ("StringEqualsIgnoreCase", Text(("A", HOLE)), (Text(("a", HOLE)),), True),
        ("StringEqualsIgnoreCase", Text(("A", HOLE)), "b", False),
        ("StringEquals", Text(("A", HOLE)), (Text(("a", HOLE)),), False),
        ("ArnLike", Text((HOLE, ":x")), "no arn", False),
    ],
)
def test_several_and_unknown_values(operator, values, given, expected):
    assert answer(operator, values, given) is expected


def test_which_part_is_not_known_is_said():
    (condition,) = conditions(Mapping({"Bool": Mapping({"k": Text(("a", HOLE))})}))
    truth = condition_holds(condition, request_context((("k", "a"),)))
    assert (truth.reason, truth.expression) == ("is not known", "var.account")
    reasoned = Hole("var.account", reason="has no default")
    (condition,) = conditions(Mapping({"Bool": Mapping({"k": Text(("a", reasoned))})}))
    assert condition_holds(condition, request_context((("k", "a"),))).reason == "has no default"


@pytest.mark.parametrize(
    ("operator", "value", "given", "expected"),
    [
        ("StringEquals", "${v}", "abc", True),
        ("StringEquals", "x${v}", "xabc", True),
        ("StringEqualsIgnoreCase", "${V}", "ABC", True),
        ("StringEquals", "${none}", "abc", False),
        ("StringEqualsIgnoreCase", "${none}", "abc", False),
        ("StringEquals", "${none, 'd'}", "d", True),
        ("StringEquals", "${open}", "abc", UNKNOWN),
        ("StringEqualsIgnoreCase", "${open}", "abc", UNKNOWN),
        ("StringLike", "${open}", "abc", UNKNOWN),
        ("StringEquals", "${*}", "*", True),
        ("StringEquals", "${iot:Certificate.Issuer.Title}", "*", False),
        ("StringEquals", Text(("${v}", HOLE)), "x", False),
        ("StringEquals", Text(("${v}", HOLE)), "abcd", UNKNOWN),
        ("ArnLike", "arn:aws:iot:r:1:${v}", "arn:aws:iot:r:1:abc", True),
        ("ArnLike", "arn:aws:iot:r:1:${open}", "arn:aws:iot:r:1:abc", UNKNOWN),
        ("ArnLike", "arn:aws:iot:r:2:${open}", "arn:aws:iot:r:1:abc", False),
    ],
)
def test_variables_in_every_kind_of_text(operator, value, given, expected):
    values = {"v": "abc", "iot:certificate.issuer.title": "*", "open": ELSEWHERE}
    assert answer(operator, value, given, values) is expected
