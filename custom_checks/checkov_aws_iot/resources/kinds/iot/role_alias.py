"""Role aliases, for which devices get credentials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class RoleAlias(Kind):
    """A role alias."""

    title = "role alias"
    arn = "arn:iot:rolealias/{name}"
    subjects = (Subject.ROLE_ALIAS,)
    acts = True
    is_caller = True
    types = (
        Terraform(
            "aws_iot_role_alias",
            {"name": "alias", "role_arn": "role_arn"},
            ("alias",),
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::IoT::RoleAlias",
            {"name": "RoleAlias", "role_arn": "RoleArn"},
            ("RoleAliasArn",),
            arns=("RoleAliasArn",),
        ),
    )

    name: Value = ABSENT
    role_arn: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role that it stands for."""
        yield self.role_arn
