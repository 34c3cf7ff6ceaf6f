"""Groups of things."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ThingGroup(Kind):
    """A thing group."""

    title = "thing group"
    arn = "arn:iot:thinggroup/{name}"
    types = (
        Terraform("aws_iot_thing_group", {"name": "name"}, ("name",), computed=NAMED),
        CloudFormation("AWS::IoT::ThingGroup", {"name": "ThingGroupName"}, arns=ARN),
    )

    name: Value = ABSENT
