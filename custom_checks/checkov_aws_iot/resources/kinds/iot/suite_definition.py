"""Suites of tests of Device Advisor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.values.access import elements
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Value


@dataclass(frozen=True, slots=True)
class SuiteDefinition(Kind):
    """A suite definition; ``role_arn`` is the role of the devices under test."""

    title = "Device Advisor suite definition"
    arn = "arn:iotdeviceadvisor:suitedefinition/{id}"
    acts = True
    types = (
        CloudFormation(
            "AWS::IoTCoreDeviceAdvisor::SuiteDefinition",
            {
                "name": "SuiteDefinitionConfiguration/SuiteDefinitionName",
                "role_arn": "SuiteDefinitionConfiguration/DevicePermissionRoleArn",
            },
            ("SuiteDefinitionArn",),
            arns=("SuiteDefinitionArn",),
        ),
    )

    name: Value = ABSENT
    role_arn: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The role of the devices under test."""
        yield from elements(self.role_arn)

    def as_caller(self) -> tuple[str, Value]:
        """AWS gives it an id."""
        return self.title, ABSENT
