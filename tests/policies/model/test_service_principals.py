"""Service principals of the AWS IoT family, and the ARNs that they send."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, REGION, text

from checkov_aws_iot.policies.model.service_principals import (
    PRINCIPALS,
    SourceArnShape,
    Use,
    iot_principal,
    may_be_iot_principal,
)
from checkov_aws_iot.values.text import Hole

SUFFIX = Hole("AWS::URLSuffix")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("iot.amazonaws.com", "iot"),
        ("IoT.amazonaws.com", "iot"),
        ("iot.amazonaws.com.cn", "iot"),
        ("credentials.iot.amazonaws.com", "credentials.iot"),
        ("iotdeviceadvisor.amazonaws.com", "iotdeviceadvisor"),
        ("monitor.iotsitewise.amazonaws.com", "monitor.iotsitewise"),
        ("iotmanagedintegrations.amazonaws.com", "iotmanagedintegrations"),
        ("lambda.amazonaws.com", None),
        ("iot", None),
        ("iot.example.com", None),
        ("*", None),
        (text("iot.", SUFFIX), "iot"),
        (text("IOT.", SUFFIX), "iot"),
        (text("credentials.iot.", SUFFIX), "credentials.iot"),
        (text("iot.amazonaws.com", SUFFIX), "iot"),
        (text("iot", SUFFIX), None),
        (text("lambda.", SUFFIX), None),
        (text(SUFFIX, ".amazonaws.com"), None),
        (text("iot.", REGION, ".amazonaws.com"), None),
    ],
)
def test_who_is_an_iot_service(written, name):
    found = iot_principal(written)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("written", "possible"),
    [
        (text(NAME), True),
        (text(NAME, ".amazonaws.com"), True),
        (text("iot.", SUFFIX), False),
        (text(ACCOUNT), False),
        (text(REGION, ".amazonaws.com"), False),
        ("iot.amazonaws.com", False),
    ],
)
def test_who_may_be_one(written, possible):
    assert may_be_iot_principal(written) is possible


def test_every_principal_is_found_by_the_name_of_its_domain():
    for principal in PRINCIPALS:
        assert iot_principal(principal.domain_name) is principal
        assert principal.shapes[0][0] is Use.GENERIC


@pytest.mark.parametrize(
    ("service", "use", "arn"),
    [
        ("iot", Use.GENERIC, "arn:aws:iot:*:111122223333:*"),
        ("iot", Use.TOPIC_RULE, "arn:aws:iot:*:111122223333:rule/*"),
        ("iot", Use.SUITE_DEFINITION, "arn:aws:iot:*:111122223333:*"),
        ("credentials.iot", Use.ROLE_ALIAS, "arn:aws:iot:*:111122223333:rolealias/*"),
        ("credentials.iot", Use.TOPIC_RULE, "arn:aws:iot:*:111122223333:rolealias/*"),
        (
            "iotdeviceadvisor",
            Use.SUITE_DEFINITION,
            "arn:aws:iotdeviceadvisor:*:111122223333:suitedefinition/*",
        ),
    ],
)
def test_the_source_arn_of_a_use(service, use, arn):
    principal = iot_principal(f"{service}.amazonaws.com")
    assert principal.shape(use).arn("111122223333") == arn


def test_an_arn_has_the_name_region_and_partition_that_are_given():
    shape = SourceArnShape("iot", "rule/{}")
    assert shape.arn("1", "r", "cn-north-1", "aws-cn") == "arn:aws-cn:iot:cn-north-1:1:rule/r"
    assert SourceArnShape("iam", "role/{}", regional=False).arn("1", "r", "x") == (
        "arn:aws:iam::1:role/r"
    )
