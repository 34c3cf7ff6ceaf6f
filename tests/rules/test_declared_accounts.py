"""CKV_IOT_301 and 304, where a project declares which accounts and organizations are its own."""

from __future__ import annotations

from typing import Any

import pytest
from trust_policies import (
    ACCOUNT_HOLE,
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
)

from checkov_aws_iot.conventions.conventions import Conventions
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.resource_policy_pins_account import ResourcePolicyPinsAccount
from checkov_aws_iot.values.text import Text

OTHER = "210987654321"
OURS = "o-a1b2c3d4e5"
OWN = Conventions(accounts=(ME, OTHER), organizations=(OURS,))
MINE = Conventions(accounts=(ME,))


def judged(condition: Any, conventions: Conventions = MINE) -> Judgement:
    return judge(PINS, trust(admit(condition)), conventions=conventions)


def account(*ids: str | Text) -> dict[str, Any]:
    return {"StringEquals": {"aws:SourceAccount": list(ids)}}


def arn_of(account_id: str) -> dict[str, Any]:
    return {"ArnLike": {"aws:SourceArn": RULE_ARN.replace(ME, account_id)}}


@pytest.mark.parametrize("condition", OPEN.values(), ids=OPEN)
def test_what_is_open_stays_open(condition: Any):
    assert judged(condition).verdict is Verdict.FAILED


FOREIGN_ORGANISATIONS = {
    "organisation of AWS's examples",
    "paths of the organisation of AWS's examples",
}


@pytest.mark.parametrize("name", PINNING)
def test_what_pins_declared_names_passes(name: str):
    verdict = judged(PINNING[name], OWN).verdict
    assert verdict is (Verdict.FAILED if name in FOREIGN_ORGANISATIONS else Verdict.PASSED)


@pytest.mark.parametrize(
    "condition",
    [account(OTHER), account(ME, OTHER), arn_of(OTHER), {**account(OTHER), **arn_of(OTHER)}],
)
def test_another_account_is_reported(condition: Any):
    assert judge(PINS, trust(admit(condition))).verdict is Verdict.PASSED
    (finding,) = judged(condition).findings
    assert f"account {OTHER} can have" in finding.message
    assert "which names what is not declared as yours" in finding.message
    assert finding.witness is not None
    assert OTHER in str(finding.witness.context)


def test_both_conditions_together_need_one_that_is_own():
    assert judged({**account(ME), **arn_of("111111111111")}).verdict is Verdict.PASSED
    assert judged({**account(ME, OTHER), **arn_of(ME)}).verdict is Verdict.PASSED


def test_an_account_that_is_not_known_is_ones_own():
    assert judged(account(Text((ACCOUNT_HOLE,)))).verdict is Verdict.PASSED
    assert judged(account(Text((ACCOUNT_HOLE,)), OTHER)).verdict is Verdict.FAILED


def test_a_deny_takes_back_what_is_foreign():
    statements = (
        admit(account(ME, OTHER)),
        refuse({"StringNotEquals": {"aws:SourceAccount": ME}}, {"Service": "iot.amazonaws.com"}),
    )
    assert judge(PINS, trust(*statements), conventions=MINE).verdict is Verdict.PASSED


def test_the_proposal_has_the_declared_accounts_and_passes():
    (finding,) = judged(account("111111111111"), OWN).findings
    assert "with your account id" not in finding.message
    condition = proposed(finding.message)
    assert condition["StringEquals"]["aws:SourceAccount"] == [ME, OTHER]
    assert judged(condition, OWN).verdict is Verdict.PASSED
    (finding,) = judged(None).findings
    assert proposed(finding.message)["StringEquals"]["aws:SourceAccount"] == ME


def test_an_organization_that_is_not_declared_is_reported():
    foreign = {"StringEquals": {"aws:SourceOrgID": "o-exampleorgid"}}
    (finding,) = judged(foreign, Conventions(organizations=(OURS,))).findings
    assert "which names what is not declared as yours" in finding.message
    assert judged(account(OTHER), Conventions(organizations=(OURS,))).verdict is Verdict.PASSED


@pytest.mark.parametrize(("named", "verdict"), [(ME, Verdict.PASSED), (OTHER, Verdict.FAILED)])
def test_resource_policies_are_judged_alike(named: str, verdict: Verdict):
    statement = {**admit(account(named)), "Action": "sqs:SendMessage", "Resource": "*"}
    judgement = judge(
        ResourcePolicyPinsAccount(), trust(statement), Subject.RESOURCE_POLICY, conventions=MINE
    )
    assert judgement.verdict is verdict
