"""Policies of streams."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.flow.stream import Stream
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class StreamPolicy(Kind):
    """A policy and its stream."""

    title = "stream policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = Stream
    types = (
        Terraform("aws_kinesis_resource_policy", {"stream": "resource_arn", "policy": "policy"}),
        CloudFormation(
            "AWS::Kinesis::ResourcePolicy", {"stream": "ResourceArn", "policy": "ResourcePolicy"}
        ),
    )

    stream: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The stream."""
        return self.stream
