"""Conditions on the source of a call, and what their values name."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, UNKNOWN, statement, text

from checkov_aws_iot.policies.questions.callers.source_conditions import (
    Caller,
    OwnNames,
    is_account_id,
    is_source_key,
    own_names,
    unnamed_account,
    without_holes,
)
from checkov_aws_iot.values.unknown import Unknown

ME, OTHER = "123456789012", "111122223333"
ACCOUNT_KEY, ARN_KEY = "aws:SourceAccount", "aws:SourceArn"
ORGANISATION, PATHS = "aws:SourceOrgID", "aws:SourceOrgPaths"
ARN_BEGIN = "arn:aws:iot:us-east-1"


def condition(operator, key, values):
    (only,) = statement(Condition={operator: {key: values}}).conditions
    return only


def settled(operator, key, value, has_variables=True):
    """What the one value is once nothing in it is open."""
    (only,) = without_holes(condition(operator, key, value), ME, has_variables).values
    return only.expression if isinstance(only, Unknown) else only


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", ACCOUNT_KEY, OTHER, OTHER),
        ("StringEquals", ACCOUNT_KEY, "", ""),
        ("StringEquals", ACCOUNT_KEY, text(ACCOUNT), ME),
        ("StringEquals", ACCOUNT_KEY, text(NAME), ME),
        ("StringEquals", ACCOUNT_KEY, UNKNOWN, ME),
        ("StringEqualsIgnoreCase", ACCOUNT_KEY, UNKNOWN, ME),
        ("StringLike", ACCOUNT_KEY, UNKNOWN, "var.all"),
        ("StringLike", ACCOUNT_KEY, text(NAME, "x"), ME),
        ("StringLike", ACCOUNT_KEY, text(NAME, "*"), "example*"),
        ("StringEquals", ORGANISATION, UNKNOWN, ME),
        ("StringEquals", ORGANISATION, text("o-", NAME), "o-example"),
        ("StringEquals", ORGANISATION, "", ""),
        ("ArnLike", ARN_KEY, UNKNOWN, "var.all"),
        ("StringEquals", ARN_KEY, UNKNOWN, "var.all"),
        ("ArnLike", ARN_KEY, f"{ARN_BEGIN}:{OTHER}:*", f"{ARN_BEGIN}:{OTHER}:*"),
        ("ArnLike", ARN_KEY, f"{ARN_BEGIN}::rule/a", f"{ARN_BEGIN}::rule/a"),
        ("ArnLike", ARN_KEY, "arn:aws:s3:::bucket", "arn:aws:s3:::bucket"),
        (
            "ArnLike",
            ARN_KEY,
            text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":rule/", NAME),
            f"{ARN_BEGIN}:{ME}:rule/example",
        ),
        ("ArnLike", ARN_KEY, text("arn:aws:iot:", NAME), "var.name"),
        ("ArnLike", ARN_KEY, "*", "*:*:*:*:*:*"),
        ("ArnLike", ARN_KEY, "arn:aws:iot:*", "arn:aws:iot:*:*:*"),
        ("ArnLike", ARN_KEY, "arn:aws:iot", "arn:aws:iot"),
        ("StringLike", ARN_KEY, "arn:aws:iot:*", "arn:aws:iot:*"),
        # Variables: the resource's own account, the source itself, what is not in AWS, the rest.
        ("StringEquals", ACCOUNT_KEY, "${aws:ResourceAccount}", ME),
        ("StringLike", ACCOUNT_KEY, "${aws:SourceAccount}", "*"),
        ("StringEquals", ACCOUNT_KEY, "${aws:SourceAccount}", "${aws:SourceAccount}"),
        ("StringEquals", ACCOUNT_KEY, "${aws:Nothing}", "${aws.Nothing}"),
        ("StringEquals", ACCOUNT_KEY, "${aws:PrincipalAccount}", "${aws:PrincipalAccount}"),
        ("StringEquals", ACCOUNT_KEY, "${*}", "$"),
        (
            "ArnLike",
            ARN_KEY,
            f"{ARN_BEGIN}:${{aws:SourceAccount}}:rule/*",
            f"{ARN_BEGIN}:*:rule/*",
        ),
        (
            "ArnLike",
            ARN_KEY,
            f"{ARN_BEGIN}:${{aws:ResourceAccount}}:rule/*",
            f"{ARN_BEGIN}:{ME}:rule/*",
        ),
    ],
)
def test_values_without_open_parts(operator, key, value, expected):
    assert settled(operator, key, value) == expected


def test_without_variables_they_are_text():
    written = "${aws:ResourceAccount}"
    assert settled("StringEquals", ACCOUNT_KEY, written, has_variables=False) == written


def test_an_unnamed_account_stands_nowhere_in_the_document():
    assert is_account_id(unnamed_account([]))
    first = unnamed_account([])
    assert unnamed_account([f"arn:aws:iot:r:{first}:x"]) != first
    examples = ["111122223333", "444455556666", "777788889999", "999999999999", "123456789012"]
    found = unnamed_account(examples)
    assert is_account_id(found)
    assert found not in examples


@pytest.mark.parametrize(
    ("written", "is_account", "is_key"),
    [
        ("123456789012", True, False),
        ("12345678901", False, False),
        ("1234567890123", False, False),
        ("aws:SourceAccount", False, True),
        ("AWS:sourcearn", False, True),
        ("aws:SourceOrgPaths", False, True),
        ("aws:SourceVpc", False, False),
    ],
)
def test_accounts_and_keys(written, is_account, is_key):
    assert is_account_id(written) is is_account
    assert is_source_key(written) is is_key


@pytest.mark.parametrize(
    ("key", "values", "accounts", "organisations"),
    [
        (ACCOUNT_KEY, [OTHER, "*", "1111*", "11112222333?"], (OTHER,), ()),
        (ACCOUNT_KEY, [f"{OTHER}*", f"*{ME}*", "me", ""], (OTHER, ME), ()),
        (ARN_KEY, [f"arn:aws:iot:*:{OTHER}:*", "arn:aws:iot:*:*:*", "x"], (OTHER,), ()),
        (ARN_KEY, f"arn:aws:iot:*{OTHER}*", (), ()),
        (ORGANISATION, ["o-mine", "o-*"], (), ("o-mine",)),
        (PATHS, ["o-mine/r-1/*", "o-?/r-1/"], (), ("o-mine",)),
        (ARN_KEY, UNKNOWN, (), ()),
        ("aws:SourceVpc", OTHER, (), ()),
    ],
)
def test_what_values_name(key, values, accounts, organisations):
    assert own_names([condition("StringLike", key, values)]) == OwnNames(accounts, organisations)


def test_null_is_no_value():
    written = condition("StringEquals", ACCOUNT_KEY, [None, OTHER])
    assert without_holes(written, ME, has_variables=True).values == (OTHER,)


def test_a_caller_without_an_arn():
    bare = Caller(ME, ())
    assert bare.arn == ""
    assert bare.keys == frozenset()
