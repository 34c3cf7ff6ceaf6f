"""CKV_IOT_402: provisioning templates that are complete and consistent."""

from __future__ import annotations

import json

import pytest
from neighbouring_resources import judge
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
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.consistent_template import ConsistentTemplate
from checkov_aws_iot.values.json_text import parse_json
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, OneOf, Value

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
