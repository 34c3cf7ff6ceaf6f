"""No rule is silent, and every pass says what was proved."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_documented_cases as documented
from scans import ROOT, scan_with_runners

from checkov_aws_iot.engine.judging import Broken, Outcome, ResourceJudging
from checkov_aws_iot.findings.rule import PolicyRule, ResourceRule, Rule
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import rules

JUDGING = (PolicyRule, ResourceRule)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Outcome]]:
    """What every rule says about every resource of the examples and the documented cases."""
    collected: list[tuple[str, Outcome]] = []
    judge = ResourceJudging.outcome

    def outcome(self: ResourceJudging, rule: Rule) -> Outcome:
        collected.append((rule.id, judge(self, rule)))
        return collected[-1][1]

    directory = tmp_path_factory.mktemp("documented")
    (directory / "main.tf").write_text(documented.terraform(documented.CASES), encoding="utf-8")
    template = documented.cloudformation(documented.CASES)
    (directory / "case.template").write_text(template, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ResourceJudging, "outcome", outcome)
        for path in (ROOT / "iac_examples", Path(directory)):
            scan_with_runners(path)
    return collected


def test_no_rule_breaks_or_is_silent(outcomes: list[tuple[str, Outcome]]) -> None:
    assert [
        str(spot)
        for _, outcome in outcomes
        for spot in outcome.unknowns
        if isinstance(spot.unknown, Broken)
    ] == []


@pytest.mark.parametrize("check_id", [rule.id for rule in rules() if isinstance(rule, JUDGING)])
def test_a_rule_says_what_it_proved(outcomes: list[tuple[str, Outcome]], check_id: str) -> None:
    passed = [o for each, o in outcomes if each == check_id and o.verdict is Verdict.PASSED]
    assert passed, "no example and no documented case passes"
    assert all(outcome.proofs for outcome in passed)


def test_a_proof_is_one_short_sentence(outcomes: list[tuple[str, Outcome]]) -> None:
    said = {proof.text for _, outcome in outcomes for proof in outcome.proofs}
    assert [text for text in said if "\n" in text or len(text) > 200 or text.endswith(".")] == []
