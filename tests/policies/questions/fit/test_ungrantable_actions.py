"""Actions that an IoT policy cannot grant."""

from __future__ import annotations

import pytest
from policy_values import statement, text

from checkov_aws_iot.policies.questions.fit.ungrantable_actions import ungrantable_actions
from checkov_aws_iot.values.text import Hole

OTHER_SERVICE = "an IoT policy grants no action of another service"
CONTROL_PLANE = "an IoT policy grants no action of the control plane"


@pytest.mark.parametrize(
    ("action", "reasons"),
    [
        ("s3:PutObject", [OTHER_SERVICE]),
        (" s3:PutObject", [OTHER_SERVICE]),
        ("timestream:WriteRecords", [OTHER_SERVICE]),
        ("S3:*", [OTHER_SERVICE]),
        ("iotdeviceadvisor:StartSuiteRun", [OTHER_SERVICE]),
        ("iot:CreateThing", [CONTROL_PLANE]),
        ("IOT:creatething", [CONTROL_PLANE]),
        ("iot:Attach*", [CONTROL_PLANE]),
        ("greengrass:CreateDeployment", [CONTROL_PLANE]),
        (["iot:Publish", "s3:PutObject", "iot:CreateThing"], [OTHER_SERVICE, CONTROL_PLANE]),
        ("iot:Publish", []),
        ("iot:SendDirectMessage", []),
        ("iotjobsdata:UpdateJobExecution", []),
        ("iot:AssumeRoleWithCertificate", []),
        ("iot:ListNamedShadowsForThing", []),
        ("greengrass:Discover", []),
        ("iot:*", []),
        ("iot:Update*", []),
        ("*", []),
        ("*:PutObject", []),
        ("i*:Create*", []),
        ("Publish", []),
        # No action at all: that is said of it elsewhere.
        ("iot:Publsh", []),
        (" iot:Publish", []),
        (text("s3:", Hole("var.action")), []),
    ],
)
def test_which_are_ungrantable(action, reasons):
    found = ungrantable_actions(statement(Action=action, Resource="*"))
    assert [one.reason for one in found] == reasons


def test_not_action_grants_whatever_is_left():
    assert not list(ungrantable_actions(statement(NotAction="s3:*", Resource="*")))
