"""Which requests documents allow that others did not: by action and set of names, each with a witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from checkov_aws_iot.patterns.language import NOTHING
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.comparing import MOST_STEPS, newly_allowed
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question
from checkov_aws_iot.policies.comparison.action_groups import ActionGroup, action_groups
from checkov_aws_iot.policies.comparison.connections import deciding_connections
from checkov_aws_iot.policies.comparison.resource_labels import (
    besides,
    is_within,
    label_of,
    path_patterns,
)
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.span import Span
from checkov_aws_iot.values.unknown import Unknown

MOST_EFFORT: Final = 8
"""All that is asked of two sides takes at most this many times the steps of a single question."""

OF_A_LABEL: Final = 8_000
"""Steps that it may take to say which part of a set is new."""

OF_A_QUESTION, OF_A_TEXT = 500, 20
"""Steps that a question takes beside those of its search, and for each Resource of the documents."""


@dataclass(frozen=True, slots=True)
class Access:
    """Requests for these actions, whose names lie in one set.

    ``resource`` is the set as a policy would write it, ``besides`` parts of it that are no part of the
    difference. ``witness`` is one of the requests. ``conditional`` says that the other side allowed
    such names as well, to others or in other circumstances. ``span`` is where the statement is written.
    """

    actions: tuple[str, ...]
    resource: str
    witness: Request
    besides: tuple[str, ...] = ()
    conditional: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """What may be such requests, and why that is not known."""

    actions: tuple[str, ...]
    resource: str
    reason: Unknown
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one side allows and the other does not, and what may be."""

    access: tuple[Access, ...] = ()
    unknown: tuple[OpenAccess, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.access or self.unknown)


def new_access(
    after: Sequence[Document],
    before: Sequence[Document],
    *,
    iot_policy: bool,
    of_role: bool = False,
    connecting: Sequence[Document] | None = None,
) -> Difference:
    """What the documents together allow and those before did not. Never raises.

    ``of_role`` says that they are trust policies, of which the role itself is the resource. The client of
    a request over MQTT is one that ``connecting`` let connect, which are the documents themselves unless
    they are given; without any it may be any client.

    Law: what is allowed by the same statements, whatever their order, Sids, and how they are split or
    merged, is no difference.
    """
    groups = action_groups((*after, *before), iot_policy=iot_policy, of_role=of_role)
    if isinstance(groups, Unknown):
        return Difference(unknown=(OpenAccess(("*",), "*", groups),))
    if connecting is None:
        connecting = deciding_connections(after) if iot_policy else ()
    comparison = _Comparison(tuple(after), tuple(before), iot_policy, tuple(connecting))
    for group in groups:
        comparison.compare(group)
    return comparison.difference()


@dataclass(frozen=True, slots=True)
class _Piece:
    """One Resource of an Allow, or its whole NotResource, with the documents narrowed to it."""

    statement: Statement
    element: Element | None
    documents: tuple[Document, ...]

    @property
    def label(self) -> str:
        """The names as the policy writes them."""
        return label_of(self.statement, self.element)


