"""Why source conditions do not tie a service to one account, or can never be met, in words."""

from __future__ import annotations

from collections.abc import Iterator

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.model.condition import Condition, Quantifier
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    MOST_EFFORT,
    Admission,
    AllowedCall,
    meets,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import (
    ACCOUNT,
    ARN,
    Caller,
    is_account_id,
    is_source_key,
    own_names,
)
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import Unknown

MOST_BLAMED = 12
"""At most this many conditions are looked at one by one."""

_WHOLE_TEXT = ("stringequals", "stringequalsignorecase")


def why_not_pinned(admission: Admission, use: AllowedCall | None = None) -> str:
    """The clause behind the principal that says what is wrong with its conditions.

    ``use`` is a call for a stranger, whom a condition may name.
    """
    conditions = _source_conditions(admission)
    if not conditions:
        others = list(dict.fromkeys(c.key for c in admission.statement.conditions))
        if others:
            return f"is admitted on {_list(others)}, which says nothing about the calling account"
        return f"is admitted without a condition on {ACCOUNT} or {ARN}"
    reasons = list(dict.fromkeys(_why_open(condition, use) for condition in conditions))
    return "is admitted under " + ", and ".join(reasons)


def _pins(condition: Condition, caller: Caller) -> bool:
    """Whether the condition ties the call to the caller, who is named in it."""
    if condition.negated or condition.if_exists or condition.name == "null":
        return False
    named = own_names((condition,))
    sent = {value.split("/")[0] for _, values in caller.context for value in values}
    return caller.account in named.accounts or not sent.isdisjoint(named.organisations)


def place_of_fault(admission: Admission) -> str:
    """The path to the first source condition of the statement, or to the principal without any."""
    return next((c.path for c in _source_conditions(admission)), admission.named.path)


def _why_open(condition: Condition, use: AllowedCall | None) -> str:
    quotation = f"{_quotation(condition)}"
    if use and _pins(condition, use.caller):
        return f"{quotation}, which names what is not declared as yours"
    if condition.name == "null":
        return f"{quotation}, which only asks whether the key is there"
    if condition.if_exists:
        return f"{quotation}, which holds where the key is absent"
    if condition.quantifier is Quantifier.FOR_ALL_VALUES:
        return f"{quotation}, which holds where the key is absent"
    if condition.negated:
        return f"{quotation}, which in an Allow admits every other account"
    if condition.key.lower() == ARN.lower():
        return f"{quotation}, which names no single account"
    return f"{quotation}, which does not tie the call to one account"


def caller_clause(admission: Admission, use: AllowedCall, caller: str) -> str:
    """How the witness comes about: ``through its own topic rule``."""
    keys = {condition.key.lower() for condition in _source_conditions(admission)}
    if keys and not use.caller.keys & {ACCOUNT, ARN}:
        return f"through its own {caller}, in a call that carries neither {ACCOUNT} nor {ARN}"
    if ACCOUNT.lower() in keys and ACCOUNT not in use.caller.keys:
        return f"through its own {caller}, in a call without {ACCOUNT}"
    if ARN.lower() in keys and ARN not in use.caller.keys:
        return f"through its own {caller}, in a call without {ARN}"
    if ARN.lower() in keys:
        return f'through its own {caller}, as "{use.caller.arn}"'
    return f"through its own {caller}"


def why_never_met(document: Document, admission: Admission) -> tuple[str, str] | None:
    """What no request can meet, and the path to it; ``None`` if it is not the conditions."""
    conditions = list(admission.statement.conditions)
    budget = Budget(MOST_EFFORT)
    for condition in conditions:
        if meets((condition,), document, admission, budget) is None:
            return _why_impossible(condition), condition.path
    if conditions and meets(conditions, document, admission) is None:
        return _why_exclusive(_core(conditions, document, admission, budget))
    denying = [
        condition
        for statement in document.statements
        if statement.effect is not admission.statement.effect
        for condition in statement.conditions
        if is_source_key(condition.key)
    ]
    if denying:
        quotation = _quotation(denying[0])
        return f"what it allows is all taken back by the Deny with {quotation}", denying[0].path
    return None


def _core(
    conditions: list[Condition], document: Document, admission: Admission, budget: Budget
) -> list[Condition]:
    """Those of the conditions that no request can meet together, without any that is not to blame."""
    core = conditions
    for condition in conditions[:MOST_BLAMED]:
        others = [c for c in core if c is not condition]
        if meets(others, document, admission, budget) is None:
            core = others
    return core


def _why_exclusive(conditions: list[Condition]) -> tuple[str, str]:
    accounts = [c for c in conditions if c.key.lower() == ACCOUNT.lower()]
    arns = [c for c in conditions if c.key.lower() == ARN.lower()]
    if accounts and arns:
        return (
            f"no account in {_quotation(arns[0])} agrees with {_quotation(accounts[0])}",
            arns[0].path,
        )
    first, second = conditions[0], conditions[-1]
    return f"{_quotation(first)} and {_quotation(second)} exclude each other", second.path


def _why_impossible(condition: Condition) -> str:
    quotation = _quotation(condition)
    texts = [str(value) for value in condition.values]
    if condition.name in _WHOLE_TEXT and any("*" in t or "?" in t for t in texts):
        return f"{quotation} is compared as plain text, and no request holds a wildcard"
    if condition.key.lower() == ACCOUNT.lower() and not any(map(is_account_id, texts)):
        return f"{quotation} is no account id of twelve digits"
    if condition.key.lower() == ARN.lower():
        if all(text.count(":") < 5 for text in texts):
            return f"{quotation} is no ARN of six fields"
        return f"{quotation} is an ARN that no request carries"
    return f"{quotation} can never hold"


def _source_conditions(admission: Admission) -> list[Condition]:
    return [c for c in admission.statement.conditions if is_source_key(c.key)]


def _quotation(condition: Condition) -> str:
    return f'"{condition.operator}" {condition.key} {_list(list(_values(condition)))}'


def _values(condition: Condition) -> Iterator[str]:
    for value in condition.values[:3]:
        if isinstance(value, Unknown):
            yield str(value.expression or value)
        elif isinstance(value, Text):
            yield f'"{value}"'
        else:
            yield f'"{_shortened(value)}"'
    if len(condition.values) > 3:
        yield "..."


def _shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 120 else one_line[:117] + "..."


def _list(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
