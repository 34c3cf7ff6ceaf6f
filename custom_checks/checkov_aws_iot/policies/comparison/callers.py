"""Who may use what a trust or resource policy grants, caller by caller."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from checkov_aws_iot.patterns.alphabet import folded
from checkov_aws_iot.patterns.matching import match
from checkov_aws_iot.patterns.pattern import exactly
from checkov_aws_iot.policies.comparison.access import Access, Difference, OpenAccess, new_access
from checkov_aws_iot.policies.model.document import Document, Effect, Element, Principal, Statement
from checkov_aws_iot.policies.model.resource_text import is_everything, split_resource
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.truth import Truth
from checkov_aws_iot.values.unknown import Unknown

MOST_CALLERS: Final = 100
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ANYTHING: Final = Element("*", "")


@dataclass(frozen=True, slots=True)
class Caller:
    """One principal that a policy names, or everybody: then the text is ``*``."""

    kind: str
    text: str | Text

    def __str__(self) -> str:
        if self.text == "*":
            return "anyone"
        return f"{_KINDS.get(self.kind, self.kind)} {self.text}"


_KINDS: Final = {"Service": "service", "Federated": "federated identity", "AWS": "principal"}
ANYONE: Final = Caller("AWS", "*")


@dataclass(frozen=True, slots=True)
class CallerDifference:
    """What one caller may do that it could not do before."""

    caller: Caller
    difference: Difference


def new_callers(
    after: Document, before: Document, *, of_role: bool
) -> tuple[CallerDifference, ...]:
    """What each caller may do by a policy that it could not do by the one before.

    ``of_role`` says that they are trust policies, which have no Resource. A caller that is one of
    others for which the same is said is left out. Never raises.
    """
    callers = list(dict.fromkeys(_callers((after, before))))
    if len(callers) > MOST_CALLERS:
        too_many = Unknown("names too many principals to be compared")
        return (CallerDifference(ANYONE, Difference(unknown=(OpenAccess(("*",), "*", too_many),))),)
    found: list[CallerDifference] = []
    for caller in sorted(callers, key=lambda caller: caller != ANYONE):
        if (
            not any(
                _covers(statement, caller) is not False
                for statement in after.statements
                if statement.effect is Effect.ALLOW
            )
            and not after.unknowns
        ):
            continue
        difference = new_access(
            [_for_caller(after, caller, of_role=of_role)],
            [_for_caller(before, caller, of_role=of_role)],
            iot_policy=False,
            of_role=of_role,
        )
        said = {_words(one.difference) for one in found if _includes(one.caller, caller)}
        if difference and _words(difference) not in said:
            found.append(CallerDifference(caller, difference))
    return tuple(found)


def _words(difference: Difference) -> tuple[object, ...]:
    return tuple((one.actions, one.resource) for one in _parts(difference))


def _parts(difference: Difference) -> Iterator[Access | OpenAccess]:
    yield from difference.access
    yield from difference.unknown


def _callers(documents: Iterable[Document]) -> Iterator[Caller]:
    for document in documents:
        if document.unknowns:
            yield ANYONE
        for statement in document.statements:
            if statement.negated_principals or statement.unknown_principals:
                yield ANYONE
            yield from map(_caller, statement.principals)


def _caller(principal: Principal) -> Caller:
    text = principal.text
    if isinstance(text, str):
        if text == "*" or principal.kind == "*":
            return ANYONE
        arn = split_arn(text)
        if arn is not None and arn.resource == "root" and isinstance(arn.account, str):
            text = arn.account
    if principal.kind == "Service":
        text = folded(text)
    return Caller(principal.kind, text)


def _includes(wide: Caller, narrow: Caller) -> bool:
    return wide == ANYONE or _is_of_account(narrow, wide)


def _is_of_account(caller: Caller, account: Caller) -> bool:
    if account.kind != "AWS" or caller.kind not in ("AWS", "Federated"):
        return False
    arn = split_arn(caller.text) if isinstance(caller.text, str) else None
    return (
        arn is not None
        and arn.account == account.text
        and bool(isinstance(account.text, str) and _ACCOUNT.fullmatch(account.text))
    )


def _covers(statement: Statement, caller: Caller) -> Truth:
    """Whether the statement is about the caller, whoever it stands for."""
    truths = [_means(_caller(principal), caller) for principal in statement.principals]
    if True in truths:
        return not statement.negated_principals
    doubts = [t for t in truths if isinstance(t, Unknown)] + list(statement.unknown_principals)
    if doubts:
        return doubts[0]
    return statement.negated_principals


def _means(named: Caller, caller: Caller) -> Truth:
    if named == ANYONE:
        return True
    if named.kind != caller.kind:
        return _is_of_account(caller, named)
    if _is_of_account(caller, named):
        return True
    if isinstance(named.text, str) and isinstance(caller.text, str):
        return named.text == caller.text
    return False if caller == ANYONE else match(exactly(named.text), caller.text)


def _for_caller(document: Document, caller: Caller, *, of_role: bool) -> Document:
    """The statements about the caller; where that is not known, they may hold."""
    return replace(
        document, statements=tuple(_of_caller(document.statements, caller, of_role=of_role))
    )


def _of_caller(
    statements: Sequence[Statement], caller: Caller, *, of_role: bool
) -> Iterator[Statement]:
    for statement in statements:
        covered = _covers(statement, caller)
        if covered is False:
            continue
        doubt = (covered,) if isinstance(covered, Unknown) else ()
        yield replace(
            statement,
            principals=(),
            unknown_principals=(),
            negated_principals=False,
            resources=tuple(_resources(statement, of_role=of_role)),
            negated_resources=statement.negated_resources and not of_role,
            unknown_conditions=(*statement.unknown_conditions, *doubt),
        )


def _resources(statement: Statement, *, of_role: bool) -> Iterator[Element]:
    """The resources as ARNs; a name says nothing that the resource with the policy does not say."""
    if of_role or not (statement.resources or statement.unknown_resources):
        yield _ANYTHING
        return
    for element in statement.resources:
        is_arn = split_resource(element.text) is not None or is_everything(element.text)
        yield element if is_arn or statement.negated_resources else replace(element, text="*")
