"""On whose behalf AWS IoT services may use what a trust or resource policy grants.

Two questions about one Allow statement and one service principal, both asked as requests: would a
call on behalf of somebody else's account be allowed, and would any call be allowed at all.

Source: IAM User Guide, "The confused deputy problem"; AWS IoT Core Developer Guide, "Cross-service
confused deputy prevention".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.authoriser.condition_semantics import condition_holds
from checkov_aws_iot.policies.authoriser.request_context import RequestContext, request_context
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Principal, Statement
from checkov_aws_iot.policies.model.service_principals import (
    PRINCIPALS,
    ServicePrincipal,
    iot_principal,
    may_be_iot_principal,
)
from checkov_aws_iot.policies.questions.source_conditions import (
    Caller,
    callers,
    is_account_id,
    is_source_key,
    stranger,
    without_holes,
)
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Unknown

ASSUME_ROLE = "sts:AssumeRole"

MOST_GRANTS = 2000
MOST_EFFORT = 300_000
_TOO_MUCH = Unknown("has too many source conditions, actions or resources to be judged")


@dataclass(frozen=True, slots=True)
class Admission:
    """An Allow statement that admits an IoT service principal, with the place that names it.

    ``action`` is the one action that counts, or empty if all of the statement do.
    """

    statement: Statement
    principal: ServicePrincipal
    named: Principal
    action: str = ""


@dataclass(frozen=True, slots=True)
class AllowedCall:
    """A use of the statement: its action and resource texts, and the account it is for."""

    action: str
    resource: str
    caller: Caller


def admissions(document: Document, action: str = "") -> Iterator[Admission]:
    """Every IoT service principal that an Allow statement names, once for each statement.

    With ``action``, only in statements that grant it. ``"*"`` and ``NotPrincipal`` name no service;
    who lets everybody in has another problem.
    """
    for statement in document.statements:
        if not _allows_services(statement):
            continue
        if action and covers_action(statement, action) is not True:
            continue
        seen: set[str] = set()
        for named in statement.principals:
            principal = iot_principal(named.text) if _is_service(named) else None
            if principal and principal.name not in seen:
                seen.add(principal.name)
                yield Admission(statement, principal, named, action)


def possible_admissions(
    document: Document, action: str = ""
) -> Iterator[tuple[Admission, Unknown]]:
    """Allow statements that may admit an IoT service, and what is not known about them.

    Where it is the principal that is not known, the admission is for ``iot`` in its place.
    """
    for statement in document.statements:
        if not _allows_services(statement):
            continue
        services = [named for named in statement.principals if _is_service(named)]
        known = [(p, named) for named in services if (p := iot_principal(named.text))]
        granted: Truth = True
        if action:
            granted = any_of((covers_action(statement, action), *statement.unknown_actions))
        if granted is False:
            continue
        if known and isinstance(granted, Unknown):
            principal, named = known[0]
            yield Admission(statement, principal, named, action), granted
        hidden = _hidden_principal(statement)
        if hidden and not known:
            place = Principal("Service", PRINCIPALS[0].domain_name, f"{statement.path}/Principal")
            yield Admission(statement, PRINCIPALS[0], place, action), hidden


def _allows_services(statement: Statement) -> bool:
    return statement.effect is Effect.ALLOW and not statement.negated_principals


def _unknown_elements(statement: Statement) -> tuple[Unknown, ...]:
    """What is not known of the actions and resources of a statement."""
    return (*statement.unknown_actions, *statement.unknown_resources)


def foreign_use(document: Document, admission: Admission) -> AllowedCall | Unknown | None:
    """A use on behalf of an account that is not the author's; ``None`` if there is none.

    ``Unknown`` says that one may be possible. Conditions on keys other than the source may always
    hold in an Allow and never in a Deny: they bind no caller to an account.
    """
    return _search(document, admission, foreign=True)


def any_use(document: Document, admission: Admission) -> AllowedCall | Unknown | None:
    """A use on behalf of any account; ``None`` if no call meets the source conditions."""
    return _search(document, admission, foreign=False)


def use_from_elsewhere(
    document: Document, admission: Admission, resource_prefix: str
) -> AllowedCall | Unknown | None:
    """A use, for any account, that does not come from resources of the service of that prefix.

    Its ``aws:SourceArn`` is absent, is one of another service, or names another type than
    ``resource_prefix`` (``suitedefinition/``). ``None`` if there is none.
    """
    service = admission.principal.shape().service

    def is_elsewhere(caller: Caller) -> bool:
        fields = caller.arn.split(":", 5)
        return len(fields) < 6 or fields[2] != service or not fields[5].startswith(resource_prefix)

    # A call without the key is the plainest witness.
    bare = _search(document, admission, foreign=False, counts=lambda caller: not caller.arn)
    if isinstance(bare, AllowedCall):
        return bare
    return _search(document, admission, foreign=False, counts=is_elsewhere)


def meets(
    conditions: Iterable[Condition], document: Document, admission: Admission
) -> Caller | Unknown | None:
    """A call that meets these conditions of the admission's statement, for any account."""
    alone = replace(admission.statement, conditions=tuple(conditions), unknown_conditions=())
    use = _search(
        replace(document, statements=(alone,)),
        replace(admission, statement=alone),
        foreign=False,
        tried=document,
    )
    return use.caller if isinstance(use, AllowedCall) else use


