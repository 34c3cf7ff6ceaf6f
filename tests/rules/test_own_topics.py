"""CKV_IOT_203: topics and things that devices share."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    CLAIM,
    CORE,
    DENIED_BUT_ONE,
    FAILED,
    NOT_ATTACHED,
    PASSED,
    RULES,
    SUB,
    TOPICS,
    Statement,
    assert_judged_in_time,
    connect,
    denied_but,
    hostile,
    judge,
    publish,
    subscribe,
)
from policy_judging import judgement_of
from policy_values import ARN, THING, allow, policy

from checkov_aws_iot.findings.verdict import Verdict


@pytest.mark.parametrize(("listed", "unbounded", "shared"), DENIED_BUT_ONE, ids=str)
def test_203_where_a_deny_leaves_what_is_not_known(
    listed: Any, unbounded: Verdict, shared: Verdict
):
    assert judgement_of(RULES["CKV_IOT_203"], denied_but(listed)).verdict is shared


@pytest.mark.parametrize(("unbounded", "shared", "statements"), TOPICS, ids=str)
def test_203(unbounded: Verdict, shared: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_203", policy(*statements)).verdict is shared


def test_203_receive_is_judged_beside_a_subscription_that_is_too_wide():
    shared = policy(subscribe("topicfilter/a/*"), allow("iot:Receive", "topic/a/*"))
    assert len(judge("CKV_IOT_203", shared).findings) == 2


@pytest.mark.parametrize(
    ("verdict", "statements"),
    [
        (PASSED, [CLAIM, publish("topic/$aws/certificates/create/*")]),
        (FAILED, [CLAIM, publish("topic/building/*")]),
        (PASSED, [CORE, publish("topic/$aws/things/core-1*/shadow/*")]),
        (FAILED, [CORE, publish("topic/building/*")]),
    ],
)
def test_203_by_profile(verdict: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_203", policy(*statements)).verdict is verdict


@pytest.mark.parametrize(
    ("statements", "message", "path"),
    [
        (
            [publish("topic/a/*", Condition=NOT_ATTACHED)],
            (
                f'Statement[0]: Resource "{ARN}topic/a/*" lets device "sensor-1", attached to no'
                f' thing, publish to "a/another-device"; use topic/a/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish("topic/a", "topic/building/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/building/*" lets device "sensor-1" publish to'
                f' "building/another-device"; use topic/building/{THING}/*'
            ),
            "Statement/[0]/Resource/[1]",
        ),
        (
            [connect("client/*"), publish("topic/a/${iot:ClientId}")],
            (
                f'Statement[1]: Resource "{ARN}topic/a/${{iot:ClientId}}" lets device "sensor-1" publish'
                f' to "a/another-device" as client "another-device"; use topic/a/{THING}'
            ),
            "Statement/[1]/Resource",
        ),
    ],
)
def test_203_messages(statements: list[Statement], message: str, path: str):
    (finding,) = judge("CKV_IOT_203", policy(*statements)).findings
    assert finding.message == message
    assert finding.path == path


@pytest.mark.parametrize("statements", hostile(), ids=range(len(hostile())))
def test_203_policies_made_to_blow_up_are_judged_or_unknown(statements: list[Statement]):
    assert_judged_in_time("CKV_IOT_203", statements)


@pytest.mark.parametrize(
    ("statements", "proposed"),
    [
        (
            [connect(f"client/{SUB}"), allow("iot:GetThingShadow", "thing/app-*")],
            f"thing/{SUB}",
        ),
    ],
)
def test_203_what_is_for_cognito_identities_is_named_by_them(
    statements: list[Statement], proposed: str
) -> None:
    (finding,) = judge("CKV_IOT_203", policy(*statements)).findings
    assert finding.message.endswith(f"; use {proposed}")


COMMON_NAME = "${iot:Certificate.Subject.CommonName}"


@pytest.mark.parametrize(
    ("client", "resource", "proposed"),
    [
        (COMMON_NAME, "topic/data/*", f"topic/data/{COMMON_NAME}/*"),
        ("${iot:CertificateId}", "topic/data/*", "topic/data/${iot:CertificateId}/*"),
        (THING, "topic/data/*", f"topic/data/{THING}/*"),
        ("pump-1", "topic/data/*", f"topic/data/{THING}/*"),
        (COMMON_NAME, "thing/pump-*", f"thing/{THING}"),
    ],
)
def test_203_topics_are_named_as_the_client_id_is(
    client: str, resource: str, proposed: str
) -> None:
    action = "iot:GetThingShadow" if resource.startswith("thing") else "iot:Publish"
    document = policy(connect(f"client/{client}"), allow(action, resource))
    (finding,) = judge("CKV_IOT_203", document).findings
    assert finding.message.endswith(f"; use {proposed}")
