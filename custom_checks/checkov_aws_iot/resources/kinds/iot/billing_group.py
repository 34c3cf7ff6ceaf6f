"""Billing groups."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BillingGroup(Kind):
    """A billing group."""

    title = "billing group"
    arn = "arn:iot:billinggroup/{name}"
    types = (
        Terraform("aws_iot_billing_group", {"name": "name"}, ("name",), computed=NAMED),
        CloudFormation("AWS::IoT::BillingGroup", {"name": "BillingGroupName"}, arns=ARN),
    )

    name: Value = ABSENT
