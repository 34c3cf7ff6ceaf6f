"""Templates of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class JobTemplate(Kind):
    """A job template; ``role_arn`` is the role of presigned URLs."""

    title = "job template"
    arn = "arn:iot:jobtemplate/{name}"
    acts = True
    types = (
        CloudFormation(
            "AWS::IoT::JobTemplate",
            {"name": "JobTemplateId", "role_arn": "PresignedUrlConfig/RoleArn"},
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    role_arn: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role of presigned URLs."""
        yield from elements(self.role_arn)

    def as_caller(self) -> tuple[str, Value]:
        """AWS gives an id to every job made of it."""
        return self.title, ABSENT
