"""Policies of keys as resources of their own."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.identity.encryption_key import EncryptionKey
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class KeyPolicy(Kind):
    """A policy and its key."""

    title = "key policy"
    documents = (Documents(Subject.RESOURCE_POLICY, "policy"),)
    host = EncryptionKey
    types = (Terraform("aws_kms_key_policy", {"key": "key_id", "policy": "policy"}),)

    key: Value = ABSENT
    policy: Value = ABSENT

    def attachment(self) -> Value:
        """The key."""
        return self.key
