"""CKV_IOT_202: resources that reach an unbounded set."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    ATTACHED,
    ATTACHED_TO,
    DENIED_BUT_ONE,
    RULES,
    SUB,
    TOPICS,
    Statement,
    assert_judged_in_time,
    attached_to,
    connect,
    denied_but,
    hostile,
    judge,
    publish,
    subscribe,
)
from policy_judging import judgement_of
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.verdict import Verdict


@pytest.mark.parametrize(("listed", "unbounded", "shared"), DENIED_BUT_ONE, ids=str)
def test_202_where_a_deny_leaves_what_is_not_known(
    listed: Any, unbounded: Verdict, shared: Verdict
):
    assert judgement_of(RULES["CKV_IOT_202"], denied_but(listed)).verdict is unbounded


@pytest.mark.parametrize(("unbounded", "shared", "statements"), TOPICS, ids=str)
def test_202(unbounded: Verdict, shared: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_202", policy(*statements)).verdict is unbounded


def test_202_receive_is_judged_beside_a_subscription_that_is_too_wide():
    wide = policy(subscribe("topicfilter/*"), allow("iot:Receive", "topic/*"))
    assert len(judge("CKV_IOT_202", wide).findings) == 2


@pytest.mark.parametrize(
    ("statements", "message", "path"),
    [
        (
            [publish("topic/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [subscribe("topicfilter/$aws/things/+/shadow/#")],
            (
                f'Statement[0]: Resource "{ARN}topicfilter/$aws/things/+/shadow/#" lets device'
                ' "sensor-1" subscribe to "$aws/things/+/shadow/#"; use'
                f" topicfilter/$aws/things/{THING}/shadow/#"
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish("topic/*"), deny("iot:*", "*", Condition=ATTACHED)],
            (
                f'Statement[0]: Resource "{ARN}topic/*" lets device "sensor-1", attached to no thing,'
                f' publish to "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish("*"), allow("greengrass:*", "*")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" publish to'
                ' "$aws/things/another-device/shadow/update"; use topic/<name of the core>/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish("*"), allow("greengrass:Discover", f"thing/{THING}")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish(f"topic/*/{THING}/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/*/{THING}/*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/name/sensor-1/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
    ],
)
def test_202_messages(statements: list[Statement], message: str, path: str):
    (finding,) = judge("CKV_IOT_202", policy(*statements)).findings
    assert finding.message == message
    assert finding.path == path


@pytest.mark.parametrize("statements", hostile(), ids=range(len(hostile())))
def test_202_policies_made_to_blow_up_are_judged_or_unknown(statements: list[Statement]):
    assert_judged_in_time("CKV_IOT_202", statements)


@pytest.mark.parametrize(
    ("statements", "proposed"),
    [
        ([connect(f"client/{SUB}"), publish("topic/*")], f"topic/{SUB}/*"),
        (
            [connect(f"client/{SUB}"), publish("topic/$aws/things/*/shadow/update")],
            f"topic/$aws/things/{SUB}/shadow/update",
        ),
    ],
)
def test_202_what_is_for_cognito_identities_is_named_by_them(
    statements: list[Statement], proposed: str
) -> None:
    (finding,) = judge("CKV_IOT_202", policy(*statements)).findings
    assert finding.message.endswith(f"; use {proposed}")


@pytest.mark.parametrize(("targets", "proposed"), ATTACHED_TO)
def test_202_a_policy_attached_to_a_cognito_identity_is_for_it(
    targets: list[str], proposed: str
) -> None:
    judged = attached_to(targets, publish("topic/*"))
    (finding,) = judgement_of(RULES["CKV_IOT_202"], judged).findings
    assert f"; use topic/{proposed}" in finding.message
