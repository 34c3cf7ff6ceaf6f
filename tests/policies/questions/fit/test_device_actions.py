"""Action texts with wildcards: what they grant that nobody meant, and what to write instead."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, allow, deny, policy, statement, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.fit.device_actions import (
    is_open_device_action,
    named_instead,
    unwanted_request,
)
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


@pytest.mark.parametrize(
    ("written", "is_open"),
    [
        ("*", True),
        ("iot:*", True),
        ("IOT:Pub*", True),
        ("iot:Publish", False),
        ("iot:Publis?", True),
        ("iotjobsdata:*", True),
        ("greengrass:*", True),
        ("iot*:Publish", True),
        ("i*", True),
        ("s3:*", False),
        ("s3:GetObject", False),
        # Nothing of the kind exists, but the service is one of devices.
        ("iot:Nothing*", True),
        ("iotevents:*", False),
        (text("iot:", NAME, "*"), True),
        (text("s3:", NAME, "*"), False),
        (text("iot:", NAME), False),
    ],
)
def test_wildcards_of_device_actions(written, is_open):
    assert is_open_device_action(written) is is_open


def test_of_a_service_that_is_not_known_nobody_knows():
    found = is_open_device_action(text(NAME, ":*"))
    assert isinstance(found, Unknown)
    assert found.expression == "var.name"
    assert found.reason == "is not known"
    assert is_open_device_action(text(NAME, ":Publish")) is False


def unwanted(*statements, element=0):
    document = policy(*statements)
    found = unwanted_request(document, document.statements[0], element)
    if found is not None:
        assert authorise((document,), found).outcome is Outcome.ALLOWED
        return found.action, found.resource.removeprefix(ARN)
    return None


@pytest.mark.parametrize(
    ("action", "resource", "request_for"),
    [
        ("iot:*", "*", ("iot:AssumeRoleWithCertificate", "rolealias/administrator")),
        ("*", "*", ("iot:AssumeRoleWithCertificate", "rolealias/administrator")),
        ("iot:*", "rolealias/a", ("iot:AssumeRoleWithCertificate", "rolealias/a")),
        ("iot:*", "topic/a", ("iot:RetainPublish", "topic/a")),
        ("iot:*", "topic/a/*", ("iot:RetainPublish", "topic/a/configuration")),
        ("iot:*", "thing/a", ("iot:DeleteThingShadow", "thing/a")),
        ("iot:*", "thing/*", ("iot:DeleteThingShadow", "thing/another-device")),
        ("iot:Get*", "thing/*", ("iot:GetThingShadow", "thing/another-device")),
        ("iot:*Publish", "topic/a", ("iot:RetainPublish", "topic/a")),
        ("iot:Pub*", "*", None),
        ("iot:*", "client/a", None),
        ("s3:*", "*", None),
        ("iot:Con*", "client/a", None),
        ("greengrass:Put*", "*", None),
        ("greengrass:*", "*", ("greengrass:PutCertificateAuthorities", "*")),
        ("iotjobsdata:*", "thing/a", ("iotjobsdata:UpdateJobExecution", "thing/a")),
    ],
)
def test_the_worst_that_nobody_meant(action, resource, request_for):
    assert unwanted(allow(action, resource)) == request_for


def test_what_is_granted_by_name_too_was_meant():
    assert unwanted(allow(["iot:*", "iot:DeleteThingShadow"], "thing/a")) == (
        "iot:UpdateThingShadow",
        "thing/a",
    )
    assert unwanted(allow(["iot:RetainPublish", "iot:*Publish"], "topic/a"), element=1) is None


def test_denies_and_conditions_count():
    assert unwanted(allow("iot:*", "thing/a"), deny("iot:DeleteThingShadow", "*")) == (
        "iot:UpdateThingShadow",
        "thing/a",
    )
    assert unwanted(allow("iot:*", "*"), deny("iot:*", "*")) is None
    attached = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    assert unwanted(allow("iot:*", "thing/a", Condition=attached))
    vpce = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    assert unwanted(allow("iot:*", "thing/a", Condition=vpce))


def test_not_action_and_not_resource_leave_the_rest():
    but_connect = {"Effect": "Allow", "NotAction": "iot:Connect", "Resource": "*"}
    assert unwanted(but_connect, element=None) == (
        "iot:AssumeRoleWithCertificate",
        "rolealias/administrator",
    )
    but_topics = {"Effect": "Allow", "Action": "iot:*", "NotResource": f"{ARN}rolealias/*"}
    assert unwanted(but_topics) == ("iot:DeleteThingShadow", "thing/another-device")


@pytest.mark.parametrize(
    ("action", "witness", "instead"),
    [
        ("iot:*", None, "iot:Connect, iot:Publish, iot:Receive, iot:Subscribe"),
        ("iot:*", "iot:Subscribe", "iot:Connect, iot:Publish, iot:Receive"),
        ("iot:*Publish", "iot:RetainPublish", "iot:Publish"),
        ("iot:*ThingShadow", "iot:DeleteThingShadow", "iot:GetThingShadow, iot:UpdateThingShadow"),
        ("iot:Pub*", "iot:Publish", "the names of the actions that the device needs"),
        (
            "*:*JobExecution",
            None,
            (
                "iot:DescribeJobExecution, iot:StartNextPendingJobExecution, iot:UpdateJobExecution,"
                " iotjobsdata:DescribeJobExecution, iotjobsdata:StartNextPendingJobExecution,"
                " iotjobsdata:UpdateJobExecution"
            ),
        ),
        # More than six are a list that nobody reads.
        ("*:*JobExecution*", None, "the names of the actions that the device needs"),
        ("s3:*", None, "the names of the actions that the device needs"),
        (
            "greengrass:*",
            None,
            (
                "greengrass:GetComponentVersionArtifact, greengrass:ResolveComponentCandidates,"
                " greengrass:GetDeploymentConfiguration, greengrass:ListThingGroupsForCoreDevice"
            ),
        ),
    ],
)
def test_what_to_write_instead(action, witness, instead):
    written = statement(Action=action, Resource="*")
    asked = Request(witness, "*") if witness else None
    assert named_instead(written, 0, asked) == instead


def test_instead_of_not_action_the_usual():
    written = statement(NotAction="iot:Connect", Resource="*")
    assert named_instead(written, None, None) == "iot:Publish, iot:Receive, iot:Subscribe"
    hole = statement(Action=text("iot:", NAME, "*"), Resource="*")
    assert named_instead(hole, 0, None) == "the names of the actions that the device needs"
