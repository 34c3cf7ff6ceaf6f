"""Which names a document allows: for an action, those that each Allow grants and no Deny takes back.

The one question behind the rules on foreign client IDs, unbounded and shared names, and the excess of
roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, combinations, islice
from typing import Final

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.language import Language, language_of, union
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.pattern import (
    ANY_CHARACTER,
    ANY_RUN,
    EVERY_WORD,
    Atom,
    Pattern,
    pattern_of,
)
from checkov_aws_iot.policies.authoriser.condition_semantics import conditions_hold
from checkov_aws_iot.policies.authoriser.connecting import CONNECT, grants_of_connections
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.identity import IS_ATTACHED
from checkov_aws_iot.policies.authoriser.question import Answer, Proof, Question
from checkov_aws_iot.policies.authoriser.request_context import ContextValues, RequestContext
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    NO_NAMES,
    Resolution,
    ResourceNames,
    fields_meet,
    names_in_use,
    resource_names,
)
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Statement
from checkov_aws_iot.policies.questions.devices.client_id_conditions import (
    client_ids_left,
    decides_client_id,
)
from checkov_aws_iot.values.arn import Arn
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown

_STEPS_OF_CONNECTIONS: Final = 3_000
MOST_SETS: Final = 32
"""At most this many sets of Denies whose conditions may hold together are examined."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One Resource of an Allow statement, or its whole NotResource, for one resource type.

    ``names`` is what it reaches where no Deny takes anything back; ``patterns`` what is written,
    empty for a NotResource. ``doubt`` says why it is not known whether the grant is there at all.
    """

    statement: Statement
    element: Element | None
    names: Language
    patterns: tuple[Pattern, ...] = ()
    arn: Arn | None = None
    doubt: Unknown | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The requests that are asked about.

    ``attached`` is the value of ``iot:Connection.Thing.IsAttached`` for an Allow, ``None`` if that
    decides nothing; ``attached_for_deny`` holds those for a Deny, of which one is enough.
    """

    resolution: Resolution
    attached: bool | None = None
    attached_for_deny: tuple[bool, ...] = ()


_MOST_STEPS = 15_000
"""For what each of the rules that ask for names may take; policies in use take some 300 at most."""


