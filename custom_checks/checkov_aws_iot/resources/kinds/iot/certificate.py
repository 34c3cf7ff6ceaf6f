"""Certificates of devices."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Equals
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Certificate(Kind):
    """A certificate; ``active`` is a flag."""

    title = "certificate"
    arn = "arn:iot:cert/{id}"
    subjects = (Subject.CERTIFICATE,)
    types = (
        Terraform(
            "aws_iot_certificate",
            {"active": "active", "csr": "csr", "pem": "certificate_pem", "ca_pem": "ca_pem"},
            computed={"arn": "{arn}"},
            looked_up={"arn": "{arn}"},
        ),
        # AWS makes no key for these, so none can lie in a state.
        CloudFormation(
            "AWS::IoT::Certificate",
            {
                "active": Equals("Status", "ACTIVE"),
                "csr": "CertificateSigningRequest",
                "pem": "CertificatePem",
                "ca_pem": "CACertificatePem",
            },
            ("Id",),
            subjects=(),
            arns=ARN,
        ),
    )

    active: Value = ABSENT
    csr: Value = ABSENT
    pem: Value = ABSENT
    ca_pem: Value = ABSENT
