"""Delivery streams of Amazon Data Firehose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Source, renamed
from checkov_aws_iot.resources.reading.dialects import ARN, KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.access import all_elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Sequence, Value


@dataclass(frozen=True, slots=True)
class Destination(Record):
    """Where a delivery stream writes; ``type`` is ``s3``, ``opensearch`` and so on."""

    type: Value = ABSENT
    target: Value = ABSENT
    prefix: Value = ABSENT


# By the block or property: the type, and where the target is.
_BLOCKS = {
    "extended_s3_configuration": ("s3", "bucket_arn"),
    "s3_configuration": ("s3", "bucket_arn"),
    "opensearch_configuration": ("opensearch", "domain_arn"),
    "elasticsearch_configuration": ("opensearch", "domain_arn"),
    "opensearchserverless_configuration": ("opensearch_serverless", "collection_endpoint"),
    "redshift_configuration": ("redshift", "cluster_jdbcurl"),
    "http_endpoint_configuration": ("http", "url"),
    "splunk_configuration": ("splunk", "hec_endpoint"),
    "snowflake_configuration": ("snowflake", "account_url"),
    "iceberg_configuration": ("iceberg", "catalog_arn"),
}
_PROPERTIES = {
    "ExtendedS3DestinationConfiguration": ("s3", "BucketARN"),
    "S3DestinationConfiguration": ("s3", "BucketARN"),
    "AmazonopensearchserviceDestinationConfiguration": ("opensearch", "DomainARN"),
    "ElasticsearchDestinationConfiguration": ("opensearch", "DomainARN"),
    "AmazonOpenSearchServerlessDestinationConfiguration": (
        "opensearch_serverless",
        "CollectionEndpoint",
    ),
    "RedshiftDestinationConfiguration": ("redshift", "ClusterJDBCURL"),
    "HttpEndpointDestinationConfiguration": ("http", "EndpointConfiguration/Url"),
    "SplunkDestinationConfiguration": ("splunk", "HECEndpoint"),
    "SnowflakeDestinationConfiguration": ("snowflake", "AccountUrl"),
    "IcebergDestinationConfiguration": ("iceberg", "CatalogConfiguration/CatalogArn"),
}


def _of_blocks(source: Source) -> Value:
    listed: list[Value] = []
    for name, (kind, target) in _BLOCKS.items():
        if name == "s3_configuration" and source.get("destination") != "s3":
            continue  # in older providers the place for backups and failures, not the destination
        listed += _destinations(source, name, kind, target=target, prefix="prefix")
    return Sequence(listed) if listed else ABSENT


def _of_properties(source: Source) -> Value:
    listed: list[Value] = []
    for name, (kind, target) in _PROPERTIES.items():
        listed += _destinations(source, name, kind, target=target, prefix="Prefix")
    return Sequence(listed) if listed else ABSENT


def _destinations(source: Source, name: str, kind: str, **keys: str) -> Iterator[Value]:
    for element in all_elements(source.get(name)):
        known = renamed(source, element, **keys)
        yield Mapping({"type": kind, **known}) if isinstance(known, Mapping) else known


@dataclass(frozen=True, slots=True)
class DeliveryStream(Kind):
    """A delivery stream; ``destinations`` is a list of :class:`Destination`."""

    title = "delivery stream"
    arn = "arn:firehose:deliverystream/{name}"
    types = (
        Terraform(
            "aws_kinesis_firehose_delivery_stream",
            {
                "name": "name",
                "source_stream": "kinesis_source_configuration/kinesis_stream_arn",
                "destinations": _of_blocks,
            },
            ("name",),
            computed=KNOWN_BY_ARN,
            looked_up=KNOWN_BY_ARN,
        ),
        CloudFormation(
            "AWS::KinesisFirehose::DeliveryStream",
            {
                "name": "DeliveryStreamName",
                "source_stream": "KinesisStreamSourceConfiguration/KinesisStreamARN",
                "destinations": _of_properties,
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    source_stream: Value = ABSENT
    destinations: Value = ABSENT