@dataclass(slots=True)
class AllowedNames:
    """The names that a document allows, for any action; all its questions share one budget."""

    document: Document
    budget: Budget = field(default_factory=partial(Budget, _MOST_STEPS))
    _names: dict[tuple[Element, str, Resolution], ResourceNames | Unknown] = field(
        default_factory=dict
    )
    _denials: dict[tuple[str, Circumstances], tuple[Statement, ...]] = field(default_factory=dict)
    _may_deny: dict[str, tuple[Statement, ...]] = field(default_factory=dict)
    _denied: dict[tuple[object, ...], Language] = field(default_factory=dict)
    connections: dict[tuple[object, ...], Truth] = field(default_factory=dict)
    """Whether who asks may connect; filled by who wants to know."""
    _connects: Answer | None = None
    _about_connections: Document | None = None

    @property
    def connecting(self) -> Document | None:
        """The document as far as it decides who connects; ``None`` if that is left to other policies.

        So it is if it lets no client connect at all: a policy that does is attached beside it.
        """
        answer = self._first_connection
        return None if answer is None or isinstance(answer, Proof) else self.about_connections

    @property
    def doubt_of_connections(self) -> Unknown | None:
        """Why it is not known whether other policies decide who connects: that is too entangled to tell."""
        answer = self._first_connection
        entangled = isinstance(answer, Unknown) and answer.reason == str(self.budget.exhausted())
        return answer if entangled and isinstance(answer, Unknown) else None

    @property
    def client(self) -> Identity | None:
        """Somebody who may connect, if there is somebody; ``None`` if that is not known."""
        answer = self._first_connection
        return answer.identity if isinstance(answer, Request) else None

    @property
    def _first_connection(self) -> Answer | None:
        """A connection that the document allows; ``None`` if no statement grants one."""
        if self._connects is None and self.about_connections is not None:
            question = Question((CONNECT,), CLIENT)
            self._connects = decide(self.about_connections, question, Budget(_STEPS_OF_CONNECTIONS))
        return self._connects

    @property
    def about_connections(self) -> Document | None:
        """The statements about connections; ``None`` if none of them grants one."""
        if self._about_connections is None and any(grants_of_connections(self.document)):
            deciding = tuple(
                s for s in self.document.statements if covers_action(s, CONNECT) is not False
            )
            self._about_connections = replace(self.document, statements=deciding, unknowns=())
        return self._about_connections

    def grants(
        self, action: str, resource_type: str, circumstances: Circumstances
    ) -> Iterator[Grant]:
        """The grants of the Allow statements for the action; none for what can match no request.

        What is not known and may grant yields a grant with a ``doubt``.
        """
        for statement in self.document.statements:
            if statement.effect is Effect.ALLOW:
                yield from self._grants_of(statement, action, resource_type, circumstances)
        for unknown in self.document.unknowns:
            in_use = names_in_use(resource_type)
            yield Grant(_NO_STATEMENT, None, in_use, (EVERY_WORD,), doubt=unknown)

    def denied(
        self,
        action: str,
        resource_type: str,
        circumstances: Circumstances,
        arn: Arn | None,
        *,
        at_most: bool = False,
    ) -> Language:
        """The names that Deny statements surely take back from a grant with that ARN.

        ``at_most`` gives what they take back if every unknown part of a name is as wide as can be.
        """
        place = None if arn is None else (arn.partition, arn.region, arn.account)
        key = (action, resource_type, circumstances, place, at_most)
        if key not in self._denied:
            self._denied[key] = union(
                self._denied_by(statement, resource_type, circumstances, arn, at_most)
                for statement in self.denials(action, circumstances)
            )
        return self._denied[key]

    def denials(self, action: str, circumstances: Circumstances) -> tuple[Statement, ...]:
        """The Deny statements that surely apply to the action, for the resources they name."""
        key = (action, circumstances)
        if key not in self._denials:
            self._denials[key] = tuple(self._sure_denials(action, circumstances))
        return self._denials[key]

    def perhaps_denied(
        self, action: str, resource_type: str, circumstances: Circumstances
    ) -> Iterator[Language]:
        """The names that Denies may take back together, whatever the context of the request.

        Those that surely apply, and with them every set of the others: all of these first, so that
        what is left needs no context in which the Denies do not hold. What several sets take back
        alike comes once.
        """
        languages: set[Language] = set()
        sure = self.denials(action, circumstances)
        others = [statement for statement in self.possible_denials(action) if statement not in sure]
        sets = chain((others,), *(combinations(others, n) for n in range(1, len(others))))
        for subset in islice(sets, MOST_SETS if others else 0):
            taken_back = union(
                self.denied_by(statement, resource_type, circumstances)
                for statement in (*sure, *subset)
            )
            if taken_back not in languages:
                languages.add(taken_back)
                yield taken_back

    def denied_by(
        self, statement: Statement, resource_type: str, circumstances: Circumstances
    ) -> Language:
        """The names that one Deny takes back if its conditions hold, as wide as can be."""
        return self._denied_by(statement, resource_type, circumstances, None, at_most=True)

    def around(self, grant: Grant, action: str) -> Document:
        """The document as far as it matters to a request for the grant: this and what may deny it."""
        allow = grant.statement
        if grant.element is not None:
            allow = replace(allow, resources=(grant.element,))
        return replace(self.document, statements=(allow, *self.possible_denials(action)))

    def possible_denials(self, action: str) -> tuple[Statement, ...]:
        """The Deny statements that may be about the action."""
        if action not in self._may_deny:
            self._may_deny[action] = tuple(
                statement
                for statement in self.document.statements
                if statement.effect is Effect.DENY
                and (covers_action(statement, action) is not False or statement.unknown_actions)
            )
        return self._may_deny[action]

    def _sure_denials(self, action: str, circumstances: Circumstances) -> Iterator[Statement]:
        return (
            statement
            for statement in self.document.statements
            if statement.effect is Effect.DENY
            and covers_action(statement, action) is True
            and not (statement.negated_actions and statement.unknown_actions)
            and not (statement.negated_resources and statement.unknown_resources)
            and not statement.unknown_conditions
            and _surely_denies(statement, circumstances)
        )

    def names_in(
        self, statement: Statement, resource_type: str, circumstances: Circumstances
    ) -> Iterator[tuple[Element, ResourceNames]]:
        """The Resource or NotResource texts of a statement with the names they stand for."""
        for element in statement.resources:
            names = self._names_of(element, resource_type, circumstances.resolution)
            if not isinstance(names, Unknown):
                yield element, names

    def _grants_of(
        self, statement: Statement, action: str, resource_type: str, circumstances: Circumstances
    ) -> Iterator[Grant]:
        covered = covers_action(statement, action)
        if statement.unknown_actions and covered is statement.negated_actions:
            covered = statement.unknown_actions[0]
        granted = _granted(statement, circumstances)
        if covered is False or granted is False:
            return
        doubt = next((t for t in (covered, granted) if isinstance(t, Unknown)), None)
        yield from self.grants_of(statement, resource_type, circumstances, doubt)

    def grants_of(
        self,
        statement: Statement,
        resource_type: str,
        circumstances: Circumstances,
        doubt: Unknown | None = None,
    ) -> Iterator[Grant]:
        """The grants of the statement for whichever action it allows on the type."""
        in_use = names_in_use(resource_type)
        left = client_ids_left(statement, circumstances.resolution)
        if left is not None:
            in_use &= left
        if statement.negated_resources:
            excluded = [
                self._names_of(element, resource_type, circumstances.resolution)
                for element in statement.resources
            ]
            unknowns = (
                n for n in (*statement.unknown_resources, *excluded) if isinstance(n, Unknown)
            )
            names = union(n.language for n in excluded if isinstance(n, ResourceNames))
            yield Grant(statement, None, in_use - names, doubt=doubt or next(unknowns, None))
            return
        for element in statement.resources:
            element_names = self._names_of(element, resource_type, circumstances.resolution)
            if isinstance(element_names, Unknown):
                yield Grant(statement, element, in_use, (EVERY_WORD,), doubt=element_names)
            elif element_names.patterns:
                inside = element_names.language & in_use
                yield Grant(
                    statement, element, inside, element_names.patterns, element_names.arn, doubt
                )
        for unknown in statement.unknown_resources:
            yield Grant(statement, None, in_use, (EVERY_WORD,), doubt=unknown)

    def _names_of(
        self, element: Element, resource_type: str, resolution: Resolution
    ) -> ResourceNames | Unknown:
        key = (element, resource_type, resolution)
        if key not in self._names:
            self._names[key] = resource_names(element.text, resource_type, resolution)
        return self._names[key]

    def _denied_by(
        self,
        statement: Statement,
        resource_type: str,
        circumstances: Circumstances,
        arn: Arn | None,
        at_most: bool,
    ) -> Language:
        patterns: list[Pattern] = []
        for element in statement.resources:
            names = self._names_of(element, resource_type, circumstances.resolution)
            if isinstance(names, Unknown):
                if at_most or statement.negated_resources:
                    names = ResourceNames((EVERY_WORD,))
                else:
                    names = NO_NAMES
            if statement.negated_resources or fields_meet(names.arn, arn):
                patterns.extend(names.patterns)
        if statement.negated_resources:
            denied = ~language_of(*patterns)
        else:
            denied = language_of(*(map(_widened, patterns) if at_most else patterns))
        left = client_ids_left(statement, circumstances.resolution)
        return denied if left is None else denied & left


