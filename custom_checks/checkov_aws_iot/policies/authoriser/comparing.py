"""What documents allow that others do not: a request, a proof that there is none, or unknown.

A request is newly allowed if an Allow applies to it and no Deny does, and before either no Allow
applied, or a Deny did. So the Allows from before are taken for Denies, and each Deny from before that
is gone is asked about as something that must apply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, product

from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.authoriser.attribute_forms import of_one_value, several_forms
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, applies_to, outcome_of
from checkov_aws_iot.policies.authoriser.connecting import Connection
from checkov_aws_iot.policies.authoriser.deciding import SEVERAL_VALUES
from checkov_aws_iot.policies.authoriser.decision import NO_PLACE, NOT_ALLOWED, Decision
from checkov_aws_iot.policies.authoriser.document_texts import (
    keys_in,
    marks_of,
    places_of,
    texts_of,
)
from checkov_aws_iot.policies.authoriser.known_parts import at_least, at_most, doubts
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question
from checkov_aws_iot.policies.authoriser.references import ACCOUNT, REGION, NotModelledError
from checkov_aws_iot.policies.authoriser.situations import Situation, situations
from checkov_aws_iot.policies.authoriser.solver.formulas import Formula, both
from checkov_aws_iot.policies.authoriser.solver.key_domains import ATTACHED, Universes
from checkov_aws_iot.policies.authoriser.statements import Translation
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.document import (
    WITH_VARIABLES,
    Document,
    Effect,
    Statement,
)
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

MOST_STEPS = {True: 120_000, False: 300_000}
"""Steps for a question about IoT policies, and about IAM policies: there are two sides to be told apart."""

MOST_READINGS = 4
_NO_PLACE = language_of(exactly(""))


def newly_allowed(
    documents: Sequence[Document],
    before: Sequence[Document],
    question: Question,
    budget: Budget | None = None,
    connecting: Sequence[Document] = (),
) -> Answer:
    """A request of the question that the documents together allow and those before did not.

    An expression that is not known is taken to have one value in all of them. ``connecting`` are the
    documents that let the client of an MQTT request connect; without any, every client is connected.
    The authoriser says "allowed" and "denied" to every request that is returned, and "allowed" to the
    Connect of its client. Never raises.
    """
    budget = budget or Budget(MOST_STEPS[question.iot_policy])
    every = (*documents, *before, *connecting)
    undecided = next((d.unknown_version for d in every if d.unknown_version), None)
    if undecided is None:
        sides = _Sides(
            _numbered(documents, 0), _numbered(before, 1_000_000), _numbered(connecting, 2_000_000)
        )
        return _decided(sides, question, budget)
    readings = list(product(*(document.readings for document in every)))
    if len(readings) <= MOST_READINGS:
        first, second = len(documents), len(documents) + len(before)
        answers = [
            newly_allowed(r[:first], r[first:second], question, budget, r[second:])
            for r in readings
        ]
        if all(isinstance(answer, Proof) for answer in answers):
            return answers[0]
    return undecided


def _decided(sides: _Sides, question: Question, budget: Budget) -> Answer:
    """The answer; where several values of an attribute matter, it is a proof or the request has one."""
    forms = several_forms(key for document in sides.every for key in keys_in(document))
    narrow = replace(question, constraints=(*question.constraints, *of_one_value(forms)))
    found = _compared(sides, narrow, budget)
    if not forms or not isinstance(found, Proof):
        return found
    widest = _compared(sides, question, budget)
    return Unknown(SEVERAL_VALUES) if isinstance(widest, Request) else widest


def _numbered(documents: Sequence[Document], first: int) -> tuple[Document, ...]:
    """The documents, in which no two statements have the same index."""
    numbers = count(first)
    return tuple(
        replace(d, statements=tuple(replace(s, index=next(numbers)) for s in d.statements))
        for d in documents
    )


def _compared(sides: _Sides, question: Question, budget: Budget) -> Answer:
    unknown = [doubt for document in sides.every for doubt in doubts(document)]
    if not unknown:
        return _answer(_Comparison(sides, sides, question, budget))
    surely = _Sides(
        tuple(map(at_least, sides.after)),
        tuple(map(at_most, sides.before)),
        tuple(map(at_least, sides.connecting)),
    )
    found = _answer(_Comparison(sides, surely, question, budget))
    if isinstance(found, Request):
        return found
    least = tuple(at_least(document, holes_stay=True) for document in sides.before)
    if (hidden := sides.hidden_before) is not None:
        # What cannot be read may have been a Deny of everything.
        sides, least = replace(sides, before=()), ()
    most = _Sides(tuple(map(at_most, sides.after)), least, tuple(map(at_most, sides.connecting)))
    possibly = _answer(_Comparison(sides, most, question, budget))
    if hidden is not None:
        return possibly if isinstance(possibly, Proof) else hidden
    if isinstance(possibly, (Request, Proof)):
        return possibly
    return unknown[0] if possibly.reason in (NOT_ALLOWED, NO_PLACE) else possibly


def _answer(comparison: _Comparison) -> Answer:
    found = comparison.answer()
    return found[0] if isinstance(found, tuple) else found


@dataclass(frozen=True, slots=True)
class _Sides:
    """The documents of both sides, and those that decide who connects.

    As they are written they say which parts of them cannot make a difference.
    """

    after: tuple[Document, ...]
    before: tuple[Document, ...]
    connecting: tuple[Document, ...]

    @property
    def every(self) -> tuple[Document, ...]:
        """All of the documents."""
        return (*self.after, *self.before, *self.connecting)

    def kept(self, action: str, effect: Effect) -> frozenset[int]:
        """The statements for the action that the other side has in the same words.

        Allows of ``after`` that stood in ``before``, and Denies of ``before`` that are still there.
        """
        allows = effect is Effect.ALLOW
        old, new = (self.before, self.after) if allows else (self.after, self.before)
        others = [
            (document, statement)
            for document in old
            for statement in document.statements
            if statement.effect is effect and _surely_covers(statement, action)
        ]
        kept = {
            statement.index
            for document in new
            for statement in document.statements
            if statement.effect is effect
            and any(_is_within(statement, document, *other) for other in others)
        }
        return frozenset(kept)

    @property
    def hidden_before(self) -> Unknown | None:
        """What could not be read of a document from before, and is not there any more."""
        known = {unknown for document in self.after for unknown in document.unknowns}
        hidden = (unknown for document in self.before for unknown in document.unknowns)
        return next((unknown for unknown in hidden if unknown not in known), None)

    @property
    def unread_is_kept(self) -> bool:
        """Whether what cannot be read at all is the same on both sides."""
        known = {unknown for document in self.before for unknown in document.unknowns}
        return all(unknown in known for document in self.after for unknown in document.unknowns)


def _surely_covers(statement: Statement, action: str) -> bool:
    if statement.negated_actions and statement.unknown_actions:
        return False
    return covers_action(statement, action) is True


def _is_within(
    statement: Statement, document: Document, other: Document, stated: Statement
) -> bool:
    """Whether the other statement says the same of more resources, or of as many."""
    if (document.has_variables, document.completes_arns) != (
        other.has_variables,
        other.completes_arns,
    ) or statement.negated_resources is not stated.negated_resources:
        return False
    if _conditions(statement) != _conditions(stated):
        return False
    mine = {e.text for e in statement.resources}
    theirs = {e.text for e in stated.resources}
    unknown, known = set(statement.unknown_resources), set(stated.unknown_resources)
    if statement.negated_resources:
        return mine == theirs and unknown == known
    return mine <= theirs and unknown <= known


def _conditions(statement: Statement) -> tuple[object, ...]:
    known = frozenset(
        (c.operator.lower(), c.key.lower(), frozenset(c.values)) for c in statement.conditions
    )
    return known, frozenset(statement.unknown_conditions)


@dataclass(frozen=True, slots=True)
class _Translations:
    """How the statements of several documents are read in one situation, by their index."""

    situation: Situation
    by_index: dict[int, Translation]

    def applies(self, statement: Statement) -> Formula:
        """See :meth:`Translation.applies`."""
        return self.by_index[statement.index].applies(statement)

    def escapes(self, statement: Statement) -> Formula:
        """See :meth:`Translation.escapes`."""
        return self.by_index[statement.index].escapes(statement)


class _OtherPlaces(Universes):
    """Of services whose ARNs may have no Region or account."""

    def of(self, unknown: str) -> Language:
        """The values of an unknown that are texts."""
        universe = super().of(unknown)
        return universe | _NO_PLACE if unknown in (REGION, ACCOUNT) else universe


class _Comparison(Decision):
    """One question about two sides, in which nothing but texts of names is not known."""

    def __init__(
        self,
        sides: _Sides,
        settled: _Sides,
        question: Question,
        budget: Budget,
    ) -> None:
        fresh = count(3_000_000)
        owned = [
            [
                (replace(s, index=next(fresh)) if s.index < 0 else s, document)
                for document in documents
                for s in document.statements
            ]
            for documents in (settled.after, settled.before, settled.connecting)
        ]
        self._after, self._before, connecting = ([s for s, _ in side] for side in owned)
        self._owner = {s.index: document for side in owned for s, document in side}
        self._sides = sides
        together = Document((*self._after, *self._before), WITH_VARIABLES)
        connection = Connection.of(connecting) if sides.connecting else None
        super().__init__(together, together, question, budget, ("",), connection)
        if question.service not in ("", "iot"):
            texts = tuple(texts_of(together))
            characters = frozenset("\n".join(map(str, texts)))
            places = places_of(together, question)
            self._universes = _OtherPlaces(characters, tuple(marks_of(texts)), places)

    def _requests(self) -> Iterator[tuple[Request, ...]]:
        for action in self._question.actions:
            for situation in situations(
                action, self._attachments, iot_policy=self._question.iot_policy
            ):
                yield from self._in_situation(action, situation)

    def _in_situation(self, action: str, situation: Situation) -> Iterator[tuple[Request, ...]]:
        grants, denials = (
            [s for s in self._after if s.effect is effect and _may_cover(s, action)]
            for effect in (Effect.ALLOW, Effect.DENY)
        )
        opened, closed = (
            [s for s in self._before if s.effect is effect and _may_cover(s, action)]
            for effect in (Effect.ALLOW, Effect.DENY)
        )
        kept = self._sides.kept(action, Effect.ALLOW)
        still = self._sides.kept(action, Effect.DENY)
        reading = self._reading(situation)
        for grant in grants:
            unread = grant.index >= 3_000_000 and self._sides.unread_is_kept
            if grant.index not in kept and not unread:
                yield from self._ways((grant,), action, reading, [*denials, *opened])
        for grant, denial in product(grants, closed):
            if denial.index not in still:
                yield from self._ways((grant, denial), action, reading, denials)

    def _reading(self, situation: Situation) -> _Translations:
        service = self._question.service
        return _Translations(
            situation,
            {
                index: Translation(d.has_variables, situation, service, d.completes_arns)
                for index, d in self._owner.items()
            },
        )

    def _ways(
        self,
        applying: tuple[Statement, ...],
        action: str,
        reading: _Translations,
        escaped: list[Statement],
    ) -> Iterator[tuple[Request, ...]]:
        """Requests to which some statements apply and others do not."""
        try:
            asked = (*self._asked(action, reading.situation), *self._question.constraints)
            wanted = both((*asked, *map(reading.applies, applying)))
        except NotModelledError as error:
            self._gap = self._gap or str(error)
            return
        found = self._search(wanted, action, reading, escaped)  # type: ignore[arg-type]
        if found is not None:
            yield found

    def _applies(self, denial: Statement, request: Request, situation: Situation) -> bool:
        document = self._owner[denial.index]
        requests = [request]
        if denial.effect is Effect.DENY and ATTACHED in self._mentioned:
            requests.extend(
                replace(request, context=(*request.context, (ATTACHED, given)))
                for given in situation.attached(for_deny=True)
            )
        return any(applies_to(document, denial, one) is not False for one in requests)

    def _lets_connect(self, request: Request) -> bool:
        return outcome_of(self._sides.connecting, request) is Outcome.ALLOWED

    def _is_answer(self, request: Request) -> bool:
        if outcome_of(self._sides.after, request) is not Outcome.ALLOWED:
            return False
        # Over HTTPS the key is missing or false: a Deny counts if it applies to one of them.
        missing = (ATTACHED, ())
        told = tuple(pair for pair in request.context if pair != missing)
        either = [request]
        if len(told) < len(request.context):
            either.append(replace(request, context=(*told, (ATTACHED, ("false",)))))
        return any(outcome_of(self._sides.before, one) is Outcome.DENIED for one in either)


def _may_cover(statement: Statement, action: str) -> bool:
    return covers_action(statement, action) is not False
