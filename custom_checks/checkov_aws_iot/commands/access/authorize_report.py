"""The answer of ``authorize``, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from checkov_aws_iot.policies.authoriser.authorisation import Decision, Outcome, StatementAnswer
from checkov_aws_iot.values.alternatives import Choice
from checkov_aws_iot.values.one_line import one_line
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

FORMAT = 1
"""The number of the shape; it changes where a reader of an older one would be wrong."""

Answers = Sequence[tuple[tuple[Choice, ...], Decision]]


def as_text(outcome: Outcome, request: Request, labels: Sequence[str], answers: Answers) -> str:
    """The answer in lines: the outcome, the request, and every statement with its reason."""
    lines: list[str] = []
    if len(answers) > 1:
        lines.append(f"{outcome.value}: {_over_all(outcome)}")
    for choices, decision in answers:
        when = " and ".join(str(choice) for choice in choices)
        prefix = f"when {when}: " if when else ""
        lines.append(f"{prefix}{decision.outcome.value}: {decision.reason}")
        lines.extend(_lines(decision, labels))
    lines.insert(1, f"  request: {request.action} on {request.resource} by {_who(request)}")
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(decision: Decision, labels: Sequence[str]) -> Iterator[str]:
    if decision.decisive is not None:
        yield f"  decided by: {_named(decision.decisive, labels)}"
        if isinstance(decision.decisive.applies, Unknown):
            yield f"    {decision.decisive.reason}"
    for answer in decision.answers:
        if answer is not decision.decisive:
            applies = "applies too" if answer.applies is True else answer.reason
            yield f"  {_named(answer, labels)} {applies}"


def _over_all(outcome: Outcome) -> str:
    if outcome is Outcome.UNKNOWN:
        return "it depends on conditions that are not known before deployment"
    return "whatever the conditions turn out to be"


def _named(answer: StatementAnswer, labels: Sequence[str]) -> str:
    label, statement = labels[answer.document], answer.statement
    where = ""
    if statement.span is not None:
        line = statement.span.start_line
        where = f" [line {line}]" if statement.span.file == label else f" [{statement.span}]"
    return f"{label} {statement.label} ({statement.effect.value}){where}"


def _who(request: Request) -> str:
    identity = request.identity
    parts = [f'client "{identity.client_id}"'] if identity.client_id else []
    if identity.thing_name:
        kind = "exclusively " if identity.exclusive else ""
        parts.append(f'a certificate {kind}attached to thing "{identity.thing_name}"')
    return " with ".join(parts) or "a caller without client ID or thing"


def as_json(
    outcome: Outcome, request: Request, labels: Sequence[str], answers: Answers
) -> dict[str, Any]:
    """The answer as JSON: ``applies`` is true, false, or null where it is not known."""
    return {
        "format": FORMAT,
        "outcome": outcome.value,
        "request": {
            "action": request.action,
            "resource": str(request.resource),
            "client_id": request.identity.client_id,
            "thing": request.identity.thing_name,
            "exclusive": request.identity.exclusive,
            "context": {key: list(values) for key, values in request.context},
        },
        "answers": [_decision(choices, decision, labels) for choices, decision in answers],
    }


def _decision(
    choices: tuple[Choice, ...], decision: Decision, labels: Sequence[str]
) -> dict[str, Any]:
    return {
        "when": {choice.condition: choice.label for choice in choices},
        "outcome": decision.outcome.value,
        "reason": decision.reason,
        "decided_by": _statement(decision.decisive, labels) if decision.decisive else None,
        "statements": [_statement(answer, labels) for answer in decision.answers],
    }


def _statement(answer: StatementAnswer, labels: Sequence[str]) -> dict[str, Any]:
    span = answer.statement.span
    return {
        "policy": labels[answer.document],
        "statement": answer.statement.index,
        "sid": answer.statement.sid,
        "effect": answer.statement.effect.value,
        "applies": None if isinstance(answer.applies, Unknown) else answer.applies,
        "reason": answer.reason,
        "file": span.file if span else None,
        "lines": [span.start_line, span.end_line] if span else None,
    }
