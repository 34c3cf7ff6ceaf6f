"""Grants on topics, filters and things that are neither fixed nor the device's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checkov_aws_iot.patterns.alphabet import Symbol, Word
from checkov_aws_iot.patterns.language import NOTHING, Language, language_of
from checkov_aws_iot.patterns.limits import Budget, PatternTooComplexError
from checkov_aws_iot.patterns.pattern import Atom, Pattern, Run, pattern_of
from checkov_aws_iot.patterns.readable import readable_witness
from checkov_aws_iot.policies.advice.grant_places import grant_text, place_of
from checkov_aws_iot.policies.authoriser.allowed_names import Circumstances, Grant
from checkov_aws_iot.policies.authoriser.question import differs
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    FILTER,
    THING,
    THING_NAME,
    Resolution,
    is_client_id,
    names_in_use,
)
from checkov_aws_iot.policies.authoriser.witness_requests import spoken
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.cast import ANOTHER_DEVICE, DEVICE
from checkov_aws_iot.policies.model.data_plane import DATA_ACTIONS, DataAction
from checkov_aws_iot.policies.model.declared_things import names_of_things
from checkov_aws_iot.policies.model.document import Document, Effect
from checkov_aws_iot.policies.questions.devices.connections import CONNECT
from checkov_aws_iot.policies.questions.devices.foreign_clients import is_connect_unbound
from checkov_aws_iot.policies.questions.devices.ownership import (
    STEPS_OF_OWNERSHIP,
    belongs_to_one_device,
    depends_on_client_id,
    filters_behind,
    is_bound,
    is_fixed_name,
)
from checkov_aws_iot.policies.questions.grants.solved_grants import referring
from checkov_aws_iot.policies.questions.grants.unbounded_grants import BroadGrant, unbounded_grants
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.unknown import Unknown


@dataclass(frozen=True, slots=True)
class SharedGrant:
    """A grant on names that belong to other devices as well, and a request that shows it."""

    grant: Grant
    action: DataAction
    request: Request
    client_chooses: bool


class SharedNames:
    """Which topics and things a document shares among devices by wildcards."""

    def __init__(
        self,
        document: Document,
        profile: Profile,
        *,
        iot_policy: bool = True,
        exclusive: bool = False,
    ) -> None:
        self.unbounded = unbounded_grants(document, iot_policy=iot_policy)
        self._document = document
        self._profile = profile
        self._iot_policy = iot_policy
        self._exclusive = exclusive
        self._things = names_of_things(document)
        self._client_ids = frozenset(self._literal_client_ids())
        self._client_id_unbound: bool | Unknown | None = None
        self._owned_by_action: dict[str, Language] = {}
        self._owners: dict[tuple[Pattern, str, bool], bool | Unknown] = {}
        self._budget = Budget(STEPS_OF_OWNERSHIP)

    def shared(self) -> Iterator[SharedGrant | Unknown]:
        """Yield each grant that is neither fixed nor bound to the device before its first wildcard.

        Grants that are unbounded altogether are left to :func:`unbounded_grants`. Receive counts only where
        a Subscribe is shared or unbounded.
        """
        unbounded = self.unbounded.unbounded()
        reported = {
            observation.path for observation in unbounded if isinstance(observation, BroadGrant)
        }
        subscribes = any(
            isinstance(observation, BroadGrant) and observation.action.resource_type == FILTER
            for observation in unbounded
        )
        for action in sorted(DATA_ACTIONS, key=lambda action: action.receives):
            if action.receives and not subscribes:
                continue
            for grant in self.unbounded.grants(action):
                if place_of(grant) in reported:
                    continue
                observation = self._shared_grant(grant, action)
                if isinstance(observation, SharedGrant):
                    reported.add(place_of(grant))
                    subscribes = subscribes or action.resource_type == FILTER
                if observation is not None:
                    yield observation

    def judges_something_else(self) -> bool:
        """Whether some grant is not unbounded altogether."""
        reported = {
            observation.path
            for observation in self.unbounded.unbounded()
            if isinstance(observation, BroadGrant)
        }
        return any(
            place_of(grant) not in reported
            for action in DATA_ACTIONS
            for grant in self.unbounded.grants(action)
            if not action.receives
        )

    def _shared_grant(self, grant: Grant, action: DataAction) -> SharedGrant | Unknown | None:
        if not grant.patterns:
            # All but a list is unbounded or not.
            return self.unbounded.doubt_of(grant)
        kind = action.resource_type
        owned = {pattern: self._is_owned(pattern, kind, True) for pattern in grant.patterns}
        open_patterns = [pattern for pattern, answer in owned.items() if answer is False]
        by_client_id = [
            pattern
            for pattern, answer in owned.items()
            if answer is True and self._is_owned(pattern, kind, False) is not True
        ]
        if not open_patterns and (doubt := _first_unknown(owned.values())):
            return doubt
        if open_patterns or not by_client_id:
            return self._with_request(grant, action, open_patterns) if open_patterns else None
        unbound = self._is_client_id_unbound()
        if isinstance(unbound, Unknown):
            return unbound
        if unbound:
            for client_id in _CHOSEN:
                patterns = [_with_client_id(pattern, client_id) for pattern in by_client_id]
                observation = self._with_request(grant, action, patterns, client_id)
                if observation is not None:
                    return observation
        return None

    def _with_request(
        self, grant: Grant, action: DataAction, patterns: list[Pattern], client_id: str = ""
    ) -> SharedGrant | Unknown | None:
        try:
            word = self._word(grant, action, patterns)
        except PatternTooComplexError as error:
            return Unknown(str(error), grant_text(grant))
        if word is None or isinstance(word, Unknown):
            return word
        if grant.doubt:
            return grant.doubt
        request = self.unbounded.request_for(grant, action, word, client_id or DEVICE)
        if not isinstance(request, Request):
            names = language_of(*patterns) & names_in_use(action.resource_type)

            def word_of(taken_back: Language) -> Word | None:
                return self._witness(names - taken_back - self._owned(action), action, patterns)

            again = self.unbounded.shown_again(grant, action, word_of, client_id or DEVICE)
            request = again or request or self._solved_request(grant, action, word, client_id)
        if not isinstance(request, Request):
            return request
        return SharedGrant(grant, action, request, bool(client_id))

    def _solved_request(
        self, grant: Grant, action: DataAction, word: Word, client_id: str
    ) -> Request | Unknown | None:
        """A request for names that are not the device's own, by a client that may choose its ID."""
        chosen = differs("iot:clientid", referring(pattern_of((_THING_NAME,))))
        return self.unbounded.solved.request(
            grant,
            action.name,
            action.resource_type,
            names_in_use(action.resource_type),
            other_than=tuple(self._owned_patterns(action)),
            constraints=(chosen,) if client_id else (),
            suggestions=(spoken(word),),
        )

    def _word(
        self, grant: Grant, action: DataAction, patterns: list[Pattern]
    ) -> Word | Unknown | None:
        names = language_of(*patterns) & names_in_use(action.resource_type)
        # Without a Deny nothing narrows the grant down to what is owned.
        denials = self.unbounded.allowed.denials(action.name, self.unbounded.circumstances)
        owned = self._owned(action) if denials else NOTHING
        word = self._witness(names - self.unbounded.denied(action, grant) - owned, action, patterns)
        if word is None or not (hole := self.unbounded.hole_in_denials(action)):
            return word
        remainder = names - self.unbounded.denied(action, grant, at_most=True) - owned
        return self._witness(remainder, action, patterns) or hole

    def _witness(
        self, language: Language, action: DataAction, patterns: list[Pattern]
    ) -> Word | None:
        names = ("#", ANOTHER_DEVICE) if action.resource_type == FILTER else (ANOTHER_DEVICE,)
        return readable_witness(language, (), patterns, self.unbounded.allowed.budget, names=names)

    def _owned(self, action: DataAction) -> Language:
        """The names in the document that are fixed or bound: they stay the device's own."""
        if action.name not in self._owned_by_action:
            self._owned_by_action[action.name] = language_of(*self._owned_patterns(action))
        return self._owned_by_action[action.name]

    def _owned_patterns(self, action: DataAction) -> Iterator[Pattern]:
        kind = action.resource_type
        return (
            pattern
            for statement in self._document.statements
            if statement.negated_resources is (statement.effect is Effect.DENY)
            and covers_action(statement, action.name) is not False
            for _, names in self.unbounded.allowed.names_in(
                statement, kind, self.unbounded.circumstances
            )
            for pattern in names.patterns
            if self._is_owned(pattern, kind, self._is_client_id_unbound() is False) is True
        )

    def _is_owned(self, pattern: Pattern, kind: str, trusts_client_id: bool) -> bool | Unknown:
        key = (pattern, kind, trusts_client_id)
        if key not in self._owners:
            self._owners[key] = self._decide_owned(pattern, kind, trusts_client_id)
        return self._owners[key]

    def _decide_owned(self, pattern: Pattern, kind: str, trusts_client_id: bool) -> bool | Unknown:
        is_given = trusts_client_id or not depends_on_client_id(pattern)
        if (is_fixed_name(pattern, kind) and is_given) or self._is_in_profile(pattern, kind):
            return True
        behind = filters_behind(pattern, kind)
        if all(
            is_bound(p, kind, client_ids=self._client_ids, trusts_client_id=trusts_client_id)
            for p in behind
        ):
            return True
        proofs = [
            belongs_to_one_device(
                p, kind, self._budget, trusts_client_id=trusts_client_id, things=self._things
            )
            for p in behind
        ]
        return False if False in proofs else _first_unknown(proofs) or True

    def _is_in_profile(self, pattern: Pattern, kind: str) -> bool:
        if self._profile is Profile.CLAIM:
            return any(map(_begins_with, (pattern,) * 2, _PROVISIONING))
        return self._profile is Profile.GREENGRASS_CORE and _is_core_name(pattern, kind)

    def _is_client_id_unbound(self) -> bool | Unknown:
        if self._client_id_unbound is None:
            self._client_id_unbound = is_connect_unbound(
                self._document,
                self._profile,
                iot_policy=self._iot_policy,
                exclusive=self._exclusive,
            )
        return self._client_id_unbound

    def _literal_client_ids(self) -> Iterator[Word]:
        """The client IDs that Connect grants spell out."""
        circumstances = Circumstances(
            Resolution(self._document.has_variables, self._iot_policy, connecting=True)
        )
        for grant in self.unbounded.allowed.grants(CONNECT, CLIENT, circumstances):
            for pattern in grant.patterns:
                variables = (isinstance(a, Symbol) and not a.hole for a in pattern.atoms)
                if pattern.is_fixed and not any(variables):
                    yield pattern.letters


