"""Client IDs that a document lets a device take although they are not its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, Pattern, Run, pattern_of
from checkov_aws_iot.patterns.readable import readable_witness
from checkov_aws_iot.policies.advice.grant_places import grant_text, place_of
from checkov_aws_iot.policies.authoriser.allowed_names import (
    AllowedNames,
    Circumstances,
    Grant,
    holes_in_denials,
    mentions_things,
)
from checkov_aws_iot.policies.authoriser.open_denials import surely_allowed
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    Resolution,
    identifies_device,
)
from checkov_aws_iot.policies.authoriser.witness_requests import (
    allowed_request,
    identity_of,
    resource_arn,
    spoken,
    with_holes,
)
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE, DEVICE, PLAIN_DEVICE, STRANGERS
from checkov_aws_iot.policies.model.document import Document, Effect
from checkov_aws_iot.policies.questions.client_id_conditions import conditions_on_client_ids
from checkov_aws_iot.policies.questions.connections import CONNECT
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


class Association(Enum):
    """How a certificate is attached to its thing, where that decides."""

    NON_EXCLUSIVE = "NON_EXCLUSIVE_THING"
    EXCLUSIVE = "EXCLUSIVE_THING"
    ANY = ""


@dataclass(frozen=True, slots=True)
class ForeignClient:
    """A grant that lets a device connect as somebody else, and the request that shows it."""

    grant: Grant
    request: Request
    association: Association


def foreign_clients(
    document: Document,
    profile: Profile,
    *,
    iot_policy: bool = True,
    exclusive: bool = False,
) -> Iterator[ForeignClient | Unknown]:
    """Yield each grant of ``iot:Connect`` that reaches a client ID that is not the device's own.

    Own are client IDs that the document spells out, and those that hold a variable that identifies
    the device, set off by slashes. ``exclusive`` says that things are attached exclusively: then
    thing variables have values whatever the client ID is. Otherwise it is not known how things are
    attached, so patterns with thing variables are judged both ways, and
    ``iot:Connection.Thing.IsAttached`` as it is without exclusive attachment, where only the own
    client ID is attached. What is not known and might be such a grant is yielded as ``Unknown``.

    Source: AWS IoT Core Developer Guide, "Thing policy variables", "Exclusive thing"; AWS IoT
    Device Defender Guide, "AWS IoT policies overly permissive".
    """
    if profile in (Profile.CLAIM, Profile.QUARANTINE):
        return
    allowed = AllowedNames(document)
    reported: set[str] = set()
    for association, circumstances in _circumstances(document, iot_policy, exclusive):
        own = _own(allowed, circumstances, profile)
        for grant in allowed.grants(CONNECT, CLIENT, circumstances):
            place = place_of(grant)
            if place in reported:
                continue
            try:
                client = _foreign_client(allowed, grant, own, circumstances, association)
            except PatternTooComplexError as error:
                client = Unknown(str(error), grant_text(grant))
            if isinstance(client, ForeignClient):
                reported.add(place)
            if client is not None:
                yield client


def is_connect_unbound(document: Document, profile: Profile, **facts: bool) -> bool | Unknown:
    """Whether the document lets a device take a client ID that is not its own."""
    doubt: Unknown | None = None
    for client in foreign_clients(document, profile, **facts):
        if isinstance(client, ForeignClient):
            return True
        doubt = doubt or client
    return doubt or False


def _circumstances(
    document: Document, iot_policy: bool, exclusive: bool
) -> Iterator[tuple[Association, Circumstances]]:
    variables = document.has_variables
    if not iot_policy:
        resolution = Resolution(variables, iot_policy=False, connecting=True)
        yield Association.ANY, Circumstances(resolution, False, (False,))
        return
    without = Resolution(variables, things=False, connecting=True)
    yield Association.NON_EXCLUSIVE, Circumstances(without, False, (False,))
    within = Resolution(variables, connecting=True)
    if exclusive:
        yield Association.EXCLUSIVE, Circumstances(within, True, (True,))
    else:
        yield Association.EXCLUSIVE, Circumstances(within, False, (False, True))


def _foreign_client(
    allowed: AllowedNames,
    grant: Grant,
    own: Language,
    circumstances: Circumstances,
    association: Association,
) -> ForeignClient | Unknown | None:
    if grant.patterns and all(p.is_fixed and own.contains(p.letters) for p in grant.patterns):
        return None
    denied = allowed.denied(CONNECT, CLIENT, circumstances, grant.arn)
    word = _witness(allowed, grant, grant.names - denied - own)
    if word is None:
        return None
    if grant.doubt:
        return grant.doubt
    if hole := holes_in_denials(allowed, CONNECT, circumstances):
        most = allowed.denied(CONNECT, CLIENT, circumstances, grant.arn, at_most=True)
        word = _witness(allowed, grant, grant.names - most - own)
        if word is None:
            return hole
    first = _with_request(allowed, grant, word, circumstances, association)
    if isinstance(first, ForeignClient):
        return first
    # Every context that the Allow asks for may be one in which a Deny takes this name back.
    for taken_back in allowed.perhaps_denied(CONNECT, CLIENT, circumstances):
        word = _witness(allowed, grant, grant.names - taken_back - own)
        client = _with_request(allowed, grant, word, circumstances, association) if word else None
        if isinstance(client, ForeignClient):
            return client
        first = first or client
    return first


def _with_request(
    allowed: AllowedNames,
    grant: Grant,
    word: Word,
    circumstances: Circumstances,
    association: Association,
) -> ForeignClient | Unknown | None:
    document = allowed.around(grant, CONNECT)

    def request(device: str) -> Request | None:
        identity, context = identity_of(
            word,
            client_id=with_holes(word, device),
            exclusive=association is Association.EXCLUSIVE,
            is_device=circumstances.resolution.iot_policy,
            device=device,
        )
        resource = resource_arn(grant.arn, CLIENT, spoken(word, device))
        return allowed_request(document, CONNECT, resource, identity, context)

    witness = surely_allowed(
        allowed, CLIENT, circumstances, word, map(request, (DEVICE, PLAIN_DEVICE))
    )
    if not isinstance(witness, Request):
        return witness
    decides = mentions_things(document)
    return ForeignClient(grant, witness, association if decides else Association.ANY)


def _witness(allowed: AllowedNames, grant: Grant, foreign: Language) -> Word | None:
    return readable_witness(
        foreign, STRANGERS, grant.patterns, allowed.budget, names=(ANOTHER_DEVICE,)
    )


def _own(allowed: AllowedNames, circumstances: Circumstances, profile: Profile) -> Language:
    """The client IDs that are the device's own, or that the document gives to one device."""
    patterns: dict[Pattern, None] = {}
    for is_listed, names in _client_ids(allowed, circumstances):
        for pattern in names:
            for symbol in pattern.atoms:
                if isinstance(symbol, Symbol) and identifies_device(symbol):
                    patterns.update(dict.fromkeys(_bound_to(symbol)))
        if is_listed and all(_is_own(pattern, profile) for pattern in names):
            patterns.update(dict.fromkeys(names))
    return language_of(*patterns)


