"""How CloudFormation writes streams, stores, their copies and backups."""

from __future__ import annotations

from checkov_aws_iot.resources.cloudformation_columns.property_reading import (
    Reading,
    Written,
    prop,
    renamed_one,
)
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.values.access import all_elements, each, elements, mapped
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

# Destinations of a delivery stream: the neutral type, and where the target is.
_DESTINATIONS = {
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


def _destinations(written: Written) -> Value:
    found: list[Value] = []
    for name, (kind, target) in _DESTINATIONS.items():
        for element in all_elements(written.get(name)):
            one = renamed_one(element, target=target, prefix="Prefix")
            found.append(Mapping({"type": kind, **one}) if isinstance(one, Mapping) else one)
    return Sequence(found) if found else ABSENT


def _tags(written: Written) -> Value:
    """Tags as one mapping; CloudFormation writes a list of pairs."""

    def read(known: Value) -> Value:
        if not isinstance(known, list):
            return known
        found = Mapping()
        for one in known:
            key = prop(one, "Key")
            if not isinstance(key, str):
                return Unknown("has a tag that is not known", "Tags")
            found[key] = prop(one, "Value")
        return found

    return mapped(written.get("Tags"), read)


def _replication_rules(written: Written) -> Value:
    start = "ReplicationConfiguration/Rules"

    def read(known: Value) -> Value:
        if isinstance(known, (Unknown, Absent)) or known is None:
            return known
        return Sequence(
            [
                mapped(rule, lambda one, at=index: _rule(one, written.where(f"{start}/[{at}]")))  # type: ignore[misc]
                for index, rule in enumerate(elements(known))
            ]
        )

    return mapped(written.get("ReplicationConfiguration", "Rules"), read)


def _rule(rule: Value, path: str) -> Value:
    found = renamed_one(
        rule,
        status="Status",
        destination="Destination/Bucket",
        replica_key="Destination/EncryptionConfiguration/ReplicaKmsKeyID",
        encrypted_objects="SourceSelectionCriteria/SseKmsEncryptedObjects/Status",
    )
    if not isinstance(found, Mapping):
        return found
    prefixes = (("Filter", "Prefix"), ("Filter", "And", "Prefix"), ("Prefix",))
    for names in prefixes:
        prefix = prop(rule, *names)
        if not isinstance(prefix, Absent) and prefix not in (None, ""):
            found["prefix"] = prefix
            break
    tags = (("Filter", "TagFilter"), ("Filter", "And", "TagFilters"))
    found["other_filter"] = any(elements(prop(rule, *names)) for names in tags)
    found["path"] = path
    return found


def _encryption(written: Written) -> Value:
    rules = each(
        written.get("BucketEncryption", "ServerSideEncryptionConfiguration"),
        lambda one: prop(one, "ServerSideEncryptionByDefault", "SSEAlgorithm"),
    )
    return mapped(rules, lambda known: known[0] if isinstance(known, list) and known else known)


def _regions(written: Written) -> Value:
    return each(written.get("Replicas"), lambda one: prop(one, "Region"))


def _kafka_clusters(written: Written) -> Value:
    return each(
        written.get("KafkaClusters"),
        lambda one: renamed_one(one, cluster="AmazonMskCluster/MskClusterArn"),
    )


def _plan_rules(written: Written) -> Value:
    start = "BackupPlan/BackupPlanRule"

    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return known
        rules: list[Value] = []
        for index, rule in enumerate(elements(known)):
            found = renamed_one(rule, vault="TargetBackupVault")
            if isinstance(found, Mapping):
                found["path"] = written.where(f"{start}/[{index}]/CopyActions")
                copies = each(
                    prop(rule, "CopyActions"), lambda one: prop(one, "DestinationBackupVaultArn")
                )
                if not isinstance(copies, Absent):
                    found["copies"] = copies
            rules.append(found)
        return Sequence(rules)

    return mapped(written.get("BackupPlan", "BackupPlanRule"), read)


def _selection_tags(written: Written) -> Value:
    return each(
        written.get("BackupSelection", "ListOfTags"),
        lambda one: renamed_one(
            one, operator="ConditionType", key="ConditionKey", value="ConditionValue"
        ),
    )


_OPERATORS = ("StringEquals", "StringLike", "StringNotEquals", "StringNotLike")


def _selection_conditions(written: Written) -> Value:
    found: list[Value] = []
    for operator in _OPERATORS:
        listed = written.get("BackupSelection", "Conditions", operator)
        for one in all_elements(listed):
            condition = renamed_one(one, key="ConditionKey", value="ConditionValue")
            if isinstance(condition, Mapping):
                condition["operator"] = operator.upper()
            found.append(condition)
    return Sequence(found) if found else ABSENT


_DOMAIN = Reading(
    Kind.SEARCH_DOMAIN,
    {"name": "DomainName", "endpoint": "DomainEndpoint", "tags": _tags},
    ("DomainArn", "DomainEndpoint", "https://DomainEndpoint"),
)

READINGS: dict[str, Reading] = {
    "AWS::Kinesis::Stream": Reading(Kind.STREAM, {"name": "Name"}),
    "AWS::KinesisFirehose::DeliveryStream": Reading(
        Kind.DELIVERY_STREAM,
        {
            "name": "DeliveryStreamName",
            "source_stream": "KinesisStreamSourceConfiguration/KinesisStreamARN",
            "destinations": _destinations,
        },
    ),
    "AWS::Lambda::EventSourceMapping": Reading(
        Kind.EVENT_SOURCE_MAPPING, {"source": "EventSourceArn", "function": "FunctionName"}
    ),
    "AWS::Kinesis::StreamConsumer": Reading(Kind.EVENT_SOURCE_MAPPING, {"source": "StreamARN"}),
    "AWS::Pipes::Pipe": Reading(Kind.EVENT_SOURCE_MAPPING, {"source": "Source"}),
    "AWS::SQS::Queue": Reading(Kind.QUEUE, {"name": "QueueName"}, ("QueueName", "QueueUrl")),
    "AWS::SNS::Topic": Reading(Kind.NOTIFICATION_TOPIC, {"name": "TopicName"}, ("TopicArn",)),
    "AWS::SNS::Subscription": Reading(
        Kind.NOTIFICATION_SUBSCRIPTION,
        {"topic": "TopicArn", "protocol": "Protocol", "endpoint": "Endpoint"},
    ),
    "AWS::S3::Bucket": Reading(
        Kind.BUCKET,
        {
            "name": "BucketName",
            "tags": _tags,
            "versioning": "VersioningConfiguration/Status",
            "encryption": _encryption,
            "replication_rules": _replication_rules,
        },
    ),
    "AWS::DynamoDB::Table": Reading(Kind.TABLE, {"name": "TableName", "tags": _tags}),
    "AWS::Serverless::SimpleTable": Reading(Kind.TABLE, {"name": "TableName", "tags": "Tags"}),
    "AWS::DynamoDB::GlobalTable": Reading(
        Kind.TABLE, {"name": "TableName", "all_regions": _regions}
    ),
    "AWS::Timestream::Database": Reading(Kind.TIMESERIES_DATABASE, {"name": "DatabaseName"}),
    "AWS::Timestream::Table": Reading(
        Kind.TIMESERIES_TABLE,
        {"name": "TableName", "database": "DatabaseName", "tags": _tags},
        ("Name", "TableName"),
    ),
    "AWS::OpenSearchService::Domain": _DOMAIN,
    "AWS::Elasticsearch::Domain": _DOMAIN,
    "AWS::MSK::Cluster": Reading(Kind.KAFKA_CLUSTER, {"name": "ClusterName", "tags": "Tags"}),
    "AWS::MSK::ServerlessCluster": Reading(
        Kind.KAFKA_CLUSTER, {"name": "ClusterName", "tags": "Tags"}
    ),
    "AWS::MSK::Replicator": Reading(Kind.KAFKA_REPLICATOR, {"clusters": _kafka_clusters}),
    "AWS::RDS::DBCluster": Reading(
        Kind.DATABASE,
        {
            "name": "DBClusterIdentifier",
            "global_cluster": "GlobalClusterIdentifier",
            "replica_of": "ReplicationSourceIdentifier",
            "tags": _tags,
        },
        ("DBClusterArn", "Endpoint.Address"),
        {"type": "cluster"},
    ),
    "AWS::RDS::DBInstance": Reading(
        Kind.DATABASE,
        {
            "name": "DBInstanceIdentifier",
            "replica_of": "SourceDBInstanceIdentifier",
            "tags": _tags,
        },
        ("DBInstanceArn", "Endpoint.Address"),
        {"type": "instance"},
    ),
    "AWS::RDS::GlobalCluster": Reading(
        Kind.GLOBAL_DATABASE,
        {"name": "GlobalClusterIdentifier", "source": "SourceDBClusterIdentifier"},
    ),
    "AWS::Backup::BackupPlan": Reading(
        Kind.BACKUP_PLAN,
        {"name": "BackupPlan/BackupPlanName", "rules": _plan_rules},
        ("BackupPlanId", "BackupPlanArn"),
    ),
    "AWS::Backup::BackupSelection": Reading(
        Kind.BACKUP_SELECTION,
        {
            "plan": "BackupPlanId",
            "resources": "BackupSelection/Resources",
            "excluded": "BackupSelection/NotResources",
            "tags": _selection_tags,
            "conditions": _selection_conditions,
        },
    ),
    "AWS::Backup::BackupVault": Reading(
        Kind.BACKUP_VAULT, {"name": "BackupVaultName"}, ("BackupVaultArn",), {"type": "vault"}
    ),
    "AWS::Backup::LogicallyAirGappedBackupVault": Reading(
        Kind.BACKUP_VAULT, {"name": "BackupVaultName"}, ("BackupVaultArn",), {"type": "air gapped"}
    ),
    "AWS::KMS::Key": Reading(Kind.KEY, {}, ("KeyId",), {"type": "key"}),
    "AWS::KMS::ReplicaKey": Reading(Kind.KEY, {}, ("KeyId",), {"type": "replica"}),
    "AWS::KMS::Alias": Reading(Kind.KEY, {"name": "AliasName"}, (), {"type": "alias"}),
}
