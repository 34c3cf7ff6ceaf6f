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
    OUT_OF_SCOPE,
    PASSED,
    RULES,
    SUB,
    TOPICS,
    UNKNOWN,
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
from policy_values import ARN, NAME, THING, allow, deny, policy, text

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.findings.witness_json import witnesses_of


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
    ("verdict", "topic"),
    [
        # However long the run is, the last level but one says whose it is.
        (PASSED, f"topic/*/{THING}/state"),
        # So does the length of the name: what is left without its last character.
        (PASSED, f"topic/{THING}?"),
        (PASSED, f"topic/fleet/*/vehicles/{THING}/telemetry"),
        (FAILED, f"topic/x/*/{THING}/*"),
        (FAILED, f"topic/{THING}*"),
        (FAILED, f"topic/{THING}-*"),
    ],
)
def test_203_bound_means_that_names_of_two_devices_never_meet(verdict: Verdict, topic: str):
    assert judge("CKV_IOT_203", policy(publish(topic))).verdict is verdict


def test_203_what_is_compared_of_filters_is_what_they_deliver():
    plus = policy(subscribe(f"topicfilter/+/{THING}"))
    assert judge("CKV_IOT_203", plus).verdict is PASSED
    rest = policy(subscribe(f"topicfilter/a/*/{THING}/#"))
    assert judge("CKV_IOT_203", rest).verdict is FAILED


def test_203_the_witness_is_the_pair_of_devices_that_reach_one_name():
    (finding,) = judge("CKV_IOT_203", policy(publish(f"topic/{THING}*"))).findings
    assert 'lets device "sensor-1" and device "sensor-10" publish to "sensor-10"' in finding.message
    (witness,) = witnesses_of([finding])
    assert witness["resource"] == witness["second"]["resource"] == f"{ARN}topic/sensor-10"
    assert witness["identity"]["thing"] == "sensor-1"
    assert witness["second"]["identity"]["thing"] == "sensor-10"


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
                f' thing, and device "sensor-2" publish to "a/another-device"; use topic/a/{THING}/*'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [publish("topic/a", "topic/building/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/building/*" lets device "sensor-1" and device '
                f'"sensor-2" publish to'
                f' "building/another-device"; use topic/building/{THING}/*'
            ),
            "Statement/[0]/Resource/[1]",
        ),
        (
            [connect("client/*"), publish("topic/a/${iot:ClientId}")],
            (
                f'Statement[1]: Resource "{ARN}topic/a/${{iot:ClientId}}" lets device "sensor-1" and device '
                f'"sensor-2" publish'
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


@pytest.mark.parametrize(("piece", "verdict"), [("a", OUT_OF_SCOPE), (NAME, UNKNOWN)])
def test_203_passes_nothing_of_which_202_does_not_know_whether_it_is_unbounded(
    piece: Any, verdict: Verdict
):
    listed = allow("iot:Publish", NotResource=f"{ARN}topic/a")
    document = policy(listed, deny("iot:Publish", text(f"{ARN}topic/", piece, "*")))
    assert judge("CKV_IOT_203", document).verdict is verdict
