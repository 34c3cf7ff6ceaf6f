"""The calls that a service can make, and those of a stranger."""

from __future__ import annotations

import pytest
from policy_values import policy

from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.model.service_principals import iot_principal
from checkov_aws_iot.policies.questions.callers.service_calls import (
    ANY_ARN,
    arns_of,
    documented_arns,
    is_key_of_identities,
    is_key_of_services,
    of_stranger,
    service_call,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import OwnNames

ME, OTHER = "123456789012", "111122223333"
ARN_BEGIN = "arn:aws:iot:us-east-1"
IOT = iot_principal("iot.amazonaws.com")
ADVISOR = iot_principal("iotdeviceadvisor.amazonaws.com")
MINE = OwnNames((ME,), ("o-mine",))
SUITE = f"arn:aws:iotdeviceadvisor:us-east-1:{ME}:suitedefinition/x"


@pytest.mark.parametrize(
    ("arn", "carried"),
    [
        (f"{ARN_BEGIN}:{ME}:rule/a", True),
        (f"{ARN_BEGIN}:{ME}:", True),
        ("arn:aws-us-gov:s3:::bucket", True),
        (f"arn:aws-cn:iot:cn-north-1:{ME}:rule/a", True),
        (f"arn:aws:iot:r:{ME}:a:b", True),
        (f"{ARN_BEGIN}:{ME}", False),
        (f"urn:aws:iot:r:{ME}:rule/a", False),
        (f"arn:AWS:iot:r:{ME}:rule/a", False),
        (f"arn:azure:iot:r:{ME}:rule/a", False),
        (f"arn:aws::r:{ME}:rule/a", False),
        ("arn:aws:iot:r:12345:rule/a", False),
        (f"{ARN_BEGIN}:{ME}::rule", False),
        (f"{ARN_BEGIN}:{ME}:rule/*", False),
        (f"{ARN_BEGIN}:{ME}:rule/?", False),
        (f"{ARN_BEGIN}:{ME}:rule/${{a}}", False),
        (f"{ARN_BEGIN}:{ME}:rule/a b", False),
    ],
)
def test_arns_that_a_request_can_carry(arn, carried):
    assert ANY_ARN.contains(arn) is carried


def test_arns_of_a_service():
    assert documented_arns(ADVISOR).contains(SUITE)
    assert not documented_arns(ADVISOR).contains(f"{ARN_BEGIN}:{ME}:suitedefinition/x")
    assert documented_arns(IOT).contains(f"{ARN_BEGIN}:{ME}:")
    assert not documented_arns(IOT).contains(f"arn:aws:iot::{ME}:rule/a")
    assert arns_of(ADVISOR, "suitedefinition/").contains(SUITE)
    assert not arns_of(ADVISOR, "suiterun/").contains(SUITE)


@pytest.mark.parametrize(
    ("key", "service", "identity"),
    [
        ("aws:principalisawsservice", True, False),
        ("aws:principalservicename", True, False),
        ("aws:principalservicenameslist", True, False),
        ("aws:principalorgid", False, True),
        ("aws:userid", False, True),
        ("aws:sourcevpc", False, False),
    ],
)
def test_whose_a_key_is(key, service, identity):
    assert is_key_of_services(key) is service
    assert is_key_of_identities(key) is identity


def call(condition, *more, arns: Language | None = None):
    """The keys that a call carries which meets the condition, or ``None`` if there is none."""
    document = policy(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition}
    )
    keys = frozenset(c.key.lower() for c in document.statements[0].conditions)
    asked = (*service_call(IOT, arns or documented_arns(IOT), keys), *more)
    question = Question(("sts:AssumeRole",), service="", constraints=asked, iot_policy=False)
    answer = decide(document, question)
    if isinstance(answer, Proof):
        return None
    return {key.lower(): values for key, values in answer.context if values}


PRESENT = {"aws:SourceAccount": "false", "aws:SourceArn": "false"}


@pytest.mark.parametrize("absent", [True, False])
@pytest.mark.parametrize("key", ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"])
def test_a_call_carries_each_key_or_not(key, absent):
    carried = call({"Null": {key: str(absent).lower()}})
    assert (key.lower() in carried) is not absent


def test_account_and_arn_of_a_call_agree():
    carried = call({"Null": PRESENT, "StringLike": {"aws:SourceAccount": "9*"}})
    (account,), (arn,) = carried["aws:sourceaccount"], carried["aws:sourcearn"]
    assert account == arn.split(":")[4]
    differ = {
        "StringEquals": {"aws:SourceAccount": ME},
        "ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{OTHER}:*"},
    }
    assert call(differ) is None


def test_the_path_begins_with_the_organisation():
    carried = call({"StringLike": {"aws:SourceOrgPaths": "*/ou-1/*"}})
    (organisation,), (path,) = carried["aws:sourceorgid"], carried["aws:sourceorgpaths"]
    assert path.startswith(f"{organisation}/")
    split = {"StringEquals": {"aws:SourceOrgID": "o-a"}}
    assert call({**split, "StringLike": {"aws:SourceOrgPaths": "o-a/*"}})
    assert call({**split, "StringLike": {"aws:SourceOrgPaths": "o-b/*"}}) is None


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ({"StringEquals": {"aws:SourceAccount": ME}}, False),
        ({"StringLike": {"aws:SourceAccount": f"{ME}*"}}, False),
        ({"StringLike": {"aws:SourceAccount": "12345678901?"}}, True),
        ({"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}, False),
        ({"StringLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}}, False),
        ({"StringLike": {"aws:SourceArn": f"arn:aws:iot:*{ME}*"}}, True),
        ({"StringEquals": {"aws:SourceOrgID": "o-mine"}}, False),
        ({"StringEquals": {"aws:SourceOrgID": "o-yours"}}, True),
        ({"StringLike": {"aws:SourceOrgPaths": "o-mine/*"}}, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "true"}}, True),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, False),
        ({"StringEquals": {"aws:PrincipalServiceName": "iot.amazonaws.com"}}, True),
        ({"StringEquals": {"aws:PrincipalServiceName": "s3.amazonaws.com"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-mine"}}, False),
    ],
)
def test_calls_of_a_stranger(condition, is_open):
    assert (call(condition, *of_stranger(MINE)) is not None) is is_open
