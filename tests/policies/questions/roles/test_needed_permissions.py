"""Whether policies allow at all what a service has to do."""

from __future__ import annotations

import pytest
from policy_values import NAME, allow, deny, policy, text

from checkov_aws_iot.policies.questions.roles.needed_permissions import allows_one, lets_rule_call
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import OneOf

STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/telemetry"
PUT = ("kinesis:PutRecord", "kinesis:PutRecords")
RULE = "arn:aws:iot:us-east-1:123456789012:rule/telemetry"


@pytest.mark.parametrize(
    ("statement", "answer"),
    [
        (allow("kinesis:PutRecords", STREAM), True),
        (allow("kinesis:*", "*"), True),
        (allow("*"), True),
        (allow("kinesis:PutRecord", NotResource="arn:aws:kinesis:*:*:stream/other"), True),
        (allow("kinesis:PutRecord", text("arn:aws:kinesis:*:*:stream/", NAME)), None),
        (allow("kinesis:PutRecord", "arn:aws:kinesis:*:*:stream/${aws:username}"), None),
        (allow(text("kinesis:", NAME), STREAM), None),
        (allow("kinesis:PutRecord", NotResource=STREAM), False),
        (allow("kinesis:PutRecord", f"{STREAM}/x"), False),
        (allow("kinesis:GetRecords"), False),
        (deny("kinesis:PutRecord"), False),
    ],
    ids=str,
)
def test_what_is_allowed(statement, answer):
    found = allows_one([policy(statement)], PUT, (STREAM,))
    assert found is answer if answer is not None else isinstance(found, Unknown)


def test_without_a_target_the_action_decides():
    documents = [policy(allow("kinesis:PutRecord", f"{STREAM}/x"))]
    assert allows_one(documents, PUT, None) is True


@pytest.mark.parametrize(
    ("principal", "action", "source_arn", "answer"),
    [
        ("iot.amazonaws.com", "lambda:InvokeFunction", RULE, True),
        ("*", "lambda:*", ABSENT, True),
        ("iot.amazonaws.com", "lambda:InvokeFunction", None, True),
        ("iot.amazonaws.com", "lambda:InvokeFunction", RULE.replace("telemetry", "*"), True),
        ("iot.amazonaws.com", "lambda:InvokeFunction", OneOf("c", (("a", RULE), ("b", "x"))), True),
        ("iot.amazonaws.com", "lambda:InvokeFunction", Unknown("has no default", "var.a"), None),
        (text(NAME), "lambda:InvokeFunction", RULE, None),
        ("iot.amazonaws.com", "lambda:InvokeFunction", RULE + "2", False),
        ("s3.amazonaws.com", "lambda:InvokeFunction", RULE, False),
        ("iot.amazonaws.com", "lambda:GetFunction", RULE, False),
        (ABSENT, "lambda:InvokeFunction", RULE, False),
    ],
    ids=str,
)
def test_which_permission_is_for_the_rule(principal, action, source_arn, answer):
    found = lets_rule_call(principal, action, source_arn, (RULE,))
    assert found is answer if answer is not None else isinstance(found, Unknown)
