"""Subscriptions to topics of Amazon SNS."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class NotificationSubscription(Kind):
    """A subscription."""

    title = "notification subscription"
    types = (
        Terraform(
            "aws_sns_topic_subscription",
            {"topic": "topic_arn", "protocol": "protocol", "endpoint": "endpoint"},
        ),
        CloudFormation(
            "AWS::SNS::Subscription",
            {"topic": "TopicArn", "protocol": "Protocol", "endpoint": "Endpoint"},
        ),
    )

    topic: Value = ABSENT
    protocol: Value = ABSENT
    endpoint: Value = ABSENT