def _search(
    document: Document,
    admission: Admission,
    *,
    foreign: bool,
    tried: Document | None = None,
    counts: Callable[[Caller], bool] = lambda _: True,
) -> AllowedCall | Unknown | None:
    """The first use that is allowed and counts, of the calls that ``tried`` suggests."""
    grants = list(islice(_grants(admission), MOST_GRANTS + 1))
    if len(grants) > MOST_GRANTS:
        return _TOO_MUCH
    denies = [s for s in document.statements if s.effect is Effect.DENY]
    alike: dict[tuple[int, ...], tuple[str | Text, str | Text, list[tuple[int, Truth]]]] = {}
    for action, resource in grants:
        coverage: list[tuple[int, Truth]] = [
            (d.index, _covers(d, admission.principal, action, resource)) for d in denies
        ]
        covering: list[tuple[int, Truth]] = [
            (index, covers) for index, covers in coverage if covers is not False
        ]
        # Grants that the same Deny statements take back have one answer.
        alike.setdefault(tuple(index for index, _ in covering), (action, resource, covering))
    by_index = {s.index: s for s in (*denies, admission.statement)}
    unknown: Unknown | None = None
    effort = 0
    settled = _Settled(by_index, "", document.has_variables)
    for own_account, caller in _callers(tried or document, admission.principal, foreign=foreign):
        if not counts(caller):
            continue
        if own_account != settled.own_account:
            settled = _Settled(by_index, own_account, document.has_variables)
        effort += len(alike) * settled.size
        if effort > MOST_EFFORT:
            return unknown or _TOO_MUCH
        context = _context(admission.principal, caller)
        allowed = _allows(admission.statement, settled, context)
        if allowed is False:
            continue
        for action, resource, covering in alike.values():
            denied = any_of(
                all_of((covers, _denies(by_index[index], settled, context)))
                for index, covers in covering
            )
            truth = all_of((allowed, negation(denied)))
            if truth is True:
                return AllowedCall(str(action), str(resource), caller)
            unknown = truth if isinstance(truth, Unknown) and unknown is None else unknown
    return unknown


def _callers(
    document: Document, principal: ServicePrincipal, *, foreign: bool
) -> Iterator[tuple[str, Caller]]:
    """Calls to try, each with the account that stands for every account that is not known."""
    conditions = [c for s in document.statements for c in s.conditions if is_source_key(c.key)]
    texts = [str(value) for c in conditions for value in c.values if not isinstance(value, Unknown)]
    # Neither of the two stands in the document, and they differ.
    other_account = stranger(texts)
    stranger_account = stranger([*texts, other_account])

    def settled(own_account: str) -> list[Condition]:
        return [without_holes(c, own_account, document.has_variables) for c in conditions]

    if foreign:
        for caller in callers(settled(stranger_account), principal, (other_account,), foreign=True):
            yield stranger_account, caller
        return
    # An unknown account may be any of those that are written, or none of them.
    for own_account in dict.fromkeys(
        (*_named_accounts(settled(stranger_account)), stranger_account)
    ):
        accounts = (own_account, other_account)
        for caller in callers(settled(own_account), principal, accounts, foreign=False):
            yield own_account, caller


