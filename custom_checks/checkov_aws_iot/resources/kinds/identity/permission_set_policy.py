"""Policies of permission sets, which IAM Identity Center makes roles of."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import References
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class PermissionSetPolicy(Kind):
    """The inline policy of a permission set, or managed policies of one."""

    title = "permission set policy"
    documents = (
        Documents(Subject.IDENTITY_POLICY, "policy"),
        Documents(Subject.IDENTITY_POLICY, "managed_policy_arns", Form.MANAGED_POLICIES),
    )
    types = (
        Terraform("aws_ssoadmin_permission_set_inline_policy", {"policy": "inline_policy"}),
        Terraform(
            "aws_ssoadmin_managed_policy_attachment",
            {"managed_policy_arns": References("managed_policy_arn")},
        ),
        CloudFormation(
            "AWS::SSO::PermissionSet",
            {"policy": "InlinePolicy", "managed_policy_arns": "ManagedPolicies"},
        ),
    )

    policy: Value = ABSENT
    managed_policy_arns: Value = ABSENT
