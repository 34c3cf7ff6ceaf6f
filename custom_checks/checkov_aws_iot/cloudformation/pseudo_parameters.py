"""Pseudo parameters."""

from __future__ import annotations

from typing import Final

from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import ABSENT, Reason, Unknown
from checkov_aws_iot.values.value import OneOf, Value

ACCOUNT: Final = Hole("AWS::AccountId", HoleKind.ACCOUNT, Reason.PLACE)
REGION: Final = Hole("AWS::Region", HoleKind.REGION, Reason.PLACE)
PARTITION: Final = Hole("AWS::Partition", HoleKind.PARTITION, Reason.PLACE)
STACK_NAME: Final = Hole("AWS::StackName", reason=Reason.PLACE)
_STACK_SUFFIX: Final = Hole("AWS::StackId", reason=Reason.PLACE)

CERTIFICATE_PREFIX: Final = "AWS::IoT::Certificate::"
CERTIFICATE_FIELDS: Final = (
    "CommonName",
    "Country",
    "DistinguishedNameQualifier",
    "Id",
    "Organization",
    "OrganizationalUnit",
    "SerialNumber",
    "StateName",
)
"""What provisioning templates can say of a certificate: fields of its subject, and its ID.

Source: AWS IoT Core Developer Guide, "Just-in-time provisioning".
"""
_SUFFIXES: Final = ("amazonaws.com", "amazonaws.com.cn")


def pseudo_parameter(name: str) -> Value:
    """The value of ``AWS::Region`` and its like; ``None`` if AWS has no such name.

    Account, Region and partition are holes of their kinds, so that they never decide a verdict.

    Source: AWS CloudFormation Template Reference, Pseudo parameters reference. The URL suffix "is
    typically amazonaws.com, but might differ by Region"; in China it is amazonaws.com.cn.
    """
    if is_of_certificate(name):
        # The body of a provisioning template in a file of its own looks like a template.
        return Text((Hole(name, reason="comes with the certificate of the device"),))
    return _VALUES.get(name)


def is_of_certificate(name: str) -> bool:
    """Whether AWS IoT fills in the parameter of a provisioning template from the certificate."""
    return name.startswith(CERTIFICATE_PREFIX) and (
        name.removeprefix(CERTIFICATE_PREFIX) in CERTIFICATE_FIELDS
    )


_VALUES: Final[dict[str, Value]] = {
    "AWS::AccountId": Text((ACCOUNT,)),
    "AWS::Region": Text((REGION,)),
    "AWS::Partition": Text((PARTITION,)),
    "AWS::StackName": Text((STACK_NAME,)),
    "AWS::StackId": Text(
        (
            "arn:",
            PARTITION,
            ":cloudformation:",
            REGION,
            ":",
            ACCOUNT,
            ":stack/",
            STACK_NAME,
            "/",
            _STACK_SUFFIX,
        )
    ),
    "AWS::URLSuffix": OneOf("AWS::URLSuffix", tuple((suffix, suffix) for suffix in _SUFFIXES)),
    "AWS::NotificationARNs": Unknown(Reason.PLACE, "AWS::NotificationARNs"),
    "AWS::NoValue": ABSENT,
}
