"""The part of an IAM policy that is about AWS IoT, and policies for Greengrass cores."""

from __future__ import annotations

import pytest
from policy_values import NAME, UNKNOWN, allow, deny, policy, statement, text

from checkov_aws_iot.policies.model.iot_statements import names_data_plane, naming_iot
from checkov_aws_iot.policies.questions.policy_profiles import Profile, is_for_cores, profile_of


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ("iot:Publish", True),
        ("IOT:*", True),
        ("iotjobsdata:*", True),
        ("iot*:*", True),
        ("iot?:x", True),
        (["s3:*", "iot:Connect"], True),
        (text("iot:", NAME), True),
        ("*", False),
        ("s3:*", False),
        ("iotevents:*", False),
        (text(NAME, ":Publish"), False),
        (UNKNOWN, False),
    ],
)
def test_which_statements_name_iot(action, named):
    assert names_data_plane(statement(Action=action)) is named
    assert names_data_plane(statement(NotAction=action)) is named


def test_what_is_not_about_iot_is_left_out():
    document = policy(
        allow("iot:Publish", "*"),
        allow("*", "*"),
        allow("s3:*", "*"),
        deny("s3:*", "*"),
        {**allow("s3:*", "*"), "Action": ["s3:*", UNKNOWN]},
        UNKNOWN,
    )
    left = naming_iot(document)
    assert [s.index for s in left.statements] == [0, 3, 4]
    assert left.unknowns == document.unknowns


CORE = "greengrass:ResolveComponentCandidates"


@pytest.mark.parametrize(
    ("statements", "cores"),
    [
        ([allow("greengrass:*", "*")], True),
        ([allow(["iot:Connect", "Greengrass:Get*"], "*")], True),
        ([allow(CORE, "*")], True),
        ([allow("greengrass:Discover", "*")], False),
        ([allow("*", "*")], False),
        ([deny("greengrass:*", "*"), allow("iot:Connect", "*")], False),
        ([{"Effect": "Allow", "NotAction": "greengrass:Discover", "Resource": "*"}], False),
        ([allow("iot:Publish", "topic/$aws/things/core/greengrass/x")], True),
        ([allow("iot:Connect", "*")], False),
        ([], False),
    ],
)
def test_policies_that_greengrass_cores_have(statements, cores):
    document = policy(*statements)
    assert is_for_cores(document, profile_of(document)) is cores
    assert is_for_cores(document, Profile.GREENGRASS_CORE)
