"""Two devices that reach one name are the witness that it belongs to neither."""

from __future__ import annotations

import pytest
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.patterns.limits import Budget
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.devices.meeting_devices import meeting_devices
from checkov_aws_iot.policies.questions.grants.shared_names import SharedNames
from checkov_aws_iot.policies.questions.policy_profiles import Profile

OWN = allow("iot:Connect", f"client/{THING}")
COMMON_NAME = "${iot:Certificate.Subject.CommonName}"


@pytest.mark.parametrize(
    ("action", "resource", "other"),
    [
        ("iot:Publish", "topic/building/*", "sensor-2"),
        ("iot:Publish", f"topic/{THING}*", "sensor-10"),
        ("iot:Publish", f"topic/x/*/{THING}/*", "a"),
        ("iot:GetThingShadow", "thing/pump-*", "sensor-2"),
        ("iot:Subscribe", "topicfilter/a/+", "sensor-2"),
        ("iot:Publish", f"topic/{COMMON_NAME}*", "sensor-10"),
    ],
)
def test_the_devices_are_two_and_the_name_is_one(action: str, resource: str, other: str):
    statements = (OWN, allow(action, resource))
    document = policy(*statements)
    (shared,) = SharedNames(document, Profile.DEVICE).shared()
    pair = meeting_devices(document, shared.request, None, Budget())
    assert pair is not None
    first, second = pair
    assert first.resource == second.resource
    assert first.identity.thing_name != second.identity.thing_name == other
    assert dict(first.identity.certificate) != dict(second.identity.certificate) or not (
        first.identity.certificate
    )
    for request in pair:
        assert authorise((document,), request).outcome is Outcome.ALLOWED


def test_where_the_first_name_is_one_device_s_alone_another_one_is_looked_for():
    # A device whose name begins with "sensor" shares what the Deny leaves to it with the next one.
    denial = deny("iot:Publish", "topic/a/another-device")
    denial["Condition"] = {"StringNotEquals": {"iot:Connection.Thing.ThingName": "sensor-1"}}
    document = policy(OWN, allow("iot:Publish", "topic/a/*"), denial)
    (shared,) = SharedNames(document, Profile.DEVICE).shared()
    pair = meeting_devices(document, shared.request, None, Budget())
    assert pair is not None
    assert pair[0].resource == pair[1].resource
    assert pair[0].identity.thing_name != pair[1].identity.thing_name


def test_there_is_none_where_the_name_says_whose_it_is():
    document = policy(OWN, allow("iot:Publish", f"topic/*/{THING}/state"))
    (shared,) = SharedNames(policy(allow("iot:Publish", "topic/a/*")), Profile.DEVICE).shared()
    assert meeting_devices(document, shared.request, None, Budget()) is None
    assert shared.request.resource.startswith(ARN)


def test_the_other_device_is_none_that_the_name_is_left_to():
    document = policy(OWN, allow("iot:Publish", f"topic/*{COMMON_NAME}/b"))
    mended = policy(OWN, allow("iot:Publish", f"topic/{COMMON_NAME}/b"))
    (shared,) = SharedNames(document, Profile.DEVICE).shared()
    owner, stranger = (
        meeting_devices(document, shared.request, after, Budget()) for after in (None, mended)
    )
    assert owner is not None
    assert stranger is not None
    assert authorise((mended,), owner[1]).outcome is Outcome.ALLOWED
    assert authorise((mended,), stranger[1]).outcome is Outcome.DENIED
