"""Why source conditions bind nobody, or can never be met, in words."""

from __future__ import annotations

import pytest
from policy_values import NAME, UNKNOWN, policy, text

from checkov_aws_iot.policies.advice.source_explanation import (
    caller_clause,
    place_of_fault,
    why_never_met,
    why_not_pinned,
)
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    ASSUME_ROLE,
    AllowedCall,
    admissions,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import Caller

ME, OTHER = "123456789012", "111122223333"
CONDITION = "Statement/[0]/Condition"


def trust(condition=None):
    written = {
        "Effect": "Allow",
        "Principal": {"Service": "iot.amazonaws.com"},
        "Action": ASSUME_ROLE,
    }
    return {**written, "Condition": condition} if condition else written


def admission(condition=None):
    (only,) = admissions(policy(trust(condition)))
    return only


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (None, "is admitted without a condition on aws:SourceAccount or aws:SourceArn"),
        (
            {"StringEquals": {"aws:PrincipalOrgID": "o", "sts:ExternalId": "x"}},
            (
                "is admitted on [aws:PrincipalOrgID, sts:ExternalId], which says nothing about the"
                " calling account"
            ),
        ),
        (
            {"StringEquals": {"sts:ExternalId": "x"}},
            "is admitted on sts:ExternalId, which says nothing about the calling account",
        ),
        (
            {"Null": {"aws:SourceAccount": "false"}},
            (
                'is admitted under "Null" aws:SourceAccount "false", which only asks whether the key'
                " is there"
            ),
        ),
        (
            {"StringEqualsIfExists": {"aws:SourceAccount": ME}},
            (
                f'is admitted under "StringEqualsIfExists" aws:SourceAccount "{ME}", which holds where'
                " the key is absent"
            ),
        ),
        (
            {"ForAllValues:StringEquals": {"aws:SourceAccount": ME}},
            (
                f'is admitted under "ForAllValues:StringEquals" aws:SourceAccount "{ME}", which holds'
                " where the key is absent"
            ),
        ),
        (
            {"StringNotEquals": {"aws:SourceAccount": ME}},
            (
                f'is admitted under "StringNotEquals" aws:SourceAccount "{ME}", which in an Allow'
                " admits every other account"
            ),
        ),
        (
            {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:*:*"}},
            (
                'is admitted under "ArnLike" aws:SourceArn "arn:aws:iot:*:*:*", which names no single'
                " account"
            ),
        ),
        (
            {"StringLike": {"aws:SourceAccount": "*"}},
            (
                'is admitted under "StringLike" aws:SourceAccount "*", which does not tie the call to'
                " one account"
            ),
        ),
        (
            {"StringLike": {"aws:SourceAccount": "*", "aws:SourceArn": "*"}},
            (
                'is admitted under "StringLike" aws:SourceAccount "*", which does not tie the call to'
                ' one account, and "StringLike" aws:SourceArn "*", which names no single account'
            ),
        ),
    ],
)
def test_why_nobody_is_bound(condition, said):
    assert why_not_pinned(admission(condition)) == said


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["a*", "b*"], '["a*", "b*"]'),
        (["a*", "b*", "c*"], '["a*", "b*", "c*"]'),
        (["a*", "b*", "c*", "d*"], '["a*", "b*", "c*", ...]'),
        (text("x-", NAME, "*"), '"x-${var.name}*"'),
        (UNKNOWN, "var.all"),
        ("x" * 120, f'"{"x" * 120}"'),
        ("x" * 121, f'"{"x" * 117}..."'),
        ("a\n  b", '"a b"'),
    ],
)
def test_values_are_shown_on_one_short_line(values, shown):
    said = why_not_pinned(admission({"StringLike": {"aws:SourceAccount": values}}))
    assert f'"StringLike" aws:SourceAccount {shown}, which' in said


def test_the_place_is_the_first_condition_on_the_source_or_the_principal():
    assert place_of_fault(admission()) == "Statement/[0]/Principal/Service"
    other = {"StringEquals": {"sts:ExternalId": "x", "aws:SourceAccount": ME}}
    assert place_of_fault(admission(other)) == f"{CONDITION}/StringEquals/aws:SourceAccount"


