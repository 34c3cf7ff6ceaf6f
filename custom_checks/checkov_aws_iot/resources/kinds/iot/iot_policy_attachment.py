"""Attachments of IoT policies to certificates, thing groups and Cognito identities."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class IotPolicyAttachment(Kind):
    """One IoT policy, by name, and its target: the ARN of a certificate or group, or an identity."""

    title = "IoT policy attachment"
    types = (
        Terraform("aws_iot_policy_attachment", {"policy": "policy", "target": "target"}),
        CloudFormation(
            "AWS::IoT::PolicyPrincipalAttachment", {"policy": "PolicyName", "target": "Principal"}
        ),
    )

    policy: Value = ABSENT
    target: Value = ABSENT
