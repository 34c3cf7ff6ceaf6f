"""Roles that a policy lets its holder pass to Device Advisor, or to any other service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from checkov_aws_iot.patterns.language import EVERYTHING, Language, language_of
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import exactly, wildcards
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.authoriser.deciding import MOST_STEPS, decide
from checkov_aws_iot.policies.authoriser.document_texts import names_not_in, texts_of
from checkov_aws_iot.policies.authoriser.question import Proof, Question, is_in, is_outside
from checkov_aws_iot.policies.authoriser.solver.formulas import Formula
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import ADMINISTRATOR
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

PASS_ROLE = "iam:PassRole"  # noqa: S105 - the name of an action
PASSED_TO = "iam:PassedToService"
DEVICE_ADVISOR = "iotdeviceadvisor.amazonaws.com"

_DEVICE_ADVISOR: Final = language_of(exactly(DEVICE_ADVISOR))
_TO_ANOTHER: Final = is_outside(PASSED_TO, _DEVICE_ADVISOR)
_OTHER_SERVICES = ("ec2.amazonaws.com", "lambda.amazonaws.com", "iot.amazonaws.com")
_IOT_PREFIXES = ("iot:", "iotjobsdata:", "iotdeviceadvisor:", "greengrass:")


@dataclass(frozen=True, slots=True)
class PassedRole:
    """A request to pass a role that a statement allows and should not.

    ``path`` leads to the Resource or, where a condition is what is wrong, to the statement.
    """

    statement: Statement
    path: str
    text: str
    request: Request
    unbounded: bool


def names_service(document: Document, *prefixes: str) -> bool:
    """Whether a statement names an action of the service; ``*`` names none."""
    return any(
        "".join(str(element.text).lower().split()).startswith(prefixes)
        for statement in document.statements
        for element in statement.actions
    )


def names_iot(document: Document) -> bool:
    """Whether a statement names an action of AWS IoT, its jobs, Greengrass or Device Advisor."""
    return names_service(document, *_IOT_PREFIXES)


def grants_device_advisor(document: Document) -> bool:
    """Whether an Allow names actions of Device Advisor."""
    allowing = tuple(s for s in document.statements if s.effect is Effect.ALLOW)
    return names_service(replace(document, statements=allowing), "iotdeviceadvisor:")


def may_pass_roles(document: Document) -> bool:
    """Whether an Allow names ``iam:PassRole``, or may."""
    return any(
        statement.effect is Effect.ALLOW and covers_action(statement, PASS_ROLE) is not False
        for statement in document.statements
    )


def passed_roles(document: Document) -> Iterator[PassedRole | Unknown]:
    """Every way in which ``iam:PassRole`` is allowed for any role, or to any service.

    One for each Resource that leaves the role open, otherwise one for each statement that lets the
    role go to another service than Device Advisor, or to none in particular. Deny statements count.
    What cannot be decided is yielded as ``Unknown``.
    """
    question = _Roles(document)
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        covered = covers_action(statement, PASS_ROLE)
        if isinstance(covered, Unknown):
            yield covered
        elif not covered:
            yield from statement.unknown_actions
        else:
            yield from statement.unknown_resources
            yield from statement.unknown_conditions
            yield from question.of_statement(statement)


class _Roles:
    """Which roles the statements of a document let a caller pass; one budget for all questions."""

    def __init__(self, document: Document) -> None:
        self._document = replace(document, unknowns=())
        self._denials = tuple(s for s in document.statements if s.effect is Effect.DENY)
        self._budget = Budget(MOST_STEPS[False])
        self._strangers = _roles_not_in(document)

    def of_statement(self, statement: Statement) -> Iterator[PassedRole | Unknown]:
        """What is wrong with one statement: Resources that are too wide, else its conditions."""
        bounded: list[Element] = []
        known: tuple[Request, ...] = ()
        for path, elements in _places(statement):
            alone = statement if elements is None else replace(statement, resources=(elements,))
            answer = self._again(alone, known) or self._any_role(alone)
            known = answer if isinstance(answer, tuple) else known
            if isinstance(answer, tuple):
                text = "*" if elements is None else str(elements.text)
                yield PassedRole(statement, path, text, answer[0], unbounded=True)
            else:
                if isinstance(answer, Unknown):
                    yield answer
                bounded.extend(() if elements is None else (elements,))
        if bounded:
            yield from self._elsewhere(statement, bounded)

    def _again(self, statement: Statement, known: tuple[Request, ...]) -> tuple[Request, ...]:
        """Requests like those for another Resource, if the statement allows them in its account."""
        arn = split_resource(statement.resources[0].text, completes=True) if known else None
        if arn is None or not (isinstance(arn.account, str) and arn.account.isdigit()):
            return ()
        document = self._around(statement)
        requests: list[Request] = []
        for request in known:
            fields = str(request.resource).split(":", 5)
            resource = ":".join((*fields[:4], arn.account, fields[5]))
            requests.append(replace(request, resource=resource))
            if outcome_of((document,), requests[-1]) is not Outcome.ALLOWED:
                return ()
        return tuple(requests)

    def _any_role(self, statement: Statement) -> tuple[Request, ...] | Proof | Unknown:
        """Requests for two roles that were not meant, if the statement covers every role."""
        if not statement.negated_resources and not _is_open(statement, self._strangers):
            return Proof("the role is named")
        requests: list[Request] = []
        for role in self._strangers:
            names = language_of(exactly(role))
            answer = self._decided(statement, names, (is_in(PASSED_TO, _DEVICE_ADVISOR),), ())
            if not isinstance(answer, Request):
                return answer
            requests.append(answer)
        return tuple(requests)

    def _elsewhere(
        self, statement: Statement, elements: list[Element]
    ) -> Iterator[PassedRole | Unknown]:
        """The role that goes to another service, if one does."""
        narrowed = replace(statement, resources=tuple(elements))
        roles = tuple(role for e in elements if (role := _sample_role(e.text)))
        answer = self._decided(narrowed, EVERYTHING, (_TO_ANOTHER,), roles)
        if isinstance(answer, Unknown):
            yield answer
        if not isinstance(answer, Request):
            return
        for service in _others_of(statement):
            better = self._decided(narrowed, EVERYTHING, (service,), roles)
            if isinstance(better, Request):
                answer = better
                break
        place = self._element_of(narrowed, answer)
        yield PassedRole(statement, place.path, str(place.text), answer, unbounded=False)

    def _element_of(self, statement: Statement, request: Request) -> Element:
        return next(
            (
                element
                for element in statement.resources
                if outcome_of((self._around(statement, element),), request) is Outcome.ALLOWED
            ),
            statement.resources[0],
        )

    def _around(self, statement: Statement, *elements: Element) -> Document:
        narrowed = replace(statement, resources=elements) if elements else statement
        return replace(self._document, statements=(narrowed, *self._denials))

    def _decided(
        self,
        statement: Statement,
        names: Language,
        constraints: tuple[Formula, ...],
        suggestions: tuple[str, ...],
    ) -> Request | Proof | Unknown:
        question = Question(
            (PASS_ROLE,),
            "role",
            names,
            service="iam",
            constraints=constraints,
            suggestions=suggestions,
            iot_policy=False,
            has_region=False,
        )
        answer = decide(self._around(statement), question, self._budget)
        return _with_spelled_key(answer) if isinstance(answer, Request) else answer


def _with_spelled_key(request: Request) -> Request:
    """The request with the service under the key as AWS spells it."""
    context = (
        (PASSED_TO if key == PASSED_TO.lower() else key, values) for key, values in request.context
    )
    return replace(request, context=tuple(context))


def _places(statement: Statement) -> Iterator[tuple[str, Element | None]]:
    if statement.negated_resources:
        yield f"{statement.path}/NotResource", None
        return
    for element in statement.resources:
        yield element.path, element


def _roles_not_in(document: Document) -> tuple[str, str]:
    """Two names that share no character, and that the document does not spell."""
    text = "\n".join(map(str, texts_of(document)))
    number = next(str(n) for n in count(1_001) if str(n) not in text)
    return next(names_not_in(document, ADMINISTRATOR)), number


def _is_open(statement: Statement, roles: tuple[str, str]) -> bool:
    """Whether what is written covers both roles, whatever variables stand for."""
    for element in statement.resources:
        arn = split_resource(element.text, completes=True)
        if is_everything(element.text) or (
            arn is not None
            and all(match(wildcards(arn.resource), f"role/{role}") is True for role in roles)
        ):
            return True
    return False


def _sample_role(text: str | Text) -> str:
    """A role name that the text covers, empty if that is not seen at once."""
    if is_everything(text):
        return ADMINISTRATOR
    arn = split_resource(text, completes=True)
    if arn is None or not isinstance(arn.resource, str):
        return ""
    return arn.resource.removeprefix("role/").replace("*", "x").replace("?", "x")


def _others_of(statement: Statement) -> Iterator[Formula]:
    """Services to look at first: well-known ones, and those that the statement names."""
    yield from (is_in(PASSED_TO, language_of(exactly(service))) for service in _OTHER_SERVICES)
    values = (
        v for c in statement.conditions if c.key.lower() == PASSED_TO.lower() for v in c.values
    )
    patterns = [wildcards(value) for value in values if isinstance(value, str)]
    if patterns:
        yield is_in(PASSED_TO, language_of(*patterns) - _DEVICE_ADVISOR)
