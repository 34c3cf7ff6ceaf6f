"""Whether a document allows a request of a question: a request, a proof that it does not, or unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.attribute_forms import of_one_value, several_forms
from checkov_aws_iot.policies.authoriser.connecting import (
    Connection,
)
from checkov_aws_iot.policies.authoriser.decision import NOT_ALLOWED, Decision
from checkov_aws_iot.policies.authoriser.document_texts import (
    keys_in,
)
from checkov_aws_iot.policies.authoriser.kept_answers import answer_kept
from checkov_aws_iot.policies.authoriser.known_parts import at_least, at_most, doubts
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question
from checkov_aws_iot.policies.authoriser.references import (
    OTHER,
)
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

MOST_STEPS = {True: 35_000, False: 70_000}
"""Steps for a question about an IoT policy, and about an IAM policy, which may be five times as long."""

SEVERAL_VALUES = "compares several values of an attribute of the certificate"


def decide(document: Document, question: Question, budget: Budget | None = None) -> Answer:
    """A request of the question that the document allows, the proof that there is none, or unknown.

    The authoriser says "allowed" to every request that is returned. Never raises.
    """
    found = _kept(document, question, budget, ("",))
    return found[0] if isinstance(found, tuple) else found


def decide_for_two(
    document: Document, question: Question, budget: Budget | None = None
) -> tuple[Request, Request] | Proof | Unknown:
    """Requests of two devices for one resource, the proof that there are none, or unknown.

    The devices differ in every key that tells devices apart: thing name, certificate, and so on. What
    the question asks for besides holds of both. Never raises.
    """
    found = _kept(document, question, budget, ("", OTHER))
    return (found[0], found[1]) if isinstance(found, tuple) else found


def _kept(
    document: Document, question: Question, budget: Budget | None, callers: tuple[str, ...]
) -> tuple[Request, ...] | Proof | Unknown:
    limit = budget or Budget(MOST_STEPS[question.iot_policy])
    return answer_kept(
        document, question, callers, limit, lambda: _decided(document, question, limit, callers)
    )


def _decided(
    document: Document, question: Question, budget: Budget, callers: tuple[str, ...]
) -> tuple[Request, ...] | Proof | Unknown:
    """The answer; where several values of an attribute matter, it is a proof or the request has one."""
    connecting = question.connecting
    forms = several_forms((*keys_in(document), *(keys_in(connecting) if connecting else ())))
    narrow = replace(question, constraints=(*question.constraints, *of_one_value(forms)))
    found = _answered(document, narrow, budget, callers)
    if not forms or not isinstance(found, Proof):
        return found
    widest = _answered(document, question, budget, callers)
    return Unknown(SEVERAL_VALUES) if isinstance(widest, tuple) else widest


def _answered(
    document: Document, question: Question, budget: Budget, callers: tuple[str, ...]
) -> tuple[Request, ...] | Proof | Unknown:
    connecting = question.connecting
    unknown = (*doubts(document), *(doubts(connecting) if connecting else ()))
    if not unknown:
        return Decision(document, document, question, budget, callers).answer()
    surely = _asked_of(at_least, document, question, budget, callers)
    if isinstance(surely, tuple):
        return surely
    possibly = _asked_of(at_most, document, question, budget, callers)
    if isinstance(possibly, (tuple, Proof)):
        return possibly
    return unknown[0] if possibly.reason == NOT_ALLOWED else possibly


def _asked_of(
    settled: Callable[[Document], Document],
    document: Document,
    question: Question,
    budget: Budget,
    callers: tuple[str, ...],
) -> tuple[Request, ...] | Proof | Unknown:
    """The answer for the document, and who connects, with every unknown part settled."""
    connecting = question.connecting
    return Decision(
        settled(document),
        document,
        question,
        budget,
        callers,
        Connection.of(settled(connecting).statements) if connecting else None,
    ).answer()
