"""CKV_IOT_202: resources that reach an unbounded set."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    ATTACHED,
    ATTACHED_TO,
    CLIENT_ID,
    COMMON_NAME,
    DENIED_BUT_ONE,
    RULES,
    SUB,
    THING_NAME,
    TOPICS,
    WINDOWS,
    Statement,
    assert_judged_in_time,
    attached_to,
    connect,
    denied_but,
    everything,
    hostile,
    judge,
    publish,
    subscribe,
    under,
)
from policy_judging import judgement_of
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.patterns.mqtt import is_filter


@pytest.mark.parametrize(("listed", "unbounded", "shared"), DENIED_BUT_ONE, ids=str)
def test_202_where_a_deny_leaves_what_is_not_known(
    listed: Any, unbounded: Verdict, shared: Verdict
):
    assert judgement_of(RULES["CKV_IOT_202"], denied_but(listed)).verdict is unbounded


@pytest.mark.parametrize(("unbounded", "shared", "statements"), TOPICS, ids=str)
def test_202(unbounded: Verdict, shared: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_202", policy(*statements)).verdict is unbounded


@pytest.mark.parametrize(
    "condition",
    [
        *WINDOWS,
        {"StringLike": {THING_NAME: "pump-*"}},
        {"StringEquals": {CLIENT_ID: "pump-1"}},
        {"StringEquals": {CLIENT_ID: f"${{{COMMON_NAME}}}"}},
        {"StringEquals": {COMMON_NAME: f"${{{CLIENT_ID}}}"}},
    ],
    ids=str,
)
def test_202_who_asks_and_when_limits_nothing(condition: dict[str, Any]):
    judgement = judge("CKV_IOT_202", policy(everything(condition)))
    assert judgement.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "statements",
    [
        [
            connect(f"client/{THING}"),
            allow(["iot:Publish", "iot:Subscribe"], "*", **under("StringLike", CLIENT_ID, "dev-*")),
        ],
        [
            publish("*"),
            deny(
                "iot:Publish",
                NotResource=f"{ARN}topic/{THING}/*",
                **under("StringNotLike", CLIENT_ID, "server-*"),
            ),
        ],
    ],
    ids=str,
)
def test_202_one_kind_of_client_reaches_everything(statements: list[Statement]):
    (finding,) = judge("CKV_IOT_202", policy(*statements)).findings
    assert finding.witness is not None
    assert str(finding.witness.identity.client_id).startswith(("dev-", "server-"))


def test_202_what_no_request_meets_is_no_grant():
    contradiction = {"StringEquals": {CLIENT_ID: "x"}, "StringNotEquals": {CLIENT_ID: "x"}}
    assert judge("CKV_IOT_202", policy(everything(contradiction))).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("group", "delivered"), [(THING, "*"), ("g", "#"), ("pump-1", "*"), ("*", "$aws/things/#")]
)
def test_202_the_group_of_a_shared_subscription_limits_nothing(group: str, delivered: str):
    document = policy(
        connect("client/pump-1"),
        subscribe(f"topicfilter/$share/{group}/{delivered}"),
        allow("iot:Receive", "topic/*"),
    )
    subscription, _ = judge("CKV_IOT_202", document).findings
    assert subscription.witness is not None
    name = str(subscription.witness.resource).partition("topicfilter/")[2]
    share, group, *levels = name.split("/")
    assert (share, "+" in group) == ("$share", False)
    assert is_filter("/".join(levels))


def test_202_a_deny_of_plain_filters_leaves_the_shared_ones():
    plain = [f"topicfilter/{beginning}*" for beginning in ("#", "+", "$aws/")]
    document = policy(subscribe("topicfilter/*"), deny("iot:Subscribe", *plain))
    (finding,) = judge("CKV_IOT_202", document).findings
    assert '"$share/group/$aws/things/+/shadow/update"' in finding.message


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


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalTag/team": "red"}},
        {"StringNotLike": {"aws:SourceVpce": "vpce-*"}},
        {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
    ],
)
def test_202_a_deny_on_a_key_that_decides_nothing_hides_no_grant_of_everything(condition):
    document = policy(allow("*", "*"), deny("*", "*", Condition=condition))
    assert judge("CKV_IOT_202", document).verdict is Verdict.FAILED
