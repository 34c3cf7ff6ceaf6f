"""Vaults of AWS Backup."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BackupVault(Kind):
    """A vault; ``type`` is ``vault`` or ``air gapped``."""

    title = "backup vault"
    arn = "arn:backup:backup-vault:{name}"
    types = (
        Terraform(
            "aws_backup_vault",
            {"name": "name"},
            ("name",),
            constants={"type": "vault"},
            computed=NAMED,
        ),
        Terraform(
            "aws_backup_logically_air_gapped_vault",
            {"name": "name"},
            ("name",),
            constants={"type": "air gapped"},
        ),
        CloudFormation(
            "AWS::Backup::BackupVault",
            {"name": "BackupVaultName"},
            ("BackupVaultArn",),
            constants={"type": "vault"},
            arns=("BackupVaultArn",),
        ),
        CloudFormation(
            "AWS::Backup::LogicallyAirGappedBackupVault",
            {"name": "BackupVaultName"},
            ("BackupVaultArn",),
            constants={"type": "air gapped"},
            arns=("BackupVaultArn",),
        ),
    )

    name: Value = ABSENT
    type: Value = ABSENT
