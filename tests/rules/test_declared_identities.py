"""CKV_IOT_101, 202 and 203 with variables and shared topics that a project declares."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import graph
from policy_judging import judgement_of
from policy_values import THING, allow, deny, policy

from checkov_aws_iot.conventions.conventions import Conventions, SharedTopic
from checkov_aws_iot.engine.judging import original_finding
from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rule

SERIAL = "iot:Connection.Thing.Attributes[serial]"
TITLE = "iot:Certificate.Subject.Title"
DECLARED = Conventions(variables=(SERIAL, TITLE))
SHARED = Conventions(shared=(SharedTopic("fleet/broadcast/*", "a"), SharedTopic("time", "b")))
FAILED, PASSED, OUT = Verdict.FAILED, Verdict.PASSED, Verdict.OUT_OF_SCOPE


def judge(check_id: str, conventions: Conventions, *statements: Any) -> Judgement:
    document = policy(*statements)
    judged = JudgedPolicy(Subject.IOT_POLICY, document, None, graph(), conventions)
    judgement = judgement_of(rule(check_id), judged)
    for finding in judgement.findings:
        assert finding.witness is not None
        shown = original_finding(finding, conventions.variables)
        assert "SerialNumber.90" not in f"{shown}{shown.witness}"
        if not conventions.variables:
            assert authorise((document,), finding.witness).outcome is not Outcome.DENIED
    return judgement


@pytest.mark.parametrize("variable", [SERIAL, SERIAL.lower(), TITLE, f" {TITLE} ", f"{TITLE}, 'x'"])
def test_a_declared_variable_binds_a_client_id(variable: str):
    statement = allow("iot:Connect", "client/${" + variable + "}")
    verdict = judge("CKV_IOT_101", Conventions(), statement).verdict
    assert verdict is FAILED
    # A default is an ID that the policy spells out.
    assert judge("CKV_IOT_101", DECLARED, statement).verdict is PASSED


def test_what_stands_beside_it_still_counts():
    statement = allow("iot:Connect", "client/${" + SERIAL + "}*")
    judgement = judge("CKV_IOT_101", DECLARED, statement)
    assert judgement.verdict is FAILED
    (finding,) = judgement.findings
    assert SERIAL in original_finding(finding, DECLARED.variables).message


def test_another_variable_of_the_kind_does_not_bind():
    statement = allow("iot:Connect", "client/${iot:Connection.Thing.Attributes[site]}")
    assert judge("CKV_IOT_101", DECLARED, statement).verdict is FAILED


@pytest.mark.parametrize(
    ("topic", "verdict"),
    [
        ("topic/pumps/${" + SERIAL + "}/*", PASSED),
        ("topic/pumps/${" + SERIAL + "}*", FAILED),
        ("topic/pumps/${iot:Connection.Thing.Attributes[site]}/*", FAILED),
    ],
)
def test_a_declared_variable_keeps_topics_apart(topic: str, verdict: Verdict):
    statement = allow("iot:Publish", topic)
    assert judge("CKV_IOT_203", Conventions(), statement).verdict is FAILED
    assert judge("CKV_IOT_203", DECLARED, statement).verdict is verdict


def test_a_declared_variable_in_a_condition_counts():
    condition = {"StringEquals": {"iot:ClientId": "${" + SERIAL + "}"}}
    statement = allow("iot:Connect", "client/*", Condition=condition)
    assert judge("CKV_IOT_101", Conventions(), statement).verdict is FAILED
    assert judge("CKV_IOT_101", DECLARED, statement).verdict is PASSED


OWN_TOPICS = allow("iot:Publish", f"topic/{THING}/*")


@pytest.mark.parametrize(
    ("statements", "verdict"),
    [
        ([allow("iot:Publish", "topic/fleet/broadcast/*")], PASSED),
        ([allow("iot:Subscribe", "topicfilter/fleet/broadcast/#*")], PASSED),
        ([allow("iot:Subscribe", "topicfilter/fleet/broadcast/*"),
          allow("iot:Receive", "topic/fleet/broadcast/*")], PASSED),
        ([allow("iot:GetRetainedMessage", "topic/fleet/broadcast/*")], PASSED),
        ([allow("iot:Publish", "topic/fleet/*")], FAILED),
        ([allow("iot:Publish", "topic/fleet/broadcast*")], FAILED),
        ([allow("iot:Publish", "topic/fleet/other/*"), OWN_TOPICS], FAILED),
        ([OWN_TOPICS, allow("iot:Publish", "topic/fleet/broadcast/a/*")], PASSED),
        ([allow("iot:UpdateThingShadow", "thing/fleet*")], FAILED),
        ([allow("iot:Publish", "topic/fleet/*"), deny("iot:Publish", "topic/fleet/a*"),
          deny("iot:Publish", "topic/fleet/b*")], FAILED),
    ],
)  # fmt: skip
def test_what_is_shared_on_purpose_is_left_out(statements: list[Any], verdict: Verdict):
    assert judge("CKV_IOT_203", Conventions(), *statements).verdict is FAILED
    assert judge("CKV_IOT_203", SHARED, *statements).verdict is verdict


@pytest.mark.parametrize("resource", ["topic/*", "*", "topic/$aws/things/*", "topicfilter/*"])
def test_a_shared_topic_excuses_no_unbounded_grant(resource: str):
    action = "iot:Subscribe" if resource.startswith("topicfilter") else "iot:Publish"
    statement = allow(action, resource)
    assert judge("CKV_IOT_202", SHARED, statement).verdict is FAILED


NAMED = Conventions(things=("pump-????", "gateway-??"))
PREFIX = [allow("iot:Connect", f"client/{THING}"), allow("iot:Publish", f"topic/{THING}*")]


@pytest.mark.parametrize(
    ("things", "verdict"),
    [
        ((), FAILED),
        (("pump-????", "gateway-??"), PASSED),
        (("pump-?",), PASSED),
        # One name may begin with another.
        (("pump-*",), FAILED),
        (("pump-?", "pump-??"), FAILED),
    ],
)
def test_a_prefix_keeps_things_apart_whose_names_have_one_length(things: Any, verdict: Verdict):
    assert judge("CKV_IOT_203", Conventions(things=things), *PREFIX).verdict is verdict


def test_the_devices_of_a_witness_have_names_of_the_project():
    judgement = judge(
        "CKV_IOT_203", Conventions(things=("pump-????",)), allow("iot:Publish", "topic/pump-0001/*")
    )
    thing = judgement.findings[0].witness.identity.thing_name  # type: ignore[union-attr]
    assert thing == "" or (thing.startswith("pump-") and len(thing) == 9)


@pytest.mark.parametrize("check_id", ["CKV_IOT_101", "CKV_IOT_202", "CKV_IOT_203"])
def test_names_of_things_say_nothing_about_others(check_id: str):
    """Whoever is no thing, and client IDs that are no names of things, are asked about as ever."""
    for statement in (allow("iot:Connect", "client/*"), allow("iot:Publish", "topic/*")):
        without = judge(check_id, Conventions(), statement).verdict
        assert judge(check_id, NAMED, statement).verdict is without
