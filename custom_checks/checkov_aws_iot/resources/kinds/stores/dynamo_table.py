"""Tables of Amazon DynamoDB."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.columns import Source, TagPairs, blocks
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.access import each, elements, mapped
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Replica(Record):
    """A replica beside the table itself."""

    region: Value = ABSENT


def _ignores_replicas(source: Source) -> Value:
    return source.ignores_changes("replica") or ABSENT


def _regions(source: Source) -> Value:
    return each(source.get("Replicas"), lambda one: source.part(one, "Region"))


def _policies(source: Source) -> Value:
    """The policies of the replicas, each of which has one of its own; absent where none has."""
    policies = each(
        source.get("Replicas"), lambda one: source.part(one, "ResourcePolicy/PolicyDocument")
    )
    return mapped(policies, lambda known: known if elements(known) else ABSENT)


_COMPUTED = {**NAMED, "stream_arn": "arn:dynamodb:table/{name}/stream/{stream_label}"}


@dataclass(frozen=True, slots=True)
class DynamoTable(Tagged):
    """A table.

    ``replicas`` is a list of :class:`Replica`; where the Region of the table is listed too, it is the
    list ``all_regions``. ``ignores_replicas`` says that replicas are kept somewhere else. ``policy`` is
    that of the table itself.
    """

    title = "table"
    arn = "arn:dynamodb:table/{name}"
    types = (
        Terraform(
            "aws_dynamodb_table",
            {
                "name": "name",
                "tags": "tags",
                "replicas": blocks("replica", region="region_name"),
                "ignores_replicas": _ignores_replicas,
            },
            ("name",),
            computed=_COMPUTED,
            looked_up=_COMPUTED,
        ),
        CloudFormation(
            "AWS::DynamoDB::Table",
            {
                "name": "TableName",
                "tags": TagPairs("Tags"),
                "policy": "ResourcePolicy/PolicyDocument",
            },
            arns=ARN,
        ),
        CloudFormation(
            "AWS::Serverless::SimpleTable",
            {"name": "TableName", "tags": "Tags"},
            arns=ARN,
            in_provider=False,
        ),
        CloudFormation(
            "AWS::DynamoDB::GlobalTable",
            {"name": "TableName", "all_regions": _regions, "policy": _policies},
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    replicas: Value = ABSENT
    all_regions: Value = ABSENT
    ignores_replicas: Value = ABSENT
    policy: Value = ABSENT
