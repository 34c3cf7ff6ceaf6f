"""Policies of roles, users and groups, managed or written for one of them."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.reading.columns import Column, InList
from checkov_aws_iot.resources.reading.dialects import KNOWN_BY_ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


def _inline(holder: str, neutral: str) -> Terraform:
    columns: dict[str, Column] = {"name": "name", "policy": "policy", neutral: InList(holder)}
    return Terraform(f"aws_iam_{holder}_policy", columns)


def _inline_schema(name: str, holder: str, neutral: str) -> CloudFormation:
    columns: dict[str, Column] = {
        "name": "PolicyName",
        "policy": "PolicyDocument",
        neutral: InList(holder),
    }
    return CloudFormation(name, columns)


_ATTACHED: dict[str, Column] = {"roles": "Roles", "users": "Users", "groups": "Groups"}


@dataclass(frozen=True, slots=True)
class IdentityPolicy(Kind):
    """A policy, and by name the roles, users and groups that it is written for."""

    title = "identity policy"
    arn = "arn:iam::policy{path}{name}"
    documents = (Documents(Subject.IDENTITY_POLICY, "policy"),)
    host = Role
    types = (
        Terraform(
            "aws_iam_policy",
            {"name": "name", "policy": "policy"},
            computed=KNOWN_BY_ARN,
            looked_up={"arn": "arn:iam::policy{path_prefix}{path}{name}"},
        ),
        _inline("role", "roles"),
        _inline("user", "users"),
        _inline("group", "groups"),
        CloudFormation(
            "AWS::IAM::Policy",
            {"name": "PolicyName", "policy": "PolicyDocument", **_ATTACHED},
            in_provider=False,
        ),
        CloudFormation(
            "AWS::IAM::ManagedPolicy",
            {"name": "ManagedPolicyName", "policy": "PolicyDocument", **_ATTACHED},
            ("PolicyArn",),
            arns=("PolicyArn",),
            reference="{arn}",
        ),
        _inline_schema("AWS::IAM::RolePolicy", "RoleName", "roles"),
        _inline_schema("AWS::IAM::UserPolicy", "UserName", "users"),
        _inline_schema("AWS::IAM::GroupPolicy", "GroupName", "groups"),
    )

    name: Value = ABSENT
    policy: Value = ABSENT
    roles: Value = ABSENT
    users: Value = ABSENT
    groups: Value = ABSENT

    def attachment(self) -> Value:
        """The roles."""
        return self.roles
