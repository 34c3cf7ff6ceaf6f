"""Client IDs that a document lets a device take although they are not its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, One, Pattern, Run, pattern_of
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
    CLIENT_ID,
    THING_NAME,
    Resolution,
    fields_meet,
    has_fixed_length,
    identifies_device,
    names_in_use,
)
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.witness_requests import (
    allowed_request,
    identity_of,
    resource_arn,
    spoken,
    with_holes,
)
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import (
    ANOTHER_DEVICE,
    DEVICE,
    OTHER_DEVICE,
    PLAIN_DEVICE,
    STRANGERS,
)
from checkov_aws_iot.policies.model.document import Document, Effect
from checkov_aws_iot.policies.questions.devices.client_id_conditions import conditions_on_client_ids
from checkov_aws_iot.policies.questions.devices.connections import CONNECT
from checkov_aws_iot.policies.questions.devices.ownership import (
    STEPS_OF_OWNERSHIP,
    THING_CHARACTERS,
    belongs_to_one_device,
    is_bound,
)
from checkov_aws_iot.policies.questions.grants.solved_grants import SolvedGrants, identities_in
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

    Own are client IDs that the document spells out, and those of a pattern that gives two devices no
    client ID in common, nor one of them the thing name of the other. ``exclusive`` says that things are attached exclusively: then
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
    solved = SolvedGrants(allowed, iot_policy=iot_policy)
    reported: set[str] = set()
    for association, circumstances in _circumstances(document, iot_policy, exclusive):
        question = _Question(allowed, solved, circumstances, association, profile)
        for grant in allowed.grants(CONNECT, CLIENT, circumstances):
            place = place_of(grant)
            if place in reported:
                continue
            try:
                client = question.foreign_client(grant)
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
        # Whether a thing is attached has no value here, and counts as if it could have any.
        yield Association.ANY, Circumstances(resolution)
        return
    without = Resolution(variables, things=False, connecting=True)
    yield Association.NON_EXCLUSIVE, Circumstances(without, False, (False,))
    within = Resolution(variables, connecting=True)
    if exclusive:
        yield Association.EXCLUSIVE, Circumstances(within, True, (True,))
    else:
        yield Association.EXCLUSIVE, Circumstances(within, False, (False, True))


class _Question:
    """Whether grants reach client IDs that are not the device's own, in the circumstances."""

    def __init__(
        self,
        allowed: AllowedNames,
        solved: SolvedGrants,
        circumstances: Circumstances,
        association: Association,
        profile: Profile,
    ) -> None:
        self._allowed = allowed
        self._solved = solved
        self._circumstances = circumstances
        self._association = association
        self._profile = profile
        self._budget = Budget(STEPS_OF_OWNERSHIP)
        self._doubts: dict[Pattern, Unknown] = {}
        self._own_patterns = tuple(dict.fromkeys(self._owned()))
        self._own = language_of(*self._own_patterns)

    def foreign_client(self, grant: Grant) -> ForeignClient | Unknown | None:
        """A client ID that the grant reaches and that is not the device's own."""
        if grant.patterns and all(
            p.is_fixed and self._own.contains(p.letters) for p in grant.patterns
        ):
            return None
        word = self._witness(grant, self._denied(grant))
        if word is None:
            return next((self._doubts[p] for p in grant.patterns if p in self._doubts), None)
        if grant.doubt:
            return grant.doubt
        if hole := holes_in_denials(self._allowed, CONNECT, self._circumstances):
            word = self._witness(grant, self._denied(grant, at_most=True))
            if word is None:
                return hole
        request = self._request(grant, word)
        if not isinstance(request, Request):
            return request
        decides = mentions_things(self._allowed.document)
        return ForeignClient(grant, request, self._association if decides else Association.ANY)

    def _request(self, grant: Grant, word: Word) -> Request | Unknown | None:
        """A request for the word, or for what is left in some context, or what the solver has."""
        first = self._request_for(grant, word)
        if isinstance(first, Request):
            return first
        # Every context that the Allow asks for may be one in which a Deny takes this name back.
        for taken_back in self._allowed.perhaps_denied(CONNECT, CLIENT, self._circumstances):
            left = self._witness(grant, taken_back)
            request = self._request_for(grant, left) if left else None
            if isinstance(request, Request):
                return request
            first = first or request
        return first or self._solved_request(grant, word)

    def _request_for(self, grant: Grant, word: Word) -> Request | Unknown | None:
        document = self._allowed.around(grant, CONNECT)

        def request(device: str) -> Request | None:
            identity, context = identity_of(
                word,
                client_id=with_holes(word, device),
                exclusive=self._association is Association.EXCLUSIVE,
                is_device=self._circumstances.resolution.iot_policy,
                device=device,
            )
            resource = resource_arn(grant.arn, CLIENT, spoken(word, device))
            return allowed_request(document, CONNECT, resource, identity, context)

        requests = map(request, (DEVICE, PLAIN_DEVICE))
        return surely_allowed(self._allowed, CLIENT, self._circumstances, word, requests)

    def _solved_request(self, grant: Grant, word: Word) -> Request | Unknown | None:
        return self._solved.request(
            grant,
            CONNECT,
            CLIENT,
            names_in_use(CLIENT),
            other_than=(*self._own_patterns, *self._own_names(), *self._surely_denied(grant)),
            suggestions=(spoken(word), OTHER_DEVICE),
            attachments=_ATTACHMENTS[self._association],
        )

    def _own_names(self) -> Iterator[Pattern]:
        """Whatever tells who the device is: thing name, common name, and so on."""
        for key in identities_in(self._allowed.document):
            if key != CLIENT_ID:
                yield pattern_of((Symbol(f"${{{key}}}"),))

    def _surely_denied(self, grant: Grant) -> Iterator[Pattern]:
        """What Denies surely take back, where it is not known how things are attached."""
        if self._circumstances.attached_for_deny in ((True,), ()):
            return
        for statement in self._allowed.denials(CONNECT, self._circumstances):
            if not statement.negated_resources and not any(
                c.key.lower() == CLIENT_ID for c in statement.conditions
            ):
                for _, names in self._allowed.names_in(statement, CLIENT, self._circumstances):
                    if fields_meet(names.arn, grant.arn):
                        yield from names.patterns

    def _denied(self, grant: Grant, *, at_most: bool = False) -> Language:
        return self._allowed.denied(
            CONNECT, CLIENT, self._circumstances, grant.arn, at_most=at_most
        )

    def _witness(self, grant: Grant, denied: Language) -> Word | None:
        return readable_witness(
            grant.names - denied - self._own,
            STRANGERS,
            grant.patterns,
            self._allowed.budget,
            names=(ANOTHER_DEVICE,),
        )

    def _owned(self) -> Iterator[Pattern]:
        """The client IDs that are the device's own, or that the document gives to one device."""
        for is_listed, names in _client_ids(self._allowed, self._circumstances):
            for pattern in names:
                for symbol in pattern.atoms:
                    if isinstance(symbol, Symbol) and identifies_device(symbol):
                        yield from _bound_to(symbol)
            if is_listed and all(self._is_own(pattern) for pattern in names):
                yield from names

    def _is_own(self, pattern: Pattern) -> bool:
        """Whether a name that is written out belongs to one device, or to the one it is written for."""
        variables = [a for a in pattern.atoms if isinstance(a, Symbol) and not a.hole]
        identities = [symbol for symbol in variables if identifies_device(symbol)]
        if variables and not identities:
            return False
        if self._profile is Profile.GREENGRASS_CORE and _begins_core_name(pattern):
            # Core devices connect under their name with a suffix; thing variables do not work there.
            return True
        if not any(isinstance(atom, (One, Run)) for atom in pattern.atoms):
            return True
        return bool(identities) and self._is_bound(pattern)

    def _is_bound(self, pattern: Pattern) -> bool:
        """Whether a pattern gives no device a client ID of another; a doubt counts, and is noted."""
        if is_bound(pattern, CLIENT, trusts_client_id=False):
            return True
        if _may_be_thing_name(pattern):
            return False
        answer = belongs_to_one_device(pattern, CLIENT, self._budget, trusts_client_id=False)
        if isinstance(answer, Unknown):
            self._doubts[pattern] = answer
        return bool(answer)


