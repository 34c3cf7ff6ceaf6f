"""Grants without bounds: reserved topics and things of any device, or every name there is."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, text
from shown_grants import proved, shown_by

from checkov_aws_iot.patterns.pattern import wildcards
from checkov_aws_iot.policies.questions.grants.unbounded_grants import (
    BroadGrant,
    UnboundedGrants,
)
from checkov_aws_iot.values.unknown import Unknown

PUBLISH, SUBSCRIBE, RECEIVE = "iot:Publish", "iot:Subscribe", "iot:Receive"
SHADOW = "iot:UpdateThingShadow"


def found(*statements, **more):
    document = policy(*statements)
    return proved(document, UnboundedGrants(document, **more).unbounded())


def shown(*statements, **more):
    """The resource parts of the requests that show what is unbounded."""
    return shown_by(found(*statements, **more))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (PUBLISH, "topic/a/*"),
        (PUBLISH, "topic/$aws/things/pump-7/shadow/update"),
        (PUBLISH, f"topic/$aws/things/{THING}/*"),
        (PUBLISH, f"topic/$aws/things/{THING}*"),
        (PUBLISH, "topic/$aws/things/pump-*"),
        (PUBLISH, "topic/$aws/rules/*"),
        (PUBLISH, "topicfilter/*"),
        # There is no such topic that AWS reserves.
        (PUBLISH, "topic/$aws/things/*/nothing"),
        (PUBLISH, "topic/$aws/things/*/shadow/nothing"),
        (PUBLISH, "topic/$aws/things/*/shadow/name/x"),
        (PUBLISH, "topic/+"),
        (SUBSCRIBE, "topicfilter/a/#"),
        (SUBSCRIBE, "topicfilter/+/a"),
        (SUBSCRIBE, f"topicfilter/$aws/things/{THING}/#"),
        (SUBSCRIBE, "topicfilter/$aws/things/+/nothing"),
        (SHADOW, "thing/pump-*"),
        (SHADOW, f"thing/{THING}"),
        (SHADOW, f"thing/{THING}*"),
        # Who receives only gets what was subscribed to.
        (RECEIVE, "*"),
        ("iot:Connect", "*"),
    ],
)
def test_what_has_bounds(action, resource):
    assert found(allow(action, resource)) == ()


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        ("shadow/update", True),
        ("shadow/delete", True),
        ("shadow/update/accepted", True),
        ("shadow/get/rejected", True),
        ("shadow/accepted", False),
        ("shadow", False),
        ("shadow/name/update", False),
        ("shadow/name/main/update", True),
        ("shadow/name/main/update/delta", True),
        ("shadow/name/main/other", False),
        ("jobs/get", True),
        ("jobs/job-7/update", True),
        ("jobs/job-7/update/accepted", True),
        ("jobs/job-7/delete", False),
        ("tunnels/notify", True),
        ("tunnels/notify/more", False),
        ("streams/firmware/data/cbor", True),
        ("streams/firmware/data/xml", False),
        ("/update", False),
        ("shadow//update", False),
        ("other/update", False),
    ],
)
def test_which_topics_of_things_aws_has(name, reserved):
    # A star would also be a device with a beginning of the name.
    assert bool(found(allow(PUBLISH, f"topic/$aws/things/?/{name}"))) is reserved


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        ("#", True),
        ("+/#", True),
        ("shadow/#", True),
        ("jobs/+", True),
        ("jobs/+/update", True),
        ("+/update", True),
        ("+/+", True),
        ("shadow/name/+/update", True),
        ("shadow/update", True),
        ("other/#", False),
        ("other/+", False),
        ("+/other", False),
        ("shadow/+/other", False),
        ("other/+/update", False),
    ],
)
def test_which_filters_deliver_topics_of_things(name, reserved):
    assert bool(found(allow(SUBSCRIBE, f"topicfilter/$aws/things/+/{name}"))) is reserved


@pytest.mark.parametrize(
    ("action", "resource", "request_for"),
    [
        (PUBLISH, "*", "topic/$aws/things/another-device/shadow/update"),
        (PUBLISH, f"{ARN}*", "topic/$aws/things/another-device/shadow/update"),
        (PUBLISH, "topic/*", "topic/$aws/things/another-device/shadow/update"),
        (PUBLISH, "topic/$aws/*", "topic/$aws/things/another-device/shadow/update"),
        (PUBLISH, "topic/$aws/things/*", "topic/$aws/things/another-device/shadow/update"),
        (
            PUBLISH,
            "topic/$aws/things/*/shadow/get",
            "topic/$aws/things/another-device/shadow/get",
        ),
        (PUBLISH, "topic/$aws/things/*/jobs/get", "topic/$aws/things/another-device/jobs/get"),
        (
            PUBLISH,
            "topic/$aws/things/*/tunnels/notify",
            "topic/$aws/things/another-device/tunnels/notify",
        ),
        (
            PUBLISH,
            "topic/$aws/things/*/shadow/name/config/update",
            "topic/$aws/things/another-device/shadow/name/config/update",
        ),
        (SUBSCRIBE, "topicfilter/*", "topicfilter/$aws/things/+/shadow/update"),
        (SUBSCRIBE, "topicfilter/#", "topicfilter/#"),
        (SUBSCRIBE, "topicfilter/$aws/#", "topicfilter/$aws/#"),
        (SUBSCRIBE, "topicfilter/$aws/things/+/shadow/update", None),
        (SUBSCRIBE, "topicfilter/$aws/things/+/shadow/#", None),
        (SUBSCRIBE, "topicfilter/$aws/things/+/jobs/+", None),
        (SUBSCRIBE, "topicfilter/$aws/things/+/+/update", None),
        (
            SUBSCRIBE,
            "topicfilter/$aws/things/*/shadow/update",
            "topicfilter/$aws/things/+/shadow/update",
        ),
        (SHADOW, "thing/*", "thing/another-device"),
        (SHADOW, "*", "thing/another-device"),
        ("iot:GetThingShadow", "thing/*", "thing/another-device"),
        ("iot:GetThingShadow", "thing/*-7", "thing/another-device-7"),
        ("iot:GetThingShadow", "thing/??", "thing/11"),
        ("iotjobsdata:UpdateJobExecution", "thing/*", "thing/another-device"),
        ("iot:GetRetainedMessage", "topic/*", "topic/$aws/things/another-device/shadow/update"),
    ],
)
def test_what_has_none(action, resource, request_for):
    assert shown(allow(action, resource)) == [request_for or resource]


def test_not_resource_leaves_everything_but_a_list():
    statement = {"Effect": "Allow", "Action": PUBLISH, "NotResource": f"{ARN}topic/a"}
    (one,) = found(statement)
    assert one.path == "Statement/[0]/NotResource"
    assert one.request.resource == f"{ARN}topic/$aws/things/another-device/shadow/update"
    everything_else = {**statement, "NotResource": [f"{ARN}topic/?*"]}
    assert found(everything_else) == ()


def test_each_place_is_reported_once_by_the_gravest_action():
    each = found(allow([SHADOW, PUBLISH, "iot:RetainPublish"], ["*", "topic/*", "topic/a"]))
    assert [(one.path, one.action.name) for one in each] == [
        ("Statement/[0]/Resource/[0]", PUBLISH),
        ("Statement/[0]/Resource/[1]", PUBLISH),
    ]


@pytest.mark.parametrize(
    ("subscribes", "receives", "paths"),
    [
        ("topicfilter/*", "topic/*", [0, 1]),
        ("topicfilter/a", "topic/*", [0]),
        ("topicfilter/a/#", "topic/*", [0]),
        ("topicfilter/*", "topic/a", [0]),
    ],
)
def test_receive_counts_where_anything_can_be_subscribed_to(subscribes, receives, paths):
    each = found(allow(SUBSCRIBE, subscribes), allow(RECEIVE, receives))
    wanted = [] if subscribes != "topicfilter/*" else paths
    assert [one.grant.statement.index for one in each] == wanted


def test_receive_does_not_count_beside_what_is_no_subscribe():
    each = found(allow([PUBLISH, SHADOW], "*"), allow(RECEIVE, "topic/*"))
    assert [one.grant.statement.index for one in each] == [0]
    each = found(UNKNOWN, allow(RECEIVE, "topic/*"))
    assert not any(isinstance(one, BroadGrant) for one in each)


def test_receive_beside_a_subscribe_that_is_denied_in_part():
    denied = deny(SUBSCRIBE, "topicfilter/$aws/*")
    each = found(allow(SUBSCRIBE, "topicfilter/*"), allow(RECEIVE, "topic/*"), denied)
    assert [one.grant.statement.index for one in each] == [0, 1]


OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
RESERVED_DENIED = deny(PUBLISH, "topic/$aws/*")


@pytest.mark.parametrize(
    ("denials", "shows"),
    [
        ([deny(PUBLISH, "*")], []),
        ([deny("iot:*", "topic/*")], []),
        (
            [deny(PUBLISH, "topic/$aws/things/*/shadow/*")],
            ["topic/$aws/things/another-device/jobs/get"],
        ),
        (
            [{**deny(PUBLISH, "*"), "Condition": OFFICE}],
            ["topic/$aws/things/another-device/shadow/update"],
        ),
        # Without the reserved topics, all others are what is left of a star: 203 is about that.
        ([RESERVED_DENIED], []),
        ([deny(RECEIVE, "*")], ["topic/$aws/things/another-device/shadow/update"]),
        (
            [deny(PUBLISH, "topic/$aws/things/another-device/*")],
            ["topic/$aws/things/other-device/shadow/update"],
        ),
        ([deny(PUBLISH, "topic/$aws/things/a*")], ["topic/$aws/things/other-device/shadow/update"]),
        (
            [deny(PUBLISH, ["topic/$aws/things/a*", "topic/$aws/things/o*/shadow/update"])],
            ["topic/$aws/things/other-device/shadow/get"],
        ),
        ([{**deny(PUBLISH, "*"), "Resource": f"{ARN}topic/$aws/things/*"}], []),
    ],
)
def test_what_denies_leave_of_every_topic(denials, shows):
    assert shown(allow(PUBLISH, "topic/*"), *denials) == shows


def test_a_deny_of_a_few_names_leaves_a_star_a_star():
    few = deny(PUBLISH, ["topic/admin", "topic/$aws/things/another-device/shadow/update"])
    assert len(shown(allow(PUBLISH, "topic/*"), few)) == 1
    by_name = shown(allow(SHADOW, "thing/*"), deny(SHADOW, "thing/another-device"))
    assert by_name == ["thing/another-device/config"]
    by_letter = shown(allow(SHADOW, "thing/*"), deny(SHADOW, "thing/a*"))
    assert by_letter == ["thing/other-device"]


def test_denies_of_all_but_the_own_names_bound_the_rest():
    but_own = {"Effect": "Deny", "Action": "iot:*", "NotResource": [f"{ARN}topic/{THING}/*"]}
    assert found(allow(PUBLISH, "*"), but_own) == ()
    rest = {"Effect": "Allow", "Action": PUBLISH, "NotResource": f"{ARN}topic/x"}
    assert found(rest, but_own) == ()
    but_many = {**but_own, "NotResource": [f"{ARN}topic/$aws/*"]}
    assert len(found(rest, but_many)) == 1


@pytest.mark.parametrize(
    ("statements", "expression"),
    [
        ([{**allow(PUBLISH, "*"), "Action": UNKNOWN}], "var.all"),
        ([{**allow(PUBLISH, "*"), "Resource": UNKNOWN}], "var.all"),
        ([{**allow(PUBLISH, "*"), "Resource": text(NAME, "*")}], "var.name"),
        ([UNKNOWN], "var.all"),
        (
            [
                allow(PUBLISH, "topic/$aws/things/*/shadow/update"),
                {**deny(PUBLISH, "*"), "Resource": text(f"{ARN}topic/", NAME, "/*")},
            ],
            "var.name",
        ),
    ],
)
def test_what_may_be_unbounded_is_not_known(statements, expression):
    each = found(*statements)
    assert each
    assert {one.expression for one in each} == {expression}


def test_that_an_attachment_may_be_missing_is_no_way_around_what_may_be_denied():
    but_some = {
        "Effect": "Deny",
        "Action": PUBLISH,
        "NotResource": text(f"{ARN}topic/", NAME, "/*"),
        "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
    }
    unattached = deny(
        PUBLISH, "*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
    )
    for denials in ((but_some, unattached), (unattached, but_some)):
        each = found(allow(PUBLISH, "topic/*"), *denials)
        assert {one.expression for one in each} == {"var.name"}
    (grant,) = found(allow(PUBLISH, "topic/*"), but_some)
    assert grant.request.identity.thing_name == ""


def test_an_unknown_says_nothing_of_what_is_bounded():
    assert found({**allow(PUBLISH, "topic/a"), "Action": UNKNOWN}) == ()
    assert (
        found(
            allow(PUBLISH, "topic/a/*"),
            deny(PUBLISH, "*"),
            {**deny(PUBLISH, "*"), "Resource": UNKNOWN},
        )
        == ()
    )


def test_another_statement_may_still_fail_beside_an_unknown():
    unbounded_grants = UnboundedGrants(policy(UNKNOWN, allow(PUBLISH, "topic/*")))
    assert unbounded_grants.fails
    assert any(isinstance(one, Unknown) for one in unbounded_grants.unbounded())
    assert not UnboundedGrants(policy(UNKNOWN)).fails
    assert not UnboundedGrants(policy(allow(PUBLISH, "topic/a"))).fails


def test_callers_with_an_iam_policy_are_no_things():
    (one,) = found(allow(PUBLISH, "*"), iot_policy=False)
    assert one.request.identity.thing_name == ""


@pytest.mark.parametrize(
    ("pattern", "everything"),
    [("*", True), ("?*", True), ("??", False), ("", False), ("a*", False), ("*a", False)],
)
def test_patterns_of_every_name(pattern, everything):
    assert wildcards(pattern).matches_long_words is everything


def test_no_budget_is_too_small_to_say_that_it_was_not_enough() -> None:
    inside = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
    outside = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}
    document = policy(
        allow(SHADOW, "thing/*"),
        deny(SHADOW, "thing/*device*", Condition=outside),
        deny(SHADOW, "thing/*", Condition=inside),
    )

    def said(steps: int) -> list[type]:
        unbounded_grants = UnboundedGrants(document)
        unbounded_grants.allowed.budget.steps = steps
        return [type(one) for one in unbounded_grants.unbounded()]

    assert said(1_000) == [BroadGrant]
    assert {tuple(said(steps)) for steps in range(400)} == {(BroadGrant,), (Unknown,)}
