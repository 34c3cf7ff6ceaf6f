"""Deny statements that other subscriptions go around."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.grants.bypassed_denials import bypassed_denials

SUBSCRIBE, RECEIVE = "iot:Subscribe", "iot:Receive"


def bypassed(*statements):
    """Topic and filter of each Deny that is gone around."""
    return [
        (found.topic, str(found.subscription.resource).removeprefix(f"{ARN}topicfilter/"))
        for _, found in bypassed_denials(policy(*statements))
    ]


SECRET = deny(SUBSCRIBE, "topicfilter/a/secret")


@pytest.mark.parametrize(
    ("allowed", "denied", "around"),
    [
        ("a/*", "a/secret", [("a/secret", "a/#")]),
        ("*", "a/secret", [("a/secret", "a/#")]),
        ("#", "a/secret", [("a/secret", "#")]),
        ("a/#", "a/secret", [("a/secret", "a/#")]),
        ("+/secret", "a/secret", [("a/secret", "+/secret")]),
        ("a/+", "a/secret", [("a/secret", "a/+")]),
        ("a/*", "a/secret/*", [("a/secret/x", "a/#")]),
        ("a/*", f"a/{THING}", [("a/sensor-1", "a/#")]),
        # Nothing wider is allowed.
        ("a/b", "a/secret", []),
        ("b/*", "a/secret", []),
        ("a/secret", "a/secret", []),
        ("a/secret/*", "a/secret", []),
        # The Deny is for what the filter itself is, or for everything.
        ("a/*", "a/#", []),
        ("a/*", "a/+", []),
        ("a/*", "a/*", []),
        ("*", "*", []),
    ],
)
def test_a_wider_filter_delivers_what_is_denied(allowed, denied, around):
    assert (
        bypassed(
            allow(SUBSCRIBE, f"topicfilter/{allowed}"), deny(SUBSCRIBE, f"topicfilter/{denied}")
        )
        == around
    )


@pytest.mark.parametrize(
    ("more", "closed"),
    [
        (deny(RECEIVE, "topic/a/secret"), True),
        (deny(RECEIVE, "topic/*"), True),
        (deny("iot:*", "topic/a/*"), True),
        (deny(RECEIVE, "topic/a/other"), False),
        (deny("iot:Publish", "topic/a/secret"), False),
        # No topic arrives at all, or the one that does is left.
        (deny(RECEIVE, NotResource=f"{ARN}topicfilter/*"), True),
        (deny(RECEIVE, NotResource=f"{ARN}t*"), False),
        (deny(RECEIVE, NotResource=f"{ARN}topic/a/secret"), False),
        (deny(SUBSCRIBE, "topicfilter/*#"), False),
        (deny(SUBSCRIBE, ["topicfilter/*#*", "topicfilter/*+*"]), True),
    ],
)
def test_what_closes_the_gap(more, closed):
    found = bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), SECRET, more)
    assert (found == []) is closed


def test_conditions_hold_together():
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    wider = allow(SUBSCRIBE, "topicfilter/a/*", Condition=condition)
    assert bypassed(wider, {**SECRET, "Condition": condition})
    assert bypassed(wider, {**SECRET, "Condition": UNKNOWN})
    received = {**deny(RECEIVE, "topic/a/secret"), "Condition": condition}
    assert not bypassed(wider, SECRET, received)
    assert bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), SECRET, received)


@pytest.mark.parametrize(
    "denial",
    [
        {"Effect": "Deny", "Action": SUBSCRIBE, "NotResource": f"{ARN}topicfilter/b"},
        deny("iot:Publish", "topicfilter/a/secret"),
        deny(SUBSCRIBE, "topic/a/secret"),
        deny(SUBSCRIBE, "client/a"),
        {**SECRET, "Action": UNKNOWN},
        {**SECRET, "Action": text("iot:", NAME)},
        {**SECRET, "Resource": UNKNOWN},
        allow(SUBSCRIBE, "topicfilter/a/secret"),
    ],
)
def test_what_denies_no_certain_subscription(denial):
    assert bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), denial) == []


def test_an_unknown_part_of_a_name_is_some_name():
    hole = {**SECRET, "Resource": text(f"{ARN}topicfilter/a/", NAME)}
    assert bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), hole) == [("a/${var.name}", "a/#")]
    wider = {**allow(SUBSCRIBE, "*"), "Resource": text(f"{ARN}topicfilter/", NAME, "/*")}
    narrow = {**SECRET, "Resource": text(f"{ARN}topicfilter/", NAME, "/secret")}
    assert bypassed(wider, narrow) == [("${var.name}/secret", "${var.name}/#")]


def test_each_resource_is_reported_once_with_the_place():
    both = deny(SUBSCRIBE, ["topicfilter/a/x/*", "topicfilter/a/y"])
    found = list(bypassed_denials(policy(allow(SUBSCRIBE, "topicfilter/a/*"), both)))
    assert [(one.index, each.element.path) for one, each in found] == [
        (1, "Statement/[1]/Resource/[0]"),
        (1, "Statement/[1]/Resource/[1]"),
    ]
    for _, each in found:
        document = policy(allow(SUBSCRIBE, "topicfilter/a/*"), both)
        assert authorise((document,), each.subscription).outcome is Outcome.ALLOWED


def test_an_unknown_statement_beside_it_changes_nothing():
    assert bypassed(UNKNOWN, allow(SUBSCRIBE, "topicfilter/a/*"), SECRET)


def test_a_long_name_is_gone_around():
    name = "/".join("abcdefghijkl")
    found = bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), deny(SUBSCRIBE, f"topicfilter/{name}"))
    ((_, wider),) = found
    assert wider == "a/b/c/d/e/f/g/h/i/j/k/#"


@pytest.mark.parametrize(
    ("allowed", "denied", "around"),
    [
        ("site/vault/+", "site/*/door", "site/vault/+"),
        ("site/#", "*/secret", "site/#"),
        ("a/b/c/d/#", "a/*/e", "a/b/c/d/#"),
        ("+/+", "a/b", "+/+"),
        ("+/b/#", "a/b/c", "+/b/#"),
        ("$aws/things/+/shadow/#", f"$aws/things/{THING}/shadow/update", "$aws/things/+/shadow/#"),
        ("$sh*", "site/vault/*", "$share/group/site/vault/#"),
        ("${iot:ClientId}/#", "${iot:ClientId}/secret", "sensor-1/#"),
    ],
)
def test_filters_that_no_usual_one_is_like(allowed, denied, around):
    grant = allow(SUBSCRIBE, f"topicfilter/{allowed}")
    ((_, wider),) = bypassed(grant, deny(SUBSCRIBE, f"topicfilter/{denied}"))
    assert wider == around


WINDOW = {
    "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
    "DateLessThan": {"aws:CurrentTime": "2031-01-02T00:00:00Z"},
}
EPOCH = {
    "NumericGreaterThan": {"aws:EpochTime": "1700000000"},
    "NumericLessThan": {"aws:EpochTime": "1700000002"},
}


@pytest.mark.parametrize(
    "condition",
    [
        WINDOW,
        EPOCH,
        {"StringLike": {"iot:Connection.Thing.ThingName": "pump-*"}},
        {"StringEquals": {"iot:ClientId": "${iot:Certificate.Subject.CommonName}"}},
        {"Null": {"iot:Connection.Thing.ThingName": "true"}},
        {"StringEqualsIfExists": {"iot:Connection.Thing.ThingName": "x"}},
        {"ForAllValues:StringEquals": {"iot:ConnectAttributes": ["LastWill"]}},
        {"StringEquals": {"iot:Connection.Thing.Attributes[x]": "y"}},
    ],
    ids=str,
)
def test_whoever_the_conditions_are_about(condition):
    wider = allow(SUBSCRIBE, "topicfilter/a/*")
    for_some = {**wider, "Condition": condition}
    secret = {**SECRET, "Condition": condition}
    received = {**deny(RECEIVE, "topic/a/secret"), "Condition": condition}
    for statements in ((for_some, SECRET), (wider, secret), (for_some, secret)):
        ((topic, _),) = bypassed(*statements)
        assert topic == "a/secret"
    assert bypassed(wider, SECRET, received), "who does not meet it receives"
    assert bypassed(wider, secret, received) == []
    assert bypassed(for_some, SECRET, received) == []


def test_a_deny_of_other_callers_is_none():
    of_a = {"StringEquals": {"iot:ClientId": "a"}}
    of_b = {"StringEquals": {"iot:ClientId": "b"}}
    wider = allow(SUBSCRIBE, "topicfilter/a/*", Condition=of_a)
    assert bypassed(wider, {**SECRET, "Condition": of_b}) == []
    contradiction = {**of_a, "StringNotEquals": {"iot:ClientId": "a"}}
    assert bypassed(allow(SUBSCRIBE, "topicfilter/a/*", Condition=contradiction), SECRET) == []
    elsewhere = allow(SUBSCRIBE, "arn:aws:iot:eu-west-1:123456789012:topicfilter/*")
    assert bypassed(elsewhere, SECRET) == []


def test_many_denies_end():
    condition = {"StringLike": {"iot:ClientId": "*1*a*"}}
    hostile = [
        deny(SUBSCRIBE, f"topicfilter/*{n}*/b*c/?d/*", Condition=condition) for n in range(20)
    ]
    found = list(bypassed_denials(policy(allow(SUBSCRIBE, "topicfilter/*"), *hostile)))
    assert len(found) == 20
