"""The cast of examples: the names that witnesses, proposals and messages use, each spelled once."""

from __future__ import annotations

from typing import Final

PARTITION: Final = "aws"
REGION: Final = "us-east-1"
ACCOUNT: Final = "123456789012"
OTHER_ACCOUNTS: Final = ("111122223333", "444455556666", "777788889999", "999999999999")
"""Like ``ACCOUNT`` from AWS's own examples."""
ORGANISATION: Final = "o-exampleorgid"
ORGANISATION_UNIT: Final = "r-ab12/ou-ab12-11111111"
ADDRESSES: Final = ("203.0.113.10", "198.51.100.10", "2001:db8::10")
USER: Final = "alice"
USER_ID: Final = "AIDASAMPLEUSERID"
COGNITO_IDENTITY: Final = f"{REGION}:5f2e9c1a-0b7d-4c3e-9a68-d41f70b2e853"

DEVICE: Final = "sensor-1"
PLAIN_DEVICE: Final = "sensor"
"""For policies that say something about hyphens and digits; its certificate has another name."""
PLAIN_COMMON_NAME: Final = "unit"
THING_TYPE: Final = "sensor"
CERTIFICATE_ID: Final = "0123456789abcdef" * 4
SHORT_CERTIFICATE_ID: Final = "5f2e9c"
SERIAL_NUMBER: Final = "1001"
CERTIFICATE: Final = (
    ("Subject.CommonName", DEVICE),
    ("Subject.SerialNumber", "SN-0001"),
    ("Subject.Organization", "Example"),
    ("Subject.OrganizationalUnit", "Devices"),
    ("Subject.Country", "US"),
    ("Subject.State", "Washington"),
    ("Subject.DistinguishedNameQualifier", "1"),
    ("Subject.Title", "Sensor"),
    ("Subject.Surname", "Sensor"),
    ("Subject.GivenName", "Sensor"),
    ("Subject.Initials", "S"),
    ("Subject.Pseudonym", "sensor"),
    ("Subject.GenerationQualifier", "1"),
    ("Issuer.CommonName", "Example CA"),
    ("Issuer.Organization", "Example"),
    ("SerialNumber", SERIAL_NUMBER),
)

ANOTHER_DEVICE: Final = "another-device"
OTHER_DEVICE: Final = "other-device"
STRANGERS: Final = (ANOTHER_DEVICE, OTHER_DEVICE, "sensor-2")
"""Devices beside the one that asks: a Deny may be about some of them and leave the others."""
INTRUDER: Final = "intruder"

SHADOW_TOPIC: Final = f"$aws/things/{OTHER_DEVICE}/shadow/update"
WILL_TOPIC: Final = "topic/will"
JOB: Final = "job-1"
OTHER_JOB: Final = "other-job"
STREAM: Final = "stream-1"
ADMINISTRATOR_ALIAS: Final = "administrator"
ANOTHER_ALIAS: Final = "another-alias"
OTHER_ALIAS: Final = "other-alias"
ANOTHER_TEMPLATE: Final = "another-template"
COMPONENT: Final = "components:other:versions:1.0.0"

ADMINISTRATOR: Final = "Administrator"
