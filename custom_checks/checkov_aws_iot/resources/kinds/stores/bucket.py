"""Buckets of Amazon S3."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.flow.replication_rule import rules_of_blocks, rules_of_properties
from checkov_aws_iot.resources.kind import Tagged
from checkov_aws_iot.resources.reading.columns import Source, TagPairs
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import each, mapped
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


def _inline_replication(source: Source) -> Value:
    path = "replication_configuration"
    return rules_of_blocks(source, f"{path}/rules", f"{path}/[0]/rules")


def _versioning(source: Source) -> Value:
    """The status; the block of older providers says ``enabled = true``."""

    def status(known: Value) -> Value:
        if isinstance(known, bool):
            return "Enabled" if known else "Suspended"
        return known

    return mapped(source.get("versioning/enabled"), status)


def _encryption(source: Source) -> Value:
    rules = each(
        source.get("BucketEncryption/ServerSideEncryptionConfiguration"),
        lambda one: source.part(one, "ServerSideEncryptionByDefault/SSEAlgorithm"),
    )
    return mapped(rules, lambda known: known[0] if isinstance(known, list) and known else known)


_COMPUTED = {**NAMED, "bucket_domain_name": "{name}.s3.amazonaws.com"}


@dataclass(frozen=True, slots=True)
class Bucket(Tagged):
    """A bucket.

    ``tags`` is a mapping, ``versioning`` the status, ``encryption`` the algorithm, and
    ``replication_rules`` a list of :class:`~checkov_aws_iot.resources.flow.replication_rule.ReplicationRule`.
    """

    title = "bucket"
    arn = "arn:s3:::{name}"
    subjects = (Subject.REPLICATION,)
    types = (
        Terraform(
            "aws_s3_bucket",
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
            computed=_COMPUTED,
            looked_up=_COMPUTED,
        ),
        CloudFormation(
            "AWS::S3::Bucket",
            {
                "name": "BucketName",
                "tags": TagPairs("Tags"),
                "versioning": "VersioningConfiguration/Status",
                "encryption": _encryption,
                "replication_rules": rules_of_properties,
            },
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    versioning: Value = ABSENT
    encryption: Value = ABSENT
    replication_rules: Value = ABSENT
