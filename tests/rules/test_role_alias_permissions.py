"""CKV_IOT_206: what the roles behind role aliases allow, and which aliases a policy allows."""

from __future__ import annotations

from typing import Any

import pytest
from policy_judging import judgement_of
from policy_values import allow, deny
from roles_of_devices import ACCOUNT, ROLE_ARN, document, role

from checkov_aws_iot.findings.rule import JudgedPolicy, JudgedResource
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role_policy_attachment import RolePolicyAttachment
from checkov_aws_iot.resources.kinds.iot.role_alias import RoleAlias
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.role_alias_permissions import RoleAliasPermissions
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import OneOf, Sequence, Value

ALIAS = RoleAliasPermissions()


def judge_alias(*neighbours: Resource, role_arn: Value = ROLE_ARN) -> Judgement:
    alias = Resource("alias", RoleAlias(name="camera", role_arn=role_arn))
    graph = ResourceGraph(lambda kind: [found for found in neighbours if found.kind is kind])
    return judgement_of(ALIAS, JudgedResource(Subject.ROLE_ALIAS, alias, graph))


TOO_MUCH_FOR_DEVICES = {
    "everything": allow("*"),
    "everything, twice the star": allow("*:*"),
    "a service": allow("dynamodb:*", "arn:aws:dynamodb:*:1:table/t"),
    "AWS IoT": allow("iot:*"),
    "all but something": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    "one action of IAM": allow("iam:PassRole", "arn:aws:iam::1:role/x"),
    "reading the trail": allow("cloudtrail:LookupEvents"),
    "GuardDuty": allow("guardduty:ListDetectors"),
    "Inspector": allow("inspector2:ListFindings"),
    "services by pattern": allow("i?m:List*"),
    "connect as anybody": allow("iot:Connect"),
    "every client": allow("iot:Connect", "arn:aws:iot:*:1:client/*"),
    "every topic": allow("iot:Publish", "arn:aws:iot:*:1:topic/*"),
    "everything that AWS IoT has": allow("iot:Publish", "arn:aws:iot:*"),
    "every filter by hash": allow("iot:Subscribe", "arn:aws:iot:*:1:topicfilter/#"),
    "shadows of every thing": allow(
        "iot:Subscribe", "arn:aws:iot:*:1:topicfilter/$aws/things/+/shadow/update"
    ),
    "reserved topics": allow("iot:Publish", "arn:aws:iot:*:1:topic/$aws/things/*"),
    "every shadow": allow("iot:UpdateThingShadow", "arn:aws:iot:*:1:thing/*"),
    "every job": allow("iotjobsdata:UpdateJobExecution", "arn:aws:iot:*:1:thing/*"),
    "everything but one topic": {
        "Effect": "Allow",
        "Action": "iot:Publish",
        "NotResource": "arn:aws:iot:*:1:topic/a",
    },
}
FINE_FOR_DEVICES = {
    "named actions": allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::b/*"),
    "actions by prefix": allow("s3:Get*"),
    "own topic": allow("iot:Publish", "arn:aws:iot:*:1:topic/${credentials-iot:ThingName}/*"),
    "topics with a prefix": allow("iot:Publish", "arn:aws:iot:*:1:topic/building/*"),
    "one client": allow("iot:Connect", "arn:aws:iot:*:1:client/pump"),
    "receive": allow("iot:Receive", "arn:aws:iot:*:1:topic/*"),
    "a thing that is not known": allow(
        "iot:GetThingShadow", Text(("arn:aws:iot:*:1:thing/", Hole("var.thing")))
    ),
    "a Deny": deny("*"),
    "retained messages, which have no resource": allow("iot:ListRetainedMessages"),
}


@pytest.mark.parametrize("statement", TOO_MUCH_FOR_DEVICES.values(), ids=TOO_MUCH_FOR_DEVICES)
def test_roles_of_aliases_that_allow_too_much(statement: dict[str, Any]) -> None:
    judgement = judge_alias(role(document(statement)))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert 'lets a device that uses the alias "camera" ' in finding.message


@pytest.mark.parametrize("statement", FINE_FOR_DEVICES.values(), ids=FINE_FOR_DEVICES)
def test_roles_of_aliases_that_are_bounded(statement: dict[str, Any]) -> None:
    assert judge_alias(role(document(statement))).verdict is Verdict.PASSED


class TestWherePoliciesAre:
    BROAD = document(allow("s3:*"))

    def attached(self, role_reference: Value, policy_reference: Value) -> Resource:
        return Resource(
            "attachment",
            RolePolicyAttachment(role=role_reference, policy_arn=policy_reference),
        )

    def policy(self, **attributes: Value) -> Resource:
        return Resource(
            "aws_iam_policy.p",
            IdentityPolicy(**{"policy": self.BROAD, **attributes}),
            (Text(("arn:aws:iam::", ACCOUNT, ":policy/p")), "p"),
        )

    def test_attached_in_the_scan(self) -> None:
        for role_reference in ("worker", ROLE_ARN):
            attachment = self.attached(
                role_reference, Text(("arn:aws:iam::", ACCOUNT, ":policy/p"))
            )
            assert judge_alias(role(), self.policy(), attachment).verdict is Verdict.FAILED

    def test_attached_to_another_role(self) -> None:
        attachment = self.attached("other", Text(("arn:aws:iam::", ACCOUNT, ":policy/p")))
        assert judge_alias(role(), self.policy(), attachment).verdict is Verdict.PASSED

    def test_written_for_the_role(self) -> None:
        written = self.policy(roles=Sequence(["worker"]))
        assert judge_alias(role(), written).verdict is Verdict.FAILED

    def test_named_by_the_role(self) -> None:
        arns = Sequence([Text(("arn:aws:iam::", ACCOUNT, ":policy/p"))])
        assert judge_alias(role(managed_policy_arns=arns), self.policy()).verdict is Verdict.FAILED

    @pytest.mark.parametrize(
        ("name", "verdict"),
        [
            ("AdministratorAccess", Verdict.FAILED),
            ("PowerUserAccess", Verdict.FAILED),
            ("AWSIoTFullAccess", Verdict.FAILED),
            ("AWSIoTDataAccess", Verdict.FAILED),
            ("AmazonS3FullAccess", Verdict.FAILED),
            ("IAMReadOnlyAccess", Verdict.FAILED),
            ("service-role/AWSIoTLogging", Verdict.PASSED),
            ("AmazonS3ReadOnlyAccess", Verdict.PASSED),
            ("SomethingWeDoNotKnow", Verdict.UNKNOWN),
        ],
    )
    def test_managed_by_aws(self, name: str, verdict: Verdict) -> None:
        partition = Hole("partition", HoleKind.PARTITION)
        for arn in (
            f"arn:aws:iam::aws:policy/{name}",
            Text(("arn:", partition, f":iam::aws:policy/{name}")),
        ):
            assert judge_alias(role(), self.attached("worker", arn)).verdict is verdict

    def test_a_policy_elsewhere_is_not_known(self) -> None:
        elsewhere = self.attached("worker", "arn:aws:iam::123456789012:policy/elsewhere")
        assert judge_alias(role(), elsewhere).verdict is Verdict.UNKNOWN
        everything = role(document(allow("*")))
        assert judge_alias(everything, elsewhere).verdict is Verdict.FAILED

    def test_a_role_elsewhere_is_not_known(self) -> None:
        assert judge_alias(role_arn="arn:aws:iam::123456789012:role/x").verdict is Verdict.UNKNOWN
        assert judge_alias(role_arn=Unknown("has no default", "var.r")).verdict is Verdict.UNKNOWN

    def test_a_document_that_is_not_known(self) -> None:
        for hidden in (
            Unknown("has no default", "var.policy"),
            document(allow(Unknown("has no default", "var.actions"))),
        ):
            assert judge_alias(role(hidden)).verdict is Verdict.UNKNOWN

    def test_one_of_several_documents(self) -> None:
        choice = OneOf("var.debug", (("true", self.BROAD), ("false", document())))
        assert judge_alias(role(choice)).verdict is Verdict.FAILED

    def test_each_policy_of_the_role_is_named(self) -> None:
        written = self.policy(roles=Sequence(["worker"]))
        judgement = judge_alias(role(document(allow("iam:GetRole"))), written)
        named = [finding.message.partition(", Statement")[0] for finding in judgement.findings]
        assert named == [
            'aws_iam_role.worker, inline policy "p"',
            "aws_iam_role.worker, policy aws_iam_policy.p",
        ]
        assert all(finding.witness for finding in judgement.findings)

    def test_conditions_of_two_policies_are_read_together(self) -> None:
        of_a = {"StringEquals": {"aws:username": "a"}}
        like_a = {"StringLike": {"aws:username": "a*"}}
        grant = document(allow("s3:*", Condition=of_a))
        assert judge_alias(role(grant, document(deny("s3:*", Condition=like_a)))).findings == ()
        others = document(deny("s3:*", Condition={"StringEquals": {"aws:username": "b"}}))
        assert judge_alias(role(grant, others)).verdict is Verdict.FAILED

    def test_a_permissions_boundary_takes_away_what_is_not_known(self) -> None:
        boundary = "arn:aws:iam::123456789012:policy/boundary"
        limited = role(self.BROAD, permissions_boundary=boundary)
        assert judge_alias(limited).verdict is Verdict.UNKNOWN

    def test_a_deny_in_another_policy_takes_back(self) -> None:
        assert judge_alias(role(self.BROAD, document(deny("s3:*")))).verdict is Verdict.PASSED
        for useless in (
            deny("s3:*", "arn:aws:s3:::b"),
            deny("s3:*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
        ):
            assert judge_alias(role(self.BROAD, document(useless))).verdict is Verdict.FAILED


OWN_TOPIC = "arn:aws:iot:*:1:topic/${credentials-iot:ThingName}/*"


@pytest.mark.parametrize(
    "statement",
    [
        deny("iot:*"),
        deny("iot:Publish", "arn:aws:iot:*:1:topic/*"),
        {"Effect": "Deny", "Action": "iot:Publish", "NotResource": OWN_TOPIC},
    ],
    ids=["all", "all topics", "all but its own"],
)
def test_a_deny_that_leaves_nothing_of_other_devices(statement: dict[str, Any]) -> None:
    broad = allow("iot:Publish", "arn:aws:iot:*:1:topic/*")
    assert judge_alias(role(document(broad), document(statement))).verdict is Verdict.PASSED


def test_a_deny_with_the_same_unknown_account() -> None:
    topics = Text(("arn:aws:iot:*:", ACCOUNT, ":topic/*"))
    statements = (allow("iot:Publish", topics), deny("iot:Publish", topics))
    assert judge_alias(role(document(*statements))).verdict is Verdict.PASSED
    assert judge_alias(role(document(statements[0]))).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "statement",
    [
        deny("iot:Publish", "arn:aws:iot:*:1:topic/$aws/*"),
        deny("iot:Subscribe"),
        deny("iot:Publish", "arn:aws:iot:*:2:topic/*"),
    ],
    ids=["reserved topics", "another action", "another account"],
)
def test_a_deny_that_leaves_other_devices(statement: dict[str, Any]) -> None:
    broad = allow("iot:Publish", "arn:aws:iot:*:1:topic/*")
    assert judge_alias(role(document(broad), document(statement))).verdict is Verdict.FAILED


def judge_policy(*statements: dict[str, Any]) -> Judgement:
    policy = read_document(document(*statements))
    judged = JudgedPolicy(Subject.IOT_POLICY, policy, None, ResourceGraph(lambda _: ()))
    return judgement_of(ALIAS, judged)


class TestPoliciesOfDevices:
    ASSUME = "iot:AssumeRoleWithCertificate"

    @pytest.mark.parametrize(
        "resource",
        ["*", "arn:aws:iot:*:1:*", "arn:aws:iot:*:1:rolealias/*", "arn:aws:iot:*:1:rolealias/?*"],
    )
    def test_every_alias(self, resource: str) -> None:
        judgement = judge_policy(allow("iot:assumerolewithcertificate", resource))
        (finding,) = judgement.findings
        assert finding.path == "Statement/[0]/Resource"
        assert finding.witness is not None

    def test_the_witness_is_allowed(self) -> None:
        statement = allow(self.ASSUME, "arn:aws:iot:us-east-1:123456789012:rolealias/*")
        (finding,) = judge_policy(statement).findings
        assert finding.witness is not None
        decision = authorise([read_document(document(statement))], finding.witness)
        assert decision.outcome is Outcome.ALLOWED

    @pytest.mark.parametrize(
        "resource",
        [
            "arn:aws:iot:*:1:rolealias/camera",
            "arn:aws:iot:*:1:rolealias/camera-*",
            Text(("arn:aws:iot:*:1:rolealias/", Hole("var.alias"))),
        ],
        ids=str,
    )
    def test_some_aliases(self, resource: Value) -> None:
        assert judge_policy(allow(self.ASSUME, resource)).verdict is Verdict.PASSED

    def test_other_actions_are_other_rules_business(self) -> None:
        for action in ("iot:*", "*", "iot:Connect"):
            assert judge_policy(allow(action)).verdict is Verdict.PASSED

    def test_a_deny_of_all_other_aliases(self) -> None:
        others = {
            "Effect": "Deny",
            "Action": self.ASSUME,
            "NotResource": "arn:aws:iot:*:*:rolealias/camera",
        }
        assert judge_policy(allow(self.ASSUME), others).verdict is Verdict.PASSED

    def test_an_alias_that_is_not_known(self) -> None:
        hidden = allow(self.ASSUME, Unknown("has no default", "var.alias"))
        assert judge_policy(hidden).verdict is Verdict.UNKNOWN

    def test_an_action_that_is_not_known(self) -> None:
        hidden = Unknown("has no default", "var.action")
        assert judge_policy(allow(hidden)).verdict is Verdict.UNKNOWN
        one = allow(hidden, "arn:aws:iot:*:1:rolealias/camera")
        assert judge_policy(one).verdict is Verdict.PASSED
