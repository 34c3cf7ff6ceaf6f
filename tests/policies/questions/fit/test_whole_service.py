"""Statements that allow every action of AWS IoT."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.fit.whole_service import whole_service_grants

WINDOW = {
    "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
    "DateLessThan": {"aws:CurrentTime": "2031-01-02T00:00:00Z"},
}
TIE = {"StringEquals": {"aws:ResourceTag/a": "${aws:PrincipalTag/a}"}}
NEVER = {"StringEquals": {"aws:username": "a"}, "StringLike": {"aws:username": "b*"}}


def found(*statements):
    document = policy(*statements)
    each = list(whole_service_grants(document))
    for one in each:
        assert authorise((document,), one.request).outcome is Outcome.ALLOWED
    return [(one.text, one.path, one.request.action, one.request.resource) for one in each]


@pytest.mark.parametrize("action", ["iot:*", "IoT:*", "iot:**", "iot:?*", "iot:*?"])
def test_every_action(action):
    ((written, path, asked, resource),) = found(allow(["s3:GetObject", action], "*"))
    assert written == action
    assert path == "Statement/[0]/Action/[1]"
    assert (asked, resource) == ("iot:CreatePolicyVersion", f"{ARN}policy/device")


@pytest.mark.parametrize(
    "statement",
    [
        allow("*", "*"),
        allow("iot:?", "*"),
        allow("iot:Get*", "*"),
        allow("iot", "*"),
        allow("s3:*", "*"),
        deny("iot:*", "*"),
        {"Effect": "Allow", "NotAction": "iot:*", "Resource": "*"},
        {**allow("iot:*", "*"), "Action": text("iot:", NAME)},
        {**allow("iot:*", "*"), "Action": UNKNOWN},
        {"Effect": "Allow", "Action": "iot:*"},
        {**allow("iot:*", "*"), "Resource": "topic"},
        # No action of AWS IoT is on such a resource.
        {**allow("iot:*", "*"), "Resource": "arn:aws:s3:::bucket"},
    ],
)
def test_what_is_less(statement):
    assert found(statement) == []


@pytest.mark.parametrize(
    ("statements", "request_for"),
    [
        ([allow("iot:*", "policy/*")], ("iot:CreatePolicyVersion", "policy/device")),
        ([allow("iot:*", "policy/x", Condition=WINDOW)], ("iot:CreatePolicyVersion", "policy/x")),
        ([allow("iot:*", "policy/x", Condition=TIE)], ("iot:CreatePolicyVersion", "policy/x")),
        ([allow("iot:*", "*", Condition=NEVER)], None),
        ([allow("iot:*", "thing/*")], ("iot:DeleteThing", "thing/another-device")),
        ([allow("iot:*", ["s", "client/a"])], ("iot:Connect", "client/a")),
        ([allow("iot:*", "topic/a")], ("iot:RetainPublish", "topic/a")),
        ([allow("iot:*", "rule/a")], ("iot:CreateTopicRule", "rule/a")),
        ([allow("iot:*", "*"), deny("iot:Create*", "*")], ("iot:UpdateCertificate", "cert/5f2e9c")),
        ([allow("iot:*", "*"), deny("iot:*", "*")], None),
        (
            [allow("iot:*", "*"), deny("iot:*", "thing/*")],
            ("iot:CreatePolicyVersion", "policy/device"),
        ),
        (
            [
                allow("iot:*", "*"),
                {"Effect": "Deny", "Action": "iot:*", "NotResource": f"{ARN}thing/*"},
            ],
            ("iot:DeleteThing", "thing/another-device"),
        ),
        (
            [
                {
                    "Effect": "Allow",
                    "Action": "iot:*",
                    "NotResource": "arn:aws:iot:*:123456789012:policy/*",
                }
            ],
            ("iot:UpdateCertificate", "cert/5f2e9c"),
        ),
        (
            [allow("iot:*", "*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})],
            ("iot:CreatePolicyVersion", "policy/device"),
        ),
    ],
)
def test_an_example_that_is_allowed(statements, request_for):
    each = found(*statements)
    wanted = [] if request_for is None else [(request_for[0], f"{ARN}{request_for[1]}")]
    assert [(action, resource) for _, _, action, resource in each] == wanted


def test_conditions_that_no_example_meets_hide_nothing():
    window = {
        "DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2027-02-01T00:00:00Z"},
    }
    document = policy(allow("iot:*", "thing/pump-*", Condition=window))
    (found,) = whole_service_grants(document)
    assert authorise((document,), found.request).outcome is Outcome.ALLOWED
