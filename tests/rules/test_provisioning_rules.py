"""Rules 401, 402, 404 and 405 on resources in neutral words, and 403 on documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Judgement, Verdict, conclude
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.ca_certificate import CaCertificate
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.claims_only_provision import ClaimsOnlyProvision
from checkov_aws_iot.rules.consistent_template import ConsistentTemplate
from checkov_aws_iot.rules.fleet_hook import FleetHook
from checkov_aws_iot.rules.judged import JudgedPolicy, JudgedResource
from checkov_aws_iot.rules.just_in_time_provisioning import JustInTimeProvisioning
from checkov_aws_iot.rules.provisioning_role import ProvisioningRole
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

FAILED, PASSED = Verdict.FAILED, Verdict.PASSED
UNKNOWN, OUT_OF_SCOPE = Verdict.UNKNOWN, Verdict.OUT_OF_SCOPE
NOT_KNOWN = Unknown("has no default", "var.x")
HOOK = Mapping({"target_arn": "arn:aws:lambda:eu-west-1:1:function:f"})
COMPLETE = json.dumps(
    {
        "Resources": {
            "certificate": {
                "Type": "AWS::IoT::Certificate",
                "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}},
            },
            "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "device"}},
        }
    }
)


def resource(kind: type[Kind], address: str, *identifiers: Value, **attributes: Value) -> Resource:
    return Resource(address, kind(**attributes), identifiers, "eu-west-1")


def judge(rule: Any, subject: Subject, first: Resource, *others: Resource) -> Judgement:
    everything = (first, *others)
    graph = ResourceGraph(lambda kind: [found for found in everything if found.kind is kind])
    return conclude(rule.judge(JudgedResource(subject, first, graph)))


def template(**attributes: Value) -> Resource:
    return resource(ProvisioningTemplate, "template", "template", **attributes)


def authority(**attributes: Value) -> Resource:
    return resource(CaCertificate, "ca", **attributes)


class TestFleetHook:
    @pytest.mark.parametrize(
        ("attributes", "verdict"),
        [
            ({}, FAILED),
            ({"type": "FLEET_PROVISIONING"}, FAILED),
            ({"type": "FLEET_PROVISIONING", "enabled": False}, FAILED),
            ({"hook": HOOK}, PASSED),
            ({"hook": HOOK, "type": NOT_KNOWN}, PASSED),
            ({"type": "JITP"}, PASSED),
            ({"type": "JITP", "hook": NOT_KNOWN}, PASSED),
            ({"type": NOT_KNOWN}, UNKNOWN),
            ({"hook": NOT_KNOWN}, UNKNOWN),
        ],
    )
    def test_verdicts(self, attributes: dict[str, Value], verdict: Verdict) -> None:
        judgement = judge(FleetHook(), Subject.PROVISIONING_TEMPLATE, template(**attributes))
        assert judgement.verdict is verdict

    def test_a_hook_that_may_be_missing_names_the_condition(self) -> None:
        hook = OneOf("IsProd", (("true", HOOK), ("false", ABSENT)))
        judgement = judge(FleetHook(), Subject.PROVISIONING_TEMPLATE, template(hook=hook))
        (finding,) = judgement.findings
        assert "(when `IsProd` is false)" in str(finding)


class TestConsistentTemplate:
    def of_template(self, body: Value) -> Judgement:
        subject = Subject.PROVISIONING_TEMPLATE
        return judge(ConsistentTemplate(), subject, template(template_body=body))

    def of_authority(self, *others: Resource, **config: Value) -> Judgement:
        first = authority(registration_config=Mapping(config))
        return judge(ConsistentTemplate(), Subject.CA_CERTIFICATE, first, *others)

    @pytest.mark.parametrize(
        ("body", "verdict"),
        [
            (COMPLETE, PASSED),
            (parse_json(COMPLETE), PASSED),
            ("{", FAILED),
            ('{"Resources": {}}', FAILED),
            (NOT_KNOWN, UNKNOWN),
            (ABSENT, UNKNOWN),
        ],
    )
    def test_bodies(self, body: Value, verdict: Verdict) -> None:
        assert self.of_template(body).verdict is verdict

    def test_the_fault_in_one_branch(self) -> None:
        body = OneOf("var.broken", (("true", "{"), ("false", COMPLETE)))
        (finding,) = self.of_template(body).findings
        assert finding.path == "template_body"
        assert "(when `var.broken` is true)" in str(finding)

    def test_the_path_leads_into_the_body(self) -> None:
        broken = COMPLETE.replace('"PolicyName": "device"', "")
        (finding,) = self.of_template(broken).findings
        assert finding.path == "template_body/Resources/policy/Properties"
        assert "neither PolicyName nor PolicyDocument" in finding.message

    def test_a_ca_without_a_template_is_not_judged(self) -> None:
        assert self.of_authority().verdict is OUT_OF_SCOPE
        bare = judge(ConsistentTemplate(), Subject.CA_CERTIFICATE, authority())
        assert bare.verdict is OUT_OF_SCOPE

    def test_the_body_inside_a_ca(self) -> None:
        assert self.of_authority(template_body=COMPLETE).verdict is PASSED
        (finding,) = self.of_authority(template_body="{").findings
        assert finding.path == "registration_config/template_body"

    def test_a_name_and_a_body(self) -> None:
        judgement = self.of_authority(template_body=COMPLETE, template_name="x")
        assert [finding.path for finding in judgement.findings] == ["registration_config"]

    @pytest.mark.parametrize(
        ("kind", "verdict"),
        [
            ("JITP", PASSED),
            ("FLEET_PROVISIONING", FAILED),
            (ABSENT, FAILED),
            (NOT_KNOWN, UNKNOWN),
        ],
    )
    def test_the_type_of_the_named_template(self, kind: Value, verdict: Verdict) -> None:
        named = template(type=kind)
        assert self.of_authority(named, template_name="template").verdict is verdict

    def test_a_template_outside_of_the_scan(self) -> None:
        assert self.of_authority(template_name="elsewhere").verdict is UNKNOWN


class TestJustInTimeProvisioning:
    NAMED = Mapping({"template_name": "t"})

    def verdict(self, *rules: Resource, **attributes: Value) -> Verdict:
        subject = Subject.CA_CERTIFICATE
        return judge(JustInTimeProvisioning(), subject, authority(**attributes), *rules).verdict

    @pytest.mark.parametrize(
        ("active", "automatic", "config", "verdict"),
        [
            (True, True, NAMED, PASSED),
            (True, False, ABSENT, FAILED),
            (True, ABSENT, ABSENT, FAILED),
            (True, False, NAMED, FAILED),
            (False, False, NAMED, FAILED),
            (False, False, ABSENT, PASSED),
            (False, True, ABSENT, PASSED),
            (True, True, ABSENT, FAILED),
            (True, True, Mapping({"role_arn": "r"}), FAILED),
            (True, NOT_KNOWN, ABSENT, UNKNOWN),
            (NOT_KNOWN, False, ABSENT, UNKNOWN),
            (True, True, NOT_KNOWN, UNKNOWN),
            (True, "true", NAMED, PASSED),
        ],
    )
    def test_verdicts(
        self, active: Value, automatic: Value, config: Value, verdict: Verdict
    ) -> None:
        attributes = {"active": active, "auto_registration": automatic}
        assert self.verdict(**attributes, registration_config=config) is verdict

    @pytest.mark.parametrize(
        ("sql", "verdict"),
        [
            ("SELECT * FROM '$aws/events/certificates/registered/abc'", PASSED),
            ("SELECT * FROM '$aws/events/certificates/registered/+'", PASSED),
            ("select caCertificateId from '$aws/events/certificates/#'", PASSED),
            (
                Text(("SELECT * FROM '$aws/events/certificates/registered/", Hole("ca"), "'")),
                PASSED,
            ),
            ("SELECT * FROM '$aws/events/certificates/registered'", FAILED),
            ("SELECT * FROM '$aws/events/thing/+/created'", FAILED),
            ("SELECT * FROM 'a/$aws/events/certificates/registered/x'", FAILED),
            ("no statement", FAILED),
            (Text(("SELECT * FROM '", Hole("topic"), "'")), UNKNOWN),
            (NOT_KNOWN, UNKNOWN),
        ],
    )
    def test_rules_that_take_over(self, sql: Value, verdict: Verdict) -> None:
        rule = resource(TopicRule, "rule", sql=sql, enabled=True)
        assert self.verdict(rule, active=True, auto_registration=True) is verdict

    def test_a_disabled_rule_takes_over_nothing(self) -> None:
        sql = "SELECT * FROM '$aws/events/certificates/registered/+'"
        rule = resource(TopicRule, "rule", sql=sql, enabled=False)
        assert self.verdict(rule, active=True, auto_registration=True) is FAILED


class TestProvisioningRole:
    def policy(self, action: Value, **more: Any) -> Mapping:
        statement = {"Effect": "Allow", "Action": action, "Resource": "*", **more}
        parsed = parse_json(json.dumps({"Version": "2012-10-17", "Statement": statement}))
        assert isinstance(parsed, Mapping)
        return parsed

    def judged(self, *others: Resource, **role: Value) -> Judgement:
        held = resource(Role, "role", "role-arn", "role", **role)
        first = template(role_arn="role-arn")
        return judge(ProvisioningRole(), Subject.PROVISIONING_TEMPLATE, first, held, *others)

    @pytest.mark.parametrize(
        ("action", "verdict"),
        [
            ("*", FAILED),
            ("iot:*", FAILED),
            ("IAM:*", FAILED),
            ("i*:*", FAILED),
            ("s3:*", PASSED),
            ("iot:RegisterThing", PASSED),
            ("iam:PassRole", PASSED),
        ],
    )
    def test_inline_policies(self, action: str, verdict: Verdict) -> None:
        inline = Sequence([Mapping({"name": "x", "policy": self.policy(action)})])
        assert self.judged(inline_policies=inline).verdict is verdict

    @pytest.mark.parametrize(
        ("name", "verdict"),
        [
            ("AdministratorAccess", FAILED),
            ("AWSIoTFullAccess", FAILED),
            ("IAMFullAccess", FAILED),
            ("service-role/AWSIoTThingsRegistration", PASSED),
            ("job-function/SomethingElse", UNKNOWN),
        ],
    )
    def test_managed_policies(self, name: str, verdict: Verdict) -> None:
        arns = Sequence([f"arn:aws:iam::aws:policy/{name}"])
        assert self.judged(managed_policy_arns=arns).verdict is verdict

    def test_an_attached_policy_of_the_scan(self) -> None:
        policy = resource(
            IdentityPolicy, "policy", roles=Sequence(["role"]), policy=self.policy("iot:*")
        )
        (finding,) = self.judged(policy).findings
        assert "iot:DeletePolicy" in finding.message
        assert finding.path == "role_arn"

    def test_a_deny_takes_it_back(self) -> None:
        inline = Sequence(
            [
                Mapping({"name": "a", "policy": self.policy("iot:*")}),
                Mapping({"name": "b", "policy": self.policy("iot:*", Effect="Deny")}),
            ]
        )
        assert self.judged(inline_policies=inline).verdict is PASSED

    def test_a_role_outside_of_the_scan(self) -> None:
        first = template(role_arn=NOT_KNOWN)
        judgement = judge(ProvisioningRole(), Subject.PROVISIONING_TEMPLATE, first)
        assert judgement.verdict is UNKNOWN

    def test_the_role_of_a_ca(self) -> None:
        subject = Subject.CA_CERTIFICATE
        assert judge(ProvisioningRole(), subject, authority()).verdict is OUT_OF_SCOPE
        inline = Sequence([Mapping({"name": "x", "policy": self.policy("iot:*")})])
        held = resource(Role, "role", "role-arn", inline_policies=inline)
        config = Mapping({"role_arn": "role-arn"})
        (finding,) = judge(
            ProvisioningRole(), subject, authority(registration_config=config), held
        ).findings
        assert finding.path == "registration_config/role_arn"


ARN = "arn:aws:iot:eu-west-1:123456789012:"


def allow(actions: Any, *resources: str, **more: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": actions,
        "Resource": [r if r == "*" else ARN + r for r in resources],
        **more,
    }


CLAIM = (
    allow("iot:Connect", "*"),
    allow(
        ["iot:Publish", "iot:Receive"],
        "topic/$aws/certificates/create/*",
        "topic/$aws/provisioning-templates/fleet/provision/*",
    ),
    allow(
        "iot:Subscribe",
        "topicfilter/$aws/certificates/create/*",
        "topicfilter/$aws/provisioning-templates/fleet/provision/*",
    ),
)


class TestClaimsOnlyProvision:
    def judged(self, *statements: dict[str, Any], version: str = "2012-10-17") -> Judgement:
        text = json.dumps({"Version": version, "Statement": statements})
        document = read_document(text)
        graph = ResourceGraph(lambda _: ())
        judged = JudgedPolicy(Subject.IOT_POLICY, document, None, graph)
        judgement = conclude(ClaimsOnlyProvision().judge(judged))
        for finding in judgement.findings:
            assert finding.witness is not None
            assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
        return judgement

    @pytest.mark.parametrize(
        "more",
        [
            (),
            (allow("iot:Publish", "topic/$aws/certificates/create-from-csr/json"),),
            (allow("iot:Publish", "topic/$aws/certificates/create*"),),
            (allow("iot:RetainPublish", "topic/$aws/provisioning-templates/fleet/provision/*"),),
            (allow("iot:Subscribe", "topicfilter/$aws/certificates/create/#"),),
            # In an IoT policy these mean nothing.
            (allow(["iot:CreateKeysAndCertificate", "iot:RegisterThing"], "*"),),
            # Never matches a request, which is for CKV_IOT_205 to say.
            (allow("iot:GetThingShadow", "topic/$aws/certificates/create/*"),),
            (allow("iot:Publish", "topicfilter/everything/*"),),
            # What is granted is taken back.
            (allow("iot:*", "*"), {**allow("iot:*", "*"), "Effect": "Deny"}),
        ],
    )
    def test_passes(self, more: tuple[dict[str, Any], ...]) -> None:
        assert self.judged(*CLAIM, *more).verdict is PASSED

    @pytest.mark.parametrize(
        ("statement", "witness"),
        [
            (allow("iot:Publish", "topic/telemetry"), 'publish to "telemetry"'),
            (
                allow("iot:Publish", "topic/*"),
                'publish to "$aws/things/other-device/shadow/update"',
            ),
            (allow("iot:Receive", "topic/other/*"), 'receive messages from "other/'),
            (allow("iot:Subscribe", "topicfilter/*"), 'subscribe to "#"'),
            (
                allow("iot:Publish", "topic/$aws/provisioning-templates/*/provision/*"),
                "another-template",
            ),
            (
                allow("iot:Publish", "topic/$aws/provisioning-templates/f*/provision/*"),
                "publish to",
            ),
            (
                allow("iot:Subscribe", "topicfilter/$aws/provisioning-templates/+/provision/#"),
                'subscribe to "$aws/provisioning-templates/+/provision/#"',
            ),
            (allow("iot:Publish", "topic/$aws/provisioning-templates/fleet/*"), "publish to"),
            (allow("iot:Publish", "topic/$aws/certificates/*"), "publish to"),
            (allow("iot:UpdateThingShadow", "thing/pump"), 'change the shadow of "pump"'),
            (allow("iot:AssumeRoleWithCertificate", "rolealias/a"), 'the alias "a"'),
            (allow("iot:ListRetainedMessages", "*"), "iot:ListRetainedMessages"),
            (allow("greengrass:Discover", "thing/*"), "greengrass:Discover"),
            (
                {"Effect": "Allow", "Action": "iot:Publish", "NotResource": ARN + "topic/secret"},
                "$aws/things/other-device/shadow/update",
            ),
        ],
    )
    def test_fails(self, statement: dict[str, Any], witness: str) -> None:
        (finding,) = self.judged(*CLAIM, {"Sid": "More", **statement}).findings
        assert finding.message.startswith('Statement[3] "More": ')
        assert witness in finding.message
        assert finding.path.startswith("Statement/[3]/")

    def test_the_hint_knows_both_ways_to_get_a_certificate(self) -> None:
        csr = json.loads(json.dumps(CLAIM).replace("/create/", "/create-from-csr/"))
        (with_keys,) = self.judged(*CLAIM, allow("iot:Publish", "topic/x")).findings
        (with_request,) = self.judged(*csr, allow("iot:Publish", "topic/x")).findings
        assert "use topic/$aws/certificates/create/* and" in with_keys.message
        assert "use topic/$aws/certificates/create-from-csr/* and" in with_request.message

    def test_policies_of_devices_pass(self) -> None:
        assert self.judged(allow("iot:Publish", "topic/*")).verdict is PASSED
        assert self.judged(allow("iot:*", "*")).verdict is PASSED

    def test_an_unknown_resource_beside_the_claim(self) -> None:
        document = parse_json(json.dumps({"Version": "2012-10-17", "Statement": CLAIM}))
        assert isinstance(document, Mapping)
        statements = document["Statement"]
        assert isinstance(statements, Sequence)
        statements.append(
            Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": NOT_KNOWN})
        )
        judged = JudgedPolicy(
            Subject.IOT_POLICY, read_document(document), None, ResourceGraph(lambda _: ())
        )
        assert conclude(ClaimsOnlyProvision().judge(judged)).verdict is UNKNOWN
