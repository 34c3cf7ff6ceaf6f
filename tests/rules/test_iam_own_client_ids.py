"""CKV_IOT_102: client IDs in IAM policies."""

from __future__ import annotations

import pytest
from device_policies import (
    IAM,
    Statement,
    judge,
)
from policy_values import policy

from checkov_aws_iot.findings.verdict import Verdict


@pytest.mark.parametrize(("clients", "resources", "statements"), IAM, ids=str)
def test_102(clients: Verdict, resources: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_102", policy(*statements)).verdict is clients
