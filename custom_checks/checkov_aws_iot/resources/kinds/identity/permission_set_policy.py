"""Policies of permission sets, which IAM Identity Center makes roles of."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class PermissionSetPolicy(Kind):
    """The inline policy of a permission set."""

    title = "permission set policy"
    documents = (Documents(Subject.IDENTITY_POLICY, "policy"),)
    types = (
        Terraform("aws_ssoadmin_permission_set_inline_policy", {"policy": "inline_policy"}),
        CloudFormation("AWS::SSO::PermissionSet", {"policy": "InlinePolicy"}),
    )

    policy: Value = ABSENT
