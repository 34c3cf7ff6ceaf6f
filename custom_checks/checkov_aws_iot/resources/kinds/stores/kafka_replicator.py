"""Replicators between Kafka clusters."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import blocks
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ReplicatedCluster(Record):
    """A cluster at one end of a replicator."""

    cluster: Value = ABSENT


@dataclass(frozen=True, slots=True)
class KafkaReplicator(Kind):
    """A replicator; ``clusters`` is a list of :class:`ReplicatedCluster`."""

    title = "Kafka replicator"
    protects_by = "clusters"
    types = (
        Terraform(
            "aws_msk_replicator",
            {"clusters": blocks("kafka_cluster", cluster="amazon_msk_cluster/msk_cluster_arn")},
        ),
        CloudFormation(
            "AWS::MSK::Replicator",
            {"clusters": blocks("KafkaClusters", cluster="AmazonMskCluster/MskClusterArn")},
        ),
    )

    clusters: Value = ABSENT
