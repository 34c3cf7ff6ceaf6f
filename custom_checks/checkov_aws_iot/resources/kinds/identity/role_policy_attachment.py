"""Attachments of managed policies to roles, users and groups."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import References
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class RolePolicyAttachment(Kind):
    """One role, or users and groups, and one policy; lists of roles and policies are taken apart."""

    title = "role policy attachment"
    documents = (Documents(Subject.IDENTITY_POLICY, "policy_arn", Form.MANAGED_POLICIES),)
    types = (
        Terraform("aws_iam_role_policy_attachment", {"role": "role", "policy_arn": "policy_arn"}),
        Terraform(
            "aws_iam_policy_attachment",
            {
                "role": References("roles"),
                "user": References("users"),
                "group": References("groups"),
                "policy_arn": "policy_arn",
            },
            split="role",
        ),
        Terraform("aws_iam_user_policy_attachment", {"user": "user", "policy_arn": "policy_arn"}),
        Terraform(
            "aws_iam_group_policy_attachment", {"group": "group", "policy_arn": "policy_arn"}
        ),
        Terraform(
            "aws_iam_role_policy_attachments_exclusive",
            {"role": "role_name", "policy_arn": References("policy_arns")},
            split="policy_arn",
        ),
        Terraform(
            "aws_iam_user_policy_attachments_exclusive",
            {"user": "user_name", "policy_arn": References("policy_arns")},
            split="policy_arn",
        ),
        Terraform(
            "aws_iam_group_policy_attachments_exclusive",
            {"group": "group_name", "policy_arn": References("policy_arns")},
            split="policy_arn",
        ),
    )

    role: Value = ABSENT
    user: Value = ABSENT
    group: Value = ABSENT
    policy_arn: Value = ABSENT
