"""Keys of IoT policies in IAM policies, and what CKV_IOT_205 says of them."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import RULES
from policy_judging import judgement_of
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject

AS_CALLER = {"StringEquals": {"iot:ClientId": "${aws:username}"}}


@pytest.mark.parametrize(
    ("statements", "key"),
    [
        ([allow("iot:Publish", "*", Condition=AS_CALLER)], "iot:ClientId"),
        ([allow("iot:Publish", "topic/${iot:ClientId}/*")], "${iot:ClientId}"),
        ([allow("iot:Publish", NotResource=f"{ARN}topic/{THING}")], THING),
        (
            [allow("iot:Publish", "*", Condition={"StringEquals": {"aws:username": THING}})],
            THING,
        ),
        ([allow("iot:Publish", "topic/${credentials-iot:ThingName}/*")], ""),
        ([allow("iot:OpenTunnel", Condition={"StringEquals": {"iot:ClientMode": "source"}})], ""),
        ([allow("s3:GetObject")], ""),
        ([deny("iot:Publish", "*", Condition=AS_CALLER)], ""),
    ],
    ids=str,
)
def test_keys_of_iot_policies_have_no_value_in_an_iam_policy(statements: list[Any], key: str):
    judged = JudgedPolicy(
        Subject.IDENTITY_POLICY, policy(*statements), None, ResourceGraph(lambda _: ())
    )
    judgement = judgement_of(RULES["CKV_IOT_205"], judged)
    assert judgement.verdict is (Verdict.FAILED if key else Verdict.OUT_OF_SCOPE)
    assert all(f": {key} has no value" in one.message for one in judgement.findings)