ACCOUNT_SENT = ("aws:SourceAccount", (OTHER,))
ARN_SENT = ("aws:SourceArn", (f"arn:aws:iot:r:{OTHER}:rule/x",))
BY_ACCOUNT = {"StringLike": {"aws:SourceAccount": "*"}}
BY_ARN = {"ArnLike": {"aws:SourceArn": "*"}}


@pytest.mark.parametrize(
    ("condition", "context", "behind"),
    [
        (None, (), ""),
        (None, (ACCOUNT_SENT,), ""),
        (BY_ACCOUNT, (), ", in a call that carries neither aws:SourceAccount nor aws:SourceArn"),
        (BY_ARN, (), ", in a call that carries neither aws:SourceAccount nor aws:SourceArn"),
        (BY_ACCOUNT, (ARN_SENT,), ", in a call without aws:SourceAccount"),
        (BY_ACCOUNT, (ACCOUNT_SENT,), ""),
        (BY_ARN, (ACCOUNT_SENT,), ", in a call without aws:SourceArn"),
        (BY_ARN, (ARN_SENT,), f', as "arn:aws:iot:r:{OTHER}:rule/x"'),
        (BY_ARN, (ACCOUNT_SENT, ARN_SENT), f', as "arn:aws:iot:r:{OTHER}:rule/x"'),
    ],
)
def test_how_the_call_comes_about(condition, context, behind):
    use = AllowedCall(ASSUME_ROLE, "*", Caller(OTHER, context))
    said = caller_clause(admission(condition), use, "topic rule")
    assert said == f"through its own topic rule{behind}"


def never_met(condition, *others):
    document = policy(trust(condition), *others)
    (only,) = admissions(document)
    return why_never_met(document, only)


MY_ARN = f"arn:aws:iot:*:{ME}:*"


@pytest.mark.parametrize(
    ("condition", "said", "path"),
    [
        (
            {"StringEquals": {"aws:SourceArn": MY_ARN}},
            "is compared as plain text, and no request holds a wildcard",
            "StringEquals/aws:SourceArn",
        ),
        (
            {"StringEquals": {"aws:SourceAccount": "12345678901?"}},
            "is compared as plain text, and no request holds a wildcard",
            "StringEquals/aws:SourceAccount",
        ),
        (
            {"StringEquals": {"aws:SourceAccount": "me"}},
            "is no account id of twelve digits",
            "StringEquals/aws:SourceAccount",
        ),
        ({"ArnLike": {"aws:SourceArn": "iot"}}, "is no ARN of six fields", "ArnLike/aws:SourceArn"),
        (
            {"ArnLike": {"aws:SourceArn": "arn:aws:iot:us-east-1:12:x"}},
            "is an ARN that no request carries",
            "ArnLike/aws:SourceArn",
        ),
        (
            {"StringEquals": {"aws:SourceAccount": OTHER}, "ArnLike": {"aws:SourceArn": MY_ARN}},
            (
                f'no account in "ArnLike" aws:SourceArn "{MY_ARN}" agrees with "StringEquals"'
                f' aws:SourceAccount "{OTHER}"'
            ),
            "ArnLike/aws:SourceArn",
        ),
        (
            {
                "StringEquals": {"aws:SourceAccount": ME},
                "StringNotEquals": {"aws:SourceAccount": ME},
            },
            (
                f'"StringEquals" aws:SourceAccount "{ME}" and "StringNotEquals" aws:SourceAccount'
                f' "{ME}" exclude each other'
            ),
            "StringNotEquals/aws:SourceAccount",
        ),
        (
            {"StringEquals": {"aws:SourceOrgID": "o-a*"}},
            "is compared as plain text, and no request holds a wildcard",
            "StringEquals/aws:SourceOrgID",
        ),
    ],
)
def test_what_no_request_can_meet(condition, said, path):
    found_said, found_path = never_met(condition)
    assert found_said.endswith(said)
    assert found_path == f"{CONDITION}/{path}"


def test_a_deny_may_take_back_all():
    denial = {
        **trust({"StringLike": {"aws:SourceAccount": "*"}}),
        "Effect": "Deny",
    }
    said, path = never_met(None, denial)
    assert said == (
        'what it allows is all taken back by the Deny with "StringLike" aws:SourceAccount "*"'
    )
    assert path == "Statement/[1]/Condition/StringLike/aws:SourceAccount"
    assert never_met(None) is None
    assert never_met({"StringEquals": {"aws:SourceAccount": ME}}) is None
