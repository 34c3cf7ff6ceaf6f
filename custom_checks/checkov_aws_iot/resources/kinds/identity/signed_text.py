"""Certificate requests and certificates that the configuration itself makes."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import Terraform
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class SignedText(Kind):
    """A request or certificate, by the PEM texts of its key or of the request it is made of."""

    title = "signed text"
    types = (
        Terraform("tls_cert_request", {"private_key": "private_key_pem"}, ("cert_request_pem",)),
        Terraform("tls_self_signed_cert", {"private_key": "private_key_pem"}, ("cert_pem",)),
        Terraform(
            "aws_acmpca_certificate", {"request": "certificate_signing_request"}, ("certificate",)
        ),
        Terraform("tls_locally_signed_cert", {"request": "cert_request_pem"}, ("cert_pem",)),
    )

    private_key: Value = ABSENT
    request: Value = ABSENT
