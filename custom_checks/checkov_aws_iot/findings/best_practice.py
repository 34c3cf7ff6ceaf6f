"""What AWS asks of those who use AWS IoT Core, as the table of best practices has it."""

from __future__ import annotations

from enum import Enum

_CONNECTIONS = "Protecting MQTT connections in AWS IoT"
_IDENTITY = "Use a single identity per device"


class BestPractice(Enum):
    """The rows of ``docs/best-practices.md``: section of AWS's page, what it asks for, a remark.

    The sections are in the order of the page. A row that no rule names says in its remark why there
    is none.
    """

    CLIENT_IDS = (_CONNECTIONS, "a policy that restricts which client IDs a device may use", "")
    INTENDED_ACTIONS = (
        _CONNECTIONS,
        "permissions for the intended actions only, with policy variables",
        "",
    )
    CONFLICT_LOG = (_CONNECTIONS, "a log of client ID conflicts, with a filter and an alarm", "")
    DEVICE_DEFENDER = (
        _CONNECTIONS,
        "Device Defender looks for broad policies and shared client IDs",
        "",
    )
    DEVICE_TESTS = (
        _CONNECTIONS,
        "Device Advisor tests whether a device connects reliably",
        "none: tests of a device are run, not declared",
    )
    CLOCK = (
        "Keep your device's clock in sync",
        "an NTP client on the device",
        "none: software of the device",
    )
    SERVER_CERTIFICATE = (
        "Validate the server certificate",
        "the device verifies with whom it talks",
        "for what the server offers; the validation itself is software of the device",
    )
    OWN_CERTIFICATE = (
        _IDENTITY,
        "one certificate or Cognito identity for each client, whose key nobody else has",
        "",
    )
    LEAST_PRIVILEGE = (
        _IDENTITY,
        "a fixed set of topics, and least privilege for each device",
        "",
    )
    SECOND_REGION = (
        "Use a second AWS Region as backup",
        "data has a copy in a second Region",
        "",
    )
    JUST_IN_TIME = (
        "Use just in time provisioning",
        "devices are provisioned from a template when they first connect",
        "",
    )
    DEVICE_ADVISOR_PERMISSIONS = (
        "Permissions to run AWS IoT Device Advisor tests",
        "the minimum permissions to run test cases",
        "",
    )
    CONFUSED_DEPUTY = (
        "Cross-service confused deputy prevention for Device Advisor",
        "roles that name the account and the suite definition",
        "",
    )
    ANALYSIS = ("-", "the analysis itself", "")

    @property
    def section(self) -> str:
        """The heading on AWS's page."""
        return self.value[0]

    @property
    def request(self) -> str:
        """What AWS asks for."""
        return self.value[1]

    @property
    def remark(self) -> str:
        """What the table adds to the rules, or says in their place."""
        return self.value[2]
