"""CKV_IOT_702: versions of TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from neighbouring_resources import judge, resource

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.resources.kinds.iot.domain_configuration import DomainConfiguration
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.transport_security import TransportSecurity
from checkov_aws_iot.values.unknown import Unknown

if TYPE_CHECKING:
    from checkov_aws_iot.values.value import Value


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ("IoTSecurityPolicy_TLS13_1_3_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS13_1_2_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS12_1_2_2022_10", Verdict.PASSED),
        ("IoTSecurityPolicy_TLS12_1_0_2016_01", Verdict.FAILED),
        ("IoTSecurityPolicy_TLS12_1_0_2015_01", Verdict.FAILED),
        (None, Verdict.PASSED),
        ("Own", Verdict.UNKNOWN),
        (Unknown("has no default", "var.policy"), Verdict.UNKNOWN),
    ],
)
def test_transport_security(policy: Value, verdict: Verdict) -> None:
    domain = resource(DomainConfiguration, "a", security_policy=policy)
    judgement = judge(TransportSecurity(), Subject.DOMAIN_CONFIGURATION, domain)
    assert judgement.verdict is verdict
