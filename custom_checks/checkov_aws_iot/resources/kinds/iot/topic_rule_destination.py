"""Destinations in a network of one's own, for the actions of topic rules."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class TopicRuleDestination(Kind):
    """A destination of topic rules."""

    title = "topic rule destination"
    acts = True
    types = (
        Terraform("aws_iot_topic_rule_destination", {"role_arn": "vpc_configuration/role_arn"}),
        CloudFormation("AWS::IoT::TopicRuleDestination", {"role_arn": "VpcProperties/RoleArn"}),
    )

    role_arn: Value = ABSENT
