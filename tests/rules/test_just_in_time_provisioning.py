"""CKV_IOT_404: CAs that provision devices just in time."""

from __future__ import annotations

import pytest
from neighbouring_resources import judge, resource
from provisioning_resources import FAILED, NOT_KNOWN, PASSED, UNKNOWN, authority

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.just_in_time_provisioning import JustInTimeProvisioning
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Value


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
