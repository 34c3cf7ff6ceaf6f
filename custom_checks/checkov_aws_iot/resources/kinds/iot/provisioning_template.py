"""Provisioning templates of fleets and of just-in-time provisioning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Documents, Kind
from checkov_aws_iot.resources.reading.columns import block
from checkov_aws_iot.resources.reading.dialects import NAMED, CloudFormation, Terraform
from checkov_aws_iot.resources.reading.document_place import Form
from checkov_aws_iot.resources.record import Record
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.access import elements, item
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class Hook(Record):
    """The function that decides whether a device is provisioned."""

    target_arn: Value = ABSENT
    payload_version: Value = ABSENT


@dataclass(frozen=True, slots=True)
class ProvisioningTemplate(Kind):
    """A provisioning template; ``hook`` is a :class:`Hook`."""

    title = "provisioning template"
    arn = "arn:iot:provisioningtemplate/{name}"
    subjects = (Subject.PROVISIONING_TEMPLATE,)
    documents = (Documents(Subject.EMBEDDED_IOT_POLICY, "template_body", Form.TEMPLATE_BODY),)
    acts = True
    is_caller = True
    types = (
        Terraform(
            "aws_iot_provisioning_template",
            {
                "name": "name",
                "template_body": "template_body",
                "role_arn": "provisioning_role_arn",
                "type": "type",
                "enabled": "enabled",
                "hook": block(
                    "pre_provisioning_hook",
                    target_arn="target_arn",
                    payload_version="payload_version",
                ),
            },
            ("name",),
            computed=NAMED,
        ),
        CloudFormation(
            "AWS::IoT::ProvisioningTemplate",
            {
                "name": "TemplateName",
                "template_body": "TemplateBody",
                "role_arn": "ProvisioningRoleArn",
                "type": "TemplateType",
                "enabled": "Enabled",
                "hook": block(
                    "PreProvisioningHook",
                    target_arn="TargetArn",
                    payload_version="PayloadVersion",
                ),
            },
            ("TemplateArn",),
            arns=("TemplateArn",),
        ),
    )

    name: Value = ABSENT
    template_body: Value = ABSENT
    role_arn: Value = ABSENT
    type: Value = ABSENT
    enabled: Value = ABSENT
    hook: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role that provisions."""
        yield from elements(self.role_arn)

    def called_functions(self) -> Iterator[Value]:
        """The hook."""
        yield from elements(item(self.hook, "target_arn"))
