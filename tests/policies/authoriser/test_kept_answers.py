"""What was asked before is answered as if it were asked for the first time, at the same cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from generated_policies import policies
from hypothesis import HealthCheck, given, settings
from policy_values import allow, deny, policy

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser import kept_answers
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS, decide
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.values.value import Mapping

PUBLISH = Question(("iot:Publish",), "topic")
OPEN = policy(allow("iot:Publish", "topic/*"))
CLOSED = policy(allow("iot:Publish", "topic/*"), deny("iot:Publish", "topic/*"))


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept_answers._answers.clear()


def answer_and_cost(document: Document, steps: int = MOST_STEPS[True]) -> tuple[object, int]:
    budget = Budget(steps)
    return decide(document, PUBLISH, budget), steps - budget.steps


@pytest.mark.parametrize(("document", "kind"), [(OPEN, Request), (CLOSED, Proof)])
def test_the_second_time_is_as_the_first(document, kind):
    first = answer_and_cost(document)
    assert isinstance(first[0], kind)
    assert first[1] > 0
    assert answer_and_cost(document) == first


def test_the_place_of_a_statement_makes_no_difference():
    first = answer_and_cost(OPEN)
    (statement,) = OPEN.statements
    elsewhere = replace(OPEN, statements=(replace(statement, span=Span("b.tf", 9, 12)),))
    assert answer_and_cost(elsewhere) == first
    assert len(kept_answers._answers) == 1


def test_a_budget_that_would_not_do_does_not_do_because_the_answer_is_kept():
    _, cost = answer_and_cost(CLOSED)
    answer, _ = answer_and_cost(CLOSED, cost - 1)
    assert isinstance(answer, Unknown)
    assert isinstance(answer_and_cost(CLOSED, cost)[0], Proof)


def test_the_answers_that_are_kept_are_bounded(monkeypatch):
    monkeypatch.setattr(kept_answers, "MOST_ANSWERS", 3)
    for number in range(10):
        answer_and_cost(policy(allow("iot:Publish", f"topic/{number}")))
        assert len(kept_answers._answers) <= 3


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(policies())
def test_whatever_the_policy_the_second_answer_is_the_first(written: Mapping) -> None:
    document = read_document(written)
    assert answer_and_cost(document) == answer_and_cost(document)
