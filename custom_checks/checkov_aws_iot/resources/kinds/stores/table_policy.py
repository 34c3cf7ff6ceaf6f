"""Policies of tables as resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class TablePolicy(Kind):
    """A policy and its table."""

    title = "table policy"
    host = DynamoTable
    types = (
        Terraform("aws_dynamodb_resource_policy", {"table": "resource_arn", "policy": "policy"}),
    )

    table: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The table."""
        return self.table
