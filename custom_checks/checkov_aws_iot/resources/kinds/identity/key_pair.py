"""Private keys that the configuration itself makes."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform


@dataclass(frozen=True, slots=True)
class KeyPair(Kind):
    """A private key; others refer to it by its PEM texts."""

    title = "key pair"
    types = (
        Terraform(
            "tls_private_key",
            {},
            ("private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"),
        ),
    )
