"""Whether any connection is left."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, deny, policy, text

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames
from checkov_aws_iot.policies.questions.devices.connections import CONNECT, never_connects
from checkov_aws_iot.values.arn import split_arn

HERE = split_arn(f"{ARN}topicfilter/*")


def only_if(value):
    condition = {"Bool": {"iot:Connection.Thing.IsAttached": value}}
    return {**deny(CONNECT, "client/*"), "Condition": condition}


def deny_but(name):
    return {"Effect": "Deny", "Action": CONNECT, "NotResource": f"{ARN}{name}"}


@pytest.mark.parametrize(
    ("statements", "never"),
    [
        ([deny(CONNECT, "client/*")], True),
        ([deny("iot:*", "*")], True),
        ([deny(CONNECT, ["client/a*", "client/*"])], True),
        ([only_if("true"), only_if("false")], True),
        ([only_if(["true", "false"])], True),
        ([deny(CONNECT, f"client/{THING}"), deny_but(f"client/{THING}")], True),
        ([only_if("true")], False),
        ([only_if("false")], False),
        ([deny(CONNECT, "client/a*")], False),
        ([deny(CONNECT, "topic/*")], False),
        ([deny("iot:Publish", "*")], False),
        ([deny_but(f"client/{THING}")], False),
        ([deny(CONNECT, "arn:aws:iot:eu-west-1:123456789012:client/*")], False),
        ([{**deny(CONNECT, "client/*"), "Condition": UNKNOWN}], False),
        ([{**deny(CONNECT, "client/*"), "Resource": text(f"{ARN}client/", NAME, "*")}], False),
        ([], False),
    ],
)
def test_whether_every_connection_is_denied(statements, never):
    assert never_connects(AllowedNames(policy(*statements)), HERE, iot_policy=True) is never


def test_whether_callers_with_an_iam_policy_are_attached_is_left_open():
    document = policy(only_if("false"))
    assert not never_connects(AllowedNames(document), HERE, iot_policy=False)
    assert not never_connects(AllowedNames(document), HERE, iot_policy=True)


def test_what_takes_too_long_to_tell_may_be_a_connection():
    allowed = AllowedNames(policy(deny(CONNECT, ["client/*a*b*", "client/*"])), Budget(0))
    assert not never_connects(allowed, HERE, iot_policy=True)
