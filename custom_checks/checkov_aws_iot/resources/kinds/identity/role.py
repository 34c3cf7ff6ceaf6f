"""IAM roles."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import References, blocks
from checkov_aws_iot.resources.reading.dialects import ARN, NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class InlinePolicy(Record):
    """A policy that is written inside the role."""

    name: Value = ABSENT
    policy: Value = ABSENT


@dataclass(frozen=True, slots=True)
class Role(Kind):
    """A role; ``inline_policies`` is a list of :class:`InlinePolicy`."""

    title = "role"
    arn = "arn:iam::role{path}{name}"
    documents = (
        Documents(Subject.IDENTITY_POLICY, "inline_policies/*/policy"),
        Documents(Subject.IDENTITY_POLICY, "managed_policy_arns", Form.MANAGED_POLICIES),
        Documents(Subject.TRUST_POLICY, "trust_policy"),
    )
    types = (
        Terraform(
            "aws_iam_role",
            {
                "name": "name",
                "trust_policy": "assume_role_policy",
                "inline_policies": blocks("inline_policy", name="name", policy="policy"),
                "managed_policy_arns": References("managed_policy_arns"),
                "permissions_boundary": "permissions_boundary",
            },
            ("name", "unique_id"),
            computed=NAMED,
            # A role is looked up by its name alone, so its path is not known.
            looked_up=NAMED,
        ),
        CloudFormation(
            "AWS::IAM::Role",
            {
                "name": "RoleName",
                "trust_policy": "AssumeRolePolicyDocument",
                "inline_policies": blocks("Policies", name="PolicyName", policy="PolicyDocument"),
                "managed_policy_arns": "ManagedPolicyArns",
                "permissions_boundary": "PermissionsBoundary",
            },
            ("RoleId", "RoleName"),
            arns=ARN,
        ),
    )

    name: Value = ABSENT
    trust_policy: Value = ABSENT
    inline_policies: Value = ABSENT
    managed_policy_arns: Value = ABSENT
    permissions_boundary: Value = ABSENT
