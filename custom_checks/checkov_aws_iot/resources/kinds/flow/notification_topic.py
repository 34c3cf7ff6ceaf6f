"""Topics of Amazon SNS."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class NotificationTopic(Kind):
    """A topic."""

    title = "notification topic"
    arn = "arn:sns:{name}"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    types = (
        Terraform(
            "aws_sns_topic",
            {"name": "name", "policy": "policy"},
            computed=KNOWN_BY_ARN,
            looked_up=KNOWN_BY_ARN,
        ),
        CloudFormation(
            "AWS::SNS::Topic",
            {"name": "TopicName"},
            ("TopicArn",),
            arns=("TopicArn",),
            reference="{arn}",
        ),
    )

    name: Value = ABSENT
    policy: Value = ABSENT
