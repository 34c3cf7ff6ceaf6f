"""Policies of topics of Amazon SNS as resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.flow.notification_topic import NotificationTopic
from checkov_aws_iot.resources.reading.columns import InList
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class NotificationTopicPolicy(Kind):
    """A policy and its topics."""

    title = "notification topic policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = NotificationTopic
    types = (
        Terraform("aws_sns_topic_policy", {"topics": InList("arn"), "policy": "policy"}),
        CloudFormation("AWS::SNS::TopicPolicy", {"topics": "Topics", "policy": "PolicyDocument"}),
    )

    topics: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The topics."""
        return self.topics
