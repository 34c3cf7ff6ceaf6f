"""CKV_IOT_102: client IDs in IAM policies."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    IAM,
    MET_BY_SOME,
    NEVER_MET,
    Statement,
    judge,
)
from policy_values import allow, policy

from checkov_aws_iot.findings.verdict import Verdict


@pytest.mark.parametrize(("clients", "resources", "statements"), IAM, ids=str)
def test_102(clients: Verdict, resources: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_102", policy(*statements)).verdict is clients


GRANTS = ["*", "client/*", "arn:aws:iot", "arn:aws:iot:us-east-1"]


@pytest.mark.parametrize("condition", [{}, *MET_BY_SOME], ids=str)
@pytest.mark.parametrize("resource", GRANTS)
def test_who_asks_and_when_limits_no_client_id(resource: str, condition: dict[str, Any]):
    document = policy(allow("iot:Connect", resource, Condition=condition))
    assert judge("CKV_IOT_102", document).verdict is Verdict.FAILED


@pytest.mark.parametrize("condition", NEVER_MET, ids=str)
def test_what_no_request_meets_grants_no_client_id(condition: dict[str, Any]):
    document = policy(allow("iot:Connect", "*", Condition=condition))
    assert judge("CKV_IOT_102", document).verdict is Verdict.PASSED
