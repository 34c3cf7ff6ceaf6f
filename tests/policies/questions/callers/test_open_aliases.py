"""Statements that reach every role alias."""

from __future__ import annotations

from typing import Any

import pytest
from policy_values import ARN, UNKNOWN, allow, deny, policy

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.questions.callers.open_aliases import open_aliases
from checkov_aws_iot.values.unknown import Unknown

ASSUME = "iot:AssumeRoleWithCertificate"


@pytest.mark.parametrize(
    ("statement", "path", "resource"),
    [
        (allow(ASSUME), "Statement/[0]/Resource", f"{ARN}rolealias/another-alias"),
        (
            allow("iot:AssumeRole*", "arn:aws-cn:iot:cn-north-1:999999999999:rolealias/*"),
            "Statement/[0]/Resource",
            "arn:aws-cn:iot:cn-north-1:999999999999:rolealias/another-alias",
        ),
        (
            allow(ASSUME, NotResource=f"{ARN}rolealias/admin"),
            "Statement/[0]/NotResource",
            f"{ARN}rolealias/another-alias",
        ),
    ],
)
def test_every_alias_with_a_request_that_is_allowed(statement: Any, path: str, resource: str):
    document = policy(statement)
    (found,) = open_aliases(document)
    assert not isinstance(found, Unknown)
    assert (found.path, found.request.resource) == (path, resource)
    assert outcome_of((document,), found.request) is Outcome.ALLOWED


@pytest.mark.parametrize(
    "statements",
    [
        (allow("iot:*"),),
        (allow(ASSUME, "rolealias/camera"),),
        (allow(ASSUME, "rolealias/*"), deny(ASSUME)),
        # AWS completes ARNs of IAM policies alone.
        (allow(ASSUME, "arn:aws:iot"),),
        (deny(ASSUME),),
    ],
)
def test_what_does_not_reach_every_alias(statements: tuple[Any, ...]):
    assert list(open_aliases(policy(*statements))) == []


def test_what_is_not_known_decides_only_where_it_may_be_an_alias():
    (found,) = open_aliases(policy(allow(ASSUME, [f"{ARN}rolealias/camera", UNKNOWN])))
    assert found == UNKNOWN
    assert list(open_aliases(policy(allow(["iot:Publish", UNKNOWN], "topic/a")))) == []
    (found,) = open_aliases(policy(allow(["iot:Publish", UNKNOWN], "*")))
    assert found == UNKNOWN


WINDOW = {
    "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
    "DateLessThan": {"aws:CurrentTime": "2031-01-02T00:00:00Z"},
}
NEVER = {"StringEquals": {"aws:PrincipalTag/x": "a"}, "StringLike": {"aws:PrincipalTag/x": "b*"}}


def test_a_condition_that_some_request_meets_limits_no_alias():
    document = policy(allow(ASSUME, "rolealias/*", Condition=WINDOW))
    (found,) = open_aliases(document)
    assert not isinstance(found, Unknown)
    assert outcome_of((document,), found.request) is Outcome.ALLOWED
    assert list(open_aliases(policy(allow(ASSUME, "rolealias/*", Condition=NEVER)))) == []
