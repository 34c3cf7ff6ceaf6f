"""Backups of databases that Amazon RDS copies to another Region."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class DatabaseBackupCopy(Kind):
    """The copied backups of one database."""

    title = "database backup copy"
    types = (
        Terraform(
            "aws_db_instance_automated_backups_replication", {"source": "source_db_instance_arn"}
        ),
    )

    source: Value = ABSENT