_NO_STATEMENT = Statement(-1, "", Effect.ALLOW)


def _widened(pattern: Pattern) -> Pattern:
    """The pattern with every hole as any text that is not empty."""
    atoms: list[Atom] = []
    for atom in pattern.atoms:
        if isinstance(atom, Symbol) and atom.hole:
            atoms.extend((ANY_CHARACTER, ANY_RUN))
        else:
            atoms.append(atom)
    return pattern_of(atoms)


def holes_in_denials(
    allowed: AllowedNames, action: str, circumstances: Circumstances
) -> Unknown | None:
    """An unknown part of a name in a Deny that may take back more than is known."""
    for statement in allowed.denials(action, circumstances):
        if statement.negated_resources:
            continue
        for element in statement.resources:
            holes = getattr(element.text, "holes", ())
            if holes:
                hole = holes[-1]
                return Unknown.of(hole)
    return None


def mentions_things(document: Document) -> bool:
    """Whether the document says anything that depends on the thing a device is attached to."""
    return any(
        "iot:connection.thing." in text.lower()
        for statement in document.statements
        for text in (
            *(str(element.text) for element in statement.resources),
            *(condition.key for condition in statement.conditions),
            *(str(value) for condition in statement.conditions for value in condition.values),
        )
    )


def _is_attachment(condition: Condition) -> bool:
    return condition.key.lower() == IS_ATTACHED.lower()


def _granted(statement: Statement, circumstances: Circumstances) -> Truth:
    """Whether the conditions let the Allow grant: all but those on the attachment may hold."""
    if circumstances.attached is None:
        return True
    deciding = tuple(filter(_is_attachment, statement.conditions))
    if deciding:
        # The key may also be absent, which is what IfExists is about.
        truths = [_with(deciding, _value(circumstances.attached)), _with(deciding, ())]
        if True not in truths:
            return next((t for t in truths if isinstance(t, Unknown)), False)
    return next(iter(statement.unknown_conditions), True)


def _surely_denies(statement: Statement, circumstances: Circumstances) -> bool:
    """Whether the conditions of the Deny hold in all such requests, whatever else they carry.

    All but those on the client ID, which say which names it denies.
    """
    resolution = circumstances.resolution
    conditions = tuple(
        condition
        for condition in statement.conditions
        if not decides_client_id(statement, condition, resolution)
    )
    if not conditions:
        return True
    if not circumstances.attached_for_deny:
        return _with(conditions, Unknown("may be attached or not")) is True
    return any(
        _with(conditions, _value(attached)) is True for attached in circumstances.attached_for_deny
    )


def _value(attached: bool) -> ContextValues:
    return ("true" if attached else "false",)


def _with(conditions: tuple[Condition, ...], attached: ContextValues) -> Truth:
    others = {
        condition.key.lower(): Unknown("may be anything", condition.key) for condition in conditions
    }
    return conditions_hold(
        conditions, RequestContext({**others, IS_ATTACHED.lower(): attached}), {}
    )