@dataclass(slots=True)
class _Comparison:
    after: tuple[Document, ...]
    before: tuple[Document, ...]
    iot_policy: bool
    connecting: tuple[Document, ...]
    access: dict[object, Access] = field(default_factory=dict)
    unknown: dict[object, OpenAccess] = field(default_factory=dict)
    left: int = field(init=False)
    texts: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = MOST_STEPS[self.iot_policy] * MOST_EFFORT
        both = (*self.after, *self.before)
        self.texts = sum(len(s.resources) for document in both for s in document.statements)

    def difference(self) -> Difference:
        """What was found, what is unread at last."""
        known = {unknown for document in self.before for unknown in document.unknowns}
        more = tuple(
            OpenAccess(("*",), "*", unknown)
            for document in self.after
            for unknown in document.unknowns
            if unknown not in known
        )
        return Difference(tuple(self.access.values()), (*self.unknown.values(), *more))

    def compare(self, group: ActionGroup) -> None:
        """Note what is new for the actions of the group."""
        for piece in self._pieces(group.example):
            answered = self._ask(group, piece, group.questions)
            if not answered:
                self._ask(group, piece, group.last_resort)

    def _pieces(self, action: str) -> Iterator[_Piece]:
        for number, document in enumerate(self.after):
            for statement in document.statements:
                if statement.effect is Effect.ALLOW and _may_cover(statement, action):
                    yield from self._pieces_of(number, statement)

    def _pieces_of(self, number: int, statement: Statement) -> Iterator[_Piece]:
        if statement.negated_resources:
            yield _Piece(statement, None, self._narrowed(number, statement))
            return
        for element in statement.resources:
            alone = replace(statement, resources=(element,), unknown_resources=())
            yield _Piece(statement, element, self._narrowed(number, alone))
        if statement.unknown_resources:
            alone = replace(statement, resources=())
            yield _Piece(statement, None, self._narrowed(number, alone))

    def _narrowed(self, number: int, grant: Statement) -> tuple[Document, ...]:
        """The documents with that Allow alone, and every Deny; what is newly unread is asked about apart."""
        narrowed = []
        known = {unknown for document in self.before for unknown in document.unknowns}
        for at, document in enumerate(self.after):
            denials = tuple(s for s in document.statements if s.effect is Effect.DENY)
            grants = (grant,) if at == number else ()
            kept = tuple(unknown for unknown in document.unknowns if unknown in known)
            narrowed.append(replace(document, statements=(*grants, *denials), unknowns=kept))
        return tuple(narrowed)

    def _ask(self, group: ActionGroup, piece: _Piece, questions: tuple[Question, ...]) -> bool:
        """Whether one of the questions has another answer than a proof."""
        for question in questions:
            if path_patterns(piece.element, question) == NOTHING:
                continue
            answer = self._answer(piece.documents, question)
            if isinstance(answer, Proof):
                continue
            unread = next((u for document in self.after for u in document.unknowns), None)
            if isinstance(answer, Request) and unread is not None:
                answer = unread
            if isinstance(answer, Unknown):
                self._note_open(group, piece.label, answer, piece.statement.span)
            else:
                self._note(group, piece, question, answer)
            return True
        return False

    def _answer(
        self,
        documents: tuple[Document, ...],
        question: Question,
        before: tuple[Document, ...] | None = None,
    ) -> Answer:
        steps = min(self.left, MOST_STEPS[self.iot_policy])
        if steps <= 0:
            return Unknown("has too many differences to be told apart")
        budget = Budget(steps)
        before = before or self.before
        answer = newly_allowed(documents, before, question, budget, self.connecting)
        self.left -= OF_A_QUESTION + OF_A_TEXT * self.texts + steps - max(budget.steps, 0)
        return answer

    def _note(self, group: ActionGroup, piece: _Piece, question: Question, answer: Request) -> None:
        denied = list(self._denied_before(group, piece, question))
        if denied:
            for found in denied:
                self._add(group, found)
            return
        grants = [s for s in self._allows_before() if _surely_covers(s, group.example)]
        budget = Budget(OF_A_LABEL)
        apart, conditional = besides(piece.element, grants, question, budget)
        self.left -= OF_A_LABEL - max(budget.steps, 0)
        found = Access((), piece.label, answer, apart, conditional, piece.statement.span)
        self._add(group, found)

    def _add(self, group: ActionGroup, found: Access) -> None:
        key = (found.resource, found.besides, found.conditional, found.span)
        known = self.access.get(key)
        actions = (*known.actions, *group.names) if known else group.names
        witness = known.witness if known else found.witness
        names = tuple(dict.fromkeys(actions))
        self.access[key] = replace(found, actions=names, witness=witness)

    def _note_open(
        self, group: ActionGroup, label: str, reason: Unknown, span: Span | None
    ) -> None:
        key = (label, reason, span)
        known = self.unknown.get(key)
        actions = (*known.actions, *group.names) if known else group.names
        self.unknown[key] = OpenAccess(tuple(dict.fromkeys(actions)), label, reason, span)

    def _allows_before(self) -> Iterator[Statement]:
        return (s for d in self.before for s in d.statements if s.effect is Effect.ALLOW)

    def _denied_before(
        self, group: ActionGroup, piece: _Piece, question: Question
    ) -> Iterator[Access]:
        """What a Deny took back before, where everything that is new is that; else nothing."""
        denials = [
            (statement, element)
            for document in self.before
            for statement in document.statements
            if statement.effect is Effect.DENY
            and _may_cover(statement, group.example)
            and not statement.negated_resources
            for element in statement.resources
        ]
        if not denials or question.service == "":
            return
        open_before = tuple(_without_denials(document) for document in self.before)
        if not isinstance(self._answer(piece.documents, question, open_before), Proof):
            return
        for statement, element in denials:
            names = path_patterns(element, question)
            inside = replace(question, names=question.names & names)
            answer = self._answer(piece.documents, inside)
            if isinstance(answer, Request):
                narrow = is_within(names, path_patterns(piece.element, question))
                label = label_of(statement, element) if narrow else piece.label
                limited = bool(statement.conditions or statement.unknown_conditions)
                yield Access((), label, answer, (), limited, piece.statement.span)


def _without_denials(document: Document) -> Document:
    allows = tuple(s for s in document.statements if s.effect is Effect.ALLOW)
    return replace(document, statements=allows)


def _may_cover(statement: Statement, action: str) -> bool:
    covered = covers_action(statement, action)
    return covered is not False or (
        not statement.negated_actions and bool(statement.unknown_actions)
    )


def _surely_covers(statement: Statement, action: str) -> bool:
    return covers_action(statement, action) is True and not statement.unknown_actions
