"""Which behaviour of devices Device Defender reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checkov_aws_iot.resources.kind import Kind
from checkov_aws_iot.resources.reading.columns import Source
from checkov_aws_iot.resources.reading.dialects import CloudFormation
from checkov_aws_iot.values.access import elements, mapped
from checkov_aws_iot.values.unknown import ABSENT
from checkov_aws_iot.values.value import Mapping, Sequence, Value


def _alert_roles(source: Source) -> Value:
    def read(known: Value) -> Value:
        if not isinstance(known, Mapping):
            return known
        return Sequence([source.part(target, "RoleArn") for target in known.values()])

    return mapped(source.get("AlertTargets"), read)


@dataclass(frozen=True, slots=True)
class SecurityProfile(Kind):
    """A security profile."""

    title = "security profile"
    arn = "arn:iot:securityprofile/{name}"
    acts = True
    types = (
        CloudFormation(
            "AWS::IoT::SecurityProfile",
            {"name": "SecurityProfileName", "alert_role_arns": _alert_roles},
            ("SecurityProfileArn",),
            arns=("SecurityProfileArn",),
        ),
    )

    name: Value = ABSENT
    alert_role_arns: Value = ABSENT

    def used_roles(self) -> Iterator[Value]:
        """The roles that alert."""
        yield from elements(self.alert_role_arns)
