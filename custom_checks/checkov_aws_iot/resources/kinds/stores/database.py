"""Databases of Amazon RDS."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.columns import TagPairs
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Database(Tagged):
    """A database; ``type`` is ``cluster`` or ``instance``."""

    title = "database"
    types = (
        Terraform(
            "aws_rds_cluster",
            {
                "name": "cluster_identifier",
                "global_cluster": "global_cluster_identifier",
                "replica_of": "replication_source_identifier",
                "tags": "tags",
            },
            ("cluster_identifier", "endpoint"),
            constants={"type": "cluster"},
        ),
        Terraform(
            "aws_db_instance",
            {"name": "identifier", "replica_of": "replicate_source_db", "tags": "tags"},
            ("identifier", "endpoint", "address"),
            constants={"type": "instance"},
        ),
        CloudFormation(
            "AWS::RDS::DBCluster",
            {
                "name": "DBClusterIdentifier",
                "global_cluster": "GlobalClusterIdentifier",
                "replica_of": "ReplicationSourceIdentifier",
                "tags": TagPairs("Tags"),
            },
            ("DBClusterArn", "Endpoint.Address"),
            constants={"type": "cluster"},
            arns=("DBClusterArn",),
            arn="arn:rds:cluster:{name}",
        ),
        CloudFormation(
            "AWS::RDS::DBInstance",
            {
                "name": "DBInstanceIdentifier",
                "replica_of": "SourceDBInstanceIdentifier",
                "tags": TagPairs("Tags"),
            },
            ("DBInstanceArn", "Endpoint.Address"),
            constants={"type": "instance"},
            arns=("DBInstanceArn",),
            arn="arn:rds:db:{name}",
        ),
    )

    name: Value = ABSENT
    type: Value = ABSENT
    global_cluster: Value = ABSENT
    replica_of: Value = ABSENT
