"""Policies of secrets."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.identity.secret import Secret
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class SecretPolicy(Kind):
    """A policy and its secret."""

    title = "secret policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = Secret
    types = (
        Terraform("aws_secretsmanager_secret_policy", {"secret": "secret_arn", "policy": "policy"}),
        CloudFormation(
            "AWS::SecretsManager::ResourcePolicy",
            {"secret": "SecretId", "policy": "ResourcePolicy"},
        ),
    )

    secret: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The secret."""
        return self.secret
