"""The replication of a bucket as a resource of its own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.flow.replication_rule import rules_of_blocks
from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BucketReplication(Kind):
    """The rules of one bucket, as ``replication_rules`` of :class:`Bucket`."""

    title = "bucket replication"
    subjects = (Subject.REPLICATION,)
    host = Bucket
    types = (
        Terraform(
            "aws_s3_bucket_replication_configuration",
            {"bucket": "bucket", "rules": lambda source: rules_of_blocks(source, "rule", "rule")},
        ),
    )

    bucket: Value = ABSENT
    rules: Value = ABSENT

    def attachment(self) -> Value:
        """The bucket."""
        return self.bucket
