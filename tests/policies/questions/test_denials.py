"""Deny statements that wider subscriptions go around, or that never apply."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, statement, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.denials import bypassed_denials, failing_open

SUBSCRIBE, RECEIVE = "iot:Subscribe", "iot:Receive"


def bypassed(*statements):
    """Topic and filter of each Deny that is gone around."""
    return [
        (found.topic, found.subscription.resource.removeprefix(f"{ARN}topicfilter/"))
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
        (deny(SUBSCRIBE, "topicfilter/*#"), False),
        (deny(SUBSCRIBE, ["topicfilter/*#*", "topicfilter/*+*"]), True),
    ],
)
def test_what_closes_the_gap(more, closed):
    found = bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), SECRET, more)
    assert (found == []) is closed


def test_conditions_are_taken_to_hold():
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    wider = allow(SUBSCRIBE, "topicfilter/a/*", Condition=condition)
    assert bypassed(wider, {**SECRET, "Condition": condition})
    assert bypassed(wider, {**SECRET, "Condition": UNKNOWN})
    received = {**deny(RECEIVE, "topic/a/secret"), "Condition": condition}
    assert not bypassed(wider, SECRET, received)


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
    assert bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), hole) == [("a/var-name", "a/#")]
    wider = {**allow(SUBSCRIBE, "*"), "Resource": text(f"{ARN}topicfilter/", NAME, "/*")}
    narrow = {**SECRET, "Resource": text(f"{ARN}topicfilter/", NAME, "/secret")}
    assert bypassed(wider, narrow) == [("var-name/secret", "var-name/#")]


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


def test_a_long_name_is_gone_around_near_its_beginning():
    name = "/".join("abcdefghijkl")
    found = bypassed(allow(SUBSCRIBE, "topicfilter/a/*"), deny(SUBSCRIBE, f"topicfilter/{name}"))
    ((_, wider),) = found
    assert wider == "a/b/c/d/e/f/g/#"


NOPE = "${iot:Nope}"


def open_denials(has_variables=True, **elements):
    one = statement(Effect="Deny", **{"Action": "iot:*", **elements})
    return [(path, kind, variable) for path, kind, _, variable in failing_open(one, has_variables)]


@pytest.mark.parametrize(
    ("elements", "found"),
    [
        ({"Resource": f"{ARN}topic/{NOPE}"}, [("Statement/[0]/Resource", "Resource", NOPE)]),
        (
            {"Resource": [f"{ARN}topic/a", f"{ARN}topic/{NOPE}{NOPE}"]},
            [("Statement/[0]/Resource/[1]", "Resource", NOPE)],
        ),
        ({"Resource": f"{ARN}topic/{THING}"}, []),
        ({"Resource": f"{ARN}topic/${{iot:Nope, 'a'}}"}, []),
        ({"Resource": f"{ARN}topic/${{aws:username}}"}, []),
        ({"Resource": text(f"{ARN}topic/${{iot:", NAME, "}")}, []),
        # Behind NotResource it denies more.
        ({"NotResource": f"{ARN}topic/{NOPE}"}, []),
        (
            {"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": NOPE}}},
            [("Statement/[0]/Condition/StringEquals/aws:SourceVpce", "Condition", NOPE)],
        ),
        (
            {"Resource": "*", "Condition": {"ArnLike": {"iot:LastWillTopic": [f"a{NOPE}", NOPE]}}},
            [("Statement/[0]/Condition/ArnLike/iot:LastWillTopic", "Condition", NOPE)] * 2,
        ),
        ({"Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": NOPE}}}, []),
        ({"Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": NOPE}}}, []),
        ({"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": UNKNOWN}}}, []),
        ({"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "${aws:Nope}"}}}, []),
    ],
)
def test_variables_that_leave_a_deny_without_effect(elements, found):
    assert open_denials(**elements) == found


def test_without_variables_every_one_is_text():
    elements = {
        "Resource": f"{ARN}topic/{THING}",
        "Condition": {"StringEquals": {"aws:SourceVpce": "${iot:ClientId}"}},
    }
    assert open_denials(has_variables=False, **elements) == [
        ("Statement/[0]/Resource", "Resource", THING)
    ]
