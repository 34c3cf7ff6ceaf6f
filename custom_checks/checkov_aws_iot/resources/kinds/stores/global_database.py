"""Global databases of Amazon Aurora."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class GlobalDatabase(Kind):
    """A global database and the cluster that it is made of."""

    title = "global database"
    types = (
        Terraform(
            "aws_rds_global_cluster",
            {"name": "global_cluster_identifier", "source": "source_db_cluster_identifier"},
            ("global_cluster_identifier",),
        ),
        CloudFormation(
            "AWS::RDS::GlobalCluster",
            {"name": "GlobalClusterIdentifier", "source": "SourceDBClusterIdentifier"},
        ),
    )

    name: Value = ABSENT
    source: Value = ABSENT
