"""The condition that ties a service principal to one account and, where known, one resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, TypeAlias, Union

from checkov_aws_iot.policies.model.cast import ACCOUNT
from checkov_aws_iot.policies.model.condition import Condition as PolicyCondition
from checkov_aws_iot.policies.model.condition import Quantifier
from checkov_aws_iot.policies.model.document import Statement
from checkov_aws_iot.policies.model.remedy import AddedCondition
from checkov_aws_iot.policies.model.service_principals import ServicePrincipal, Use
from checkov_aws_iot.policies.questions.callers.source_conditions import ARN
from checkov_aws_iot.values.text import Text

# An ARN that is at fault for nothing but its account.
_SOURCE_ARN = re.compile(
    r"(?P<service>arn:[\w-]+:[\w-]+):(?P<region>[\w*?-]*):[\d*?]*:(?P<name>[\w/*?.+=,@-]+)"
)

_IF_EXISTS: Final = "IfExists"

Condition: TypeAlias = dict[str, dict[str, Union[str, list[str]]]]


@dataclass(frozen=True, slots=True)
class UsedBy:
    """One resource that uses a role or function; an empty name or Region is not known."""

    use: Use
    name: str = ""
    region: str = ""


def proposed_condition(
    principal: ServicePrincipal,
    users: Iterable[UsedBy] = (),
    partition: str = "aws",
    source_arns: Iterable[str] = (),
    accounts: Iterable[str] = (),
) -> Condition:
    """The Condition element for a statement that admits the principal for these users.

    Both keys, as AWS's own examples have them: ``aws:SourceAccount`` and an ``ArnLike`` with the
    ARN that the service documents for the use. Users of other principals are left out. Without any,
    ARNs that are ``written`` in the statement keep what they name, if the principal has such; else the
    ARN is the generic form of the principal. One that another covers is left out. Without ``accounts``,
    the user's own, the account is AWS's example account.
    """
    own = tuple(accounts) or (ACCOUNT,)
    supported = dict(principal.shapes)
    arns = [
        supported[user.use].arn(ACCOUNT, user.name or "*", user.region or "*", partition)
        for user in users
        if user.use in supported and user.use is not Use.GENERIC
    ]
    if not arns:
        arns = list(_with_example_account(source_arns, principal, partition))
    if not arns:
        arns = [principal.shape().arn(ACCOUNT, partition=partition)]
    arns = _not_covered(dict.fromkeys(arns))
    arns = [arn.replace(f":{ACCOUNT}:", f":{account}:") for account in own for arn in arns]
    return {
        "StringEquals": {"aws:SourceAccount": _alone_or_all(own)},
        "ArnLike": {"aws:SourceArn": _alone_or_all(arns)},
    }


def _alone_or_all(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def source_arns_of(statement: Statement) -> tuple[str, ...]:
    """The source ARNs that the statement names as plain text."""
    return tuple(
        value
        for condition in statement.conditions
        if condition.key.lower() == ARN.lower() and not condition.negated
        for value in condition.values
        if isinstance(value, str)
    )


def _with_example_account(
    source_arns: Iterable[str], principal: ServicePrincipal, partition: str
) -> Iterator[str]:
    for text in source_arns:
        fields = _SOURCE_ARN.fullmatch(text)
        if fields is None:
            continue
        arn = f"{fields['service']}:{fields['region'] or '*'}:{ACCOUNT}:{fields['name']}"
        shapes = [shape for use, shape in principal.shapes if use is not Use.GENERIC]
        if any(fnmatchcase(arn, shape.arn(ACCOUNT, partition=partition)) for shape in shapes):
            yield arn


def _not_covered(arns: Iterable[str]) -> list[str]:
    """The ARNs without those that another one matches."""
    each = list(arns)
    return [a for a in each if not any(a != b and fnmatchcase(a, b) for b in each)]


def partition_of(principal: str | Text) -> str:
    """The partition whose domain the principal has."""
    return "aws-cn" if str(principal).lower().endswith(".cn") else "aws"


def added_condition(condition: Condition) -> AddedCondition:
    """The proposal as a remedy."""
    return AddedCondition(
        tuple(
            (operator, key, (value,) if isinstance(value, str) else tuple(value))
            for operator, keys in condition.items()
            for key, value in keys.items()
        )
    )


def plain_operator(condition: PolicyCondition) -> str:
    """The operator that asks for the key to be there, where that alone pins the account.

    Empty where the operator does so already, or where a value names no single account.
    """
    if not condition.if_exists and condition.quantifier is not Quantifier.FOR_ALL_VALUES:
        return ""
    if condition.negated or not all(map(_is_of_one_account, condition.values)):
        return ""
    operator = condition.operator.rpartition(":")[2]
    return operator[: -len(_IF_EXISTS)] if condition.if_exists else operator


def _is_of_one_account(value: object) -> bool:
    fields = str(value).split(":")
    account = fields[4] if len(fields) > 4 else str(value)
    return bool(account) and not any(sign in account for sign in "*?")


def advice(condition: Condition, *, permission: bool = False, known: bool = False) -> str:
    """The proposal in words: the element as JSON, or the arguments of a Lambda permission.

    A permission has one source ARN, so that of several the first is proposed. ``known`` says that
    the accounts are the user's own and no example.
    """
    with_account = "" if known else f" with your account id for {ACCOUNT}"
    if not permission:
        return f'use "Condition": {json.dumps(condition)}{with_account}'
    arns = condition["ArnLike"]["aws:SourceArn"]
    accounts = condition["StringEquals"]["aws:SourceAccount"]
    first = arns if isinstance(arns, str) else arns[0]
    account = accounts if isinstance(accounts, str) else accounts[0]
    text = f'use the source account "{account}" and the source ARN "{first}"{with_account}'
    return text if first == arns else f"{text}, and a permission of its own for each other caller"
