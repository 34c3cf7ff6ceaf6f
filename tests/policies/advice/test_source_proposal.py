"""The condition that is proposed for a service principal, and how it is said."""

from __future__ import annotations

import json

import pytest
from policy_values import NAME, text

from checkov_aws_iot.policies.advice.source_proposal import (
    UsedBy,
    advice,
    partition_of,
    proposed_condition,
)
from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.policies.model.service_principals import Use, iot_principal

IOT = iot_principal("iot.amazonaws.com")
RULE = "arn:aws:iot:eu-west-1:123456789012:rule/telemetry"


def proposed(*users, principal=IOT, **more):
    condition = proposed_condition(principal, users, **more)
    assert condition["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    return condition["ArnLike"]["aws:SourceArn"]


@pytest.mark.parametrize(
    ("users", "arns"),
    [
        ([], "arn:aws:iot:*:123456789012:*"),
        ([UsedBy(Use.GENERIC, "x")], "arn:aws:iot:*:123456789012:*"),
        ([UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1")], RULE),
        ([UsedBy(Use.TOPIC_RULE)], "arn:aws:iot:*:123456789012:rule/*"),
        ([UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1")] * 2, RULE),
        (
            [UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1"), UsedBy(Use.CA_CERTIFICATE)],
            [RULE, "arn:aws:iot:*:123456789012:cacert/*"],
        ),
        # One that another covers is left out.
        (
            [UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1"), UsedBy(Use.TOPIC_RULE)],
            "arn:aws:iot:*:123456789012:rule/*",
        ),
        ([UsedBy(Use.SUITE_DEFINITION, "x")], "arn:aws:iot:*:123456789012:*"),
    ],
)
def test_the_arn_is_that_of_whoever_uses_it(users, arns):
    assert proposed(*users) == arns


def test_the_partition_is_that_of_the_principal():
    assert partition_of("iot.amazonaws.com.cn") == "aws-cn"
    assert partition_of("IOT.AMAZONAWS.COM.CN") == "aws-cn"
    assert partition_of("iot.amazonaws.com") == "aws"
    assert partition_of(text("iot.", NAME)) == "aws"
    assert proposed(UsedBy(Use.TOPIC_RULE, "r"), partition="aws-cn").startswith("arn:aws-cn:iot:")
    assert proposed(partition="aws-cn") == "arn:aws-cn:iot:*:123456789012:*"


def test_advice_for_a_policy_is_the_element():
    condition = proposed_condition(IOT)
    said = advice(condition)
    assert said == (f'use "Condition": {json.dumps(condition)} with your account id for {ACCOUNT}')


def test_advice_for_a_permission_is_its_arguments():
    one = proposed_condition(IOT, [UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1")])
    assert advice(one, permission=True) == (
        f'use the source account "{ACCOUNT}" and the source ARN "{RULE}" with your account'
        f" id for {ACCOUNT}"
    )
    two = proposed_condition(
        IOT, [UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1"), UsedBy(Use.CA_CERTIFICATE)]
    )
    said = advice(two, permission=True)
    assert f'the source ARN "{RULE}"' in said
    assert said.endswith(", and a permission of its own for each other caller")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("arn:aws:iot:*:111122223333:rule/telemetry", "arn:aws:iot:*:123456789012:rule/telemetry"),
        ("arn:aws:iot:eu-west-1:*:rule/a*", "arn:aws:iot:eu-west-1:123456789012:rule/a*"),
        ("arn:aws:iot:::rule/a", "arn:aws:iot:*:123456789012:rule/a"),
        # Nothing is known about what these mean.
        ("arn:aws:iot:*:${AWS::AccountId}:rule/a", "arn:aws:iot:*:123456789012:*"),
        ("arn:aws:iot:*:123456789012:rule:a", "arn:aws:iot:*:123456789012:*"),
        ("arn:aws:s3:::bucket", "arn:aws:iot:*:123456789012:*"),
        ("rule/a", "arn:aws:iot:*:123456789012:*"),
    ],
)
def test_what_a_written_arn_names_is_kept(written: str, kept: str):
    assert proposed_condition(IOT, source_arns=[written])["ArnLike"]["aws:SourceArn"] == kept


def test_users_in_the_scan_go_before_what_is_written():
    users = [UsedBy(Use.TOPIC_RULE, "telemetry", "eu-west-1")]
    condition = proposed_condition(IOT, users, source_arns=["arn:aws:iot:*:1:rule/other"])
    assert condition["ArnLike"]["aws:SourceArn"] == RULE
