"""Would AWS allow this request? The authoriser that rules and witnesses are proved with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TypeAlias

from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds
from checkov_aws_iot.policies.authoriser.environment import Environment, environment_of
from checkov_aws_iot.policies.authoriser.identity import (
    RequestValues,
    has_substituted_value,
    values_of,
)
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.resource_text import matches_arn, split_resource
from checkov_aws_iot.policies.model.variables import variables_of
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, any_of, negation
from checkov_aws_iot.values.unknown import Unknown

_Variables: TypeAlias = "dict[str, str | Unknown] | None"
"""Values of policy variables, ``None`` in a document whose Version has none."""


class Outcome(Enum):
    """The answers of the authoriser."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StatementAnswer:
    """Whether one statement applies to the request, and why.

    ``document`` counts the documents from 0. ``reason`` is the rest of a sentence that begins with
    the statement: ``applies``, or what does not match.
    """

    document: int
    statement: Statement
    applies: Truth
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the statement that decided if one did, and the answers of all statements.

    ``reason`` is a clause: why this is the outcome.
    """

    outcome: Outcome
    reason: str
    decisive: StatementAnswer | None = None
    answers: tuple[StatementAnswer, ...] = ()


def authorise(documents: Iterable[Document], request: Request) -> Decision:
    """What AWS answers if exactly these documents are attached to the identity of the request.

    A Deny that applies wins; without one an Allow that applies grants; nothing else does. Where a
    statement that is not known decides, so is the answer. ``documents`` are IoT policies or IAM
    identity policies: principals are not looked at. Never raises.

    Laws: another Deny never allows more; the order of statements and documents, Sids, and one item
    against a list of one decide nothing.

    Source: IAM User Guide, "Policy evaluation logic"; AWS IoT Core Developer Guide, "AWS IoT Core
    policies".
    """
    question = _Question(request, values_of(request), environment_of(request.resource))
    answers: list[StatementAnswer] = []
    open_questions: list[Unknown] = []
    for index, document in enumerate(documents):
        open_questions.extend(document.unknowns)
        for statement in document.statements:
            applies, reason = _answer(document, statement, question)
            answers.append(StatementAnswer(index, statement, applies, reason()))
    return _decision(tuple(answers), tuple(open_questions))


def outcome_of(documents: Iterable[Document], request: Request) -> Outcome:
    """The outcome of :func:`authorise` alone, without its reasons, which take time."""
    question = _Question(request, values_of(request), environment_of(request.resource))
    answers: list[StatementAnswer] = []
    open_questions: list[Unknown] = []
    for document in documents:
        open_questions.extend(document.unknowns)
        for statement in document.statements:
            applies, _ = _answer(document, statement, question)
            if applies is True and statement.effect is Effect.DENY:
                return Outcome.DENIED
            answers.append(StatementAnswer(0, statement, applies, ""))
    return _decision(tuple(answers), tuple(open_questions)).outcome


def applies_to(document: Document, statement: Statement, request: Request) -> Truth:
    """Whether one statement of the document applies to the request."""
    question = _Question(request, values_of(request), environment_of(request.resource))
    return _answer(document, statement, question)[0]


@dataclass(frozen=True, slots=True)
class _Question:
    request: Request
    values: RequestValues
    environment: Environment

    completes: bool = False

    def matches(self, element: Element, variables: _Variables) -> Truth:
        text = self.environment.filled(element.text)
        return matches_arn(text, self.request.resource, variables, completes=self.completes)


def _decision(answers: tuple[StatementAnswer, ...], unknowns: tuple[Unknown, ...]) -> Decision:
    denials = [a for a in answers if a.statement.effect is Effect.DENY]
    grants = [a for a in answers if a.statement.effect is Effect.ALLOW]
    if denial := _first(denials, True):
        return Decision(Outcome.DENIED, "an explicit Deny applies", denial, answers)
    grant, possible_grant = _first(grants, True), _first_unknown(grants)
    if grant is None and possible_grant is None and not unknowns:
        return Decision(Outcome.DENIED, "no Allow applies", None, answers)
    possible_denial = _first_unknown(denials)
    if possible_denial is not None:
        return Decision(Outcome.UNKNOWN, "a Deny applies or not", possible_denial, answers)
    if unknowns:
        return Decision(Outcome.UNKNOWN, f"a part of the policy {unknowns[0]}", None, answers)
    if grant is not None:
        return Decision(Outcome.ALLOWED, "an Allow applies and no Deny does", grant, answers)
    return Decision(Outcome.UNKNOWN, "an Allow applies or not", possible_grant, answers)


def _first(answers: list[StatementAnswer], truth: bool) -> StatementAnswer | None:
    return next((a for a in answers if a.applies is truth), None)


def _first_unknown(answers: list[StatementAnswer]) -> StatementAnswer | None:
    return next((a for a in answers if isinstance(a.applies, Unknown)), None)


_Reason: TypeAlias = "Callable[[], str]"


def _answer(document: Document, statement: Statement, question: _Question) -> tuple[Truth, _Reason]:
    """Whether the statement applies, and why; unknown if that depends on an unknown Version."""
    if document.completes_arns is not question.completes:
        question = replace(question, completes=document.completes_arns)
    answer = _reading(statement, question, has_variables=document.has_variables)
    unknown = document.unknown_version
    if unknown is None:
        return answer
    otherwise, _ = _reading(statement, question, has_variables=not document.has_variables)
    if otherwise == answer[0]:
        return answer
    return unknown, lambda: f"applies or not, by its Version, which is not known: {unknown}"


def _reading(
    statement: Statement, question: _Question, *, has_variables: bool
) -> tuple[Truth, _Reason]:
    variables = question.values.variables if has_variables else None
    unknown: tuple[Unknown, _Reason] | None = None
    for truth, reason in _steps(statement, question, variables):
        if truth is False:
            return False, reason
        if isinstance(truth, Unknown) and unknown is None:
            unknown = truth, reason
    return unknown or (True, lambda: "applies")


def _steps(
    statement: Statement, question: _Question, variables: _Variables
) -> Iterator[tuple[Truth, _Reason]]:
    """What must hold for the statement to apply, each with the reason if it does not.

    Reasons are worded only where they are read.
    """
    request, values = question.request, question.values
    covered = covers_action(statement, request.action)
    truth = _widened(covered, statement.negated_actions, statement.unknown_actions)
    yield truth, partial(_action_reason, statement, request, truth)
    matched = any_of(question.matches(element, variables) for element in statement.resources)
    if statement.negated_resources:
        matched = negation(matched)
    truth = _widened(matched, statement.negated_resources, statement.unknown_resources)
    yield truth, partial(_resource_reason, statement, question, variables, truth)
    for condition in statement.conditions:
        filled = question.environment.filled_condition(condition)
        truth = condition_holds(filled, values.context, variables)
        yield truth, partial(_condition_reason, condition, values, truth)
    for unknown in statement.unknown_conditions:
        yield unknown, partial("has a condition that {}".format, unknown)


def _widened(truth: Truth, negated: bool, unknowns: tuple[Unknown, ...]) -> Truth:
    """Items that are not known may widen a list that names, and narrow one that excludes."""
    if unknowns and truth is negated:
        return unknowns[0]
    return truth


def _action_reason(statement: Statement, request: Request, truth: Truth) -> str:
    if isinstance(truth, Unknown):
        return f"has an Action that is not known: {truth}"
    if statement.negated_actions:
        return f"excludes {request.action} by its NotAction"
    return f"does not name {request.action}"


def _resource_reason(
    statement: Statement, question: _Question, variables: _Variables, truth: Truth
) -> str:
    element = "NotResource" if statement.negated_resources else "Resource"
    if isinstance(truth, Unknown):
        return f"has a {element} that is not known: {truth}"
    if statement.negated_resources:
        return f'excludes "{question.request.resource}" by its NotResource'
    if not statement.resources:
        return "has no Resource"
    return "; ".join(
        _mismatch(item.text, question.values, variables) for item in statement.resources[:3]
    ) + ("; ..." if len(statement.resources) > 3 else "")


def _mismatch(text: str | Text, values: RequestValues, variables: _Variables) -> str:
    quotation = str(text)
    if split_resource(text) is None:
        return f'"{quotation}" has fewer than the six fields of an ARN'
    if variables is None and variables_of(text):
        return f'"{quotation}" has no policy variables, for lack of "Version": "2012-10-17"'
    for variable in variables_of(text):
        if variable.default is None and not has_substituted_value(values, variable.name):
            return f'in "{quotation}" {variable} {values.reason_without_value(variable.name)}'
    return f'"{quotation}" does not match'


def _condition_reason(condition: Condition, values: RequestValues, truth: Truth) -> str:
    key_values = values.context.get(condition.key)
    if isinstance(key_values, Unknown):
        description = f"not known: {key_values}"
    elif key_values:
        description = ", ".join(
            f'"{v}"' if isinstance(v, str) else f"not known: {v}" for v in key_values
        )
    else:
        description = "absent"
    fails = "may not hold" if isinstance(truth, Unknown) else "does not hold"
    return (
        f"has the condition {condition.operator} on {condition.key}, which {fails} ({description})"
    )
