"""Action texts that name no action, and what their authors may have meant."""

from __future__ import annotations

import pytest
from policy_values import NAME, UNKNOWN, statement, text

from checkov_aws_iot.policies.model.actions import actions_as_of
from checkov_aws_iot.policies.questions.fit.nonexistent_actions import unheard_actions


def found(**elements):
    return list(unheard_actions(statement(Resource="*", **elements)))


@pytest.mark.parametrize(
    "action",
    [
        "iot:Publish",
        "IOT:publish",
        "iot:Pub*",
        "*",
        "s3:GetObjekt",
        "iotevents:Nothing",
        "iot",
        "Publish",
        text("iot:", NAME),
        UNKNOWN,
    ],
)
def test_what_may_be_an_action(action):
    assert found(Action=action) == []


@pytest.mark.parametrize(
    ("action", "said", "close"),
    [
        ("iot:Publsh", "is not an action of AWS IoT as of", "iot:Publish"),
        ("IoT:Publsh", "is not an action of AWS IoT as of", "iot:Publish"),
        ("iot:Zzzzzz", "is not an action of AWS IoT as of", ""),
        ("iot:", "is not an action of AWS IoT as of", ""),
        ("iot:UpdateThingShadows", "is not an action", "iot:UpdateThingShadow"),
        ("iot:Publsh*", "matches no action of AWS IoT as of", "iot:Publish"),
        ("iot:Zz?zzz", "matches no action of AWS IoT as of", ""),
        ("iotjobsdata:GetThingShado", "the jobs data plane of AWS IoT", "iot:GetThingShadow"),
        # The service is another one: what the wildcard means there stays.
        ("iot:*SuiteRun", "matches no action", "iotdeviceadvisor:*SuiteRun"),
        ("iot:StartSuiteRun", "is not an action", "iotdeviceadvisor:StartSuiteRun"),
        ("greengrass:Discovr", "AWS IoT Greengrass", "greengrass:Discover"),
        ("iotdeviceadvisor:GetSuiteRunn", "AWS IoT Device Advisor", "iotdeviceadvisor:GetSuiteRun"),
        ("iot:" + "Publish" * 20, "is not an action", ""),
    ],
)
def test_what_is_none(action, said, close):
    (one,) = found(Action=["iot:Connect", action])
    assert one.element.path == "Statement/[0]/Action/[1]"
    assert said in one.reason
    assert one.reason.endswith(actions_as_of()) or "as of" not in said
    assert one.close == close


def test_each_is_said_and_what_not_action_excludes_in_vain_is_not():
    assert len(found(Action=["iot:Aaaaa", "s3:Aaaaa", "iot:Bbbbb"])) == 2
    assert found(NotAction="iot:Publsh") == []
