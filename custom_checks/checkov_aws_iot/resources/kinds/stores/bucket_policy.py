"""Policies of buckets."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.stores.bucket import Bucket
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class BucketPolicy(Kind):
    """A policy and its bucket."""

    title = "bucket policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = Bucket
    types = (
        Terraform("aws_s3_bucket_policy", {"bucket": "bucket", "policy": "policy"}),
        CloudFormation("AWS::S3::BucketPolicy", {"bucket": "Bucket", "policy": "PolicyDocument"}),
    )

    bucket: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The bucket."""
        return self.bucket
