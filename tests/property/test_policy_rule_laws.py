"""What rules 201, 204, 205 and 209 say of generated policies does not depend on how they are written."""

from __future__ import annotations

import os
from typing import Any

import pytest
from generated_policies import policies, statements, with_lists, with_statements
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Value

EXAMPLES = 40 * int(os.environ.get("CHECKOV_AWS_IOT_EXAMPLES", "1"))
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
RULES = [rule for rule in rules() if rule.id[-3:] in {"201", "204", "205", "209"}]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def judge(rule: Any, policy: Value) -> Judgement:
    judged = JudgedPolicy(
        rule.subjects[0], read_document(policy), None, ResourceGraph(lambda _: ())
    )
    return judgement_of(rule, judged)


@each_rule
@law
@given(policy=policies(), random=st.randoms())
def test_order_and_names_decide_nothing(rule: Any, policy: Mapping, random: Any) -> None:
    listed = [
        Mapping({**item, "Sid": f"S{n}"}) if isinstance(item, Mapping) else item
        for n, item in enumerate(policy["Statement"])
    ]
    random.shuffle(listed)
    assert judge(rule, with_statements(policy, listed)).verdict is judge(rule, policy).verdict


@each_rule
@law
@given(policy=policies())
def test_one_item_is_a_list_of_one(rule: Any, policy: Mapping) -> None:
    assert judge(rule, with_lists(policy)).verdict is judge(rule, policy).verdict


@each_rule
@law
@given(policy=policies())
def test_witnesses_are_allowed_unless_something_unknown_decides(rule: Any, policy: Mapping) -> None:
    document = read_document(policy)
    for finding in judge(rule, policy).findings:
        assert finding.path.startswith("Statement/[")
        assert "; use " in finding.message
        assert "\n" not in finding.message
        if finding.witness is not None and not finding.choices:
            outcome = authorise((document,), finding.witness).outcome
            conditional = any(statement.conditions for statement in document.statements)
            if rule.id == "CKV_IOT_204" and (conditional or document.all_unknowns):
                # Conditions are taken to hold there.
                continue
            assert outcome is Outcome.ALLOWED


@pytest.mark.parametrize("rule", [r for r in RULES if r.id != "CKV_IOT_204"], ids=lambda r: r.id)
@law
@given(policy=policies(), denial=statements(effects=("Deny",)))
def test_another_deny_is_no_fault_of_the_grants(
    rule: Any, policy: Mapping, denial: Mapping
) -> None:
    before = judge(rule, policy).verdict
    after = judge(rule, with_statements(policy, [*policy["Statement"], denial])).verdict
    assert before is Verdict.FAILED or after is not Verdict.FAILED


# AWS accepts no policy with an operator that does not exist, so what it would do is not known.
UNDECIDED = {"is no condition operator"}


@each_rule
@law
@given(policy=policies())
def test_a_known_policy_gets_a_verdict(rule: Any, policy: Mapping) -> None:
    known = with_statements(
        policy,
        [s for s in policy["Statement"] if isinstance(s, Mapping) and not _has_unknown(s)],
    )
    judgement = judge(rule, known)
    reasons = {unknown.reason for unknown in judgement.unknowns}
    assert judgement.verdict is not Verdict.UNKNOWN or reasons <= UNDECIDED


def _has_unknown(value: Value) -> bool:
    if isinstance(value, dict):
        return any(map(_has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(_has_unknown, value))
    return isinstance(value, Unknown)
