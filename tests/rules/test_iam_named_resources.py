"""CKV_IOT_208: resources of AWS IoT in IAM policies."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    IAM,
    MET_BY_SOME,
    NEVER_MET,
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


GRANTS = [
    ("iot:Publish", "*"),
    ("iot:Publish", "topic/*"),
    ("iot:Publish", "topic/$aws/things/*"),
    ("iot:Publish", "arn:aws:iot"),
    ("iot:Publish", "arn:aws:iot:us-east-1"),
    ("iot:Subscribe", "topicfilter/#"),
    ("iot:UpdateThingShadow", "thing/*"),
]


@pytest.mark.parametrize("condition", [{}, *MET_BY_SOME], ids=str)
@pytest.mark.parametrize(("action", "resource"), GRANTS)
def test_who_asks_and_when_limits_no_resource(
    action: str, resource: str, condition: dict[str, Any]
):
    document = policy(allow(action, resource, Condition=condition))
    assert judge("CKV_IOT_208", document).verdict is Verdict.FAILED


@pytest.mark.parametrize("condition", NEVER_MET, ids=str)
def test_what_no_request_meets_grants_no_resource(condition: dict[str, Any]):
    document = policy(allow("iot:Publish", "*", Condition=condition))
    assert judge("CKV_IOT_208", document).verdict is Verdict.PASSED