def _first_unknown(answers: Iterable[bool | Unknown]) -> Unknown | None:
    return next((answer for answer in answers if isinstance(answer, Unknown)), None)


_THING_NAME = Symbol(f"${{{THING_NAME}}}")
_PROVISIONING = (tuple("$aws/certificates/"), tuple("$aws/provisioning-templates/"))
_THINGS = tuple("$aws/things/")


def _begins_with(pattern: Pattern, head: Word) -> bool:
    return pattern.letters[: len(head)] == head


def _is_core_name(pattern: Pattern, kind: str) -> bool:
    """Whether a plain beginning of a name with ``*`` stands where the thing name stands."""
    head = pattern.letters
    rest = pattern.atoms[len(head) :]
    device = head if kind == THING else head[len(_THINGS) :]
    return (
        (kind == THING or head[: len(_THINGS)] == _THINGS)
        and bool(device)
        and "/" not in device
        and not any(isinstance(a, Symbol) and not a.hole for a in device)
        and rest[:1] == (Run(),)
        and rest[1:2] in ((), ("/",))
    )


_CHOSEN = (ANOTHER_DEVICE, "0", "1")


def _with_client_id(pattern: Pattern, client_id: str) -> Pattern:
    """The pattern for a client that has taken that client ID."""
    atoms: list[Atom] = []
    for atom in pattern.atoms:
        if isinstance(atom, Symbol) and is_client_id(atom):
            atoms.extend(client_id)
        else:
            atoms.append(atom)
    return pattern_of(atoms)
