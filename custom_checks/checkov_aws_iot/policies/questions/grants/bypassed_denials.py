"""Denies of subscriptions that another subscription goes around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.mqtt import SHARED, delivered_topics
from checkov_aws_iot.patterns.pattern import ANY_RUN, Atom, Pattern, Run, exactly, pattern_of
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.constraints import fitting_formula
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.document_texts import Filling, keys_in
from checkov_aws_iot.policies.authoriser.identity import values_of
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question, fits, is_in
from checkov_aws_iot.policies.authoriser.references import (
    ACCOUNT,
    PARTITION,
    PATH,
    REGION,
    NotModelledError,
    readings,
    unknown_for,
    unknown_of,
)
from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC, names_in_use
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.solver.formulas import (
    Every,
    Formula,
    InLanguage,
    Present,
    either,
)
from checkov_aws_iot.policies.authoriser.solver.fresh_words import one_letter
from checkov_aws_iot.policies.authoriser.solver.key_domains import CLIENT, THING, is_always_present
from checkov_aws_iot.policies.authoriser.witness_requests import resource_arn
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.policies.questions.grants.covering_filters import (
    GROUP,
    Ways,
    covering_filters,
    has_references,
)
from checkov_aws_iot.values.arn import Arn, split_arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown

_SUBSCRIBE, _RECEIVE = "iot:Subscribe", "iot:Receive"
_DEVICE = ((THING, (DEVICE,)), (CLIENT, (DEVICE,)))
_FILLINGS = ("x", "x/y")
MOST_STEPS = 20_000
"""Some dozen Denies that leave something open; one that a Deny of what arrives covers takes none."""

OF_A_STATEMENT = 30
"""Steps for each statement of a document about which a question is asked."""


@dataclass(frozen=True, slots=True)
class BypassedDenial:
    """A Deny of subscriptions that another subscription goes around.

    ``subscription`` is allowed and delivers ``topic``, which the Deny was written for.
    """

    element: Element
    topic: str
    subscription: Request


def bypassed_denials(
    document: Document, effective: Document | None = None
) -> Iterator[tuple[Statement, BypassedDenial] | Unknown]:
    """Each Resource of a Deny of ``iot:Subscribe`` that an allowed filter goes around.

    The policy matches the text of the filter that the client sends: a Deny of
    ``topicfilter/a/restricted/*`` does not match ``a/#``, which delivers the same topics. A Deny of
    ``iot:Receive`` over those topics closes the gap; what it leaves is asked about together with the
    conditions of all statements. ``effective`` has Denies of other policies, too. Never raises.

    Source: AWS IoT Core Developer Guide, "Publish/Subscribe policy examples", "AWS IoT policy
    potentially misconfigured".
    """
    if not any(_denies_filters(statement) for statement in document.statements):
        return
    holes = _holes(effective or document)
    marks = {unknown: chr(_FIRST_MARK + at) for at, unknown in enumerate(holes)}
    gap = _Gap(replace(_filled(effective or document, marks), unknowns=()))
    for statement, plain in zip(
        document.statements, _filled(document, marks).statements, strict=True
    ):
        if _denies_filters(statement):
            for element, filled in zip(statement.resources, plain.resources, strict=True):
                answer = gap.behind(plain, filled)
                if isinstance(answer, BypassedDenial):
                    yield statement, _with_holes(answer, element, marks, holes)
                elif answer is not None:
                    yield answer


def _denies_filters(statement: Statement) -> bool:
    return (
        statement.effect is Effect.DENY
        and not statement.negated_resources
        and covers_action(statement, _SUBSCRIBE) is True
    )


_FIRST_MARK = 0xE800


def _holes(document: Document) -> dict[str, Hole]:
    """The parts of names that are not known: each is taken for a fixed text that nothing else has."""
    return {
        unknown_for(hole): hole
        for statement in document.statements
        for element in statement.resources
        for hole in getattr(element.text, "holes", ())
        if hole.kind is HoleKind.OTHER
    }


def _filled(document: Document, marks: dict[str, str]) -> Document:
    filling = Filling(marks)
    statements = (replace(s, resources=filling.statement(s).resources) for s in document.statements)
    return replace(document, statements=tuple(statements))


def _with_holes(
    bypassed: BypassedDenial, element: Element, marks: dict[str, str], holes: dict[str, Hole]
) -> BypassedDenial:
    known = {mark: holes[unknown] for unknown, mark in marks.items()}
    request = bypassed.subscription
    resource = join_text(known.get(letter, letter) for letter in str(request.resource))
    topic = "".join(str(known.get(letter, letter)) for letter in bypassed.topic)
    return BypassedDenial(element, topic, replace(request, resource=resource))


class _Gap:
    """What a document leaves of its Denies of subscriptions; all questions share one budget."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._budget = Budget(MOST_STEPS)
        self._grants = tuple(_about(document, _SUBSCRIBE, Effect.ALLOW))
        self._subscriptions = tuple(_about(document, _SUBSCRIBE, Effect.DENY))
        self._arrivals = tuple(_about(document, _RECEIVE, Effect.DENY))

    def behind(self, statement: Statement, element: Element) -> BypassedDenial | Unknown | None:
        """A subscription that goes around the Deny of the element, ``None`` if there is none."""
        arn = split_resource(element.text)
        topics = tuple(_denied_topics(element, self._document.has_variables))
        if not self._grants or arn is None or not topics or self._is_closed(element):
            return None
        if not self._budget.affords(0):
            return Unknown(str(self._budget.exhausted()), str(element.text))
        unknown: Unknown | None = None
        try:
            uncovered = self._topic(statement, element)
            if isinstance(uncovered, Request):
                if plainest := self._plainest(uncovered):
                    return BypassedDenial(element, _name_of(uncovered), plainest)
                for shared in (False, True):
                    answer = self._around(statement, element, arn, topics, uncovered, shared)
                    if isinstance(answer, BypassedDenial):
                        return answer
                    unknown = unknown or answer
                return unknown
        except NotModelledError as error:
            return Unknown(str(error), str(element.text))
        return uncovered if isinstance(uncovered, Unknown) else None

    def _is_closed(self, element: Element) -> bool:
        """Whether a Deny of what arrives says the very same, or that no topic arrives."""
        topic = _as_topic(element.text)
        return any(
            not (denial.unknown_resources or any(map(_may_be_topic, denial.resources)))
            if denial.negated_resources
            else any(named.text == topic or is_everything(named.text) for named in denial.resources)
            for denial in self._arrivals
            if covers_action(denial, _RECEIVE) is True
            and not (denial.conditions or denial.unknown_conditions)
        )

    def _plainest(self, uncovered: Request) -> Request | None:
        """A usual filter that delivers the topic to the same caller, if it is allowed."""
        head, _, topic = str(uncovered.resource).partition(f":{TOPIC}/")
        for shared in (False, True):
            for name in _suggested(topic, shared):
                request = replace(uncovered, action=_SUBSCRIBE, resource=f"{head}:{FILTER}/{name}")
                if outcome_of((self._document,), request) is Outcome.ALLOWED and any(
                    pattern.matches(topic) for pattern in delivered_topics(_behind_group(name))
                ):
                    return request
        return None

    def _around(
        self,
        statement: Statement,
        element: Element,
        arn: Arn,
        topics: tuple[Pattern, ...],
        uncovered: Request,
        shared: bool,
    ) -> BypassedDenial | Unknown | None:
        """A subscription, and what it delivers of the topics: for any of them, then for one of them."""
        sample = _name_of(uncovered)
        suggestions = tuple(_suggested(sample, shared))
        unknown: Unknown | None = None
        for pattern in topics:
            constraints = tuple(_covering(pattern, shared))
            answer = self._subscription(statement, arn, constraints, suggestions)
            if isinstance(answer, Proof):
                continue
            if isinstance(answer, Request):
                delivered = self._delivered(statement, element, answer)
                if isinstance(delivered, Request):
                    return BypassedDenial(element, _name_of(delivered), answer)
            constraints = (
                *_covering(exactly(sample), shared),
                *_caller_of(uncovered, self._document),
            )
            attachments = _attachment_of(uncovered.identity)
            narrower = self._subscription(statement, arn, constraints, suggestions, attachments)
            if isinstance(narrower, Request):
                return BypassedDenial(element, sample, narrower)
            unknown = answer if isinstance(answer, Unknown) else Unknown(_UNDECIDED, sample)
        return unknown

    def _topic(
        self,
        statement: Statement,
        element: Element,
        constraints: tuple[Formula, ...] = (),
        attachments: tuple[Attachment, ...] = EVERY_ATTACHMENT,
    ) -> Answer:
        """A topic that the Deny is about and no Deny of what arrives, for whom a grant is about."""
        denied = replace(
            statement,
            effect=Effect.ALLOW,
            actions=(Element(_RECEIVE, ""),),
            negated_actions=False,
            resources=(replace(element, text=_as_topic(element.text)),),
            unknowns=(),
            unknown_actions=(),
            unknown_resources=(),
            unknown_conditions=(),
        )
        grants = dict.fromkeys(grant.conditions for grant in self._grants)
        asked = (replace(denied, conditions=(*denied.conditions, *more)) for more in grants)
        document = replace(self._document, statements=(*asked, *self._arrivals))
        plain = tuple(_plain_topics(element, document.has_variables))
        if not constraints and (arrival := _plain_arrival(document, element, plain)):
            return arrival
        question = Question(
            (_RECEIVE,),
            TOPIC,
            names_in_use(TOPIC),
            constraints=constraints,
            suggestions=plain,
            attachments=attachments,
            values=_DEVICE,
        )
        return self._decided(document, question)

    def _delivered(self, statement: Statement, element: Element, subscription: Request) -> Answer:
        """A topic of the Deny that reaches whoever has made the subscription."""
        patterns = delivered_topics(_behind_group(_name_of(subscription)))
        topics = language_of(*(pattern_of((*TOPIC, "/", *p.atoms)) for p in patterns))
        caller = _caller_of(subscription, self._document)
        attachments = _attachment_of(subscription.identity)
        return self._topic(statement, element, (is_in(PATH, topics), *caller), attachments)

    def _subscription(
        self,
        statement: Statement,
        arn: Arn,
        constraints: tuple[Formula, ...],
        suggestions: tuple[str, ...],
        attachments: tuple[Attachment, ...] = EVERY_ATTACHMENT,
    ) -> Answer:
        """A subscription that is allowed to a caller whom the Deny is about."""
        grants = (
            replace(grant, conditions=(*grant.conditions, *statement.conditions))
            for grant in self._grants
        )
        document = replace(self._document, statements=(*grants, *self._subscriptions))
        question = Question(
            (_SUBSCRIBE,),
            FILTER,
            names_in_use(FILTER),
            constraints=(*self._place(arn), *constraints),
            suggestions=suggestions,
            attachments=attachments,
            values=_DEVICE,
        )
        return self._decided(document, question)

    def _decided(self, document: Document, question: Question) -> Answer:
        """The answer; the longer the document is, the longer it takes to put the question."""
        if not self._budget.affords(OF_A_STATEMENT * len(document.statements)):
            return Unknown(str(self._budget.exhausted()))
        return decide(document, question, self._budget)

    def _place(self, arn: Arn) -> Iterator[Formula]:
        """Where the topics of the Deny are."""
        for unknown, field in (
            (PARTITION, arn.partition),
            (REGION, arn.region),
            (ACCOUNT, arn.account),
        ):
            if not is_everything(field):
                texts = readings(field, wild=True, has_variables=self._document.has_variables)
                yield fitting_formula(unknown, texts)


_UNDECIDED = "may be delivered by a subscription that the Deny does not match"


def _about(document: Document, action: str, effect: Effect) -> Iterator[Statement]:
    for statement in document.statements:
        if statement.effect is effect and covers_action(statement, action) is not False:
            yield statement


def _denied_topics(element: Element, has_variables: bool) -> Iterator[Pattern]:
    """The topics that the filters of the Deny are when they are read as topics."""
    arn = split_resource(element.text)
    if arn is None:
        return
    for reading in readings(arn.resource, wild=True, has_variables=has_variables):
        yield from reading.pattern.behind(f"{FILTER}/")


def _may_be_topic(element: Element) -> bool:
    """Whether the text may stand for a topic, as far as its plain beginning says."""
    arn = split_resource(element.text)
    if arn is None:
        return True
    beginning, head = _BEHIND_PLAIN.split(str(arn.resource))[0], f"{TOPIC}/"
    return beginning.startswith(head) or head.startswith(beginning)


_BEHIND_PLAIN = re.compile(r"[*?$]")


def _as_topic(text: str | Text) -> str | Text:
    parts = text.parts if isinstance(text, Text) else (text,)
    return join_text(
        p.replace(f":{FILTER}/", f":{TOPIC}/", 1) if isinstance(p, str) else p for p in parts
    )


def _covering(topics: Pattern, shared: bool) -> Iterator[Formula]:
    """What holds of the name of a filter that delivers the topics."""
    head: tuple[Atom, ...] = (*FILTER, "/", *(GROUP if shared else ()))
    if not shared:
        plain = language_of(pattern_of((*FILTER, "/", *SHARED, ANY_RUN)))
        yield Every(PATH, InLanguage(~plain))
    for ways in covering_filters(topics):
        placed: Ways = tuple(pattern_of((*head, *way.atoms)) for way in ways)
        constant = [way for way in placed if not has_references((way,))]
        yield either(
            (
                *((is_in(PATH, language_of(*constant)),) if constant else ()),
                *(fits(PATH, way) for way in placed if way not in constant),
            )
        )


def _caller_of(request: Request, document: Document) -> Iterator[Formula]:
    """What makes a request one of the same caller in the same circumstances."""
    given = values_of(request).context.values
    for key in dict.fromkeys((THING, CLIENT, *keys_in(document))):
        values = given.get(key, ())
        texts = [v for v in values if isinstance(v, str)] if isinstance(values, tuple) else []
        if texts:
            yield from (is_in(key, language_of(exactly(text))) for text in texts)
            yield Every(key, InLanguage(language_of(*map(exactly, texts))))
        elif not is_always_present(key):
            yield Present(key, present=False)


def _attachment_of(identity: Identity) -> tuple[Attachment, ...]:
    if not identity.thing_name:
        return (Attachment.NONE,)
    return (Attachment.EXCLUSIVE if identity.exclusive else Attachment.NON_EXCLUSIVE,)


def _name_of(request: Request) -> str:
    arn = split_arn(request.resource)
    return str(arn.name) if arn else ""


def _plain_topics(element: Element, has_variables: bool) -> Iterator[str]:
    """Plain topics of the Deny, for a device whose name is known."""
    for pattern in _denied_topics(element, has_variables):
        for run in _FILLINGS:
            text = "".join(_plain_text(atom, run) for atom in pattern.atoms)
            if "\0" not in text:
                yield text


def _plain_arrival(document: Document, element: Element, topics: tuple[str, ...]) -> Request | None:
    """The arrival of one of the topics at a device whose name is known, if the document allows it."""
    for topic in topics:
        resource = resource_arn(split_resource(element.text), TOPIC, topic)
        request = Request(_RECEIVE, resource, Identity(DEVICE, DEVICE))
        if names_in_use(TOPIC).contains(tuple(topic)) and (
            outcome_of((document,), request) is Outcome.ALLOWED
        ):
            return request
    return None


def _plain_text(atom: Atom, run: str) -> str:
    if isinstance(atom, Symbol):
        return DEVICE if unknown_of(atom) in (THING, CLIENT) else "\0"
    return run if isinstance(atom, Run) else one_letter(atom)


def _behind_group(name: str) -> str:
    """The filter of a shared subscription, or of a plain one."""
    return name.removeprefix(SHARED).partition("/")[2] if name.startswith(SHARED) else name


def _suggested(topic: str, shared: bool) -> Iterator[str]:
    """Filters that deliver the topic, those nearest to it first."""
    levels = topic.split("/")
    head = f"{SHARED}group/" if shared else ""
    for count in range(len(levels) - 1, -1, -1):
        yield head + "/".join((*levels[:count], "#"))
    for at in range(len(levels) - 1, -1, -1):
        yield head + "/".join((*levels[:at], "+", *levels[at + 1 :]))
    if shared:
        yield head + topic
