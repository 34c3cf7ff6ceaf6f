"""Which profile a document is read under."""

from __future__ import annotations

import pytest
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.policies.questions.policy_profiles import Profile, profile_of

TEMPLATES = "$aws/provisioning-templates/"


@pytest.mark.parametrize(
    ("statements", "profile"),
    [
        ((), Profile.QUARANTINE),
        ((deny("iot:*", "*"),), Profile.QUARANTINE),
        ((deny("iot:Publish", f"topic/{TEMPLATES}x/*"),), Profile.QUARANTINE),
        ((allow("iot:Publish", f"topic/{TEMPLATES}x/provision/*"),), Profile.CLAIM),
        ((allow("iot:Subscribe", f"topicfilter/{TEMPLATES}x/provision/*"),), Profile.CLAIM),
        ((allow("iot:*", f"topic/{TEMPLATES}*"),), Profile.CLAIM),
        ((allow("iot:Publish", f"topic/${TEMPLATES}x/provision/*"),), Profile.CLAIM),
        ((allow("iot:Publish", ["topic/a", f"topic/{TEMPLATES}x"]),), Profile.CLAIM),
        ((allow("iot:Publish", "arn:aws:iot:*:*:topic/" + TEMPLATES + "x"),), Profile.CLAIM),
        ((allow("iot:Publish", "*"),), Profile.DEVICE),
        ((allow("iot:Publish", "topic/$aws/*"),), Profile.DEVICE),
        ((allow("iot:Receive", f"topic/{TEMPLATES}x/provision/*"),), Profile.DEVICE),
        ((allow("iot:Publish", f"topic/a/{TEMPLATES}"),), Profile.DEVICE),
        ((allow("iot:Publish", f"client/{TEMPLATES}x"),), Profile.DEVICE),
        (
            (
                {
                    "Effect": "Allow",
                    "Action": "iot:Publish",
                    "NotResource": f"{ARN}topic/{TEMPLATES}x",
                },
            ),
            Profile.DEVICE,
        ),
        ((allow("greengrass:ResolveComponentCandidates", "*"),), Profile.GREENGRASS_CORE),
        ((allow("Greengrass:getDeploymentConfiguration", "*"),), Profile.GREENGRASS_CORE),
        ((allow("greengrass:*", "*"),), Profile.DEVICE),
        ((allow("greengrass:Discover", f"thing/{THING}"),), Profile.DEVICE),
        (
            (allow("iot:Publish", "topic/$aws/things/core*/greengrass/health/json"),),
            Profile.GREENGRASS_CORE,
        ),
        (
            (allow("iot:Publish", "topic/$aws/things/*/greengrass/health/json"),),
            Profile.DEVICE,
        ),
        ((allow("iotdeviceadvisor:*", "*"),), Profile.DEVICE),
        ((allow("iot:Connect", f"client/{THING}"),), Profile.DEVICE),
    ],
)
def test_iot_policies(statements, profile):
    assert profile_of(policy(*statements)) is profile


@pytest.mark.parametrize(
    ("statements", "used_by_devices", "profile"),
    [
        ((allow("iotdeviceadvisor:*", "*"),), False, Profile.OPERATOR),
        ((allow("IotDeviceAdvisor:GetSuiteRun", "*"),), False, Profile.OPERATOR),
        ((allow("iotdeviceadvisor:*", "*"),), True, Profile.DEVICE),
        ((allow("*", "*"),), False, Profile.DEVICE),
        ((deny("iotdeviceadvisor:*", "*"),), False, Profile.QUARANTINE),
        (
            (deny("iotdeviceadvisor:*", "*"), allow("iot:Connect", "*")),
            False,
            Profile.DEVICE,
        ),
        ((allow("iot:Publish", f"topic/{TEMPLATES}x/provision/*"),), False, Profile.DEVICE),
    ],
)
def test_identity_policies(statements, used_by_devices, profile):
    read = policy(*statements)
    assert profile_of(read, identity_policy=True, used_by_devices=used_by_devices) is profile
