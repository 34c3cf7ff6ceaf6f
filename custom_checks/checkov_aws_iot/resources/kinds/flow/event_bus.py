"""Event buses of Amazon EventBridge."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EventBus(Kind):
    """An event bus."""

    title = "event bus"
    arn = "arn:events:event-bus/{name}"
    types = (
        Terraform("aws_cloudwatch_event_bus", {"name": "name"}, ("name",), computed=NAMED),
        CloudFormation("AWS::Events::EventBus", {"name": "Name"}, arns=ARN),
    )

    name: Value = ABSENT
