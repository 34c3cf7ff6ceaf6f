"""CKV_IOT_702."""

from __future__ import annotations

from checkov_aws_iot.findings.rule import (
    BestPractice,
    Finding,
    JudgedResource,
    Observations,
    Proved,
    ResourceRule,
    Severity,
    Subject,
    Unjudged,
)
from checkov_aws_iot.policies.model.cast import DEVICE
from checkov_aws_iot.policies.model.remedy import AssignedValue
from checkov_aws_iot.resources.kinds.iot.domain_configuration import DomainConfiguration
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.security_policies import lowest_tls
from checkov_aws_iot.values.alternatives import Combination, combinations_of
from checkov_aws_iot.values.unknown import Absent
from checkov_aws_iot.values.value import is_undecided

_OLDEST_ACCEPTED = 2
_NEWEST = "IoTSecurityPolicy_TLS13_1_2_2022_10"


class TransportSecurity(ResourceRule):
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

    id = "CKV_IOT_702"
    title = "Ensure IoT domain configurations require TLS 1.2 or later"
    severity = Severity.MEDIUM
    subjects = (Subject.DOMAIN_CONFIGURATION,)
    best_practice = BestPractice.SERVER_CERTIFICATE
    is_mended = True

    def judge(self, judged: JudgedResource) -> Observations:
        """Yield a finding if the lowest version of the security policy is before TLS 1.2."""
        domain = judged.resource.of(DomainConfiguration)
        for way in combinations_of(domain.attributes.security_policy):
            yield from _judge(domain, way)


def _judge(domain: Resource[DomainConfiguration], way: Combination) -> Observations:
    (policy,) = way.values
    if policy is None or isinstance(policy, Absent):
        yield Proved("AWS gives new domain configurations TLS 1.2 as the lowest version")
        return
    if is_undecided(policy):
        yield Unjudged("the security policy is not known before deployment")
        return
    lowest = lowest_tls(str(policy))
    if lowest is None:
        yield Unjudged(f'the security policy "{policy}" is none that AWS documents')
    elif lowest < _OLDEST_ACCEPTED:
        yield Finding(
            f'security policy "{policy}" has TLS 1.{lowest} as its lowest version and '
            f'does not hold device "{DEVICE}" to TLS 1.2; '
            f'use "{_NEWEST}"',
            path="security_policy",
            span=domain.span,
            choices=way.choices,
            remedy=AssignedValue(_NEWEST),
        )
    else:
        yield Proved(f"the lowest version is TLS 1.{lowest}")
