"""CKV_IOT_304: resource policies that admit AWS IoT."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from trust_policies import (
    ACCOUNT_HOLE,
    AGREE,
    ME,
    OPEN,
    OTHER_HOLE,
    PINNING,
    RULE_ARN,
    admit,
    judge,
    proposed,
    refuse,
    trust,
    user,
)

from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.model.lambda_permission import argument_of, permission_document
from checkov_aws_iot.resources.kinds.flow.lambda_function import Function
from checkov_aws_iot.resources.kinds.identity.function_permission import FunctionPermission
from checkov_aws_iot.resources.kinds.iot.authorizer import Authorizer
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.resource_policy_pins_account import ResourcePolicyPinsAccount
from checkov_aws_iot.values.alternatives import alternatives_of
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, OneOf, Sequence, Value

RESOURCE = ResourcePolicyPinsAccount()


def permission(**arguments: Value) -> Judgement:
    written: dict[str, Value] = {
        "action": "lambda:InvokeFunction",
        "function": "on-message",
        "principal": "iot.amazonaws.com",
        **arguments,
    }
    holder = Resource("p", FunctionPermission(function="on-message"))
    document = permission_document(Mapping(written))
    return judge(RESOURCE, document, Subject.RESOURCE_POLICY, holder)


class TestLambdaPermissions:
    def test_without_source(self) -> None:
        judgement = permission()
        (finding,) = judgement.findings
        assert 'call "lambda:InvokeFunction"' in finding.message
        assert (
            f'the source account "{ME}" and the source ARN "arn:aws:iot:*:{ME}:*"'
            in finding.message
        )
        assert argument_of(finding.path) == "principal"

    @pytest.mark.parametrize(
        "arguments",
        [
            {"source_arn": "*"},
            {"source_arn": "arn:aws:iot:*:*:rule/telemetry"},
            {"source_arn": None},
            {"source_account": ""},
            {"principal_org_id": "o-a1b2c3d4e5"},
            {"event_source_token": "token"},
        ],
        ids=str,
    )
    def test_with_a_source_that_pins_nothing(self, arguments: dict[str, Value]) -> None:
        assert permission(**arguments).verdict is Verdict.FAILED

    @pytest.mark.parametrize(
        "arguments",
        [
            {"source_arn": RULE_ARN},
            {"source_account": ME},
            {"source_arn": "arn:aws:s3:::bucket", "source_account": ME},
            {"source_arn": Text(("arn:aws:iot:*:", ACCOUNT_HOLE, ":rule/", OTHER_HOLE))},
            {"source_account": Unknown("has no default", "var.account")},
        ],
        ids=str,
    )
    def test_with_a_source_that_pins(self, arguments: dict[str, Value]) -> None:
        assert permission(**arguments).verdict is Verdict.PASSED

    def test_with_a_source_that_is_not_known(self) -> None:
        assert (
            permission(source_arn=Unknown("has no default", "var.arn")).verdict is Verdict.UNKNOWN
        )

    @pytest.mark.parametrize(
        "principal", ["apigateway.amazonaws.com", ME, f"arn:aws:iam::{ME}:root", "*"]
    )
    def test_for_others(self, principal: str) -> None:
        assert permission(principal=principal).verdict is Verdict.OUT_OF_SCOPE

    def test_accounts_that_differ_are_dead(self) -> None:
        document = permission_document(
            Mapping(
                {
                    "action": "lambda:InvokeFunction",
                    "principal": "iot.amazonaws.com",
                    "source_arn": RULE_ARN,
                    "source_account": "999999999999",
                }
            )
        )
        (finding,) = judge(AGREE, document, Subject.RESOURCE_POLICY).findings
        assert argument_of(finding.path) == "source_arn"
        assert judge(RESOURCE, document, Subject.RESOURCE_POLICY).verdict is Verdict.PASSED

    def test_an_argument_that_may_be_absent(self) -> None:
        choice = OneOf("var.restrict", (("true", RULE_ARN), ("false", None)))
        document = permission_document(
            Mapping({"action": "a:B", "principal": "iot.amazonaws.com", "source_arn": choice})
        )
        verdicts = [
            judge(RESOURCE, alternative.value, Subject.RESOURCE_POLICY).verdict
            for alternative in alternatives_of(document)
        ]
        assert verdicts == [Verdict.PASSED, Verdict.FAILED]

    @pytest.mark.parametrize(
        ("caller", "resource"),
        [
            (
                user(
                    TopicRule,
                    name="telemetry",
                    actions=Sequence([Mapping({"type": "lambda", "target": "on-message"})]),
                ),
                "rule/telemetry",
            ),
            (
                user(
                    ProvisioningTemplate,
                    name="fleet",
                    hook=Mapping({"target_arn": "on-message"}),
                ),
                "provisioningtemplate/fleet",
            ),
            (user(Authorizer, name="tokens", function="on-message"), "authorizer/tokens"),
        ],
        ids=["rule", "hook", "authorizer"],
    )
    def test_the_proposed_arn_is_that_of_the_caller(self, caller: Resource, resource: str) -> None:
        function = Resource("f", Function(name="on-message"), ("on-message",))
        holder = Resource("p", FunctionPermission(function="on-message"))
        document = permission_document(
            Mapping({"action": "lambda:InvokeFunction", "principal": "iot.amazonaws.com"})
        )
        (finding,) = judge(
            RESOURCE, document, Subject.RESOURCE_POLICY, holder, function, caller
        ).findings
        match = re.search(r'source ARN "([^"]+)"', finding.message)
        assert match is not None
        arn = match[1]
        assert arn == f"arn:aws:iot:eu-west-1:{ME}:{resource}"
        assert permission(source_arn=arn, source_account=ME).verdict is Verdict.PASSED


def bucket(condition: Any = None, **more: Any) -> dict[str, Any]:
    return admit(condition, Action="s3:PutObject", Resource="arn:aws:s3:::data/*", **more)


class TestResourcePolicies:
    def verdict(self, *statements: dict[str, Any]) -> Verdict:
        return judge(RESOURCE, trust(*statements), Subject.RESOURCE_POLICY).verdict

    @pytest.mark.parametrize("condition", PINNING.values(), ids=PINNING)
    def test_conditions_that_pin(self, condition: Any) -> None:
        assert self.verdict(bucket(condition)) is Verdict.PASSED

    @pytest.mark.parametrize("condition", OPEN.values(), ids=OPEN)
    def test_conditions_that_do_not(self, condition: Any) -> None:
        document = trust(bucket(condition))
        (finding,) = judge(RESOURCE, document, Subject.RESOURCE_POLICY).findings
        document["Statement"][0]["Condition"] = proposed(finding.message)
        assert judge(RESOURCE, document, Subject.RESOURCE_POLICY).verdict is Verdict.PASSED

    def test_a_bucket_for_everybody_names_no_service(self) -> None:
        public = {**bucket(), "Principal": "*"}
        assert self.verdict(public) is Verdict.OUT_OF_SCOPE

    def test_a_deny_has_to_cover_action_and_resource(self) -> None:
        condition = {"StringNotEquals": {"aws:SourceAccount": ME}}

        def refusing(action: str, resource: str) -> dict[str, Any]:
            return refuse(condition, Action=action, Resource=resource)

        assert self.verdict(bucket(), refusing("s3:*", "*")) is Verdict.PASSED
        assert (
            self.verdict(bucket(), refusing("S3:putobject", "arn:aws:s3:::data/*"))
            is Verdict.PASSED
        )
        assert (
            self.verdict(bucket(), refusing("s3:*", "arn:aws:s3:::data/private/*"))
            is Verdict.FAILED
        )
        assert self.verdict(bucket(), refusing("s3:GetObject", "*")) is Verdict.FAILED
        two = bucket(Sid="Two")
        two["Action"] = ["s3:PutObject", "s3:GetBucketAcl"]
        assert self.verdict(two, refusing("s3:PutObject", "*")) is Verdict.FAILED

    def test_a_deny_by_not_action(self) -> None:
        refusing = refuse({"StringNotEquals": {"aws:SourceAccount": ME}}, Resource="*")
        del refusing["Action"]
        assert self.verdict(bucket(), {**refusing, "NotAction": "s3:GetObject"}) is Verdict.PASSED
        assert self.verdict(bucket(), {**refusing, "NotAction": "s3:Put*"}) is Verdict.FAILED

    def test_resources_with_the_same_hole_are_the_same(self) -> None:
        objects = Text((Hole("aws_s3_bucket.data.arn"), "/*"))
        refusing = refuse(
            {"StringNotEquals": {"aws:SourceAccount": ME}}, Action="s3:*", Resource=objects
        )
        assert self.verdict({**bucket(), "Resource": objects}, refusing) is Verdict.PASSED


def test_thousands_of_actions_are_given_up() -> None:
    many = bucket()
    many["Action"] = [f"s3:Action{n}" for n in range(100)]
    many["Resource"] = [f"arn:aws:s3:::data/{n}" for n in range(100)]
    judgement = judge(RESOURCE, parse_json(json.dumps(trust(many))), Subject.RESOURCE_POLICY)
    assert judgement.verdict is Verdict.UNKNOWN
