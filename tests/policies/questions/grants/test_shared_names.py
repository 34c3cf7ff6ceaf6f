"""Topics, filters and things that devices share by wildcards."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, text
from shown_grants import proved, shown_by

from checkov_aws_iot.policies.questions.grants.shared_names import SharedNames
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.values.unknown import Unknown

PUBLISH, SUBSCRIBE, RECEIVE = "iot:Publish", "iot:Subscribe", "iot:Receive"
OWN = allow("iot:Connect", f"client/{THING}")
ANYBODY = allow("iot:Connect", "client/*")
CLIENT_ID = "${iot:ClientId}"
COMMON_NAME = "${iot:Certificate.Subject.CommonName}"


def found(*statements, profile=Profile.DEVICE, **more):
    document = policy(*statements)
    return proved(document, list(SharedNames(document, profile, **more).shared()))


def shown(*statements, **more):
    """The resource parts of the requests that show what is shared."""
    return shown_by(found(*statements, **more))


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        (PUBLISH, "topic/a"),
        (PUBLISH, f"topic/{THING}/*"),
        (PUBLISH, f"topic/a/{THING}"),
        (PUBLISH, "topicfilter/a/*"),
        (SUBSCRIBE, "topicfilter/a/b"),
        (SUBSCRIBE, f"topicfilter/a/{THING}/#"),
        ("iot:GetThingShadow", f"thing/{THING}"),
        ("iot:GetThingShadow", "thing/pump-7"),
        # Over HTTPS the variable has no value, so that this allows nothing.
        ("iot:GetThingShadow", f"thing/{THING}*"),
        # Unbounded altogether is another fault.
        (PUBLISH, "*"),
        (PUBLISH, "topic/*"),
        (SUBSCRIBE, "topicfilter/#"),
        # Without a shared subscription nothing arrives.
        (RECEIVE, "topic/a/*"),
        (RECEIVE, "*"),
    ],
)
def test_what_is_not_shared(action, resource):
    assert found(OWN, allow(action, resource)) == []


@pytest.mark.parametrize(
    ("action", "resource", "request_for"),
    [
        (PUBLISH, "topic/a/*", "topic/a/another-device"),
        (PUBLISH, "topic/a-*", "topic/a-0"),
        (PUBLISH, "topic/a?", "topic/a1"),
        (PUBLISH, f"topic/{THING}*", "topic/sensor-10"),
        (PUBLISH, "topic/*/a", "topic/another-device/a"),
        (SUBSCRIBE, "topicfilter/a/*", "topicfilter/a/#"),
        (SUBSCRIBE, "topicfilter/a/#", "topicfilter/a/#"),
        (SUBSCRIBE, "topicfilter/+/a", "topicfilter/+/a"),
        (SUBSCRIBE, f"topicfilter/a/*/{THING}/#", "topicfilter/a/another-device/sensor-1/#"),
        (SUBSCRIBE, f"topicfilter/$share/{THING}/a/*", "topicfilter/$share/sensor-1/a/#"),
        (SUBSCRIBE, "topicfilter/$share/g/a/+", "topicfilter/$share/g/a/+"),
        ("iot:GetThingShadow", "thing/pump-*", "thing/pump-0"),
        ("iot:GetThingShadow", f"thing/{COMMON_NAME}*", "thing/sensor-10"),
        ("iot:RetainPublish", "topic/a/*", "topic/a/another-device"),
    ],
)
def test_what_is_shared(action, resource, request_for):
    (one,) = found(OWN, allow(action, resource))
    assert one.request.resource == f"{ARN}{request_for}"
    assert one.request.identity.client_id == "sensor-1"
    assert not one.client_chooses


def test_each_place_is_reported_once():
    each = found(OWN, allow([PUBLISH, "iot:RetainPublish"], ["topic/a/*", "topic/b", "topic/c-*"]))
    assert [(one.action.name, one.grant.element.path) for one in each] == [
        (PUBLISH, "Statement/[1]/Resource/[0]"),
        (PUBLISH, "Statement/[1]/Resource/[2]"),
    ]


@pytest.mark.parametrize(
    ("filter_written", "received"),
    [
        ("topicfilter/a/#", True),
        ("topicfilter/a/b", False),
        ("topicfilter/#", True),
        (f"topicfilter/{THING}/#", False),
    ],
)
def test_receive_counts_where_a_subscription_is_shared(filter_written, received):
    each = found(OWN, allow(RECEIVE, "topic/a/*"), allow(SUBSCRIBE, filter_written))
    assert any(one.action.name == RECEIVE for one in each) is received


@pytest.mark.parametrize(
    ("connect", "resource", "shared"),
    [
        (ANYBODY, f"topic/{CLIENT_ID}", True),
        (ANYBODY, f"topic/{CLIENT_ID}/*", True),
        (ANYBODY, f"topic/{THING}/{CLIENT_ID}", False),
        (ANYBODY, f"topic/{THING}/*", False),
        (OWN, f"topic/{CLIENT_ID}", False),
        (OWN, f"topic/{CLIENT_ID}/*", False),
        # No separator behind it, so that others begin with it whoever chose it.
        (OWN, f"topic/{CLIENT_ID}*", True),
    ],
)
def test_a_client_id_that_anybody_may_take_owns_nothing(connect, resource, shared):
    each = found(connect, allow(PUBLISH, resource))
    assert bool(each) is shared
    if shared and connect is ANYBODY:
        (one,) = each
        assert one.client_chooses
        assert one.request.identity.client_id == "another-device"
        assert one.request.resource.startswith(f"{ARN}topic/another-device")


def test_a_client_id_that_may_be_anybody_s_decides_nothing():
    each = found({**ANYBODY, "Action": UNKNOWN}, allow(PUBLISH, f"topic/{CLIENT_ID}"))
    assert each
    assert {one.expression for one in each} == {"var.all"}


def test_names_of_devices_that_the_policy_spells_out_are_their_own():
    pumps = allow("iot:Connect", ["client/pump-7", "client/pump-8"])
    assert shown(pumps, allow(PUBLISH, "topic/pump-7/*")) == []
    assert shown(pumps, allow(PUBLISH, "topic/a/pump-8/*")) == []
    assert shown(pumps, allow(PUBLISH, "topic/pump-9/*")) == ["topic/pump-9/another-device"]
    hole = {**pumps, "Resource": text(f"{ARN}client/", NAME)}
    assert shown(hole, {**allow(PUBLISH, "*"), "Resource": text(f"{ARN}topic/", NAME, "/*")}) == []


@pytest.mark.parametrize(
    ("denial", "left"),
    [
        (deny(PUBLISH, "topic/a/*"), []),
        (deny(PUBLISH, "topic/a/another-device"), ["topic/a/0"]),
        (deny(RECEIVE, "topic/a/*"), ["topic/a/another-device"]),
        ({**deny(PUBLISH, "*"), "Resource": f"{ARN}topic/b/*"}, ["topic/a/another-device"]),
        (
            {"Effect": "Deny", "Action": PUBLISH, "NotResource": f"{ARN}topic/a/{THING}"},
            [],
        ),
        (
            {"Effect": "Deny", "Action": PUBLISH, "NotResource": f"{ARN}topic/a/b*"},
            ["topic/a/b"],
        ),
        (
            {**deny(PUBLISH, "topic/a/*"), "Condition": {"Null": {"aws:SourceVpce": "true"}}},
            ["topic/a/another-device"],
        ),
    ],
)
def test_what_denies_leave(denial, left):
    assert shown(OWN, allow(PUBLISH, "topic/a/*"), denial) == left


@pytest.mark.parametrize(
    ("statement", "expression"),
    [
        ({**allow(PUBLISH, "topic/a/*"), "Action": UNKNOWN}, "var.all"),
        ({**allow(PUBLISH, "topic/a/*"), "Action": text("iot:", NAME)}, "var.name"),
    ],
)
def test_what_may_be_shared_is_not_known(statement, expression):
    each = found(OWN, statement)
    assert {one.expression for one in each} == {expression}


def test_an_unknown_name_in_a_deny():
    hole = {**deny(PUBLISH, "*"), "Resource": text(f"{ARN}topic/a/x", NAME)}
    assert shown(OWN, allow(PUBLISH, "topic/a/*"), hole) == ["topic/a/another-device"]
    (unknown,) = found(OWN, allow(PUBLISH, "topic/a/x?*"), hole)
    assert isinstance(unknown, Unknown)
    assert unknown.expression == "var.name"


def test_greengrass_cores_share_nothing_by_a_suffix():
    core = {"profile": Profile.GREENGRASS_CORE}
    assert shown(OWN, allow("iot:GetThingShadow", "thing/core-7*"), **core) == []
    assert shown(OWN, allow(PUBLISH, "topic/$aws/things/core-7*/shadow/update"), **core) == []
    assert shown(OWN, allow(PUBLISH, "topic/$aws/things/core-7*"), **core) == []
    assert shown(OWN, allow(PUBLISH, "topic/core-7*"), **core)
    assert shown(OWN, allow("iot:GetThingShadow", "thing/core-7*x"), **core)
    assert shown(OWN, allow("iot:GetThingShadow", "thing/a/core-7*"), **core)
    assert shown(OWN, allow("iot:GetThingShadow", f"thing/{COMMON_NAME}*"), **core)
    assert shown(OWN, allow("iot:GetThingShadow", "thing/core-7*"))


def test_claim_certificates_share_the_topics_of_provisioning():
    claim = {"profile": Profile.CLAIM}
    assert shown(allow(PUBLISH, "topic/$aws/certificates/create/*"), **claim) == []
    assert shown(allow(PUBLISH, "topic/$aws/provisioning-templates/t/provision/*"), **claim) == []
    assert shown(allow(PUBLISH, "topic/a/*"), **claim) == ["topic/a/another-device"]
    assert shown(OWN, allow(PUBLISH, "topic/$aws/certificates/create/*"))


@pytest.mark.parametrize(
    ("statements", "left"),
    [
        ([allow(PUBLISH, "topic/*")], False),
        ([allow(PUBLISH, "topic/a")], True),
        ([allow(PUBLISH, ["topic/*", "topic/a"])], True),
        ([allow(RECEIVE, "topic/a")], False),
        ([OWN], False),
    ],
)
def test_whether_something_else_is_judged_than_what_is_unbounded(statements, left):
    assert SharedNames(policy(*statements), Profile.DEVICE).judges_something_else() is left
