"""Identity pools of Amazon Cognito."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class IdentityPool(Kind):
    """An identity pool."""

    title = "identity pool"
    arn = "arn:cognito-identity:identitypool/{id}"
    types = (
        Terraform(
            "aws_cognito_identity_pool",
            {
                "name": "identity_pool_name",
                "allow_unauthenticated": "allow_unauthenticated_identities",
            },
            computed={"arn": "{arn}"},
        ),
        CloudFormation(
            "AWS::Cognito::IdentityPool",
            {"name": "IdentityPoolName", "allow_unauthenticated": "AllowUnauthenticatedIdentities"},
        ),
    )

    name: Value = ABSENT
    allow_unauthenticated: Value = ABSENT
