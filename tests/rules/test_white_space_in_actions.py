"""Actions with white space in them: 205 says what to write, no other rule takes them for nothing."""

from __future__ import annotations

import pytest
from policy_judging import judgement_of
from policy_values import allow, deny, policy

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules

RULES = {rule.id: rule for rule in rules()}
SPACED = {
    " iot:*": "iot:*",
    "iot:* ": "iot:*",
    "\tiot:Publish": "iot:Publish",
    "iot :*": "iot:*",
    "iot: *": "iot:*",
    "iot:Pub lish": "iot:Publish",
}


def judged(check_id: str, subject: Subject, *statements: object) -> Judgement:
    judged_policy = JudgedPolicy(subject, policy(*statements), None, ResourceGraph(lambda _: ()))
    return judgement_of(RULES[check_id], judged_policy)


@pytest.mark.parametrize("action", SPACED)
@pytest.mark.parametrize("subject", [Subject.IOT_POLICY, Subject.IDENTITY_POLICY])
def test_205_says_what_to_write(action: str, subject: Subject) -> None:
    judgement = judged("CKV_IOT_205", subject, allow(action, "*"))
    (finding,) = judgement.findings
    assert finding.message.endswith(f"it; use {SPACED[action]}")


@pytest.mark.parametrize("action", [*SPACED, " *"])
@pytest.mark.parametrize("check_id", ["CKV_IOT_101", "CKV_IOT_201", "CKV_IOT_202", "CKV_IOT_203"])
def test_no_rule_on_iot_policies_passes(action: str, check_id: str) -> None:
    judgement = judged(check_id, Subject.IOT_POLICY, allow(action, "*"))
    assert judgement.verdict is Verdict.UNKNOWN
    assert "white space" in str(judgement.unknowns[0])


@pytest.mark.parametrize("action", SPACED)
@pytest.mark.parametrize("check_id", ["CKV_IOT_102", "CKV_IOT_208"])
def test_no_rule_on_iam_policies_passes(action: str, check_id: str) -> None:
    judgement = judged(check_id, Subject.IDENTITY_POLICY, allow(action, "*"))
    assert judgement.verdict is Verdict.UNKNOWN


def test_such_a_deny_denies_nothing() -> None:
    statements = allow("iot:Publish", "*"), deny(" iot:Publish", "*")
    assert judged("CKV_IOT_202", Subject.IOT_POLICY, *statements).verdict is Verdict.FAILED
    (finding,) = judged("CKV_IOT_204", Subject.IOT_POLICY, *statements).findings
    assert finding.message == (
        'Statement[1]: Action " iot:Publish" denies nothing: has white space around it;'
        " use iot:Publish"
    )


def test_other_services_are_none_of_its_business() -> None:
    statements = allow("iot:Publish", "topic/a"), allow(" s3:GetObject", "*")
    for check_id in ("CKV_IOT_102", "CKV_IOT_208"):
        judgement = judged(check_id, Subject.IDENTITY_POLICY, *statements)
        assert judgement.verdict is Verdict.PASSED
