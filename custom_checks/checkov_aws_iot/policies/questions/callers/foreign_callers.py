"""Strangers for whom a policy lets a service of AWS IoT work, and the message about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checkov_aws_iot.policies.advice.source_explanation import caller_clause, why_not_pinned
from checkov_aws_iot.policies.advice.source_proposal import (
    Condition,
    UsedBy,
    added_condition,
    advice,
    partition_of,
    plain_operator,
    proposed_condition,
    source_arns_of,
)
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.remedy import OtherOperator, OwnStatement, Remedy
from checkov_aws_iot.policies.model.service_principals import Support
from checkov_aws_iot.policies.questions.callers.source_accounts import (
    Admission,
    AllowedCall,
    admissions,
    foreign_use,
    possible_admissions,
)
from checkov_aws_iot.policies.questions.callers.source_conditions import (
    NOTHING_DECLARED,
    OwnNames,
    is_source_key,
)
from checkov_aws_iot.values.unknown import Unknown


@dataclass(frozen=True, slots=True)
class ForeignCaller:
    """A service that the policy admits, and a call that it would make for a stranger."""

    admission: Admission
    use: AllowedCall
    declared: OwnNames = NOTHING_DECLARED

    @property
    def context(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The condition keys that come with the call."""
        service = ("aws:PrincipalServiceName", (self.admission.principal.domain_name,))
        return (service, *self.use.caller.context)


def foreign_callers(
    document: Document, action: str = "", declared: OwnNames = NOTHING_DECLARED
) -> Iterator[ForeignCaller | Unknown]:
    """Every service that the policy admits on behalf of a stranger, with ``action`` for that action.

    A stranger is who is not ``declared``, or without declarations who is not named in the policy.
    What is not known comes where it may hide one.
    """
    for admission in admissions(document, action):
        use = foreign_use(document, admission, declared)
        if isinstance(use, Unknown):
            yield use
        elif use:
            yield ForeignCaller(admission, use, declared)
    for admission, hidden in possible_admissions(document, action):
        if foreign_use(document, admission, declared) is not None:
            yield hidden


def pinning(foreign_caller: ForeignCaller, used_by: Iterable[UsedBy]) -> Remedy:
    """The condition that ties the service to one account, where the statement has none yet."""
    admission = foreign_caller.admission
    first = next((c for c in admission.statement.conditions if is_source_key(c.key)), None)
    operator = plain_operator(first) if first is not None else ""
    needed = (
        OtherOperator(operator)
        if operator
        else added_condition(_proposal(foreign_caller, tuple(used_by)))
    )
    if len(admission.statement.principals) > 1:
        return OwnStatement(admission.named.path, str(admission.named.text), needed)
    return needed


def _proposal(foreign_caller: ForeignCaller, users: tuple[UsedBy, ...]) -> Condition:
    admission = foreign_caller.admission
    partition, arns = partition_of(admission.named.text), source_arns_of(admission.statement)
    accounts = foreign_caller.declared.accounts
    return proposed_condition(admission.principal, users, partition, arns, accounts)


def explained(
    foreign_caller: ForeignCaller,
    used_by: Iterable[UsedBy],
    *,
    consequence: str,
    uses: str,
    permission: bool = False,
) -> str:
    """What is wrong, what a stranger can do, and the condition to write instead.

    ``consequence`` says what the service does for the stranger, ``uses`` how it does that ("uses roles
    of"), ``used_by`` what uses the resource in the scan, and ``permission`` says that arguments of a
    Lambda permission hold the condition.
    """
    admission, principal = foreign_caller.admission, foreign_caller.admission.principal
    principal_text = admission.named.text
    users = tuple(used_by)
    accounts = foreign_caller.declared.accounts
    condition = _proposal(foreign_caller, users)
    fitting = [user.use.value for user in users if user.use in dict(principal.shapes)]
    caller = fitting[0] if fitting else principal.caller
    message = (
        f'{admission.statement.label}: Principal "{principal_text}" {why_not_pinned(admission, foreign_caller.use)}, so that account '
        f"{foreign_caller.use.caller.account} can have {principal_text} {consequence} "
        f"{caller_clause(admission, foreign_caller.use, caller)}; {advice(condition, permission=permission, known=bool(accounts))}"
    )
    if len(admission.statement.principals) > 1:
        message += ", in a statement of its own: the other principals do not meet it"
    if principal.support is Support.UNDOCUMENTED:
        message += f" (AWS does not document that {principal_text} sends these keys: test it)"
    elif principal.support is Support.SAME_ACCOUNT:
        message += f" (AWS says that {principal_text} {uses} its own account only)"
    return message