def _client_ids(
    allowed: AllowedNames, circumstances: Circumstances
) -> Iterator[tuple[bool, tuple[Pattern, ...]]]:
    """The client IDs that the document writes, and whether it lists them for who may have them."""
    for statement in allowed.document.statements:
        if covers_action(statement, CONNECT) is False:
            continue
        allows = statement.effect is Effect.ALLOW
        if allows or statement.negated_resources:
            for _, names in allowed.names_in(statement, CLIENT, circumstances):
                yield allows is not statement.negated_resources, names.patterns
        for condition, patterns in conditions_on_client_ids(statement, circumstances.resolution):
            if allows or condition.negated:
                for pattern in patterns:
                    yield allows is not condition.negated, (pattern,)


_FIXED_LENGTH = frozenset(("${iot:certificateid}", "${cognito-identity.amazonaws.com:sub}"))


def _bound_to(symbol: Symbol) -> Iterator[Pattern]:
    """The names that say which device they belong to.

    Thing names hold no slash, so one between slashes cannot be a piece of a longer one. Certificate
    and Cognito ids all have one length, so none begins with another.
    """
    for before in ((), (ANY_RUN, "/")):
        for behind in ((), ("/", ANY_RUN)):
            yield pattern_of((*before, symbol, *behind))
    if symbol.name in _FIXED_LENGTH:
        yield pattern_of((symbol, ANY_RUN))
        yield pattern_of((ANY_RUN, symbol))


def _is_own(pattern: Pattern, profile: Profile) -> bool:
    """Whether a name that is written out belongs to one device, or to the one it was written for."""
    letters = pattern.letters
    variables = [a for a in letters if isinstance(a, Symbol) and not a.hole]
    if variables and not any(map(identifies_device, variables)):
        return False
    if profile is Profile.GREENGRASS_CORE and letters and pattern.atoms[len(letters) :] == (Run(),):
        # Core devices connect under their name with a suffix, and thing variables do not work there.
        return True
    return pattern.is_fixed
