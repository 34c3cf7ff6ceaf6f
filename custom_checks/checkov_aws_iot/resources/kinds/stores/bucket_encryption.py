"""The encryption of a bucket as a resource of its own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BucketEncryption(Kind):
    """The algorithm of one bucket."""

    title = "bucket encryption"
    host = Bucket
    types = (
        Terraform(
            "aws_s3_bucket_server_side_encryption_configuration",
            {
                "bucket": "bucket",
                "algorithm": "rule/apply_server_side_encryption_by_default/sse_algorithm",
            },
        ),
    )

    bucket: Value = ABSENT
    algorithm: Value = ABSENT

    def attachment(self) -> Value:
        """The bucket."""
        return self.bucket
