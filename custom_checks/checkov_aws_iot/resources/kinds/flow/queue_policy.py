"""Policies of queues as resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.flow.message_queue import MessageQueue
from checkov_aws_iot.resources.reading.columns import InList
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class QueuePolicy(Kind):
    """A policy and its queues."""

    title = "queue policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = MessageQueue
    types = (
        Terraform("aws_sqs_queue_policy", {"queues": InList("queue_url"), "policy": "policy"}),
        CloudFormation("AWS::SQS::QueuePolicy", {"queues": "Queues", "policy": "PolicyDocument"}),
    )

    queues: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The queues."""
        return self.queues
