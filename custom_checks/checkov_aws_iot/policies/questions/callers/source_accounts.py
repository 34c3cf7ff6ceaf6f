"""On whose behalf AWS IoT services may use what a trust or resource policy grants.

Two questions about one Allow statement and one service principal, both asked as requests: would a
call on behalf of somebody else's account be allowed, and would any call be allowed at all.

Source: IAM User Guide, "The confused deputy problem"; AWS IoT Core Developer Guide, "Cross-service
confused deputy prevention".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.language import NOTHING, Language
from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.authoriser.deciding import decide
from checkov_aws_iot.policies.authoriser.document_texts import texts_of
from checkov_aws_iot.policies.authoriser.question import Proof, Question
from checkov_aws_iot.policies.model.actions import covers_action
from checkov_aws_iot.policies.model.condition import Condition
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Principal, Statement
from checkov_aws_iot.policies.model.service_principals import (
    PRINCIPALS,
    ServicePrincipal,
    iot_principal,
    may_be_iot_principal,
)
from checkov_aws_iot.policies.questions.callers.service_calls import (
    ANY_ARN,
    arns_of,
    documented_arns,
    is_key_of_identities,
    is_key_of_services,
    of_stranger,
    service_call,
    usual_values,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import (
    ACCOUNT,
    ARN,
    NOTHING_DECLARED,
    SOURCE_KEYS,
    Caller,
    OwnNames,
    declared_names,
    is_source_key,
    own_names,
    unnamed_account,
    without_holes,
)
from checkov_aws_iot.values.request import Request
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth, all_of, any_of, negation
from checkov_aws_iot.values.unknown import Unknown

ASSUME_ROLE = "sts:AssumeRole"

MOST_GRANTS = 2000
MOST_EFFORT = 300_000
"""Steps for everything that is asked of one statement and service: some 300 named accounts."""

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


def foreign_use(
    document: Document, admission: Admission, declared: OwnNames = NOTHING_DECLARED
) -> AllowedCall | Unknown | None:
    """A use on behalf of an account that is not the author's; ``None`` if there is none.

    Own is what the policy names, or what is ``declared`` where something is.
    ``Unknown`` says that one may be possible. Conditions on keys other than the source may always
    hold in an Allow and never in a Deny: they bind no caller to an account.
    """
    return _search(document, admission, foreign=True, declared=declared)


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
    # A call without the key is the plainest witness.
    bare = _search(document, admission, foreign=False, arns=NOTHING)
    if isinstance(bare, AllowedCall):
        return bare
    others = ANY_ARN - arns_of(admission.principal, resource_prefix)
    return _search(document, admission, foreign=False, arns=others)


def meets(
    conditions: Iterable[Condition],
    document: Document,
    admission: Admission,
    budget: Budget | None = None,
) -> Caller | Unknown | None:
    """A call that meets these conditions of the admission's statement, for any account.

    Questions that share a budget take no more together than one alone may.
    """
    alone = replace(admission.statement, conditions=tuple(conditions), unknown_conditions=())
    use = _search(
        replace(document, statements=(alone,)),
        replace(admission, statement=alone),
        foreign=False,
        budget=budget,
    )
    return use.caller if isinstance(use, AllowedCall) else use


def _search(
    document: Document,
    admission: Admission,
    *,
    foreign: bool,
    arns: Language | None = None,
    budget: Budget | None = None,
    declared: OwnNames = NOTHING_DECLARED,
) -> AllowedCall | Unknown | None:
    """A use that the document allows, whose source ARN is one of ``arns`` or, without, a documented one."""
    grants = list(islice(_grants(admission), MOST_GRANTS + 1))
    if len(grants) > MOST_GRANTS:
        return _TOO_MUCH
    carried = documented_arns(admission.principal) if arns is None else arns
    unknown: Unknown | None = None
    budget = budget or Budget(MOST_EFFORT)
    for action, resource, denials in _alike(document, admission, grants):
        statements = (admission.statement, *denials)
        for own_account, named in _authors(statements, document.has_variables, foreign=foreign):
            own = declared_names(declared, named, own_account)
            call = _Call(admission.principal, own_account, own, carried, foreign)
            answer = call.decided(statements, document.has_variables, budget)
            if isinstance(answer, Caller):
                return AllowedCall(str(action), str(resource), answer)
            unknown = unknown or answer
    return unknown


def _alike(
    document: Document, admission: Admission, grants: Iterable[tuple[str | Text, str | Text]]
) -> Iterator[tuple[str | Text, str | Text, tuple[Statement, ...]]]:
    """The grants with the Deny statements about them; of those with the same ones, the first."""
    denies = [s for s in document.statements if s.effect is Effect.DENY]
    seen: set[tuple[int, ...]] = set()
    for action, resource in grants:
        about: list[Statement] = []
        for deny in denies:
            covers = _covers(deny, admission.principal, action, resource)
            if isinstance(covers, Unknown):
                hidden = (*deny.unknown_conditions, covers)
                about.append(replace(deny, unknown_conditions=hidden))
            elif covers:
                about.append(deny)
        indices = tuple(deny.index for deny in about)
        if indices not in seen:
            seen.add(indices)
            yield action, resource, tuple(about)


def _authors(
    statements: Iterable[Statement], has_variables: bool, *, foreign: bool
) -> Iterator[tuple[str, OwnNames]]:
    """Accounts that stand for every account that is not known, each with what is named then.

    To a stranger it makes no difference which one that is; else it may be any of those that are
    named, or none of them.
    """
    conditions = [c for s in statements for c in s.conditions if is_source_key(c.key)]
    texts = [str(value) for c in conditions for value in c.values if not isinstance(value, Unknown)]
    # The first account that is not named is the stranger's.
    author = unnamed_account((*texts, unnamed_account(texts)))

    def names(own_account: str) -> OwnNames:
        return own_names(without_holes(c, own_account, has_variables) for c in conditions)

    yield author, names(author)
    if not foreign and any(
        not isinstance(v, str) or "${" in v for c in conditions for v in c.values
    ):
        for account in names(author).accounts:
            yield account, names(account)


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked for: a call of the service, of a stranger or not, with one of these ARNs."""

    principal: ServicePrincipal
    own_account: str
    own: OwnNames
    arns: Language
    foreign: bool

    def decided(
        self, statements: tuple[Statement, ...], has_variables: bool, budget: Budget
    ) -> Caller | Unknown | None:
        """A call that the Allow among the statements admits and no Deny takes back."""
        settled = tuple(
            statement
            for s in statements
            if (statement := _settled(s, self.own_account, has_variables)) is not None
        )
        # Variables are settled as holes are, and what is left of them is text.
        document = Document(settled)
        texts = map(str, texts_of(document))
        other = unnamed_account((*self.own.accounts, self.own_account, *texts))
        keys = frozenset(c.key.lower() for s in settled for c in s.conditions)
        question = Question(
            (ASSUME_ROLE,),
            service="",
            constraints=(
                *service_call(self.principal, self.arns, keys),
                *(of_stranger(self.own) if self.foreign else ()),
            ),
            iot_policy=False,
            values=usual_values(self.principal, other, self.own, _arns_in(settled)),
        )
        answer = decide(document, question, budget)
        if isinstance(answer, Unknown):
            return answer
        return None if isinstance(answer, Proof) else _caller(answer, document, other)


