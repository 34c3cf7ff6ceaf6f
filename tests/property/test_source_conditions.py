"""Laws of the rules on source conditions, over documents nobody thought of."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from policy_judging import judgement_of

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds
from checkov_aws_iot.policies.authoriser.request_context import request_context
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.policies.questions.callers.service_calls import ANY_ARN
from checkov_aws_iot.policies.questions.callers.source_conditions import is_source_key
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.device_advisor_names_suites import DeviceAdvisorNamesSuites
from checkov_aws_iot.rules.resource_policy_pins_account import ResourcePolicyPinsAccount
from checkov_aws_iot.rules.source_conditions_agree import SourceConditionsAgree
from checkov_aws_iot.rules.trusted_service_pins_account import TrustedServicePinsAccount
from checkov_aws_iot.values.json_text import parse_json

PINS = TrustedServicePinsAccount()
AGREE = SourceConditionsAgree()
RULES = (PINS, AGREE, DeviceAdvisorNamesSuites(), ResourcePolicyPinsAccount())

OPERATORS = st.sampled_from(
    [
        quantifier + name + suffix
        for quantifier in ("", "ForAnyValue:", "ForAllValues:")
        for name in (
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "ArnLike",
            "ArnNotLike",
            "ArnEquals",
        )
        for suffix in ("", "IfExists")
    ]
)
FIELDS = st.sampled_from(
    ["*", "aws", "iot", "us-east-1", "123456789012", "1234*", "", "rule/a", "?"]
)
ARNS = st.lists(FIELDS, min_size=1, max_size=7).map(lambda fields: ":".join(["arn", *fields]))
ACCOUNTS = st.sampled_from(["123456789012", "210987654321", "*", "1*", "123456789012:", "1234"])
ORGANISATIONS = st.sampled_from(["o-a1b2c3d4e5", "o-*", "*", "o-a1b2c3d4e5/*", "*/ou-a/*"])
VALUES = st.one_of(ARNS, ACCOUNTS, ORGANISATIONS)
KEYS = st.sampled_from(
    [
        "aws:SourceAccount",
        "aws:SourceArn",
        "AWS:sourceArn",
        "aws:SourceOrgID",
        "aws:SourceOrgPaths",
        "sts:ExternalId",
        "aws:PrincipalIsAWSService",
    ]
)
CONDITIONS = st.dictionaries(
    OPERATORS,
    st.dictionaries(KEYS, st.lists(VALUES, min_size=1, max_size=3), max_size=2),
    max_size=3,
)


def allow(condition: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "iot.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }


def judge(rule: Any, *statements: Any) -> Judgement:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    judged = JudgedPolicy(
        Subject.TRUST_POLICY, read_document(parse_json(text)), None, ResourceGraph(lambda _: ())
    )
    return judgement_of(rule, judged)


@settings(deadline=None, max_examples=60)
@given(CONDITIONS)
def test_the_witness_meets_the_source_conditions_and_is_somebody_else(condition: Any) -> None:
    for finding in judge(PINS, allow(condition)).findings:
        assert finding.witness is not None
        sent = dict(finding.witness.context)
        named = json.dumps(condition)
        for account in sent.get("aws:SourceAccount", ()):
            assert account not in named
        for arn in sent.get("aws:SourceArn", ()):
            assert ANY_ARN.contains(arn)
            assert arn.split(":")[4] in ("", *sent.get("aws:SourceAccount", (arn.split(":")[4],)))
        document = read_document(parse_json(json.dumps({"Statement": [allow(condition)]})))
        context = request_context(finding.witness.context)
        for written in document.statements[0].conditions:
            # ARN patterns with fewer than six fields are read more generously than by the evaluator.
            short = any(str(value).count(":") < 5 for value in written.values)
            if is_source_key(written.key) and not (written.name.startswith("arn") and short):
                assert condition_holds(written, context) is True


@settings(deadline=None, max_examples=60)
@given(CONDITIONS, CONDITIONS)
def test_a_further_condition_opens_nothing(first: Any, second: Any) -> None:
    """All conditions of a statement must hold, so more of them admit fewer calls."""
    if set(first) & set(second):
        return
    if judge(PINS, allow(first)).verdict is Verdict.PASSED:
        # A pattern of the second may suggest an account, but never an allowed one.
        assert judge(PINS, allow({**first, **second})).verdict is Verdict.PASSED


@settings(deadline=None, max_examples=60)
@given(CONDITIONS, CONDITIONS)
def test_a_deny_opens_nothing(condition: Any, denied: Any) -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": denied}
    if judge(PINS, allow(condition)).verdict is Verdict.PASSED:
        assert judge(PINS, allow(condition), deny).verdict is Verdict.PASSED


@settings(deadline=None, max_examples=60)
@given(CONDITIONS)
def test_open_and_dead_exclude_each_other(condition: Any) -> None:
    statement = allow(condition)
    failed = [judge(rule, statement).verdict is Verdict.FAILED for rule in (PINS, AGREE)]
    assert failed != [True, True]


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=5),
        VALUES,
        st.sampled_from(["Allow", "Deny", "iot.amazonaws.com", "*", "${aws:SourceAccount}", "${"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                KEYS,
                OPERATORS,
                st.sampled_from(["Effect", "Principal", "Action", "Condition", "Service", "AWS"]),
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(JSON, JSON, JSON)
def test_no_document_breaks_a_rule(principal: Any, condition: Any, other: Any) -> None:
    statement = allow(condition)
    for subject in (Subject.TRUST_POLICY, Subject.RESOURCE_POLICY):
        for statements in ([statement, other], [{**statement, "Principal": principal}], other):
            text = json.dumps({"Version": "2012-10-17", "Statement": statements})
            judged = JudgedPolicy(
                subject, read_document(parse_json(text)), None, ResourceGraph(lambda _: ())
            )
            for rule in RULES:
                judgement_of(rule, judged)
