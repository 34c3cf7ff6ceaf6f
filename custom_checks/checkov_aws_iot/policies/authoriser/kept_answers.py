"""Answers to questions that were asked before: environments of one module have the same policies.

A kept answer costs the budget what it cost when it was worked out, so that what is answered does not
depend on what was asked before. Answers that are not known are not kept: they depend on the budget.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from checkov_aws_iot.patterns.limits import Budget
    from checkov_aws_iot.policies.authoriser.question import Proof, Question
    from checkov_aws_iot.policies.model.document import Document
    from checkov_aws_iot.values.request import Request

    Found = tuple[Request, ...] | Proof

MOST_ANSWERS: Final = 1024

_answers: dict[tuple[Document, Question, tuple[str, ...]], tuple[Found, int]] = {}


def answer_kept(
    document: Document,
    question: Question,
    callers: tuple[str, ...],
    budget: Budget,
    decided: Callable[[], Found | Unknown],
) -> Found | Unknown:
    """The answer of ``decided``, which is a function of the document, the question and the callers."""
    key = (_without_places(document), _without_places_of_connection(question), callers)
    kept = _answers.get(key)
    if kept is not None and kept[1] <= budget.steps:
        budget.spend(kept[1])
        return kept[0]
    before = budget.steps
    found = decided()
    if not isinstance(found, Unknown):
        if len(_answers) >= MOST_ANSWERS:
            _answers.clear()
        _answers[key] = found, before - budget.steps
    return found


def _without_places(document: Document) -> Document:
    """The document wherever it stands in its file."""
    return replace(document, statements=tuple(replace(s, span=None) for s in document.statements))


def _without_places_of_connection(question: Question) -> Question:
    if question.connecting is None:
        return question
    return replace(question, connecting=_without_places(question.connecting))
