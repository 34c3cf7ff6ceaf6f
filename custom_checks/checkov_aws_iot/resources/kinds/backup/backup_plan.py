"""Plans of AWS Backup."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Source, record
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import each, elements, mapped
from checkov_aws_iot.values.unknown import ABSENT, Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value


@dataclass(frozen=True, slots=True)
class BackupRule(Record):
    """A rule of a plan: the vault it backs up to, and the vaults it copies to."""

    path: Value = ABSENT
    vault: Value = ABSENT
    copies: Value = ABSENT


def _of_blocks(source: Source) -> Value:
    return _rules(
        source,
        "rule",
        {"vault": "target_vault_name", "copies": "copy_action"},
        "destination_vault_arn",
    )


def _of_properties(source: Source) -> Value:
    return _rules(
        source,
        "BackupPlan/BackupPlanRule",
        {"vault": "TargetBackupVault", "copies": "CopyActions"},
        "DestinationBackupVaultArn",
    )


def _rules(source: Source, start: str, keys: dict[str, str], target: str) -> Value:
    def read(known: Value) -> Value:
        if isinstance(known, Unknown):
            return known
        return Sequence([rule_at(index, rule) for index, rule in enumerate(elements(known))])

    def rule_at(index: int, rule: Value) -> Value:
        if not isinstance(rule, Mapping):
            return rule
        copies = each(source.part(rule, keys["copies"]), lambda one: source.part(one, target))
        return record(
            path=source.where(f"{start}/[{index}]/{keys['copies']}"),
            vault=source.part(rule, keys["vault"]),
            copies=copies,
        )

    return mapped(source.get(start), read)


@dataclass(frozen=True, slots=True)
class BackupPlan(Kind):
    """A backup plan; ``rules`` is a list of :class:`BackupRule`."""

    title = "backup plan"
    arn = "arn:backup:backup-plan:{id}"
    subjects = (Subject.REPLICATION,)
    protects_by = "rules"
    types = (
        Terraform("aws_backup_plan", {"name": "name", "rules": _of_blocks}),
        CloudFormation(
            "AWS::Backup::BackupPlan",
            {"name": "BackupPlan/BackupPlanName", "rules": _of_properties},
            ("BackupPlanId", "BackupPlanArn"),
            arns=("BackupPlanArn",),
        ),
    )

    name: Value = ABSENT
    rules: Value = ABSENT
