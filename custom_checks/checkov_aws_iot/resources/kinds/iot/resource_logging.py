"""Log levels of single things, clients and events, which override that of the account."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ResourceLogging(Kind):
    """The log level for one target: a thing group, a client ID, a type of event."""

    title = "resource-specific logging"
    subjects = (Subject.RESOURCE_LOGGING,)
    types = (
        CloudFormation(
            "AWS::IoT::ResourceSpecificLogging",
            {"level": "LogLevel", "target_type": "TargetType", "target": "TargetName"},
        ),
    )

    level: Value = ABSENT
    target_type: Value = ABSENT
    target: Value = ABSENT
