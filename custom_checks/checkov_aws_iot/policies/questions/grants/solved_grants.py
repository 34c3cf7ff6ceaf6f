"""Requests for what a grant leaves, in whatever situation: where no sample request meets its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import Atom, Pattern, pattern_of
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Grant
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.document_texts import keys_in
from checkov_aws_iot.policies.authoriser.open_denials import may_connect
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question, name_differs
from checkov_aws_iot.policies.authoriser.references import (
    Mode,
    mode_for,
    refer,
    unknown_for,
)
from checkov_aws_iot.policies.authoriser.situations import (
    EVERY_ATTACHMENT,
    OVER_HTTPS,
    Attachment,
    situations,
)
from checkov_aws_iot.policies.authoriser.solver.formulas import Formula
from checkov_aws_iot.policies.authoriser.solver.key_domains import CLIENT, THING
from checkov_aws_iot.policies.authoriser.solver.rewriting import canonical
from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.model.variables import documented_variable
from checkov_aws_iot.policies.questions.fit.condition_fit import is_never_met
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

_MOST_STEPS = {True: 26_000, False: 40_000}
"""Two rules ask about what one IoT policy leaves, so that each has less than a single question."""


class SolvedGrants:
    """Decides what single grants of a document allow; all questions share one budget."""

    def __init__(self, allowed: AllowedNames, *, iot_policy: bool = True) -> None:
        self._allowed = allowed
        self._iot_policy = iot_policy
        self._budget = Budget(_MOST_STEPS[iot_policy])
        self._answers: dict[tuple[object, ...], Answer] = {}
        self._never_met: dict[Statement, bool] = {}

    def request(
        self,
        grant: Grant,
        action: str,
        resource_type: str,
        names: Language,
        *,
        other_than: Iterable[Pattern] = (),
        constraints: tuple[Formula, ...] = (),
        suggestions: tuple[str, ...] = (),
        attachments: tuple[Attachment, ...] = EVERY_ATTACHMENT,
    ) -> Request | Unknown | None:
        """A request of the action that the grant allows for one of the names; ``None``: there is none.

        The name matches none of the patterns ``other_than``. ``constraints`` hold besides.
        """
        if self._is_never_met(grant):
            return None
        document = self._allowed.around(grant, action)
        reach = tuple(situations(action, attachments, iot_policy=self._iot_policy))
        # What holds the value is the device's own, whether AWS substitutes it or not.
        own = (canonical(referring(pattern)) for pattern in other_than)
        differs = name_differs(f"{resource_type}/", *own)
        key = (document.statements, reach, resource_type, names.formula, differs, constraints)
        if key not in self._answers:
            question = Question(
                (action,),
                resource_type,
                names,
                constraints=(differs, *constraints),
                suggestions=suggestions,
                attachments=attachments,
                iot_policy=self._iot_policy,
            )
            self._answers[key] = self._decided(document, question)
        answer = self._answers[key]
        return None if isinstance(answer, Proof) else answer

    def _decided(self, document: Document, question: Question) -> Answer:
        """The answer for whoever may connect."""
        connecting = self._allowed.connecting if self._iot_policy else None
        asked = replace(question, connecting=connecting)
        doubt = self._allowed.doubt_of_connections if connecting else None
        if doubt is None:
            return decide(document, asked, self._budget)
        answer = decide(document, question, self._budget)
        if not isinstance(answer, Request) or may_connect(self._allowed, answer) is True:
            return answer
        for other in (replace(question, attachments=OVER_HTTPS), asked):
            answer = decide(document, other, self._budget)
            if isinstance(answer, Request):
                return answer
        return doubt

    def _is_never_met(self, grant: Grant) -> bool:
        statement = grant.statement
        if statement not in self._never_met:
            self._never_met[statement] = self._iot_policy and is_never_met(
                self._allowed.document, statement
            )
        return self._never_met[statement]


def identities_in(document: Document) -> Iterator[str]:
    """The keys that say which device asks: thing name, client ID, and those that the document has."""
    yield THING
    yield CLIENT
    for key in dict.fromkeys(keys_in(document)):
        facts = documented_variable(key)
        if facts is not None and facts.identifies_device and key != THING:
            yield key


def referring(pattern: Pattern) -> Pattern:
    """The pattern with references of the solver for its policy variables and holes."""
    return pattern_of(_reference(a) if isinstance(a, Symbol) else a for a in pattern.atoms)


def _reference(symbol: Symbol) -> Atom:
    if symbol.hole:
        return refer(unknown_for(symbol.hole), Mode.RAW)
    key = symbol.name[2:-1].lower()
    return refer(key, mode_for(key))
