"""CKV_IOT_302: source conditions that no request meets."""

from __future__ import annotations

from typing import Any

import pytest
from trust_policies import (
    ACCOUNT_HOLE,
    AGREE,
    ME,
    OPEN,
    PINNING,
    PINS,
    RULE_ARN,
    admit,
    judge,
    proposed,
    refuse,
    trust,
    verdict,
)

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown


@pytest.mark.parametrize("condition", {**PINNING, **OPEN}.values(), ids={**PINNING, **OPEN})
def test_what_some_request_meets_is_not_reported_as_dead(condition: Any) -> None:
    assert verdict(AGREE, admit(condition)) is Verdict.PASSED


DEAD = {
    "accounts that differ": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": "999999999999"},
    },
    "no account of several agrees": {
        "ArnLike": {"aws:SourceArn": [RULE_ARN, "arn:aws:iot:*:222222222222:*"]},
        "StringEquals": {"aws:SourceAccount": ["333333333333", "444444444444"]},
    },
    "wildcard under StringEquals": {"StringEquals": {"aws:SourceArn": f"arn:aws:iot:*:{ME}:*"}},
    "star as account under StringEquals": {"StringEquals": {"aws:SourceAccount": "*"}},
    "account with a colon": {"StringEquals": {"aws:SourceAccount": f"{ME}:"}},
    "account with dashes": {"StringEquals": {"aws:SourceAccount": "1234-5678-9012"}},
    "account that lost its first digit": {"StringEquals": {"aws:SourceAccount": "12345678901"}},
    "account ARN": {"StringEquals": {"aws:SourceAccount": f"arn:aws:iam::{ME}:root"}},
    "ARN with two colons": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:*:{ME}::*"}},
    "ARN with a short account": {"ArnLike": {"aws:SourceArn": "arn:aws:iot:*:1234:*"}},
    "five fields": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:eu-west-1:{ME}"}},
    "name instead of an ARN": {"ArnLike": {"aws:SourceArn": "telemetry"}},
    "pseudo parameter that nobody replaced": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:*:${AWS::AccountId}:rule/*"}
    },
    "absent and equal": {
        "Null": {"aws:SourceAccount": "true"},
        "StringEquals": {"aws:SourceAccount": ME},
    },
}


@pytest.mark.parametrize("condition", DEAD.values(), ids=DEAD)
def test_conditions_that_no_request_meets(condition: Any) -> None:
    judgement = judge(AGREE, trust(admit(condition)))
    assert judgement.verdict is Verdict.FAILED
    (finding,) = judgement.findings
    assert "iot.amazonaws.com cannot assume this role for any account" in finding.message
    assert finding.path.startswith("Statement/[0]/Condition/")
    assert verdict(PINS, admit(condition)) is Verdict.PASSED, "a dead statement grants nothing"


ALIVE = {
    "one account of several agrees": {
        "ArnLike": {"aws:SourceArn": [RULE_ARN, "arn:aws:iot:*:222222222222:*"]},
        "StringEquals": {"aws:SourceAccount": ["222222222222", "333333333333"]},
    },
    "one right account beside a wrong one": {"StringEquals": {"aws:SourceAccount": [f"{ME}:", ME]}},
    "accounts that may be the same": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": Text((ACCOUNT_HOLE,))},
    },
    "account that is not known": {
        "ArnLike": {"aws:SourceArn": RULE_ARN},
        "StringEquals": {"aws:SourceAccount": Unknown("has no default", "var.account")},
    },
    "ARN of an audit": {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:eu-west-1:{ME}:"}},
    "account and organisation": {
        "StringEquals": {"aws:SourceAccount": ME, "aws:SourceOrgID": "o-a1b2c3d4e5"}
    },
    "organisation and its paths": {
        "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"},
        "ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/r-ab12/*"},
    },
    "absence": {"Null": {"aws:SourceAccount": "true"}},
    "account that deployment fills in": {
        "ArnLike": {"aws:SourceArn": "arn:aws:iot:eu-west-1::rule/telemetry"},
        "StringEquals": {"aws:SourceAccount": ""},
    },
}


@pytest.mark.parametrize("condition", ALIVE.values(), ids=ALIVE)
def test_conditions_that_some_request_meets(condition: Any) -> None:
    assert verdict(AGREE, admit(condition)) is Verdict.PASSED


def test_a_deny_that_leaves_nothing() -> None:
    mine = admit({"StringEquals": {"aws:SourceAccount": ME}})
    judgement = judge(
        AGREE, trust(mine, refuse({"StringNotEquals": {"aws:SourceAccount": "222222222222"}}))
    )
    (finding,) = judgement.findings
    assert finding.path == "Statement/[1]/Condition/StringNotEquals/aws:SourceAccount"
    assert verdict(AGREE, mine, refuse()) is Verdict.PASSED, (
        "closing a role on purpose is no mistake"
    )


def test_a_condition_without_a_policy_variable_in_an_old_version_is_dead() -> None:
    condition = {"StringEquals": {"aws:SourceAccount": "${aws:ResourceAccount}"}}
    assert judge(AGREE, trust(admit(condition), version="2008-10-17")).verdict is Verdict.FAILED
    assert judge(AGREE, trust(admit(condition))).verdict is Verdict.PASSED


@pytest.mark.parametrize("condition", DEAD.values(), ids=DEAD)
def test_the_condition_proposed_for_a_dead_statement_revives_it(condition: Any) -> None:
    (finding,) = judge(AGREE, trust(admit(condition))).findings
    mended = trust(admit(proposed(finding.message)))
    assert judge(AGREE, mended).verdict is Verdict.PASSED
    assert judge(PINS, mended).verdict is Verdict.PASSED
