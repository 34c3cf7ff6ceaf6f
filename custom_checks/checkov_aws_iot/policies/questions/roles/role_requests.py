"""Requests that the policies of a role allow together, whatever the circumstances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from string import ascii_lowercase

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import Among, Run, pattern_of, wildcards
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS, decide
from checkov_aws_iot.policies.authoriser.example_request import example_arn
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question
from checkov_aws_iot.policies.authoriser.resource_names import names_in_use
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text, join_text
from checkov_aws_iot.values.unknown import Unknown

_NOT_ALLOWED = Proof("no Allow is left")


class RoleRequests:
    """What single statements of a role allow beside all its Denies; the questions share a budget."""

    def __init__(self, document: Document, others: Iterable[Document] = ()) -> None:
        documents = (document, *others)
        denials = [s for d in documents for s in d.statements if s.effect is Effect.DENY]
        self._document = replace(document, unknowns=(), unread=(), completes_arns=True)
        self.denials = tuple(denials)
        self._budget = Budget(MOST_STEPS[False])

    def call(self, statement: Statement, actions: Iterable[str]) -> Request | Unknown | None:
        """A request for one of the actions on whatever resource, the first that is allowed."""
        unknown: Unknown | None = None
        for action in actions:
            answer = self._plain_call(statement, action) or self._any_call(statement, action)
            if isinstance(answer, Request):
                return answer
            if isinstance(answer, Unknown):
                unknown = unknown or answer
        return unknown

    def on_names(
        self,
        statement: Statement,
        element: Element | None,
        action: str,
        resource_type: str,
        names: Language,
        suggestions: tuple[str, ...],
    ) -> Answer:
        """A request of the action that one Resource of the statement allows for one of the names."""
        narrowed = replace(statement, resources=(element,)) if element else statement
        question = Question(
            (action,),
            resource_type,
            names_in_use(resource_type) & names,
            suggestions=suggestions,
            iot_policy=False,
        )
        return decide(self._around(narrowed), question, self._budget)

    def actions_left(self, text: str, excluded: Iterable[str | Text] = ()) -> Iterator[str]:
        """Actions that the text names: one that no Deny does, and one that no Deny does for certain."""
        named = language_of(wildcards(text.lower())) & _ACTIONS - _language(excluded)
        for denials in (self.denials, tuple(filter(denies_always, self.denials))):
            left = named
            for denial in denials:
                left = _left_by(denial, left)
            try:
                word = left.shortest(self._budget)
            except PatternTooComplexError:
                return
            if word:
                yield "".join(map(str, word))

    def _plain_call(self, statement: Statement, action: str) -> Request | None:
        """The request on what is written, if it takes no more than that."""
        texts = (
            ("*",) if statement.negated_resources else tuple(e.text for e in statement.resources)
        )
        for text in texts[:1]:
            plain = "*" if is_everything(text) else example_arn(text, {}, "x", "x")
            request = Request(action, plain or "*")
            if outcome_of((self._around(statement),), request) is Outcome.ALLOWED:
                return request
        return None

    def _any_call(self, statement: Statement, action: str) -> Answer:
        document = self._around(statement)
        everywhere = replace(document, statements=tuple(map(_in_any_account, document.statements)))
        unknown: Unknown | None = None
        for service in ("", *_services(document, action)):
            question = Question((action,), "", EVERYTHING, service, iot_policy=False)
            answer = decide(everywhere, question, self._budget)
            if isinstance(answer, Request):
                answer = _where_allowed(answer, document)
            if isinstance(answer, Request):
                return answer
            if isinstance(answer, Unknown):
                unknown = unknown or answer
        return unknown or _NOT_ALLOWED

    def _around(self, statement: Statement) -> Document:
        return replace(self._document, statements=(statement, *self.denials))


def denies_always(statement: Statement) -> bool:
    """Whether it is a Deny that holds without conditions on every resource."""
    return (
        statement.effect is Effect.DENY
        and not statement.conditions
        and not statement.unknown_conditions
        and not statement.negated_resources
        and any(is_everything(resource.text) for resource in statement.resources)
    )


def _left_by(denial: Statement, actions: Language) -> Language:
    """The actions that the Deny does not name."""
    named = _language(element.text for element in denial.actions)
    if not denial.negated_actions:
        return actions - named
    known = not denial.unknown_actions and all(isinstance(e.text, str) for e in denial.actions)
    return actions & named if known else actions


def _language(texts: Iterable[str | Text]) -> Language:
    return language_of(*(wildcards(folded(text)) for text in texts))


_LETTER = Among(frozenset(ascii_lowercase))
_ANY = Run(frozenset("*?:"))
_ACTIONS = language_of(pattern_of((_LETTER, _ANY, ":", _LETTER, _ANY)))


def _services(document: Document, action: str) -> Iterator[str]:
    """The services whose resources the document names, that of the action among them."""
    services = {action.partition(":")[0].lower(): None}
    for statement in document.statements:
        for element in statement.resources:
            arn = split_resource(element.text, completes=True)
            if arn is not None and isinstance(arn.service, str) and arn.service.isalnum():
                services[arn.service] = None
    return iter(services)


def _where_allowed(request: Request, document: Document) -> Request | Unknown:
    """The request in a place that the document names, where the document allows it."""
    head, rest = str(request.resource).split(":")[:5], str(request.resource).split(":", 5)[5:]
    elements = (element for statement in document.statements for element in statement.resources)
    for arn in filter(None, (split_resource(e.text, completes=True) for e in elements)):
        places = zip(arn.fields[1:5], head[1:], strict=True) if rest else ()
        fields = [
            given if isinstance(field, Text) or _WILD.search(field) else field
            for field, given in places
        ]
        elsewhere = replace(request, resource=":".join(("arn", *fields, *rest)))
        if rest and outcome_of((document,), elsewhere) is Outcome.ALLOWED:
            return elsewhere
    if outcome_of((document,), request) is Outcome.ALLOWED:
        return request
    return Unknown("depends on where the resource is")


_WILD = re.compile(r"[*?]|\$\{")


def _in_any_account(statement: Statement) -> Statement:
    """The statement for every partition, Region and account: of other services some have none."""
    resources = (replace(e, text=_anywhere(e.text)) for e in statement.resources)
    return replace(statement, resources=tuple(resources))


def _anywhere(text: str | Text) -> str | Text:
    arn = None if is_everything(text) else split_resource(text, completes=True)
    return text if arn is None else join_text(("arn:*:", arn.service, ":*:*:", arn.resource))
