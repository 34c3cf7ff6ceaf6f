"""What follows from what a rule observed."""

from __future__ import annotations

import pytest

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import (
    OUT_OF_SCOPE,
    Judgement,
    Observation,
    Proved,
    Unjudged,
    Verdict,
    agreed,
    conclude,
)
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.unknown import Unknown

FAULT = Finding("a fault")
PROOF = Proved("there is no fault")
HIDDEN = Unknown("has no default", "var.policy")
ELSEWHERE = Unjudged("the role is not in the scan")


@pytest.mark.parametrize(
    ("observations", "verdict"),
    [
        ((), Verdict.UNKNOWN),
        ((PROOF,), Verdict.PASSED),
        ((OUT_OF_SCOPE,), Verdict.OUT_OF_SCOPE),
        ((OUT_OF_SCOPE, PROOF), Verdict.OUT_OF_SCOPE),
        ((PROOF, HIDDEN), Verdict.UNKNOWN),
        ((PROOF, ELSEWHERE), Verdict.UNKNOWN),
        ((OUT_OF_SCOPE, ELSEWHERE), Verdict.UNKNOWN),
        ((PROOF, HIDDEN, OUT_OF_SCOPE, FAULT), Verdict.FAILED),
    ],
)
def test_verdicts(observations: tuple[Observation, ...], verdict: Verdict) -> None:
    assert conclude(observations).verdict is verdict


@pytest.mark.parametrize(
    ("observation", "verdict"),
    [
        (PROOF, Verdict.UNKNOWN),
        (OUT_OF_SCOPE, Verdict.UNKNOWN),
        (ELSEWHERE, Verdict.UNKNOWN),
        (FAULT, Verdict.FAILED),
    ],
)
def test_what_is_not_known_of_a_document_leaves_open_what_is_not_failed(
    observation: Observation, verdict: Verdict
) -> None:
    judgement = conclude((observation,), (HIDDEN,))
    assert (judgement.verdict, judgement.unknowns) == (verdict, (HIDDEN,))


def test_equal_observations_count_once() -> None:
    judgement = conclude((FAULT, PROOF, HIDDEN, FAULT, PROOF, HIDDEN))
    assert judgement.findings == (FAULT,)
    assert judgement.proofs == (PROOF,)
    assert judgement.unknowns == (HIDDEN,)


VERSION = Unknown("has no default", "var.v")
A, B = Finding("a"), Finding("b")


def readings(first: Judgement, second: Judgement) -> list[tuple[str, Judgement]]:
    return [("2012-10-17", first), ("2008-10-17", second)]


def test_readings_that_agree():
    passed, failed = Judgement(Verdict.PASSED), Judgement(Verdict.FAILED, (A,))
    assert agreed(readings(passed, passed), VERSION) == passed
    assert agreed(readings(failed, failed), VERSION) == failed


def test_readings_that_differ_leave_it_open():
    passed, failed = Judgement(Verdict.PASSED), Judgement(Verdict.FAILED, (A,))
    for pair in (readings(passed, failed), readings(failed, passed)):
        assert agreed(pair, VERSION) == Judgement(Verdict.UNKNOWN, (), (VERSION,))


def test_a_finding_of_one_reading_names_it():
    judgement = agreed(
        readings(Judgement(Verdict.FAILED, (A, B)), Judgement(Verdict.FAILED, (A,))), VERSION
    )
    assert judgement.verdict is Verdict.FAILED
    assert judgement.findings == (A, Finding("b", choices=(Choice("var.v", '"2012-10-17"'),)))
    assert str(judgement.findings[1]) == 'b (when `var.v` is "2012-10-17")'
