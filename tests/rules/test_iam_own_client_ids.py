"""CKV_IOT_102: client IDs in IAM policies."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    ATTACHED,
    ATTACHED_IF_KNOWN,
    IAM,
    MET_BY_SOME,
    NEVER_MET,
    NOT_ATTACHED,
    NOT_ATTACHED_IF_KNOWN,
    NOT_SAID,
    SAID,
    Statement,
    judge,
)
from policy_values import allow, deny, policy

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


WHETHER_ATTACHED = [
    ATTACHED,
    NOT_ATTACHED,
    ATTACHED_IF_KNOWN,
    NOT_ATTACHED_IF_KNOWN,
    SAID,
    NOT_SAID,
]


@pytest.mark.parametrize("condition", WHETHER_ATTACHED, ids=str)
@pytest.mark.parametrize("resource", ["*", "client/*"])
def test_what_iam_does_not_know_limits_no_client_id(resource: str, condition: dict[str, Any]):
    """The key has no value for callers with IAM credentials: no one should rely on that."""
    grant, denial = allow("iot:Connect", resource), deny("iot:Connect", "*", Condition=condition)
    for statements in ([{**grant, "Condition": condition}], [grant, denial]):
        assert judge("CKV_IOT_102", policy(*statements)).verdict is Verdict.FAILED
    connected = policy(allow("iot:Subscribe", "*"), denial)
    assert judge("CKV_IOT_208", connected).verdict is Verdict.FAILED


def test_denies_that_no_caller_escapes_leave_no_client_id():
    grant = allow("iot:Connect", "*", Condition=ATTACHED)
    for denial in (deny("iot:Connect", "*"), deny("iot:Connect", "*", Condition=ATTACHED)):
        assert judge("CKV_IOT_102", policy(grant, denial)).verdict is Verdict.PASSED
