"""CA certificates that are registered with AWS IoT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.kinds.iot.provisioning_template import ProvisioningTemplate
from checkov_aws_iot.resources.reading.columns import Equals, block
from checkov_aws_iot.resources.reading.dialects import ARN, CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.text import Text
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value

_CONFIG = {
    "role_arn": "RoleArn",
    "template_body": "TemplateBody",
    "template_name": "TemplateName",
}


@dataclass(frozen=True, slots=True)
class CaCertificate(Kind):
    """A CA certificate. ``active`` and ``auto_registration`` are flags.

    ``registration_config`` says how devices that it signed are registered; its parts are
    ``template_body``, ``template_name`` and ``registration_role``.
    """

    title = "CA certificate"
    arn = "arn:iot:cacert/{id}"
    subjects = (Subject.CA_CERTIFICATE,)
    documents = (
        Documents(
            Subject.EMBEDDED_IOT_POLICY, "registration_config/template_body", Form.TEMPLATE_BODY
        ),
    )
    acts = True
    types = (
        Terraform(
            "aws_iot_ca_certificate",
            {
                "active": "active",
                "auto_registration": "allow_auto_registration",
                "mode": "certificate_mode",
                "pem": "ca_certificate_pem",
                "registration_config": block(
                    "registration_config", **{neutral: neutral for neutral in _CONFIG}
                ),
            },
            computed={"arn": "{arn}"},
        ),
        CloudFormation(
            "AWS::IoT::CACertificate",
            {
                "active": Equals("Status", "ACTIVE"),
                "auto_registration": Equals("AutoRegistrationStatus", "ENABLE"),
                "mode": "CertificateMode",
                "pem": "CACertificatePem",
                "registration_config": block("RegistrationConfig", **_CONFIG),
            },
            ("Id",),
            arns=ARN,
        ),
    )

    active: Value = ABSENT
    auto_registration: Value = ABSENT
    mode: Value = ABSENT
    pem: Value = ABSENT
    registration_config: Value = ABSENT

    @property
    def registration_role(self) -> Value:
        """The role that registers devices."""
        return item(self.registration_config, "role_arn")

    @property
    def template_body(self) -> Value:
        """The provisioning template, where it is written out."""
        return item(self.registration_config, "template_body")

    @property
    def template_name(self) -> Value:
        """The name of the provisioning template."""
        return item(self.registration_config, "template_name")

    def used_roles(self) -> Iterator[Value]:
        """The role that registers devices."""
        yield from elements(self.registration_role)

    def as_caller(self) -> tuple[str, Value]:
        """With a template of its own name, the service works for that template."""
        name = self.template_name
        named = isinstance(name, (str, Text)) and name != ""
        return (ProvisioningTemplate.title, name) if named else (self.title, ABSENT)
