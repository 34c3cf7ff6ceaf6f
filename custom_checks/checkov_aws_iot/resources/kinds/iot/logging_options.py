"""What AWS IoT logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Opposite, blocks
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EventConfiguration(Record):
    """What is logged of one type of event, and into which log group."""

    event_type: Value = ABSENT
    level: Value = ABSENT
    destination: Value = ABSENT


@dataclass(frozen=True, slots=True)
class LoggingOptions(Kind):
    """The logging of an account; ``event_configurations`` is a list of :class:`EventConfiguration`."""

    title = "logging options"
    subjects = (Subject.LOGGING,)
    acts = True
    types = (
        Terraform(
            "aws_iot_logging_options",
            {
                "role_arn": "role_arn",
                "level": "default_log_level",
                "enabled": Opposite("disable_all_logs"),
                "event_configurations": blocks(
                    "event_configurations",
                    event_type="event_type",
                    level="log_level",
                    destination="log_destination",
                ),
            },
        ),
        CloudFormation(
            "AWS::IoT::Logging",
            {
                "role_arn": "RoleArn",
                "level": "DefaultLogLevel",
                "event_configurations": blocks(
                    "EventConfigurations",
                    event_type="EventType",
                    level="LogLevel",
                    destination="LogDestination",
                ),
            },
        ),
    )

    role_arn: Value = ABSENT
    level: Value = ABSENT
    enabled: Value = ABSENT
    event_configurations: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role that writes the logs."""
        yield from elements(self.role_arn)

    def as_caller(self) -> tuple[str, Value]:
        """An account has one."""
        return self.title, ABSENT
