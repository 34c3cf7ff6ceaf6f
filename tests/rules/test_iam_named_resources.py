"""CKV_IOT_208: resources of AWS IoT in IAM policies."""

from __future__ import annotations

import pytest
from device_policies import (
    IAM,
    RULES,
    Statement,
    judge,
)
from policy_judging import judgement_of
from policy_values import allow, policy

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject


@pytest.mark.parametrize(("clients", "resources", "statements"), IAM, ids=str)
def test_208(clients: Verdict, resources: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_208", policy(*statements)).verdict is resources


@pytest.mark.parametrize(
    ("statements", "message", "path"),
    [
        (
            [allow("iot:UpdateThingShadow", "*")],
            (
                'Statement[0]: Resource "*" lets the caller change the shadow of "another-device"; use'
                " thing/${credentials-iot:ThingName} for devices, or what the caller needs by name"
            ),
            "Statement/[0]/Resource",
        ),
    ],
)
def test_208_messages(statements: list[Statement], message: str, path: str):
    (finding,) = judge("CKV_IOT_208", policy(*statements)).findings
    assert finding.message == message
    assert finding.path == path


def test_208_of_the_role_of_an_identity_pool_proposes_the_identity():
    role = Resource("role.app", Role(name="app"), ("role.app",))
    attachment = Resource("roles.app", CognitoRoleAttachment(unauthenticated="role.app"))
    scan = {Role: [role], CognitoRoleAttachment: [attachment]}
    neighbours = ResourceGraph(lambda kind: scan.get(kind, ()))
    document = policy(allow("iot:Subscribe", "topicfilter/*"))
    judged = JudgedPolicy(Subject.IDENTITY_POLICY, document, role, neighbours)
    (finding,) = judgement_of(RULES["CKV_IOT_208"], judged).findings
    assert finding.message.endswith(
        "use topicfilter/${cognito-identity.amazonaws.com:sub}/* for Cognito identities, or what the"
        " caller needs by name"
    )
