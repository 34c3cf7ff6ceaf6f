"""Things in the registry of AWS IoT."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Thing(Kind):
    """A thing."""

    title = "thing"
    arn = "arn:iot:thing/{name}"
    types = (
        Terraform(
            "aws_iot_thing",
            {"name": "name", "thing_type": "thing_type_name"},
            ("name",),
            computed=NAMED,
        ),
        CloudFormation("AWS::IoT::Thing", {"name": "ThingName"}, ("ThingName", "Id"), arns=ARN),
    )

    name: Value = ABSENT
    thing_type: Value = ABSENT
