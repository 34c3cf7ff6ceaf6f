"""Instance profiles, which give a role to servers."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class InstanceProfile(Kind):
    """An instance profile."""

    title = "instance profile"
    arn = "arn:iam::instance-profile{path}{name}"
    types = (
        Terraform("aws_iam_instance_profile", {"name": "name"}, ("name",), computed=NAMED),
        CloudFormation("AWS::IAM::InstanceProfile", {"name": "InstanceProfileName"}, arns=ARN),
    )

    name: Value = ABSENT
