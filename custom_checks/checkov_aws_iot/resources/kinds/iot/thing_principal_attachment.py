"""Attachments of certificates to things."""

from __future__ import annotations

from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation, Terraform
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class ThingPrincipalAttachment(Kind):
    """One thing, by name, and the ARN of a principal.

    ``type`` is ``EXCLUSIVE_THING`` or ``NON_EXCLUSIVE_THING``.
    """

    title = "thing principal attachment"
    subjects = (Subject.THING_PRINCIPAL_ATTACHMENT,)
    types = (
        Terraform(
            "aws_iot_thing_principal_attachment",
            {"thing": "thing", "principal": "principal", "type": "thing_principal_type"},
        ),
        CloudFormation(
            "AWS::IoT::ThingPrincipalAttachment",
            {"thing": "ThingName", "principal": "Principal", "type": "ThingPrincipalType"},
        ),
    )

    thing: Value = ABSENT
    principal: Value = ABSENT
    type: Value = ABSENT
