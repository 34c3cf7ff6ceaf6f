"""Denies that may or may not take a name back, because a piece of a name is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, applies_to, outcome_of
from checkov_aws_iot.policies.authoriser.connecting import CONNECT
from checkov_aws_iot.policies.authoriser.resource_names import CLIENT
from checkov_aws_iot.policies.authoriser.situations import comes_over_https_alone
from checkov_aws_iot.policies.authoriser.witness_requests import allowed_request, resource_arn
from checkov_aws_iot.policies.model.document import Document, Effect, Statement
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Hole
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown


def surely_allowed(
    allowed: AllowedNames,
    resource_type: str,
    circumstances: Circumstances,
    word: Word,
    requests: Iterable[Request | None],
) -> Request | Unknown | None:
    """The first of the requests for the name that no Deny may take back, by a client that may connect.

    ``Unknown`` if there are requests, but of none is it known whether the document allows it.
    """
    doubt: Unknown | None = None
    for asked in requests:
        request = asked and _by_who_connects(allowed, asked)
        if request is None:
            continue
        denial = _open_denial(allowed, resource_type, circumstances, word, request)
        if denial is None:
            return request
        doubt = doubt or denial
    return doubt


def may_connect(allowed: AllowedNames, request: Request) -> Truth:
    """Whether the client of a device's request over MQTT may connect, as far as the document says.

    Of a client ID that is not known as a whole that is left open. Unknown where it is not known whether
    other policies decide who connects, and this one does not surely let the client.
    """
    client_id = request.identity.client_id
    if comes_over_https_alone(request.action) or request.action.lower() == "iot:connect":
        return True
    about = allowed.about_connections if client_id and isinstance(client_id, str) else None
    if about is None:
        return True
    key = (request.identity, request.context)
    if key not in allowed.connections:
        allowed.connections[key] = _connects(allowed, about, request)
    return allowed.connections[key]


def _connects(allowed: AllowedNames, about: Document, request: Request) -> Truth:
    resource = resource_arn(split_arn(request.resource), CLIENT, str(request.identity.client_id))
    connection = allowed_request(about, CONNECT, resource, request.identity, request.context)
    if connection and outcome_of((about,), connection) is Outcome.ALLOWED:
        return True
    if doubt := allowed.doubt_of_connections:
        return doubt
    return connection is not None or allowed.connecting is None


def _by_who_connects(allowed: AllowedNames, request: Request) -> Request | None:
    """The request, or the same one by a client that may connect, if all that allows it allows that."""
    if may_connect(allowed, request) is True:
        return request
    client = allowed.client
    if client is None:
        return None
    certificate = dict(request.identity.certificate) | dict(client.certificate)
    other = replace(request, identity=replace(client, certificate=tuple(certificate.items())))
    grants = (
        s
        for s in allowed.document.statements
        if s.effect is Effect.ALLOW and applies_to(allowed.document, s, request) is True
    )
    allows = all(applies_to(allowed.document, s, other) is True for s in grants)
    if allows and outcome_of((allowed.document,), other) is Outcome.ALLOWED:
        return other if may_connect(allowed, other) is True else None
    return None


def _open_denial(
    allowed: AllowedNames,
    resource_type: str,
    circumstances: Circumstances,
    word: Word,
    request: Request,
) -> Unknown | None:
    """Why it is not known whether the document allows the request; ``None`` if it does.

    A Deny with ``NotResource`` takes back all names but those it lists. Where a piece of one of these
    is not known, that may be the name in the request, or the Deny applies. Any other Deny takes back
    what it names; where a piece of the name in the request is not known, the authoriser cannot tell.
    Such a Deny matters in the contexts in which its conditions hold: one that always holds has been
    looked at before there is a request.
    """
    for statement in allowed.possible_denials(request.action):
        if statement.unknowns:
            continue
        holes = tuple(_holes(_letters(allowed, statement, resource_type, circumstances)))
        if holes and not statement.negated_resources:
            continue
        hole = next(iter((*holes, *_holes(word))), None)
        if (
            hole is not None
            and allowed.denied_by(statement, resource_type, circumstances).contains(
                word, allowed.budget
            )
            and isinstance(applies_to(allowed.document, statement, request), Unknown)
        ):
            return Unknown.of(hole)
    return None


def _letters(
    allowed: AllowedNames, statement: Statement, resource_type: str, circumstances: Circumstances
) -> Iterator[object]:
    for _, names in allowed.names_in(statement, resource_type, circumstances):
        for pattern in names.patterns:
            yield from pattern.atoms


def _holes(letters: Iterable[object]) -> Iterator[Hole]:
    for letter in letters:
        if isinstance(letter, Symbol) and letter.hole:
            yield letter.hole