def _named_accounts(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        for value in condition.values:
            if isinstance(value, str):
                yield from filter(is_account_id, (value, *value.split(":")[4:5]))


class _Settled:
    """The conditions of the statements while one account stands for every unknown one."""

    def __init__(
        self, statements: Mapping[int, Statement], own_account: str, has_variables: bool
    ) -> None:
        self.own_account = own_account
        self.conditions = {
            index: tuple(
                without_holes(c, own_account, has_variables) if is_source_key(c.key) else c
                for c in statement.conditions
            )
            for index, statement in statements.items()
        }
        self.size = 1 + sum(
            len(c.values) for conditions in self.conditions.values() for c in conditions
        )
        self._known: dict[tuple[int, object], Truth] = {}

    def holds(self, condition: Condition, context: RequestContext) -> Truth:
        """Whether the condition holds: many calls differ in other keys than its own."""
        asked = (id(condition), context.get(condition.key))
        if asked not in self._known:
            self._known[asked] = condition_holds(condition, context)
        return self._known[asked]


def _allows(statement: Statement, settled: _Settled, context: RequestContext) -> Truth:
    conditions = settled.conditions[statement.index]
    return all_of(
        (
            *(_applies_in_allow(c, settled, context) for c in conditions),
            *statement.unknown_conditions,
        )
    )


def _context(principal: ServicePrincipal, caller: Caller) -> RequestContext:
    """What every direct call of a service carries, and its source.

    Source: IAM User Guide, "AWS global condition context keys", properties of the principal.
    """
    name = principal.domain_name
    return request_context(
        [
            ("aws:PrincipalIsAWSService", "true"),
            ("aws:PrincipalServiceName", name),
            ("aws:PrincipalServiceNamesList", (name,)),
            ("aws:ViaAWSService", "false"),
            ("aws:SecureTransport", "true"),
            *caller.context,
        ]
    )


_KNOWN_KEYS = frozenset(
    {
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:viaawsservice",
        "aws:securetransport",
    }
)


# A service is no IAM identity and has none of these, so that a Deny for all but some identities is
# for services too.
_KEYS_OF_IDENTITIES = ("aws:principal", "aws:userid", "aws:username")


def _applies_in_allow(condition: Condition, settled: _Settled, context: RequestContext) -> Truth:
    key = condition.key.lower()
    known = is_source_key(key) or key in _KNOWN_KEYS
    return settled.holds(condition, context) if known else True


def _denies(deny: Statement, settled: _Settled, context: RequestContext) -> Truth:
    conditions = settled.conditions[deny.index]
    by_source = [c for c in conditions if is_source_key(c.key) and c.name != "null"]
    truths: list[Truth] = list(deny.unknown_conditions)
    for condition in conditions:
        key = condition.key.lower()
        if is_source_key(key):
            # AWS's own data perimeter limits such a Deny to calls that carry the key at all. What
            # a service does not send, no condition can test.
            if not (by_source and _asks_for_presence(condition)):
                truths.append(settled.holds(condition, context))
        else:
            known = key in _KNOWN_KEYS or key.startswith(_KEYS_OF_IDENTITIES)
            truths.append(known and settled.holds(condition, context))
    return all_of(truths)


def _asks_for_presence(condition: Condition) -> bool:
    return condition.name == "null" and all(
        isinstance(value, str) and value.lower() == "false" for value in condition.values
    )


def _grants(admission: Admission) -> Iterator[tuple[str | Text, str | Text]]:
    """Pairs of what the statement allows; for ``Not...`` and absent elements ``*``."""
    statement = admission.statement
    every = (Element("*", ""),)
    if admission.action:
        actions: tuple[Element, ...] = (Element(admission.action, ""),)
    else:
        actions = every if statement.negated_actions else statement.actions
    resources = statement.resources if not statement.negated_resources else ()
    for action, resource in product(actions, resources or every):
        yield action.text, resource.text


def _covers(
    deny: Statement, principal: ServicePrincipal, action: str | Text, resource: str | Text
) -> Truth:
    """Whether the Deny is about the principal and all that the action and resource texts grant."""
    hidden = _unknown_elements(deny)
    actions = _covers_text(deny.actions, folded(action), fold=True, negated=deny.negated_actions)
    resources: Truth = not deny.resources or _covers_text(
        deny.resources, resource, fold=False, negated=deny.negated_resources
    )
    return all_of((_is_about(deny, principal), any_of((all_of((actions, resources)), *hidden))))


def _covers_text(
    elements: tuple[Element, ...], text: str | Text, *, fold: bool, negated: bool
) -> Truth:
    """Whether one pattern covers the whole text, whose own wildcards only ``*`` covers."""
    patterns = (folded(element.text) if fold else element.text for element in elements)
    if negated:
        # What a NotAction or NotResource leaves is only known to hold the text if the text holds
        # no wildcard and none of the patterns matches it.
        if isinstance(text, str) and ("*" in text or "?" in text):
            return False
        return negation(any_of(match(wildcards(pattern), text) for pattern in patterns))
    return any_of(match(wildcards(pattern), text) for pattern in patterns)


def _is_about(deny: Statement, principal: ServicePrincipal) -> Truth:
    if not deny.principals and not deny.negated_principals:
        return _hidden_principal(deny) or False
    named = any(_names(entry, principal) for entry in deny.principals)
    if deny.negated_principals:
        return not named
    return named or _hidden_principal(deny) or False


def _names(entry: Principal, principal: ServicePrincipal) -> bool:
    if entry.kind == "*" or entry.text == "*":
        return True
    return _is_service(entry) and iot_principal(entry.text) == principal


def _is_service(entry: Principal) -> bool:
    return entry.kind.lower() == "service"


def _hidden_principal(statement: Statement) -> Unknown | None:
    """A principal of the statement that is not known, if there is one."""
    for entry in statement.principals:
        if _is_service(entry) and isinstance(entry.text, Text) and may_be_iot_principal(entry.text):
            hole = entry.text.holes[0]
            return Unknown.of(hole)
    return next(iter(statement.unknown_principals), None)
