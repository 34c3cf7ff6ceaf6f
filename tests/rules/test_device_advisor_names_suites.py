"""CKV_IOT_303: roles of Device Advisor."""

from __future__ import annotations

from typing import Any

import pytest
from trust_policies import (
    ACCOUNT_HOLE,
    ME,
    SUITES,
    admit,
    judge,
    proposed,
    refuse,
    trust,
    verdict,
)

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown

SUITE = f"arn:aws:iotdeviceadvisor:us-east-1:{ME}:suitedefinition/ygp6rxa3tzvn"
NAMED_SUITES = {
    "one suite": {"ArnLike": {"aws:SourceArn": SUITE}},
    "two suites": {"ArnLike": {"aws:SourceArn": [SUITE, SUITE + "2"]}},
    "every suite of the account": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*"}
    },
    "account pinned by the other key": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iotdeviceadvisor:*:*:suitedefinition/*"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
    "exact text": {"StringEquals": {"aws:SourceArn": SUITE}},
    "account that is a hole": {
        "ArnLike": {
            "aws:SourceArn": Text(
                ("arn:aws:iotdeviceadvisor:*:", ACCOUNT_HOLE, ":suitedefinition/*")
            )
        }
    },
}
OTHER_SOURCES = {
    "no condition": None,
    "account alone": {"StringEquals": {"aws:SourceAccount": ME}},
    "suite run": {"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suiterun/a/b"}},
    "everything of the service": {
        "ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:*"}
    },
    "another service": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:suitedefinition/*"}},
    "prefix of the type": {"ArnLike": {"aws:SourceArn": f"arn:aws:iotdeviceadvisor:*:{ME}:suite*"}},
    "one of two values": {
        "ArnLike": {"aws:SourceArn": [SUITE, f"arn:aws:iot:*:{ME}:rule/telemetry"]}
    },
    "wildcard account alone": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iotdeviceadvisor:*:*:suitedefinition/*"}
    },
    "wildcard account beside a hole": {
        "ArnLike": {
            "aws:SourceArn": Text(
                (
                    "arn:",
                    Hole("partition", HoleKind.PARTITION),
                    ":iotdeviceadvisor:*:*:suitedefinition/*",
                )
            )
        }
    },
    "wildcard partition": {
        "ArnLike": {"aws:SourceArn": f"arn:*:iotdeviceadvisor:*:{ME}:suitedefinition/*"}
    },
    "wildcard service": {"ArnLike": {"aws:SourceArn": f"arn:aws:*:*:{ME}:suitedefinition/*"}},
    "IfExists": {"ArnLikeIfExists": {"aws:SourceArn": SUITE}},
}


@pytest.mark.parametrize("condition", NAMED_SUITES.values(), ids=NAMED_SUITES)
def test_roles_of_device_advisor_that_name_suites(condition: Any) -> None:
    assert verdict(SUITES, admit(condition, "iotdeviceadvisor.amazonaws.com")) is Verdict.PASSED


@pytest.mark.parametrize("condition", OTHER_SOURCES.values(), ids=OTHER_SOURCES)
def test_roles_of_device_advisor_for_anything(condition: Any) -> None:
    judgement = judge(SUITES, trust(admit(condition, "iotdeviceadvisor.amazonaws.com")))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert f"arn:aws:iotdeviceadvisor:*:{ME}:suitedefinition/*" in finding.message


def test_suites_named_by_a_deny() -> None:
    enforcing = refuse({"ArnNotLike": {"aws:SourceArn": SUITE}})
    assert (
        verdict(SUITES, admit(None, "iotdeviceadvisor.amazonaws.com"), enforcing) is Verdict.PASSED
    )


def test_suites_that_are_not_known() -> None:
    condition = {"ArnLike": {"aws:SourceArn": Unknown("has no default", "var.suites")}}
    assert verdict(SUITES, admit(condition, "iotdeviceadvisor.amazonaws.com")) is Verdict.UNKNOWN


def test_a_role_of_another_service_has_no_suites() -> None:
    assert verdict(SUITES, admit()) is Verdict.OUT_OF_SCOPE


@pytest.mark.parametrize("condition", OTHER_SOURCES.values(), ids=OTHER_SOURCES)
def test_the_condition_proposed_for_device_advisor_names_suites(condition: Any) -> None:
    (finding,) = judge(SUITES, trust(admit(condition, "iotdeviceadvisor.amazonaws.com"))).findings
    mended = trust(admit(proposed(finding.message), "iotdeviceadvisor.amazonaws.com"))
    assert judge(SUITES, mended).verdict is Verdict.PASSED