_ATTACHMENTS = {
    Association.NON_EXCLUSIVE: (Attachment.NONE,),
    Association.EXCLUSIVE: (Attachment.EXCLUSIVE,),
    Association.ANY: EVERY_ATTACHMENT,
}


def _begins_core_name(pattern: Pattern) -> bool:
    letters = pattern.letters
    return bool(letters) and pattern.atoms[len(letters) :] == (Run(),)


def _may_be_thing_name(pattern: Pattern) -> bool:
    """Whether a client ID of the pattern may be the name of another thing, which is a client ID, too."""
    return all(
        atom in THING_CHARACTERS if isinstance(atom, str) else True for atom in pattern.atoms
    )


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


def _bound_to(symbol: Symbol) -> Iterator[Pattern]:
    """The names that say which device they belong to.

    Thing names hold no slash, so one that ends or begins with a slash cannot be a piece of a longer one, nor do they
    hold the ``#`` behind which Greengrass cores count their connections. Certificate and Cognito ids all
    have one length, so none begins with another.
    """
    yield pattern_of((symbol,))
    yield pattern_of((ANY_RUN, "/", symbol))
    yield pattern_of((symbol, "/", ANY_RUN))
    if symbol.name == f"${{{THING_NAME}}}":
        yield pattern_of((symbol, "#", ANY_RUN))
    if has_fixed_length(symbol):
        yield pattern_of((symbol, ANY_RUN))
        yield pattern_of((ANY_RUN, symbol))
