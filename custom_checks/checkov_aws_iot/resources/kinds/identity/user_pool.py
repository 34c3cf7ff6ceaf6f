"""User pools of Amazon Cognito."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation, Terraform


@dataclass(frozen=True, slots=True)
class UserPool(Kind):
    """A user pool."""

    title = "user pool"
    arn = "arn:cognito-idp:userpool/{id}"
    types = (
        Terraform("aws_cognito_user_pool", computed={"arn": "{arn}"}),
        CloudFormation("AWS::Cognito::UserPool", arns=ARN),
    )
