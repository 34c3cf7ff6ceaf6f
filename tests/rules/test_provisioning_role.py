"""CKV_IOT_405: the role that provisions devices."""

from __future__ import annotations

import json
from typing import Any

import pytest
from neighbouring_resources import judge, resource
from provisioning_resources import (
    FAILED,
    NOT_KNOWN,
    OUT_OF_SCOPE,
    PASSED,
    UNKNOWN,
    authority,
    template,
)

from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.kinds.identity.identity_policy import IdentityPolicy
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.provisioning_role import ProvisioningRole
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.value import Mapping, Sequence, Value


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
