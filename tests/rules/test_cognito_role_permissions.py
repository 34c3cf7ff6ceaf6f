"""CKV_IOT_207: what the roles of an identity pool allow."""

from __future__ import annotations

from typing import Any

import pytest
from policy_judging import judgement_of
from policy_values import allow
from roles_of_devices import ROLE_ARN, document, role

from checkov_aws_iot.findings.rule import JudgedResource
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.identity_pool import IdentityPool
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.cognito_role_permissions import CognitoRolePermissions
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Sequence, Value

COGNITO = CognitoRolePermissions()


def judge_pool(who: str, *neighbours: Resource, reference: Value = ROLE_ARN) -> Judgement:
    attachment = Resource(
        "attachment",
        CognitoRoleAttachment(**{"identity_pool_id": "pool", who: reference}),
    )
    graph = ResourceGraph(lambda kind: [found for found in neighbours if found.kind is kind])
    judged = JudgedResource(Subject.COGNITO_ROLE_ATTACHMENT, attachment, graph)
    return judgement_of(COGNITO, judged)


READS_ONE_THING = allow("iot:DescribeThing", "arn:aws:iot:*:1:thing/MyThing")
TOO_MUCH_FOR_EVERYBODY = {
    "everything": allow("*"),
    "AWS IoT": allow("iot:*", "arn:aws:iot:*:1:thing/x"),
    "admin write": allow("iot:CreateThing", "arn:aws:iot:*:1:thing/x"),
    "any other control plane": allow("iot:AttachPolicy"),
    "by pattern": allow("iot:Describe*"),
    "an action newer than the table": allow("iot:FrobnicateThing"),
    "read about every thing": allow("iot:DescribeThing", "arn:aws:iot:*:1:thing/*"),
    "every client": allow("iot:Connect", "arn:aws:iot:*:1:client/*"),
    "every topic": allow(["iot:Publish"], "arn:aws:iot:*:1:topic/*"),
    "every shadow": allow("iot:GetThingShadow", "arn:aws:iot:*:1:thing/*"),
}
FINE_FOR_EVERYBODY = {
    "own topics": allow(
        "iot:Publish", "arn:aws:iot:*:1:topic/${cognito-identity.amazonaws.com:sub}/*"
    ),
    "one shadow": allow("iot:GetThingShadow", "arn:aws:iot:*:1:thing/MyThing"),
    "receive": allow("iot:Receive", "arn:aws:iot:*:1:topic/*"),
}


@pytest.mark.parametrize("who", ["unauthenticated", "authenticated"])
@pytest.mark.parametrize("statement", TOO_MUCH_FOR_EVERYBODY.values(), ids=TOO_MUCH_FOR_EVERYBODY)
def test_roles_of_pools_that_allow_too_much(who: str, statement: dict[str, Any]) -> None:
    judgement = judge_pool(who, role(document(statement)))
    assert judgement.verdict is Verdict.FAILED
    assert {finding.path for finding in judgement.findings} == {who}


@pytest.mark.parametrize("who", ["unauthenticated", "authenticated"])
@pytest.mark.parametrize("statement", FINE_FOR_EVERYBODY.values(), ids=FINE_FOR_EVERYBODY)
def test_roles_of_pools_that_are_bounded(who: str, statement: dict[str, Any]) -> None:
    assert judge_pool(who, role(document(statement))).verdict is Verdict.PASSED


class TestPools:
    @pytest.mark.parametrize("thing", ["MyThing", "MyThing*"])
    @pytest.mark.parametrize(
        "action", ["DescribeThing", "ListThingPrincipals", "ListJobExecutionsForThing"]
    )
    def test_only_users_who_signed_in_may_read_about_some_things(
        self, action: str, thing: str
    ) -> None:
        reads = role(document(allow(f"iot:{action}", f"arn:aws:iot:*:1:thing/{thing}")))
        assert judge_pool("authenticated", reads).verdict is Verdict.PASSED
        assert judge_pool("unauthenticated", reads).verdict is Verdict.FAILED

    def test_mapped_roles_are_of_users_who_signed_in(self) -> None:
        mapped = Sequence([ROLE_ARN])
        broad, narrow = role(document(allow("iot:*"))), role(document(READS_ONE_THING))
        assert judge_pool("mapped_roles", broad, reference=mapped).verdict is Verdict.FAILED
        assert judge_pool("mapped_roles", narrow, reference=mapped).verdict is Verdict.PASSED

    def test_roles_without_anything_of_aws_iot_are_out_of_scope(self) -> None:
        for statement in (allow("s3:*"), {"Effect": "Deny", "Action": "iot:*", "Resource": "*"}):
            judgement = judge_pool("unauthenticated", role(document(statement)))
            assert judgement.verdict is Verdict.OUT_OF_SCOPE

    def test_a_role_elsewhere_is_not_known(self) -> None:
        assert judge_pool("authenticated", reference="arn:x").verdict is Verdict.UNKNOWN

    def test_a_pool_without_strangers(self) -> None:
        def pool(allows: Value) -> Resource:
            attributes = IdentityPool(name="pool", allow_unauthenticated=allows)
            return Resource("pool", attributes, ("pool",))

        broad = role(document(allow("iot:*")))
        assert judge_pool("unauthenticated", broad, pool(False)).verdict is Verdict.OUT_OF_SCOPE
        assert judge_pool("unauthenticated", broad, pool(True)).verdict is Verdict.FAILED
        hidden = pool(Unknown("has no default", "var.guests"))
        assert judge_pool("unauthenticated", broad, hidden).verdict is Verdict.FAILED
