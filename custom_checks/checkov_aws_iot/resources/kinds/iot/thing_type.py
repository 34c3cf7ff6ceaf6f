"""Types of things."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ThingType(Kind):
    """A thing type."""

    title = "thing type"
    arn = "arn:iot:thingtype/{name}"
    types = (
        Terraform("aws_iot_thing_type", {"name": "name"}, ("name",), computed=NAMED),
        CloudFormation("AWS::IoT::ThingType", {"name": "ThingTypeName"}, arns=ARN),
    )

    name: Value = ABSENT
