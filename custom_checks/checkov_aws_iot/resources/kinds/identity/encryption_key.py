"""Keys of AWS KMS."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class EncryptionKey(Kind):
    """A key; ``type`` is ``key``, ``replica`` or ``alias``."""

    title = "key"
    arn = "arn:kms:key/{key_id}"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    types = (
        Terraform(
            "aws_kms_key",
            {"policy": "policy"},
            ("key_id",),
            constants={"type": "key"},
            computed={"arn": "{arn}", "id": "{key_id}"},
            looked_up={"arn": "{arn}", "id": "{key_id}"},
        ),
        Terraform("aws_kms_replica_key", {}, ("key_id",), constants={"type": "replica"}),
        Terraform("aws_kms_external_key", {}, ("key_id",), constants={"type": "key"}),
        Terraform(
            "aws_kms_alias",
            {"name": "name"},
            ("name",),
            constants={"type": "alias"},
            computed={"arn": "arn:kms:{name}", "id": "{name}"},
            looked_up={"arn": "arn:kms:{name}"},
        ),
        CloudFormation(
            "AWS::KMS::Key",
            {"policy": "KeyPolicy"},
            ("KeyId",),
            constants={"type": "key"},
            arns=ARN,
        ),
        CloudFormation(
            "AWS::KMS::ReplicaKey", {}, ("KeyId",), constants={"type": "replica"}, arns=ARN
        ),
        CloudFormation(
            "AWS::KMS::Alias",
            {"name": "AliasName"},
            constants={"type": "alias"},
            arns=ARN,
            arn="arn:kms:{name}",
        ),
    )

    name: Value = ABSENT
    type: Value = ABSENT
    policy: Value = ABSENT
