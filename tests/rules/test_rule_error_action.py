"""CKV_IOT_502: error actions of topic rules."""

from __future__ import annotations

import pytest
from data_flow_files import (
    LAMBDA,
    REPUBLISH,
    ROLE,
    F,
    P,
    U,
    topic_rule,
)
from neutral_graphs import judge, terraform

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.topic_rule import TopicRule
from checkov_aws_iot.rules.rule_error_action import RuleErrorAction

ERROR = f'error_action {{\n sqs {{\n queue_url = "q"\n use_base64 = false\n {ROLE}\n }}\n}}'


@pytest.mark.parametrize(
    ("actions", "verdict"),
    [
        ((LAMBDA,), F),
        ((LAMBDA, ERROR), P),
        ((REPUBLISH,), Verdict.OUT_OF_SCOPE),
        ((REPUBLISH, ERROR), Verdict.OUT_OF_SCOPE),
        ((REPUBLISH, LAMBDA), F),
        (('dynamic "s3" {\n for_each = var.x\n content {}\n}',), U),
        ((LAMBDA, 'dynamic "error_action" {\n for_each = var.x\n content {}\n}'), U),
        (('dynamic "s3" {\n for_each = var.x\n content {}\n}', ERROR), U),
    ],
)
def test_error_actions(actions: tuple[str, ...], verdict: Verdict):
    found = judge(RuleErrorAction(), terraform(topic_rule(*actions)), TopicRule)
    assert found["aws_iot_topic_rule.r"].verdict is verdict


def test_of_cases_with_more_and_less_actions_that_with_most_is_reported():
    def perhaps(kind: str) -> str:
        return f'dynamic "{kind}" {{\n for_each = var.{kind} ? [1] : []\n content {{}}\n}}'

    text = terraform(topic_rule(perhaps("s3"), perhaps("sqs")))
    found = judge(RuleErrorAction(), text, TopicRule)["aws_iot_topic_rule.r"]
    assert found.verdict is F
    (finding,) = found.findings
    assert "cannot deliver to s3, sqs is" in finding.message
    assert {choice.label for choice in finding.choices} == {"true"}
    text = terraform(topic_rule(perhaps("s3"), perhaps("republish")))
    found = judge(RuleErrorAction(), text, TopicRule)["aws_iot_topic_rule.r"]
    assert found.verdict is F
