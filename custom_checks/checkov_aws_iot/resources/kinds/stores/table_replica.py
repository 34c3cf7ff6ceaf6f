"""Replicas of tables as resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class TableReplica(Kind):
    """A replica of one table."""

    title = "table replica"
    host = DynamoTable
    types = (Terraform("aws_dynamodb_table_replica", {"table": "global_table_arn"}),)

    table: Value = ABSENT

    def attachment(self) -> Value:
        """The table."""
        return self.table
