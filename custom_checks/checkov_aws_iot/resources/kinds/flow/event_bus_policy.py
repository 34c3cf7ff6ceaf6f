"""Policies of event buses."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.flow.event_bus import EventBus
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EventBusPolicy(Kind):
    """A policy, or one statement of it, and its event bus."""

    title = "event bus policy"
    documents = (
        Documents(Subject.RESOURCE_POLICY, "policy"),
        Documents(Subject.RESOURCE_POLICY, "statement", Form.STATEMENTS),
    )
    host = EventBus
    types = (
        Terraform("aws_cloudwatch_event_bus_policy", {"bus": "event_bus_name", "policy": "policy"}),
        CloudFormation(
            "AWS::Events::EventBusPolicy", {"bus": "EventBusName", "statement": "Statement"}
        ),
    )

    bus: Value = ABSENT
    policy: Value = ABSENT
    statement: Value = ABSENT

    def attachment(self) -> Value:
        """The event bus."""
        return self.bus
