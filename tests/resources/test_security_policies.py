"""The lowest version of TLS that a security policy names."""

from __future__ import annotations

import pytest

from checkov_aws_iot.resources.security_policies import lowest_tls


@pytest.mark.parametrize(
    ("policy", "lowest"),
    [
        ("IoTSecurityPolicy_TLS12_1_0_2016_01", 0),
        ("IoTSecurityPolicy_TLS12_1_2_2022_10", 2),
        ("IoTSecurityPolicy_TLS13_1_3_2022_10", 3),
        ("IoTSecurityPolicy_TLS13_1_2_2022_10 ", None),
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", None),
        ("", None),
    ],
)
def test_lowest_version(policy: str, lowest: int | None) -> None:
    assert lowest_tls(policy) == lowest
