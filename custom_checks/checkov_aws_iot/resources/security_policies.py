"""The security policies of AWS IoT domain configurations.

Source: AWS IoT Core Developer Guide, "Transport security".
"""

from __future__ import annotations

import re

# IoTSecurityPolicy_TLS12_1_0_2016_01: the highest version, then the lowest.
_NAME = re.compile(r"IoTSecurityPolicy_TLS1[23]_1_(?P<lowest>\d)_\d{4}_\d{2}")


def lowest_tls(policy: str) -> int | None:
    """The lowest minor version of TLS 1 that the policy accepts; ``None`` if AWS has no such policy."""
    match = _NAME.fullmatch(policy)
    return int(match["lowest"]) if match else None
