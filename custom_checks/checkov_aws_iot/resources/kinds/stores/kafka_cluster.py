"""Clusters of Amazon MSK."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.dialects import KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_NAMES = (
    "cluster_name",
    "bootstrap_brokers",
    "bootstrap_brokers_tls",
    "bootstrap_brokers_sasl_iam",
    "bootstrap_brokers_sasl_scram",
)


@dataclass(frozen=True, slots=True)
class KafkaCluster(Tagged):
    """A Kafka cluster."""

    title = "Kafka cluster"
    arn = "arn:kafka:cluster/{name}/{uuid}"
    types = (
        Terraform(
            "aws_msk_cluster",
            {"name": "cluster_name", "tags": "tags"},
            _NAMES,
            computed=KNOWN_BY_ARN,
        ),
        Terraform("aws_msk_serverless_cluster", {"name": "cluster_name", "tags": "tags"}, _NAMES),
        CloudFormation("AWS::MSK::Cluster", {"name": "ClusterName", "tags": "Tags"}),
        CloudFormation("AWS::MSK::ServerlessCluster", {"name": "ClusterName", "tags": "Tags"}),
    )

    name: Value = ABSENT
