"""IoT policies."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class IotPolicy(Kind):
    """An IoT policy."""

    title = "IoT policy"
    arn = "arn:iot:policy/{name}"
    documents = (Documents(Subject.IOT_POLICY, "policy", required=True),)
    types = (
        Terraform(
            "aws_iot_policy", {"name": "name", "policy": "policy"}, ("name",), computed=NAMED
        ),
        CloudFormation(
            "AWS::IoT::Policy", {"name": "PolicyName", "policy": "PolicyDocument"}, arns=ARN
        ),
    )

    name: Value = ABSENT
    policy: Value = ABSENT
