"""Global tables of the first version, which join tables of one name."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.dynamo_table import DynamoTable
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.access import each
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class GlobalTable(Kind):
    """A global table and the list of its Regions."""

    title = "global table"
    host = DynamoTable
    types = (
        Terraform(
            "aws_dynamodb_global_table",
            {
                "name": "name",
                "regions": lambda source: each(
                    source.get("replica"), lambda one: source.part(one, "region_name")
                ),
            },
            ("name",),
        ),
    )

    name: Value = ABSENT
    regions: Value = ABSENT

    def attachment(self) -> Value:
        """The table, by its name."""
        return self.name
