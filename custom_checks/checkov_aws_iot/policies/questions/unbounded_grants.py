"""Grants that reach every name of a type, or the reserved topics and things of other devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from checkov_aws_iot.patterns.alphabet import Word
from checkov_aws_iot.patterns.language import NOTHING, Language, language_of
from checkov_aws_iot.patterns.limits import LETTERS, Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import One, Pattern, Run
from checkov_aws_iot.patterns.readable import MOST_CANDIDATES, filled
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
    THING,
    TOPIC,
    Resolution,
    names_in_use,
)
from checkov_aws_iot.policies.authoriser.witness_requests import (
    allowed_request,
    identity_of,
    resource_arn,
    spoken,
)
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE, DEVICE, JOB, STRANGERS, STREAM
from checkov_aws_iot.policies.model.data_plane import DATA_ACTIONS, DataAction
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.connections import never_connects
from checkov_aws_iot.policies.questions.ownership import is_bound
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


class UnboundedGrants:
    """The unbounded grants of the data plane; each answer is computed once."""

    def __init__(self, document: Document, *, iot_policy: bool = True) -> None:
        self.allowed = AllowedNames(document)
        self.circumstances = Circumstances(Resolution(document.has_variables, iot_policy))
        self._found: dict[tuple[object, ...], Word | Unknown | None] = {}
        self._cut_off: dict[object, bool] = {}
        self._all: tuple[BroadGrant | Unknown, ...] | None = None

    @property
    def fails(self) -> bool:
        """Whether a grant is unbounded."""
        return any(isinstance(found, BroadGrant) for found in self.unbounded())

    def unbounded(self) -> tuple[BroadGrant | Unknown, ...]:
        """Each grant that is unbounded, once, and what is not known and might be.

        Receive counts only where a Subscribe is unbounded: a device receives what it subscribed to.
        """
        if self._all is None:
            self._all = tuple(self._every().values())
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
                    request = self.request_for(grant, action, word)
                    if not isinstance(request, Request):
                        word_of = partial(self._word, grant, action)
                        request = self.shown_again(grant, action, word_of) or request
                    if isinstance(request, Request):
                        found.add(place)
                        yield place, BroadGrant(grant, action, request)
                    elif request is not None:
                        yield f"{place} {request}", request

    def _witness_word(self, grant: Grant, action: DataAction) -> Word | Unknown | None:
        """A word that shows that what the Denies leave is unbounded, ``None`` if it is bounded."""
        if grant.patterns and not any(
            _may_be_unbounded(pattern, action.resource_type) for pattern in grant.patterns
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
        # Without a Deny one device is like another.
        for stranger in STRANGERS[:1] if denied == NOTHING else STRANGERS:
            for candidate in _candidates(action.resource_type, stranger):
                if remainder.contains(candidate, budget) and _is_open(grant, candidate, stranger):
                    return tuple(candidate)
            for pattern in grant.patterns:
                for word in _reserved_names(pattern, action.resource_type, stranger, budget):
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

    def _own_in_denials(self, action: DataAction) -> Language:
        """The device's own names to which Denies with NotResource limit everything else."""
        return language_of(
            *(
                pattern
                for statement in self.allowed.denials(action.name, self.circumstances)
                if statement.negated_resources
                for _, names in self.allowed.names_in(
                    statement, action.resource_type, self.circumstances
                )
                for pattern in names.patterns
                if is_bound(pattern, action.resource_type)
            )
        )


def _is_open(grant: Grant, candidate: str, stranger: str) -> bool:
    """Whether the grant leaves open which device the candidate belongs to."""
    head, device, _ = candidate.partition(stranger)
    return (
        not device
        or not grant.patterns
        or any(map(_begins_open, (r for p in grant.patterns for r in p.behind(head))))
    )


def _begins_open(pattern: Pattern) -> bool:
    return bool(pattern.atoms) and isinstance(pattern.atoms[0], (One, Run))


