"""What a plan of AWS Backup takes."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.backup.backup_plan import BackupPlan
from checkov_aws_iot.resources.reading.columns import References, Source, blocks, renamed
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value


@dataclass(frozen=True, slots=True)
class TagCondition(Record):
    """A condition on a tag; ``operator`` is ``STRINGEQUALS``, ``STRINGLIKE`` or one with ``NOT``."""

    operator: Value = ABSENT
    key: Value = ABSENT
    value: Value = ABSENT


_OPERATORS = ("string_equals", "string_like", "string_not_equals", "string_not_like")
_PROPERTIES = ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike")


def _of_blocks(source: Source) -> Value:
    listed: list[Value] = []
    for group in all_elements(source.get("condition")):
        if isinstance(group, Unknown):
            listed.append(group)
        for operator in _OPERATORS:
            for condition in all_elements(source.part(group, operator)):
                known = renamed(source, condition, key="key", value="value")
                listed.append(_with_operator(operator.replace("_", ""), known))
    return Sequence(listed) if listed else ABSENT


def _of_properties(source: Source) -> Value:
    listed: list[Value] = []
    for operator in _PROPERTIES:
        for condition in all_elements(source.get(f"BackupSelection/Conditions/{operator}")):
            known = renamed(source, condition, key="ConditionKey", value="ConditionValue")
            listed.append(_with_operator(operator, known))
    return Sequence(listed) if listed else ABSENT


def _with_operator(operator: str, condition: Value) -> Value:
    if not isinstance(condition, Mapping):
        return condition
    return Mapping({**condition, "operator": operator.upper()})


@dataclass(frozen=True, slots=True)
class BackupSelection(Kind):
    """What a plan takes: by any of ``resources`` or ``tags``, under all ``conditions``.

    ``tags`` and ``conditions`` are lists of :class:`TagCondition`; ``excluded`` is never taken.
    """

    title = "backup selection"
    host = BackupPlan
    types = (
        Terraform(
            "aws_backup_selection",
            {
                "plan": "plan_id",
                "resources": References("resources"),
                "excluded": References("not_resources"),
                "tags": blocks("selection_tag", operator="type", key="key", value="value"),
                "conditions": _of_blocks,
            },
        ),
        CloudFormation(
            "AWS::Backup::BackupSelection",
            {
                "plan": "BackupPlanId",
                "resources": "BackupSelection/Resources",
                "excluded": "BackupSelection/NotResources",
                "tags": blocks(
                    "BackupSelection/ListOfTags",
                    operator="ConditionType",
                    key="ConditionKey",
                    value="ConditionValue",
                ),
                "conditions": _of_properties,
            },
        ),
    )

    plan: Value = ABSENT
    resources: Value = ABSENT
    excluded: Value = ABSENT
    tags: Value = ABSENT
    conditions: Value = ABSENT

    def attachment(self) -> Value:
        """The plan."""
        return self.plan
