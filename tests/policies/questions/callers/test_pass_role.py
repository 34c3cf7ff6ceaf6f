"""Roles that may be handed over: which ones, and to whom."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.callers.pass_role import (
    DEVICE_ADVISOR,
    PASS_ROLE,
    PASSED_TO,
    PassedRole,
    grants_device_advisor,
    names_iot,
    names_service,
    passed_roles,
)

ROLE = "arn:aws:iam::123456789012:role/DeviceRole"
ADMINISTRATOR = "arn:aws:iam::123456789012:role/Administrator"
TO_ADVISOR = {"StringEquals": {PASSED_TO: DEVICE_ADVISOR}}


def found(*statements):
    document = policy(*statements)
    each = list(passed_roles(document))
    for one in each:
        if isinstance(one, PassedRole):
            assert authorise((document,), one.request).outcome is Outcome.ALLOWED
    return each


@pytest.mark.parametrize(
    "statements",
    [
        [allow("iotdeviceadvisor:*")],
        [allow(PASS_ROLE, ROLE, Condition=TO_ADVISOR)],
        [allow("iam:*", ROLE, Condition=TO_ADVISOR)],
        [allow(PASS_ROLE, "arn:aws:iam::123456789012:role/advisor/*", Condition=TO_ADVISOR)],
        [deny(PASS_ROLE)],
        [allow(PASS_ROLE), deny(PASS_ROLE)],
        [allow(PASS_ROLE), deny("iam:*", "arn:aws:iam::*:role/*")],
        [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        [allow(PASS_ROLE, "DeviceRole", Condition=TO_ADVISOR)],
        [
            allow(PASS_ROLE, ROLE),
            deny(PASS_ROLE, "*", Condition={"StringNotEquals": TO_ADVISOR["StringEquals"]}),
        ],
    ],
)
def test_what_hands_over_no_more_than_it_should(statements):
    assert found(*statements) == []


@pytest.mark.parametrize(
    "resource",
    ["*", "arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:role/*", "arn:aws:iam::*:*"],
)
def test_any_role(resource):
    for condition in ({}, {"Condition": TO_ADVISOR}):
        (one,) = found(allow(PASS_ROLE, resource, **condition))
        assert one.unbounded
        assert one.request.resource == ADMINISTRATOR
        assert dict(one.request.context) == {PASSED_TO: (DEVICE_ADVISOR,)}
        assert one.path == "Statement/[0]/Resource"


def test_any_role_but_a_list():
    (one,) = found({"Effect": "Allow", "Action": PASS_ROLE, "NotResource": ROLE})
    assert one.unbounded
    assert one.path == "Statement/[0]/NotResource"
    assert one.text == "*"


@pytest.mark.parametrize(
    ("condition", "service"),
    [
        ({}, "ec2.amazonaws.com"),
        ({"StringEquals": {PASSED_TO: "lambda.amazonaws.com"}}, "lambda.amazonaws.com"),
        (
            {"StringEquals": {PASSED_TO: [DEVICE_ADVISOR, "glue.amazonaws.com"]}},
            "glue.amazonaws.com",
        ),
        ({"StringLike": {PASSED_TO: "iot*"}}, "iot.amazonaws.com"),
        ({"StringLike": {PASSED_TO: "*.amazonaws.com"}}, "ec2.amazonaws.com"),
        ({"StringEqualsIfExists": {PASSED_TO: DEVICE_ADVISOR}}, ""),
        ({"StringNotEquals": {PASSED_TO: "ec2.amazonaws.com"}}, "lambda.amazonaws.com"),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, "ec2.amazonaws.com"),
    ],
)
def test_a_role_to_another_service(condition, service):
    (one,) = found(allow(PASS_ROLE, ROLE, Condition=condition))
    assert not one.unbounded
    assert one.request.resource == ROLE
    assert dict(one.request.context).get(PASSED_TO, ("",)) == (service,)


def test_one_fault_for_each_statement_and_each_open_resource():
    others = [ROLE, "arn:aws:iam::123456789012:role/Other", "arn:aws:iam::*:role/*"]
    each = found(allow(PASS_ROLE, others), allow(PASS_ROLE, ROLE))
    assert [(one.path, one.unbounded) for one in each] == [
        ("Statement/[0]/Resource/[2]", True),
        ("Statement/[0]/Resource/[0]", False),
        ("Statement/[1]/Resource", False),
    ]


@pytest.mark.parametrize(
    ("resource", "asked"),
    [
        ("arn:aws:iam::123456789012:role/dev-*", "arn:aws:iam::123456789012:role/dev-x"),
        ("arn:aws:iam::*:role/dev-?", "arn:aws:iam::123456789012:role/dev-x"),
        ("arn:aws:iam::111122223333:role/dev", "arn:aws:iam::111122223333:role/dev"),
        (text("arn:aws:iam::", ACCOUNT, ":role/dev"), "arn:aws:iam::123456789012:role/dev"),
    ],
)
def test_the_role_in_question(resource, asked):
    (one,) = found(allow(PASS_ROLE, resource))
    assert str(one.request.resource) == asked
    assert not one.unbounded


def test_what_is_not_known_of_a_name_stays_open():
    (one,) = found(allow(PASS_ROLE, text("arn:aws:iam::123456789012:role/", NAME)))
    assert str(one.request.resource) == "arn:aws:iam::123456789012:role/${var.name}"


@pytest.mark.parametrize(
    ("statement", "expressions"),
    [
        (allow(UNKNOWN), ["var.all"]),
        (allow(["s3:*", UNKNOWN]), ["var.all"]),
        (allow(text("iam:", NAME)), ["var.name"]),
        (allow(PASS_ROLE, UNKNOWN), ["var.all"]),
        (allow(PASS_ROLE, ROLE, Condition=UNKNOWN), ["var.all"]),
        ({**allow(UNKNOWN), "Effect": "Deny"}, []),
    ],
)
def test_what_is_not_known_is_said(statement, expressions):
    each = found(statement)
    assert [one.expression for one in each[: len(expressions)]] == expressions
    assert all(not isinstance(one, PassedRole) for one in each)


def test_denies_that_are_not_known_leave_it_open():
    each = found(allow(PASS_ROLE, ROLE), deny(PASS_ROLE, UNKNOWN))
    assert each
    assert not any(isinstance(one, PassedRole) for one in each)


@pytest.mark.parametrize(
    ("action", "iot", "advisor"),
    [
        ("iot:Publish", True, False),
        ("iotjobsdata:*", True, False),
        ("greengrass:Discover", True, False),
        ("IOTDeviceAdvisor:StartSuiteRun", True, True),
        ("*", False, False),
        ("iam:PassRole", False, False),
        ("iotevents:Put", False, False),
    ],
)
def test_which_services_a_policy_names(action, iot, advisor):
    document = policy(allow("s3:GetObject"), allow(action))
    assert names_iot(document) is iot
    assert grants_device_advisor(document) is advisor
    assert not grants_device_advisor(policy(deny(action)))
    assert names_service(document, "s3:")
    assert not names_service(document, "ec2:", "sqs:")
