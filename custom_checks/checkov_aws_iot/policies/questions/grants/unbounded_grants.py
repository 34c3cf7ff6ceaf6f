"""Grants that reach every name of a type, or the reserved topics and things of other devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import NOTHING, Language, language_of
from checkov_aws_iot.patterns.limits import PatternTooComplexError
from checkov_aws_iot.patterns.pattern import ANY_RUN, EVERY_WORD, Pattern, pattern_of
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
    FILTER,
    Resolution,
    names_in_use,
)
from checkov_aws_iot.policies.authoriser.situations import EVERY_ATTACHMENT, Attachment
from checkov_aws_iot.policies.authoriser.witness_requests import (
    allowed_request,
    identity_of,
    resource_arn,
    spoken,
)
from checkov_aws_iot.policies.model.cast import (
    DEVICE,
    OTHER_DEVICE,
    STRANGERS,
)
from checkov_aws_iot.policies.model.data_plane import DATA_ACTIONS, DataAction
from checkov_aws_iot.policies.model.document import Document, Statement
from checkov_aws_iot.policies.questions.devices.connections import never_connects
from checkov_aws_iot.policies.questions.devices.ownership import is_bound
from checkov_aws_iot.policies.questions.fit.condition_fit import is_never_met
from checkov_aws_iot.policies.questions.grants.reserved_names import (
    DEVICES,
    OF_STRANGERS,
    RESERVED,
    candidates,
    is_open,
    like,
    may_be_unbounded,
    of_device,
    reserved_names,
    shared_names,
)
from checkov_aws_iot.policies.questions.grants.solved_grants import SolvedGrants, identities_in
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


@dataclass(frozen=True, slots=True)
class BroadGrant:
    """A grant that reaches too much, the action that shows it best, and the request."""

    grant: Grant
    action: DataAction
    request: Request

    @property
    def path(self) -> str:
        """Where in the document the grant stands."""
        return place_of(self.grant)


@lru_cache(maxsize=2)
def unbounded_grants(document: Document, *, iot_policy: bool) -> UnboundedGrants:
    """The unbounded grants of the document, which several rules ask for one after the other."""
    return UnboundedGrants(document, iot_policy=iot_policy)


class UnboundedGrants:
    """The unbounded grants of the data plane; each answer is computed once."""

    def __init__(self, document: Document, *, iot_policy: bool = True) -> None:
        self.allowed = AllowedNames(document)
        self.circumstances = Circumstances(Resolution(document.has_variables, iot_policy))
        self.solved = SolvedGrants(self.allowed, iot_policy=iot_policy)
        self._found: dict[tuple[object, ...], Word | Unknown | None] = {}
        self._cut_off: dict[object, bool] = {}
        self._never_met: dict[Statement, bool] = {}
        self._all: dict[str, BroadGrant | Unknown] | None = None

    @property
    def fails(self) -> bool:
        """Whether a grant is unbounded."""
        return any(isinstance(found, BroadGrant) for found in self.unbounded())

    def unbounded(self) -> tuple[BroadGrant | Unknown, ...]:
        """Each grant that is unbounded, once, and what is not known and might be.

        Receive counts only where a Subscribe is unbounded: a device receives what it subscribed to.
        """
        return tuple(self._by_place().values())

    def doubt_of(self, grant: Grant) -> Unknown | None:
        """Why it is not known whether the grant is unbounded."""
        place = f"{place_of(grant)} "
        return next(
            (
                found
                for where, found in self._by_place().items()
                if where.startswith(place) and isinstance(found, Unknown)
            ),
            None,
        )

    def _by_place(self) -> dict[str, BroadGrant | Unknown]:
        if self._all is None:
            self._all = self._every()
        return self._all

    def _every(self) -> dict[str, BroadGrant | Unknown]:
        found = dict(self._unbounded(a for a in DATA_ACTIONS if not a.receives))
        if (
            any(
                isinstance(broad, BroadGrant) and broad.action.resource_type == FILTER
                for broad in found.values()
            )
            or self._subscribes_to_everything()
        ):
            for place, broad in self._unbounded(a for a in DATA_ACTIONS if a.receives):
                found.setdefault(place, broad)
        return found

    def grants(self, action: DataAction) -> Iterator[Grant]:
        """The grants for the action; none that takes a connection where all are denied."""
        for grant in self.allowed.grants(action.name, action.resource_type, self.circumstances):
            if not (action.needs_connection and self._never_connects(grant)):
                yield grant

    def _never_connects(self, grant: Grant) -> bool:
        arn = grant.arn
        place = arn and (arn.partition, arn.region, arn.account)
        if place not in self._cut_off:
            iot_policy = self.circumstances.resolution.iot_policy
            self._cut_off[place] = never_connects(self.allowed, arn, iot_policy=iot_policy)
        return self._cut_off[place]

    def denied(self, action: DataAction, grant: Grant, *, at_most: bool = False) -> Language:
        """What Deny statements take back from the grant."""
        return self.allowed.denied(
            action.name, action.resource_type, self.circumstances, grant.arn, at_most=at_most
        )

    def perhaps_denied(self, action: DataAction) -> Iterator[Language]:
        """What Denies for the action may take back together, under whatever conditions."""
        return self.allowed.perhaps_denied(action.name, action.resource_type, self.circumstances)

    def hole_in_denials(self, action: DataAction) -> Unknown | None:
        """An unknown part of a name in a Deny for the action."""
        return holes_in_denials(self.allowed, action.name, self.circumstances)

    def request_for(
        self, grant: Grant, action: DataAction, word: Word, client_id: str = DEVICE
    ) -> Request | Unknown | None:
        """The request for the name that the document allows, by a device that is attached or not.

        ``Unknown`` if it is not known whether a Deny takes it back.
        """
        kind, is_device = action.resource_type, self.circumstances.resolution.iot_policy
        resource = resource_arn(grant.arn, kind, spoken(word))
        document = self.allowed.around(grant, action.name)

        def request(attached: bool) -> Request | None:
            identity, context = identity_of(
                word, client_id=client_id, is_device=is_device, attached=attached
            )
            return allowed_request(document, action.name, resource, identity, context)

        both = (True, False) if is_device and mentions_things(document) else (True,)
        return surely_allowed(self.allowed, kind, self.circumstances, word, map(request, both))

    def shown_again(
        self,
        grant: Grant,
        action: DataAction,
        word_of: Callable[[Language], Word | None],
        client_id: str = DEVICE,
    ) -> Request | Unknown | None:
        """The request for a name that the Denies leave in some context.

        ``word_of`` gives a name outside of what Denies take back together. ``Unknown`` if it is too
        complex to tell.
        """
        try:
            for taken_back in self.perhaps_denied(action):
                word = word_of(taken_back)
                request = self.request_for(grant, action, word, client_id) if word else None
                if isinstance(request, Request):
                    return request
        except PatternTooComplexError as error:
            return Unknown(str(error), grant_text(grant))
        return None

    def _subscribes_to_everything(self) -> bool:
        action = next(a for a in DATA_ACTIONS if a.resource_type == FILTER)
        return any(
            isinstance(self._witness_word(grant, action), tuple) and not grant.doubt
            for grant in self.grants(action)
        )

    def _unbounded(
        self, actions: Iterator[DataAction]
    ) -> Iterator[tuple[str, BroadGrant | Unknown]]:
        found: set[str] = set()
        for action in actions:
            for grant in self.grants(action):
                place = place_of(grant)
                if place in found:
                    continue
                word = self._witness_word(grant, action)
                if isinstance(word, Unknown):
                    # Another action may still show that the grant is unbounded.
                    yield f"{place} {word}", word
                elif word is not None and grant.doubt:
                    yield f"{place} {grant.doubt}", grant.doubt
                elif word is not None:
                    request = self._request(grant, action, word)
                    if isinstance(request, Request):
                        found.add(place)
                        yield place, BroadGrant(grant, action, request)
                    elif request is not None:
                        yield f"{place} {request}", request

    def _request(self, grant: Grant, action: DataAction, word: Word) -> Request | Unknown | None:
        """A request that shows the grant unbounded: for the word, or what the solver has instead."""
        if self._is_never_met(grant.statement):
            return None
        request = self.request_for(grant, action, word)
        if not isinstance(request, Request):
            request = self.shown_again(grant, action, partial(self._word, grant, action)) or request
        return request or self._solved_request(grant, action, word)

    def _is_never_met(self, statement: Statement) -> bool:
        if statement not in self._never_met:
            self._never_met[statement] = self.circumstances.resolution.iot_policy and is_never_met(
                self.allowed.document, statement
            )
        return self._never_met[statement]

    def _solved_request(
        self, grant: Grant, action: DataAction, word: Word
    ) -> Request | Unknown | None:
        """A request for a name like the word, then for any name that shows the grant unbounded."""
        kind = action.resource_type
        others = (word, *(w for w in (of_device(word, OTHER_DEVICE),) if w != word))
        wider = [like(word), OF_STRANGERS[kind]]
        if not grant.patterns:
            wider.append(names_in_use(kind))
        for names in wider:
            answer = self.solved.request(
                grant,
                action.name,
                kind,
                names,
                other_than=(*self._own_names(kind), *self._exceptions_of_denials(action)),
                suggestions=tuple(map(spoken, others)),
                attachments=self._attachments(),
            )
            if answer is not None:
                return answer
        return None

    def _attachments(self) -> tuple[Attachment, ...]:
        """The attachments that may decide; where no thing does, one and none are all."""
        if mentions_things(self.allowed.document):
            return EVERY_ATTACHMENT
        return Attachment.NON_EXCLUSIVE, Attachment.NONE

    def _own_names(self, kind: str) -> Iterator[Pattern]:
        """The things and the reserved topics of whoever asks."""
        for key in identities_in(self.allowed.document):
            own = Symbol(f"${{{key}}}")
            if kind in DEVICES:
                yield pattern_of((own,))
            yield pattern_of((*("" if kind in DEVICES else RESERVED), own, "/", ANY_RUN))

    def _witness_word(self, grant: Grant, action: DataAction) -> Word | Unknown | None:
        """A word that shows that what the Denies leave is unbounded, ``None`` if it is bounded."""
        if grant.patterns and not any(
            may_be_unbounded(pattern, action.resource_type) for pattern in grant.patterns
        ):
            return None
        denials = self.allowed.denials(action.name, self.circumstances)
        key = (
            place_of(grant),
            str(grant.doubt),
            action.resource_type,
            tuple(statement.index for statement in denials),
        )
        if key not in self._found:
            self._found[key] = self._judge(grant, action)
        return self._found[key]

    def _judge(self, grant: Grant, action: DataAction) -> Word | Unknown | None:
        try:
            word = self._word(grant, action, self.denied(action, grant))
            if word is not None and (hole := self.hole_in_denials(action)):
                at_most = self.denied(action, grant, at_most=True)
                return self._word(grant, action, at_most) or hole
        except PatternTooComplexError as error:
            return Unknown(str(error), grant_text(grant))
        return word

    def _word(self, grant: Grant, action: DataAction, denied: Language) -> Word | None:
        remainder = grant.names - denied
        budget = self.allowed.budget
        for word in self._names_without_bounds(grant, action.resource_type, denied):
            if remainder.contains(word, budget):
                return word
        if not grant.patterns:
            # All but a list is too wide, unless Denies leave the device's own or a few names.
            remainder -= self._own_in_denials(action)
            return None if remainder.is_bounded(budget) else remainder.shortest(budget)
        in_use = names_in_use(action.resource_type)
        if any(p.matches_long_words for p in grant.patterns) and (denied & in_use).is_bounded(
            budget
        ):
            return remainder.shortest(budget)
        return None

    def _names_without_bounds(self, grant: Grant, kind: str, denied: Language) -> Iterator[Word]:
        """Names that show that the grant has no bounds, if no Deny takes them back."""
        # Without a Deny one device is like another.
        for stranger in STRANGERS[:1] if denied == NOTHING else STRANGERS:
            for candidate in candidates(kind, stranger):
                if is_open(grant.patterns, candidate, stranger):
                    yield tuple(candidate)
            for pattern in grant.patterns:
                yield from reserved_names(pattern, kind, stranger, self.allowed.budget)
        for pattern in grant.patterns or (EVERY_WORD,):
            yield from shared_names(pattern, kind, self.allowed.budget)

    def _own_in_denials(self, action: DataAction) -> Language:
        """The device's own names to which Denies with NotResource surely limit everything else."""
        denials = self.allowed.denials(action.name, self.circumstances)
        return language_of(
            *(
                p
                for s in denials
                for p in self._exceptions(s, action)
                if is_bound(p, action.resource_type)
            )
        )

    def _exceptions_of_denials(self, action: DataAction) -> Iterator[Pattern]:
        """The few names that Denies with NotResource leave, under whatever conditions."""
        for statement in self.allowed.possible_denials(action.name):
            for pattern in self._exceptions(statement, action):
                if not may_be_unbounded(pattern, action.resource_type):
                    yield pattern

    def _exceptions(self, statement: Statement, action: DataAction) -> Iterator[Pattern]:
        if statement.negated_resources:
            kind = action.resource_type
            for _, names in self.allowed.names_in(statement, kind, self.circumstances):
                yield from names.patterns
