"""What to write in place of a Resource that reaches too much."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, allow, deny, policy, text

from checkov_aws_iot.policies.advice.grant_places import grant_text, place_of
from checkov_aws_iot.policies.advice.replacements import (
    instead_of,
    name_of_device,
    quoted_element,
)
from checkov_aws_iot.policies.authoriser.allowed_names import AllowedNames, Circumstances
from checkov_aws_iot.policies.authoriser.resource_names import FILTER, TOPIC, Resolution
from checkov_aws_iot.policies.authoriser.resource_names import THING as THING_TYPE

ACTIONS = {TOPIC: "iot:Publish", FILTER: "iot:Subscribe", THING_TYPE: "iot:GetThingShadow"}
CERTIFICATE = "${iot:CertificateId}"
ANY = Circumstances(Resolution())


def grant(resource, kind):
    action = ACTIONS[kind]
    statement = {"Effect": "Allow", "Action": action, **resource}
    (only,) = AllowedNames(policy(statement)).grants(action, kind, ANY)
    return only


@pytest.mark.parametrize(
    ("kind", "resource", "instead"),
    [
        (TOPIC, "*", f"topic/{THING}/*"),
        (TOPIC, "topic/*", f"topic/{THING}/*"),
        (TOPIC, "topic/a/*", f"topic/a/{THING}/*"),
        (TOPIC, "topic/a/*/b", f"topic/a/{THING}/b"),
        (TOPIC, "topic/*/b/*", f"topic/{THING}/b/*"),
        (TOPIC, "topic/pump-*/state", f"topic/{THING}/state"),
        (TOPIC, "topic/a?/b", f"topic/{THING}/b"),
        (TOPIC, "topic/*/a/" + THING, f"topic/{THING}"),
        (TOPIC, "topic/x/*/a/" + THING + "/b", f"topic/x/{THING}/b"),
        (TOPIC, "topic/a/${iot:ClientId}", f"topic/a/{THING}"),
        (TOPIC, "topic/a/${iot:ClientId}*", f"topic/a/{THING}/*"),
        (TOPIC, "topic/$aws/*", f"topic/$aws/things/{THING}/*"),
        (TOPIC, "topic/$aws/things/*", f"topic/$aws/things/{THING}/*"),
        (TOPIC, "topic/$aws/things/*/shadow/update", f"topic/$aws/things/{THING}/shadow/update"),
        (TOPIC, "topic/$aws/rules/*", "the topic names that are needed"),
        (TOPIC, "t*", f"topic/{THING}/*"),
        (FILTER, "topicfilter/*", f"topicfilter/{THING}/*"),
        (FILTER, "topicfilter/#", f"topicfilter/{THING}/#"),
        (FILTER, "topicfilter/a/#", f"topicfilter/a/{THING}/#"),
        (FILTER, "topicfilter/+/a", f"topicfilter/{THING}/a"),
        (FILTER, "topicfilter/$aws/things/+/shadow/#", f"topicfilter/$aws/things/{THING}/shadow/#"),
        (FILTER, "topicfilter/$aws/#", f"topicfilter/$aws/things/{THING}/#"),
        (THING_TYPE, "*", f"thing/{THING}"),
        (THING_TYPE, "thing/*", f"thing/{THING}"),
        (THING_TYPE, "thing/pump-*", f"thing/{THING}"),
    ],
)
def test_the_device_stands_where_it_was_left_open(kind, resource, instead):
    whole = resource if resource == "*" else f"{ARN}{resource}"
    assert instead_of(grant({"Resource": whole}, kind), kind) == instead


def test_another_name_for_the_device_and_its_thing():
    open_topic = grant({"Resource": f"{ARN}topic/a/*"}, TOPIC)
    shadow = grant({"Resource": f"{ARN}topic/$aws/things/*/shadow/get"}, TOPIC)
    thing = grant({"Resource": f"{ARN}thing/*"}, THING_TYPE)
    assert instead_of(open_topic, TOPIC, CERTIFICATE) == f"topic/a/{CERTIFICATE}/*"
    assert instead_of(open_topic, TOPIC, CERTIFICATE, "core") == f"topic/a/{CERTIFICATE}/*"
    assert instead_of(shadow, TOPIC, CERTIFICATE, "core") == "topic/$aws/things/core/shadow/get"
    assert instead_of(thing, THING_TYPE, CERTIFICATE) == f"thing/{CERTIFICATE}"
    assert instead_of(thing, THING_TYPE, CERTIFICATE, "core") == "thing/core"


def test_not_resource_leaves_the_whole_name_open():
    rest = grant({"NotResource": [f"{ARN}topic/a", "b"]}, TOPIC)
    assert instead_of(rest, TOPIC) == f"topic/{THING}/*"
    assert quoted_element(rest) == f'NotResource "{ARN}topic/a", "b"'
    assert place_of(rest) == "Statement/[0]/NotResource"
    assert grant_text(rest) == f"{ARN}topic/a, b"


def test_a_resource_is_shown_as_it_is_written():
    only = grant({"Resource": text(f"{ARN}topic/", NAME, "/*")}, TOPIC)
    assert quoted_element(only) == f'Resource "{ARN}topic/${{var.name}}/*"'
    assert place_of(only) == "Statement/[0]/Resource"
    assert grant_text(only) == f"{ARN}topic/${{var.name}}/*"


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ([], THING),
        ([allow("iot:Connect", f"client/{THING}")], THING),
        ([allow("iot:Connect", f"client/{CERTIFICATE}")], CERTIFICATE),
        ([allow("iot:Connect", [f"client/{CERTIFICATE}", f"client/{THING}"])], THING),
        ([allow("iot:Connect", "client/${iot:ClientId}")], THING),
        ([allow("iot:Connect", "client/${iot:Nope}")], THING),
        ([allow("iot:Publish", f"topic/{CERTIFICATE}")], THING),
        ([deny("iot:Connect", f"client/{CERTIFICATE}")], THING),
        (
            [
                {
                    "Effect": "Allow",
                    "Action": "iot:Connect",
                    "NotResource": f"{ARN}client/{CERTIFICATE}",
                }
            ],
            THING,
        ),
        ([allow("*", f"client/{CERTIFICATE}")], CERTIFICATE),
    ],
)
def test_topics_name_the_device_as_its_client_id_does(statements, name):
    assert name_of_device(policy(*statements)) == name
