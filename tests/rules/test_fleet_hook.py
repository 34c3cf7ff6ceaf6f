"""CKV_IOT_401: hooks of fleet provisioning."""

from __future__ import annotations

import pytest
from neighbouring_resources import judge
from provisioning_resources import FAILED, NOT_KNOWN, PASSED, UNKNOWN, template

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.fleet_hook import FleetHook
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, OneOf, Value

HOOK = Mapping({"target_arn": "arn:aws:lambda:eu-west-1:1:function:f"})


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
