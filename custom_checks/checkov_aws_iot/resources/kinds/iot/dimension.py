"""Dimensions of Device Defender."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Dimension(Kind):
    """A dimension."""

    title = "dimension"
    arn = "arn:iot:dimension/{name}"
    types = (CloudFormation("AWS::IoT::Dimension", {"name": "Name"}, arns=ARN),)

    name: Value = ABSENT
