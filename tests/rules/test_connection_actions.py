"""Actions on the connections of clients: direct messages, cutting off, spying."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import RULES, judge
from policy_judging import judge as judged_by
from policy_values import allow, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.questions.roles.role_excess import Excess, ExcessGrant, excess_grants

ACTIONS = (
    "iot:SendDirectMessage",
    "iot:DeleteConnection",
    "iot:GetConnection",
    "iot:ListSubscriptions",
)
COMMON_NAME = "client/${iot:Certificate.Subject.CommonName}"
OWN_IDENTITY = "client/${cognito-identity.amazonaws.com:sub}"
LIMITED = {"StringEquals": {"iot:Topic": "commands"}}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("resource", "condition", "unbounded", "shared"),
    [
        ("client/*", {}, Verdict.FAILED, Verdict.OUT_OF_SCOPE),
        ("*", {}, Verdict.FAILED, Verdict.OUT_OF_SCOPE),
        ("client/?*", {}, Verdict.FAILED, Verdict.OUT_OF_SCOPE),
        ("client/*", {"Condition": LIMITED}, Verdict.FAILED, Verdict.OUT_OF_SCOPE),
        ("client/pump-*", {}, Verdict.PASSED, Verdict.FAILED),
        ("client/hub", {}, Verdict.PASSED, Verdict.PASSED),
        (COMMON_NAME, {}, Verdict.PASSED, Verdict.PASSED),
    ],
    ids=str,
)
def test_on_clients(
    action: str, resource: str, condition: dict[str, Any], unbounded: Verdict, shared: Verdict
):
    document = policy(allow(action, resource, **condition))
    assert judge("CKV_IOT_202", document).verdict is unbounded
    assert judge("CKV_IOT_203", document).verdict is shared


@pytest.mark.parametrize("action", ACTIONS)
def test_208(action: str):
    rule = RULES["CKV_IOT_208"]
    for resource, verdict in (("client/*", Verdict.FAILED), (OWN_IDENTITY, Verdict.PASSED)):
        assert judged_by(rule, policy(allow(action, resource))).verdict is verdict


@pytest.mark.parametrize("action", ACTIONS)
def test_403(action: str):
    claim = (
        allow("iot:Connect", "*"),
        allow("iot:Publish", "topic/$aws/certificates/create/*"),
        allow("iot:Publish", "topic/$aws/provisioning-templates/fleet/provision/*"),
    )
    rule = "CKV_IOT_403"
    assert judge(rule, policy(*claim)).verdict is Verdict.PASSED
    assert judge(rule, policy(*claim, allow(action, "client/*"))).verdict is Verdict.FAILED


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("resource", "excess"), [("client/*", {Excess.IOT_DATA_AT_LARGE}), (OWN_IDENTITY, set())]
)
def test_206_and_207_by_the_data_plane(action: str, resource: str, excess: set[Excess]):
    grants = excess_grants(policy(allow(action, resource)))
    assert {found.excess for found in grants if isinstance(found, ExcessGrant)} == excess


def test_what_is_written_instead():
    (finding,) = judge("CKV_IOT_202", policy(allow("iot:SendDirectMessage", "client/*"))).findings
    assert "send a direct message to" in finding.message
    # A thing variable has no value over HTTPS.
    assert finding.message.endswith("use client/<client ID>")
