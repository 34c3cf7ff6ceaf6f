"""Databases of Amazon Timestream."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class TimeseriesDatabase(Kind):
    """A time series database."""

    title = "time series database"
    arn = "arn:timestream:database/{name}"
    types = (
        Terraform(
            "aws_timestreamwrite_database",
            {"name": "database_name"},
            ("database_name",),
            computed=NAMED,
        ),
        CloudFormation("AWS::Timestream::Database", {"name": "DatabaseName"}, arns=ARN),
    )

    name: Value = ABSENT
