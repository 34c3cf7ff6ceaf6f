"""Statements that let a device assume the role of any role alias."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from checkov_aws_iot.patterns.language import language_of
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.document_texts import names_not_in
from checkov_aws_iot.policies.authoriser.question import Answer, Question
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import ANOTHER_ALIAS
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.policies.questions.roles.role_excess import open_resource
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown

_ASSUME = "iot:AssumeRoleWithCertificate"


@dataclass(frozen=True, slots=True)
class OpenAlias:
    """A grant of every role alias: where it is, what is written there, and a request for one."""

    statement: Statement
    path: str
    text: str
    request: Request


def open_aliases(document: Document) -> Iterator[OpenAlias | Unknown]:
    """Every Allow that names the action and reaches every alias, unless a Deny takes that back.

    ``iot:*`` does not name the action, ``iot:AssumeRole*`` does.
    """
    for statement in document.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        resource = open_resource(statement, "iot:rolealias")
        if not _names_assume(statement):
            if resource:
                yield from statement.unknown_actions
        elif resource:
            found = _request(document, statement)
            if isinstance(found, Unknown):
                yield found
            elif isinstance(found, Request):
                yield _open_alias(statement, resource, found)
        else:
            yield from statement.unknown_resources


def _request(document: Document, statement: Statement) -> Answer:
    """A request for an alias that the document does not name."""
    denials = (s for s in document.statements if s.effect is Effect.DENY)
    alone = replace(document, statements=(statement, *denials))
    alias = language_of(exactly(next(names_not_in(document, ANOTHER_ALIAS))))
    return decide(alone, Question((_ASSUME,), "rolealias", alias))


def _names_assume(statement: Statement) -> bool:
    return (
        not statement.negated_actions
        and covers_action(statement, _ASSUME) is True
        and any(
            str(element.text).lower().startswith("iot:assumerole") for element in statement.actions
        )
    )


def _open_alias(statement: Statement, resource: str, request: Request) -> OpenAlias:
    named = next((each for each in statement.resources if str(each.text) == resource), None)
    element = "NotResource" if statement.negated_resources else "Resource"
    text = f'{element} "{resource}"' if named else element
    path = named.path if named else f"{statement.path}/{element}"
    return OpenAlias(statement, path, text, request)
