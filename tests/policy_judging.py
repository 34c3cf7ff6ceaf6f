"""Judging a policy document by one rule, without a framework."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checkov_aws_iot.findings.rule import JudgedPolicy, JudgedResource
from checkov_aws_iot.findings.verdict import Judgement, conclude
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject

if TYPE_CHECKING:
    from checkov_aws_iot.findings.rule import Rule
    from checkov_aws_iot.policies.model.document import Document


def judge(rule: Rule, policy: Document) -> Judgement:
    if rule.subjects[0] is Subject.IDENTITY_POLICY:
        policy = replace(policy, completes_arns=True)
    judged = JudgedPolicy(rule.subjects[0], policy, None, ResourceGraph(lambda _: ()))
    return judgement_of(rule, judged)


def judgement_of(rule: Any, judged: JudgedPolicy | JudgedResource) -> Judgement:
    """What the rule says, which is never nothing, and what is not known of the document."""
    observations = tuple(rule.judge(judged))
    assert observations, f"{rule.id} is silent"
    unknowns = judged.document.unknowns if isinstance(judged, JudgedPolicy) else ()
    return conclude(observations, unknowns)


def messages(rule: Rule, policy: Document) -> list[str]:
    return [finding.message for finding in judge(rule, policy).findings]
