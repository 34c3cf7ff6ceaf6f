"""What Device Defender does about what an audit found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class MitigationAction(Kind):
    """A mitigation action."""

    title = "mitigation action"
    arn = "arn:iot:mitigationaction/{name}"
    acts = True
    types = (
        CloudFormation(
            "AWS::IoT::MitigationAction",
            {"name": "ActionName", "role_arn": "RoleArn"},
            ("MitigationActionArn",),
            arns=("MitigationActionArn",),
        ),
    )

    name: Value = ABSENT
    role_arn: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role that mitigates."""
        yield from elements(self.role_arn)
