"""CKV_IOT_702."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from checkov_aws_iot.findings.finding import Finding
from checkov_aws_iot.findings.rule import Rule
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Observation, Unjudged
from checkov_aws_iot.rules.judged import JudgedResource
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import is_undecided

_OLDEST_ACCEPTED = 2


class TransportSecurity(Rule):
    """IoT domain configurations require TLS 1.2 or later.

    ## What it does
    Fails for a domain configuration whose security policy names a version before TLS 1.2 as its
    lowest, such as `IoTSecurityPolicy_TLS12_1_0_2016_01`.

    ## Why is this bad
    TLS 1.0 and 1.1 have known weaknesses and are withdrawn (RFC 8996). The security policies of 2015
    and 2016 were made for clients that speak them, and behave differently from port to port; only
    the later ones state TLS 1.2 as their minimum.

    ## What it does not report
    A domain configuration without a security policy: AWS then gives new ones
    `IoTSecurityPolicy_TLS13_1_2_2022_10`.

    ## Use instead
    `IoTSecurityPolicy_TLS13_1_2_2022_10`, or `IoTSecurityPolicy_TLS13_1_3_2022_10` if every device
    speaks TLS 1.3.

    ## References
    - [Transport security](https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html)
    - [RFC 8996](https://www.rfc-editor.org/rfc/rfc8996)
    """

    id: ClassVar[str] = "CKV_IOT_702"
    title: ClassVar[str] = "Ensure IoT domain configurations require TLS 1.2 or later"
    severity: ClassVar[Severity] = Severity.MEDIUM
    subjects: ClassVar[tuple[Subject, ...]] = (Subject.DOMAIN_CONFIGURATION,)

    def judge(self, judged: JudgedResource) -> Iterator[Observation]:
        """Yield a finding if the lowest version of the security policy is before TLS 1.2."""
        policy = judged.resource.get("security_policy")
        if policy is None or isinstance(policy, Absent):
            return
        if is_undecided(policy):
            yield Unjudged("the security policy is not known before deployment")
            return
        lowest = _lowest_version(str(policy))
        if lowest is None:
            yield Unjudged(f'the security policy "{policy}" is none that AWS documents')
        elif lowest < _OLDEST_ACCEPTED:
            yield Finding(
                f'security policy "{policy}" has TLS 1.{lowest} as its lowest version and '
                f'does not hold device "sensor-1" to TLS 1.2; '
                'use "IoTSecurityPolicy_TLS13_1_2_2022_10"',
                path="security_policy",
                span=judged.resource.span,
            )


def _lowest_version(policy: str) -> int | None:
    """The minor version of the oldest TLS that the policy accepts; ``None`` if AWS has no such name.

    ``IoTSecurityPolicy_TLS12_1_0_2016_01`` names the highest version, the lowest, year and month.
    """
    parts = policy.split("_")
    if len(parts) != 6 or parts[0] != "IoTSecurityPolicy" or parts[1] not in ("TLS12", "TLS13"):
        return None
    major, minor, *date = parts[2:]
    lengths = [len(number) for number in (minor, *date)]
    if major != "1" or lengths != [1, 4, 2] or not all(map(_is_number, (minor, *date))):
        return None
    return int(minor)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