def _caller(request: Request, document: Document, other: str) -> Caller:
    """Who the request is for, ``other`` if it does not say so, and the keys as the policy spells them."""
    asked = [c.key for s in document.statements for c in s.conditions]
    spelled = {
        key.lower(): key for key in (*asked, *SOURCE_KEYS) if not is_key_of_services(key.lower())
    }
    sent = {spelled.get(key.lower(), key): values for key, values in request.context}
    # The source first, and no key that the policy does not speak of.
    order = dict.fromkeys((*SOURCE_KEYS, *spelled.values()))
    context = tuple((key, sent[key]) for key in order if sent.get(key))
    (account,) = sent.get(ACCOUNT) or ("".join(sent.get(ARN, ("",))[0].split(":")[4:5]),)
    return Caller(account or other, context)


def _arns_in(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        for condition in statement.conditions:
            if condition.key.lower() == ARN.lower() and not condition.negated:
                yield from (value for value in condition.values if isinstance(value, str))


def _settled(statement: Statement, own_account: str, has_variables: bool) -> Statement | None:
    """The statement for the one action and resource; ``None`` if it is a Deny that no call meets.

    Conditions on other keys than the source whose values are not known, or on keys that no service
    has, bind no caller to an account: in an Allow they may hold, and a Deny need not.
    """
    allows = statement.effect is Effect.ALLOW
    conditions: list[Condition] = []
    by_source = [c for c in statement.conditions if is_source_key(c.key) and c.name != "null"]
    for condition in statement.conditions:
        key = condition.key.lower()
        if is_source_key(key):
            # AWS's own data perimeter limits such a Deny to calls that carry the key at all. What
            # a service does not send, no condition can test.
            if allows or not (by_source and _asks_for_presence(condition)):
                conditions.append(without_holes(condition, own_account, has_variables))
        elif is_key_of_identities(key) or not _is_plain(condition, has_variables):
            if not (allows or is_key_of_identities(key) or is_key_of_services(key)):
                return None
            if not allows:
                conditions.append(condition)
        else:
            conditions.append(condition)
    return replace(
        statement,
        actions=(Element(ASSUME_ROLE, ""),),
        negated_actions=False,
        resources=(Element("*", ""),),
        negated_resources=False,
        conditions=tuple(conditions),
        unknowns=(),
        unknown_actions=(),
        unknown_resources=(),
    )


def _is_plain(condition: Condition, has_variables: bool) -> bool:
    """Whether the values are texts without variables."""
    return all(
        isinstance(value, str) and not (has_variables and "${" in value)
        for value in condition.values
    )


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
