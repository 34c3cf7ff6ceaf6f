"""Which audits of Device Defender an account has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Computed, Source, snake_case
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import each, elements, mapped
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Value


def _checks(source: Source) -> Value:
    def read(known: Value) -> Value:
        if not isinstance(known, Mapping):
            return known
        return Mapping({_check_name(n): source.part(v, "Enabled") for n, v in known.items()})

    return mapped(source.get("AuditCheckConfigurations"), read)


def _check_name(name: str) -> str:
    """The name of an audit check in the API: ``IOT_POLICY_OVERLY_PERMISSIVE_CHECK``."""
    even = name.replace("IoT", "Iot").replace("MisConfiguration", "Misconfiguration")
    return snake_case(even).upper()


def _notification_roles(source: Source) -> Value:
    return each(
        source.get("AuditNotificationTargetConfigurations/Sns"),
        lambda one: source.part(one, "RoleArn"),
    )


@dataclass(frozen=True, slots=True)
class AuditConfiguration(Kind):
    """The audit configuration of an account.

    ``checks`` is a mapping from the name of a check in the API to whether it is enabled.
    """

    title = "Device Defender audit configuration"
    subjects = (Subject.AUDIT_CONFIGURATION,)
    acts = True
    types = (
        CloudFormation(
            "AWS::IoT::AccountAuditConfiguration",
            {
                "role_arn": "RoleArn",
                "checks": Computed("AuditCheckConfigurations", _checks),
                "notification_role_arns": _notification_roles,
            },
        ),
    )

    role_arn: Value = ABSENT
    checks: Value = ABSENT
    notification_role_arns: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The roles that audit and that notify."""
        yield from elements(self.role_arn)
        yield from elements(self.notification_role_arns)

    def as_caller(self) -> tuple[str, Value]:
        """An account has one."""
        return self.title, ABSENT
