"""Streams of Amazon Kinesis."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Stream(Kind):
    """A stream."""

    title = "stream"
    arn = "arn:kinesis:stream/{name}"
    types = (
        Terraform(
            "aws_kinesis_stream",
            {"name": "name"},
            ("name",),
            computed=KNOWN_BY_ARN,
            looked_up=KNOWN_BY_ARN,
        ),
        CloudFormation("AWS::Kinesis::Stream", {"name": "Name"}, arns=ARN),
    )

    name: Value = ABSENT
