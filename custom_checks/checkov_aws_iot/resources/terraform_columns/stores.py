"""How Terraform writes streams, stores, their copies and backups."""

from __future__ import annotations

from collections.abc import Callable

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.terraform_columns.attribute_reading import (
    Instance,
    Reading,
    blocks,
    renamed,
)
from checkov_aws_iot.values.access import all_elements, each, elements, item, mapped
from checkov_aws_iot.values.unknown import ABSENT, Absent, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

# Destination blocks of a delivery stream: the neutral type, and where the target is.
_DESTINATIONS = {
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


def _destinations(instance: Instance) -> Value:
    found: list[Value] = []
    wanted = instance.get("destination")
    for name, (kind, target) in _DESTINATIONS.items():
        if name == "s3_configuration" and wanted != "s3":
            continue  # in older providers the place for backups and failures, not the destination
        for element in all_elements(instance.get(name)):
            if isinstance(element, Unknown):
                found.append(element)
                continue
            for one in elements(renamed(element, target=target, prefix="prefix")):
                if isinstance(one, Mapping):
                    found.append(Mapping({"type": kind, **one}))
    return Sequence(found) if found else ABSENT


# --- buckets -------------------------------------------------------------------------------------


def _replication_rules(rules: Value, start: str) -> Value:
    def read(known: Value) -> Value:
        if isinstance(known, (Unknown, Absent)) or known is None:
            return ABSENT if not isinstance(known, Unknown) else known
        return Sequence(
            [
                mapped(rule, lambda one, at=index: _replication_rule(one, f"{start}/[{at}]"))  # type: ignore[misc]
                for index, rule in enumerate(elements(known))
            ]
        )

    return mapped(rules, read)


def _replication_rule(rule: Value, path: str) -> Value:
    if not isinstance(rule, Mapping):
        return rule
    destination = item(rule, "destination")
    criteria = item(rule, "source_selection_criteria")
    filters = item(rule, "filter")
    prefix = _first(item(filters, "prefix"), item(filters, "and", "prefix"), item(rule, "prefix"))
    tags = (item(filters, "tag"), item(filters, "tags"), item(filters, "and", "tags"))
    return _written(
        path=path,
        status=item(rule, "status"),
        prefix=prefix,
        other_filter=any(elements(tag) not in ((), ("",), (Mapping(),)) for tag in tags),
        destination=item(destination, "bucket"),
        replica_key=_first(
            item(destination, "encryption_configuration", "replica_kms_key_id"),
            item(destination, "replica_kms_key_id"),
        ),
        encrypted_objects=_selection(criteria),
    )


def _selection(criteria: Value) -> Value:
    """Whether encrypted objects are selected: ``status`` today, ``enabled`` in the old block."""
    status = item(criteria, "sse_kms_encrypted_objects", "status")
    if not isinstance(status, Absent):
        return status
    enabled = item(criteria, "sse_kms_encrypted_objects", "enabled")

    def word(known: Value) -> Value:
        if isinstance(known, bool):
            return "Enabled" if known else "Disabled"
        return known

    return mapped(enabled, word)


def _first(*values: Value) -> Value:
    return next((v for v in values if not isinstance(v, Absent) and v not in (None, "")), ABSENT)


def _written(**values: Value) -> Mapping:
    return Mapping(
        {name: v for name, v in values.items() if v is not None and not isinstance(v, Absent)}
    )


def _inline_replication(instance: Instance) -> Value:
    configuration = instance.get("replication_configuration")
    return _replication_rules(item(configuration, "rules"), "replication_configuration/[0]/rules")


def _separate_replication(instance: Instance) -> Value:
    return _replication_rules(instance.get("rule"), "rule")


def _versioning(instance: Instance) -> Value:
    """The block of older providers: ``enabled = true``."""
    enabled = item(instance.get("versioning"), "enabled")

    def status(known: Value) -> Value:
        if isinstance(known, bool):
            return "Enabled" if known else "Suspended"
        return known

    return mapped(enabled, status)


# --- tables and the rest -------------------------------------------------------------------------


def _replicas(instance: Instance) -> Value:
    return renamed(instance.get("replica"), region="region_name")


def _ignores_replicas(instance: Instance) -> Value:
    """Whether ``lifecycle`` leaves the replicas to somebody else; only source text shows that."""
    ignored: Callable[[], frozenset[str]] = getattr(instance, "ignored_changes", frozenset)
    return ABSENT if ignored().isdisjoint(("replica", "all")) else True


def _global_regions(instance: Instance) -> Value:
    return each(instance.get("replica"), lambda one: item(one, "region_name"))


def _connected(key: str, instance: Instance) -> Value:
    ends = ("local_domain_info", "remote_domain_info")
    return Sequence([item(instance.get(end), key) for end in ends])


def _kafka_clusters(instance: Instance) -> Value:
    return renamed(instance.get("kafka_cluster"), cluster="amazon_msk_cluster/msk_cluster_arn")


def _plan_rules(instance: Instance) -> Value:
    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return known
        rules: list[Value] = []
        for index, rule in enumerate(elements(known)):
            if isinstance(rule, Mapping):
                copies = each(
                    item(rule, "copy_action"), lambda one: item(one, "destination_vault_arn")
                )
                rules.append(
                    _written(
                        path=f"rule/[{index}]/copy_action",
                        vault=item(rule, "target_vault_name"),
                        copies=copies,
                    )
                )
            else:
                rules.append(rule)
        return Sequence(rules)

    return mapped(instance.get("rule"), read)


_OPERATORS = ("string_equals", "string_like", "string_not_equals", "string_not_like")


def _conditions(instance: Instance) -> Value:
    found: list[Value] = []
    for group in all_elements(instance.get("condition")):
        if isinstance(group, Unknown):
            found.append(group)
        for operator in _OPERATORS:
            for one in all_elements(item(group, operator)):
                condition = (
                    _written(
                        operator=operator.replace("_", "").upper(),
                        key=item(one, "key"),
                        value=item(one, "value"),
                    )
                    if isinstance(one, Mapping)
                    else one
                )
                found.append(condition)
    return Sequence(found) if found else ABSENT


_CLUSTER_NAMES = (
    "cluster_name",
    "bootstrap_brokers",
    "bootstrap_brokers_tls",
    "bootstrap_brokers_sasl_iam",
    "bootstrap_brokers_sasl_scram",
)

READINGS: dict[str, Reading] = {
    "aws_kinesis_stream": Reading(Kind.STREAM, {"name": "name"}, ("name",)),
    "aws_kinesis_firehose_delivery_stream": Reading(
        Kind.DELIVERY_STREAM,
        {
            "name": "name",
            "source_stream": "kinesis_source_configuration/kinesis_stream_arn",
            "destinations": _destinations,
        },
        ("name",),
    ),
    "aws_lambda_event_source_mapping": Reading(
        Kind.EVENT_SOURCE_MAPPING, {"source": "event_source_arn", "function": "function_name"}
    ),
    "aws_kinesis_stream_consumer": Reading(Kind.EVENT_SOURCE_MAPPING, {"source": "stream_arn"}),
    "aws_pipes_pipe": Reading(Kind.EVENT_SOURCE_MAPPING, {"source": "source"}),
    "aws_sqs_queue": Reading(Kind.QUEUE, {"name": "name"}, ("name", "url")),
    "aws_sns_topic": Reading(Kind.NOTIFICATION_TOPIC, {"name": "name"}),
    "aws_sns_topic_subscription": Reading(
        Kind.NOTIFICATION_SUBSCRIPTION,
        {"topic": "topic_arn", "protocol": "protocol", "endpoint": "endpoint"},
    ),
    "aws_s3_bucket": Reading(
        Kind.BUCKET,
        {
            "name": "bucket",
            "tags": "tags",
            "versioning": _versioning,
            "encryption": (
                "server_side_encryption_configuration/rule/"
                "apply_server_side_encryption_by_default/sse_algorithm"
            ),
            "replication_rules": _inline_replication,
        },
        ("bucket",),
    ),
    "aws_s3_bucket_replication_configuration": Reading(
        Kind.BUCKET_REPLICATION, {"bucket": "bucket", "rules": _separate_replication}
    ),
    "aws_s3_bucket_versioning": Reading(
        Kind.BUCKET_VERSIONING, {"bucket": "bucket", "status": "versioning_configuration/status"}
    ),
    "aws_s3_bucket_server_side_encryption_configuration": Reading(
        Kind.BUCKET_ENCRYPTION,
        {
            "bucket": "bucket",
            "algorithm": "rule/apply_server_side_encryption_by_default/sse_algorithm",
        },
    ),
    "aws_dynamodb_table": Reading(
        Kind.TABLE,
        {
            "name": "name",
            "tags": "tags",
            "replicas": _replicas,
            "ignores_replicas": _ignores_replicas,
        },
        ("name",),
    ),
    "aws_dynamodb_table_replica": Reading(Kind.TABLE_REPLICA, {"table": "global_table_arn"}),
    "aws_dynamodb_global_table": Reading(
        Kind.GLOBAL_TABLE, {"name": "name", "regions": _global_regions}, ("name",)
    ),
    "aws_timestreamwrite_database": Reading(
        Kind.TIMESERIES_DATABASE, {"name": "database_name"}, ("database_name",)
    ),
    "aws_timestreamwrite_table": Reading(
        Kind.TIMESERIES_TABLE,
        {"name": "table_name", "database": "database_name", "tags": "tags"},
        ("table_name",),
    ),
    "aws_msk_cluster": Reading(
        Kind.KAFKA_CLUSTER, {"name": "cluster_name", "tags": "tags"}, _CLUSTER_NAMES
    ),
    "aws_msk_serverless_cluster": Reading(
        Kind.KAFKA_CLUSTER, {"name": "cluster_name", "tags": "tags"}, _CLUSTER_NAMES
    ),
    "aws_msk_replicator": Reading(Kind.KAFKA_REPLICATOR, {"clusters": _kafka_clusters}),
    "aws_opensearch_outbound_connection": Reading(
        Kind.SEARCH_CONNECTION,
        {
            "regions": lambda instance: _connected("region", instance),
            "domains": lambda instance: _connected("domain_name", instance),
        },
    ),
    "aws_rds_cluster": Reading(
        Kind.DATABASE,
        {
            "name": "cluster_identifier",
            "global_cluster": "global_cluster_identifier",
            "replica_of": "replication_source_identifier",
            "tags": "tags",
        },
        ("cluster_identifier", "endpoint"),
        {"type": "cluster"},
    ),
    "aws_db_instance": Reading(
        Kind.DATABASE,
        {"name": "identifier", "replica_of": "replicate_source_db", "tags": "tags"},
        ("identifier", "endpoint", "address"),
        {"type": "instance"},
    ),
    "aws_rds_global_cluster": Reading(
        Kind.GLOBAL_DATABASE,
        {"name": "global_cluster_identifier", "source": "source_db_cluster_identifier"},
        ("global_cluster_identifier",),
    ),
    "aws_db_instance_automated_backups_replication": Reading(
        Kind.DATABASE_BACKUP_COPY, {"source": "source_db_instance_arn"}
    ),
    "aws_backup_plan": Reading(Kind.BACKUP_PLAN, {"name": "name", "rules": _plan_rules}),
    "aws_backup_selection": Reading(
        Kind.BACKUP_SELECTION,
        {
            "plan": "plan_id",
            "resources": "resources",
            "excluded": "not_resources",
            "tags": blocks("selection_tag", operator="type", key="key", value="value"),
            "conditions": _conditions,
        },
    ),
    "aws_backup_vault": Reading(Kind.BACKUP_VAULT, {"name": "name"}, ("name",), {"type": "vault"}),
    "aws_backup_logically_air_gapped_vault": Reading(
        Kind.BACKUP_VAULT, {"name": "name"}, ("name",), {"type": "air gapped"}
    ),
    "aws_kms_key": Reading(Kind.KEY, {}, ("key_id",), {"type": "key"}),
    "aws_kms_replica_key": Reading(Kind.KEY, {}, ("key_id",), {"type": "replica"}),
    "aws_kms_external_key": Reading(Kind.KEY, {}, ("key_id",), {"type": "key"}),
    "aws_kms_alias": Reading(Kind.KEY, {"name": "name"}, ("name",), {"type": "alias"}),
    **{
        kind: Reading(
            Kind.SEARCH_DOMAIN,
            {"name": "domain_name", "endpoint": "endpoint", "tags": "tags"},
            ("domain_name", "endpoint", "https://endpoint"),
        )
        for kind in ("aws_opensearch_domain", "aws_elasticsearch_domain")
    },
}