_SHADOW = ("update", "get", "delete")
_JOBS = ("get", "start-next", "notify-next", "notify", f"{JOB}/update", f"{JOB}/get")
_SUFFIXES = (
    *(f"shadow/{verb}" for verb in _SHADOW),
    "shadow/update/delta",
    "shadow/update/documents",
    "shadow/update/accepted",
    "shadow/get/accepted",
    "shadow/name/config/update",
    "shadow/name/config/get",
    *(f"jobs/{verb}" for verb in _JOBS),
    "tunnels/notify",
    f"streams/{STREAM}/data/json",
)
_CANDIDATES: dict[str, tuple[str, ...]] = {
    TOPIC: tuple(f"$aws/things/{ANOTHER_DEVICE}/{suffix}" for suffix in _SUFFIXES),
    THING: (ANOTHER_DEVICE, f"{ANOTHER_DEVICE}/config"),
    FILTER: (
        "$aws/things/+/shadow/update",
        "$aws/things/#",
        "$aws/things/+/shadow/update/accepted",
        "$aws/things/+",
        "$aws/#",
        "#",
        "$aws/things/+/shadow/#",
        "$aws/things/+/jobs/#",
        *(f"$aws/things/{ANOTHER_DEVICE}/{suffix}" for suffix in _SUFFIXES),
        f"$aws/things/{ANOTHER_DEVICE}/#",
    ),
}


def _candidates(resource_type: str, stranger: str) -> Iterator[str]:
    """Names that show that a grant has no bounds, with the name of a device that is not its own."""
    for candidate in _CANDIDATES[resource_type]:
        if stranger == ANOTHER_DEVICE or ANOTHER_DEVICE in candidate:
            yield candidate.replace(ANOTHER_DEVICE, stranger)


def _may_be_unbounded(pattern: Pattern, resource_type: str) -> bool:
    """Whether the pattern can reach the reserved names of any device, or all names."""
    if resource_type == THING:
        return _begins_open(pattern)
    if resource_type == FILTER and (
        pattern.matches("#") or pattern.behind("$aws/+") or pattern.matches("$aws/#")
    ):
        return True
    return any(
        rest.atoms
        and (_begins_open(rest) or (resource_type == FILTER and rest.atoms[0] in ("+", "#")))
        for rest in pattern.behind("$aws/things/")
    )


def _reserved_names(
    pattern: Pattern, resource_type: str, stranger: str, budget: Budget
) -> Iterator[Word]:
    """Reserved topics of another device, filters on them, or things, made from the pattern."""
    if resource_type == THING:
        if _begins_open(pattern):
            yield from islice(filled(pattern, (stranger,), ("0",)), 4)
        return
    beginnings = [beginning.replace(ANOTHER_DEVICE, stranger) for beginning in _BEGINNINGS]
    heads = (_RESERVED,) if resource_type == TOPIC else (_RESERVED, "$aws/+/")
    for head in heads:
        for rest in pattern.behind(head):
            if rest.atoms and (_begins_open(rest) or rest.atoms[0] == "+"):
                for word in islice(filled(rest, beginnings, _ENDS), MOST_CANDIDATES):
                    budget.spend(1 + len(word) // LETTERS)
                    if _is_reserved(word, resource_type):
                        yield (*head, *word)


_RESERVED = "$aws/things/"
_BEGINNINGS = (
    ANOTHER_DEVICE,
    f"{ANOTHER_DEVICE}/shadow",
    f"{ANOTHER_DEVICE}/shadow/name",
    f"{ANOTHER_DEVICE}/shadow/name/config",
    f"{ANOTHER_DEVICE}/jobs",
    f"{ANOTHER_DEVICE}/jobs/{JOB}",
    "update",
    "shadow/update",
    "jobs/get",
)
_ENDS = ("", "0", "/update", "/shadow/update", "/", ANOTHER_DEVICE)
_VERBS = {
    "shadow": {"update", "get", "delete", "accepted", "rejected", "delta", "documents"},
    "jobs": {"update", "get", "start-next", "notify", "notify-next", "accepted", "rejected"},
    "tunnels": {"notify"},
    "streams": {"json", "cbor"},
}


def _is_reserved(word: Word, resource_type: str) -> bool:
    """Whether AWS has such a topic behind ``$aws/things/``, or a filter delivers one."""
    # What a variable or a hole stands for is one level, or none that AWS has.
    text = "".join(letter if isinstance(letter, str) else "\0" for letter in word)
    device, *levels = text.split("/")
    if not device or not levels or "" in levels:
        return False
    first, last = levels[0], levels[-1]
    if resource_type == FILTER and last == "#":
        return len(levels) == 1 or first in _VERBS or first == "+"
    if resource_type == FILTER and "+" in (first, last):
        return first in ("+", *_VERBS) and (last == "+" or any(last in v for v in _VERBS.values()))
    if levels[:2] == ["shadow", "name"]:
        levels = [first, *levels[3:]]
    if first == "shadow" and levels[1:2] and levels[1] not in _SHADOW:
        return False
    return len(levels) > 1 and last in _VERBS.get(first, ())
