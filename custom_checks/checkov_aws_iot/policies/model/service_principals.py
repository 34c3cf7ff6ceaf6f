"""The service principals of the AWS IoT family and how each names the caller it works for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from checkov_aws_iot.values.text import Hole, HoleKind, Text

_SUFFIXES = (".amazonaws.com", ".amazonaws.com.cn")


class Use(Enum):
    """What a role or a resource is used by; it decides what ``aws:SourceArn`` holds.

    The values are those of the kinds of resources, so that ``Use(resource.kind.value)`` is the use.
    """

    GENERIC = "anything"
    TOPIC_RULE = "topic rule"
    PROVISIONING_TEMPLATE = "provisioning template"
    CA_CERTIFICATE = "CA certificate"
    ROLE_ALIAS = "role alias"
    SUITE_DEFINITION = "Device Advisor suite definition"
    JOB_TEMPLATE = "job template"
    MITIGATION_ACTION = "mitigation action"
    SECURITY_PROFILE = "security profile"
    AUDIT_CONFIGURATION = "Device Defender audit configuration"
    AUTHORIZER = "authorizer"
    LOGGING = "logging options"


class Support(Enum):
    """Whether AWS documents that the service sends ``aws:SourceArn`` and ``aws:SourceAccount``."""

    DOCUMENTED = "documented"
    UNDOCUMENTED = "not documented"
    SAME_ACCOUNT = "documented, and the service itself keeps to one account"


@dataclass(frozen=True, slots=True)
class SourceArnShape:
    """The ARN in ``aws:SourceArn``: its service and the form of its last field.

    ``resource`` holds ``{}`` where the name of one resource stands; a use without a known name
    takes ``*`` there. ``regional`` is false where the ARN has no Region, ``may_omit_region`` says that
    it can be empty.
    """

    service: str
    resource: str = "*"
    regional: bool = True
    may_omit_region: bool = False

    def arn(self, account: str, name: str = "*", region: str = "*", partition: str = "aws") -> str:
        """The ARN of one resource, or with ``*`` as name the pattern of all of them."""
        where = region if self.regional else ""
        resource = self.resource.replace("{}", name)
        return f"arn:{partition}:{self.service}:{where}:{account}:{resource}"


@dataclass(frozen=True, slots=True)
class ServicePrincipal:
    """One service principal, without the domain: ``credentials.iot`` of ``credentials.iot.amazonaws.com``.

    ``does`` ends the sentence "account A can have <principal> ... through its own". ``shapes`` gives
    the ``aws:SourceArn`` of each use; the first one is the generic form. ``source`` is the page that
    documents it.
    """

    name: str
    shapes: tuple[tuple[Use, SourceArnShape], ...]
    caller: str
    support: Support
    source: str

    @property
    def domain_name(self) -> str:
        """The principal as it is written in most partitions."""
        return self.name + _SUFFIXES[0]

    def shape(self, use: Use = Use.GENERIC) -> SourceArnShape:
        """The shape for the use, or the generic one."""
        return dict(self.shapes).get(use, self.shapes[0][1])


_DEVELOPER_GUIDE = "https://docs.aws.amazon.com/iot/latest/developerguide/"
_CONFUSED_DEPUTY = _DEVELOPER_GUIDE + "cross-service-confused-deputy-prevention.html"

PRINCIPALS: tuple[ServicePrincipal, ...] = (
    # Jobs: the page "Create and manage jobs"; audit, mitigation and profiles: "Cross-service confused
    # deputy prevention" of Device Defender; authorizers: "Troubleshooting your authorizers". That of
    # a topic rule follows from the generic form, a resource type and its id behind the account.
    ServicePrincipal(
        "iot",
        (
            (Use.GENERIC, SourceArnShape("iot")),
            (Use.TOPIC_RULE, SourceArnShape("iot", "rule/{}")),
            (Use.PROVISIONING_TEMPLATE, SourceArnShape("iot", "provisioningtemplate/{}")),
            (Use.CA_CERTIFICATE, SourceArnShape("iot", "cacert/{}")),
            (Use.JOB_TEMPLATE, SourceArnShape("iot", "job/{}")),
            (Use.MITIGATION_ACTION, SourceArnShape("iot", "mitigationaction/{}")),
            (Use.SECURITY_PROFILE, SourceArnShape("iot", "securityprofile/{}")),
            # The audit itself sends an ARN with nothing behind the account: only "*" fits it.
            (Use.AUDIT_CONFIGURATION, SourceArnShape("iot", "*")),
            (Use.AUTHORIZER, SourceArnShape("iot", "authorizer/{}")),
            # What the log service sends is not documented beyond the generic form.
            (Use.LOGGING, SourceArnShape("iot", "*")),
        ),
        "topic rule",
        Support.DOCUMENTED,
        _CONFUSED_DEPUTY,
    ),
    ServicePrincipal(
        "credentials.iot",
        (
            (Use.GENERIC, SourceArnShape("iot", "rolealias/*")),
            (Use.ROLE_ALIAS, SourceArnShape("iot", "rolealias/{}")),
        ),
        "role alias",
        Support.DOCUMENTED,
        _CONFUSED_DEPUTY,
    ),
    ServicePrincipal(
        "iotdeviceadvisor",
        (
            (Use.GENERIC, SourceArnShape("iotdeviceadvisor", "suitedefinition/*")),
            (Use.SUITE_DEFINITION, SourceArnShape("iotdeviceadvisor", "suitedefinition/{}")),
        ),
        "suite definition",
        Support.DOCUMENTED,
        _DEVELOPER_GUIDE + "security-best-practices.html",
    ),
    ServicePrincipal(
        "greengrass",
        ((Use.GENERIC, SourceArnShape("greengrass")),),
        "Greengrass core",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/greengrass/v2/developerguide/greengrass-service-role.html",
    ),
    ServicePrincipal(
        "iotsitewise",
        ((Use.GENERIC, SourceArnShape("iotsitewise")),),
        "SiteWise resource",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/iot-sitewise/latest/userguide/"
        "cross-service-confused-deputy-prevention.html",
    ),
    ServicePrincipal(
        "monitor.iotsitewise",
        ((Use.GENERIC, SourceArnShape("iotsitewise", "portal/*")),),
        "SiteWise Monitor portal",
        Support.UNDOCUMENTED,
        "https://docs.aws.amazon.com/iot-sitewise/latest/userguide/monitor-service-role.html",
    ),
    ServicePrincipal(
        "iotfleetwise",
        ((Use.GENERIC, SourceArnShape("iotfleetwise", "campaign/*")),),
        "campaign",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/iot-fleetwise/latest/developerguide/controlling-access.html",
    ),
    ServicePrincipal(
        "iotevents",
        ((Use.GENERIC, SourceArnShape("iotevents")),),
        "detector model",
        Support.SAME_ACCOUNT,
        "https://docs.aws.amazon.com/iotevents/latest/developerguide/"
        "cross-service-confused-deputy-prevention.html",
    ),
    ServicePrincipal(
        "iotanalytics",
        # The documented example leaves the Region empty; "*" matches that too.
        ((Use.GENERIC, SourceArnShape("iotanalytics", may_omit_region=True)),),
        "IoT Analytics dataset",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/iotanalytics/latest/userguide/"
        "cross-service-confused-deputy-prevention.html",
    ),
    ServicePrincipal(
        "iottwinmaker",
        ((Use.GENERIC, SourceArnShape("iottwinmaker", "workspace/*")),),
        "TwinMaker workspace",
        Support.UNDOCUMENTED,
        "https://docs.aws.amazon.com/iot-twinmaker/latest/guide/twinmaker-gs-service-role.html",
    ),
    ServicePrincipal(
        "iotwireless",
        ((Use.GENERIC, SourceArnShape("iotwireless")),),
        "LoRaWAN destination",
        Support.UNDOCUMENTED,
        _DEVELOPER_GUIDE + "connect-iot-lorawan-create-destinations.html",
    ),
    ServicePrincipal(
        "iotmanagedintegrations",
        ((Use.GENERIC, SourceArnShape("iotmanagedintegrations")),),
        "managed integration",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/iotmanagedintegrations/latest/devguide/what-is-managedintegrations.html",
    ),
    ServicePrincipal(
        "iotfleethub",
        ((Use.GENERIC, SourceArnShape("iot")),),
        "Fleet Hub application",
        Support.DOCUMENTED,
        "https://docs.aws.amazon.com/iot/latest/fleethubuserguide/"
        "cross-service-confused-deputy-prevention.html",
    ),
)
_BY_NAME = {principal.name: principal for principal in PRINCIPALS}


def iot_principal(text: str | Text) -> ServicePrincipal | None:
    """The IoT service principal that the text names, or ``None``.

    The domain may be that of China, or a hole (``iot.${AWS::URLSuffix}``). Case does not matter.
    Never raises.
    """
    if isinstance(text, Text):
        head, *rest = text.parts
        if not isinstance(head, str):
            return None
        head = head.lower()
        if len(rest) == 1 and head.endswith("."):
            return _BY_NAME.get(head.removesuffix("."))
        if len(rest) == 1 and head.endswith(".amazonaws.com"):
            return _BY_NAME.get(head.removesuffix(".amazonaws.com"))
        return None
    name = text.lower()
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return _BY_NAME.get(name.removesuffix(suffix))
    return None


def may_be_iot_principal(text: str | Text) -> bool:
    """Whether the text has a hole behind which an IoT service principal may stand."""
    first = text.parts[0] if isinstance(text, Text) else ""
    return isinstance(first, Hole) and first.kind is HoleKind.OTHER
