"""Domains under which devices connect."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class DomainConfiguration(Kind):
    """A domain configuration."""

    title = "domain configuration"
    arn = "arn:iot:domainconfiguration/{name}/{id_part}"
    subjects = (Subject.DOMAIN_CONFIGURATION,)
    types = (
        Terraform(
            "aws_iot_domain_configuration",
            {"name": "name", "security_policy": "tls_config/security_policy"},
            ("name",),
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::IoT::DomainConfiguration",
            {"name": "DomainConfigurationName", "security_policy": "TlsConfig/SecurityPolicy"},
        ),
    )

    name: Value = ABSENT
    security_policy: Value = ABSENT
