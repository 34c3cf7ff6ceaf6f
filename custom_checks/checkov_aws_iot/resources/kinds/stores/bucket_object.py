"""Objects in buckets."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BucketObject(Kind):
    """An object."""

    title = "object"
    arn = "arn:s3:::{bucket}/{key}"
    types = (
        Terraform("aws_s3_object", {"bucket": "bucket", "key": "key"}, computed={"arn": "{arn}"}),
    )

    bucket: Value = ABSENT
    key: Value = ABSENT
