"""From observations, and from several readings of a document, to one judgement."""

from __future__ import annotations

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.verdict import Judgement, Verdict, agreed
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.unknown import Unknown

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
