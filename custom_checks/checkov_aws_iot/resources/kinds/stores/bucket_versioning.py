"""The versioning of a bucket as a resource of its own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BucketVersioning(Kind):
    """The status of one bucket."""

    title = "bucket versioning"
    host = Bucket
    types = (
        Terraform(
            "aws_s3_bucket_versioning",
            {"bucket": "bucket", "status": "versioning_configuration/status"},
        ),
    )

    bucket: Value = ABSENT
    status: Value = ABSENT

    def attachment(self) -> Value:
        """The bucket."""
        return self.bucket
