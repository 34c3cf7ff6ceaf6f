"""Source conditions with a wildcard where only the Region and the name may have one."""

from __future__ import annotations

from checkov_aws_iot.policies.model.condition import Condition, Quantifier
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.questions.callers.source_accounts import Admission, foreign_use
from checkov_aws_iot.policies.questions.callers.source_conditions import ARN
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.text import Text, holds_any
from checkov_aws_iot.values.unknown import Unknown


def wide_source_field(document: Document, admission: Admission) -> tuple[Condition, str] | None:
    """A condition with a wildcard where only Region and name may have one, and the field.

    ``None`` if one of the conditions is narrow enough: all of them must hold.
    """
    found: tuple[Condition, str] | None = None
    for condition in admission.statement.conditions:
        if condition.key.lower() != ARN.lower() or not _binds(condition):
            continue
        field = next(filter(None, map(_wide_field, condition.values)), "")
        if field == "account" and foreign_use(document, admission) is None:
            field = ""
        if not field:
            return None
        found = found or (condition, field)
    return found


def _binds(condition: Condition) -> bool:
    return not (
        condition.negated
        or condition.if_exists
        or condition.quantifier is Quantifier.FOR_ALL_VALUES
        or condition.name == "null"
    )


def _wide_field(value: str | Text | Unknown) -> str:
    """The field that has a wildcard and must not, or empty."""
    arn = None if isinstance(value, Unknown) else split_arn(value)
    if arn is None:
        return ""
    fields = {"partition": arn.partition, "service": arn.service, "account": arn.account}
    return next((name for name, text in fields.items() if holds_any(text, "*?")), "")
