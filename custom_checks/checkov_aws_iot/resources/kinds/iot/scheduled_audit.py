"""Audits of Device Defender that run on a schedule."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ScheduledAudit(Kind):
    """A scheduled audit; ``checks`` is a list of names."""

    title = "scheduled audit"
    arn = "arn:iot:scheduledaudit/{name}"
    types = (
        CloudFormation(
            "AWS::IoT::ScheduledAudit",
            {"name": "ScheduledAuditName", "frequency": "Frequency", "checks": "TargetCheckNames"},
            arns=("ScheduledAuditArn",),
        ),
    )

    name: Value = ABSENT
    frequency: Value = ABSENT
    checks: Value = ABSENT
