"""Tables of Amazon Timestream."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.columns import TagPairs
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class TimeseriesTable(Tagged):
    """A time series table and its database."""

    title = "time series table"
    arn = "arn:timestream:database/{database}/table/{name}"
    types = (
        Terraform(
            "aws_timestreamwrite_table",
            {"name": "table_name", "database": "database_name", "tags": "tags"},
            ("table_name",),
            computed={"arn": "{arn}", "id": "{name}:{database}"},
        ),
        CloudFormation(
            "AWS::Timestream::Table",
            {"name": "TableName", "database": "DatabaseName", "tags": TagPairs("Tags")},
            ("Name", "TableName"),
        ),
    )

    name: Value = ABSENT
    database: Value = ABSENT
