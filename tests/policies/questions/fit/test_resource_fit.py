"""Resource texts that match no request, or none of a certain action, with reason and remedy."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, REGION, text

from checkov_aws_iot.policies.model.actions import find_action
from checkov_aws_iot.policies.model.variables import Variable, variables_of
from checkov_aws_iot.policies.questions.fit.resource_fit import (
    can_fit,
    fault_of,
    is_undocumented,
    misfit,
    mqtt_wildcard_level,
)
from checkov_aws_iot.values.text import Hole
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        f"{ARN}topic/a",
        "arn:aws:iot:*",
        f"{ARN}*",
        "*:aws:iot:us-east-1:123456789012:topic/a",
        "arn:aws:iot:nowhere:none:topic/a",
        f"{ARN}client/{THING}",
        f"{ARN}client/${{iot:Nope, 'x'}}",
        f"{ARN}client/${{aws:username}}",
        f"{ARN}topic/$aws/things/a/shadow/update",
        "arn:aws:s3:::$$aws/a",
        "arn:aws:s3:::/a",
        text("arn:aws:iot:", REGION, ":", ACCOUNT, ":topic/", NAME),
        text(ARN, NAME, "/a"),
        # A part of the name is not known, so nobody can say that AWS has no such variable.
        text(f"{ARN}topic/${{iot:", NAME, "}"),
    ],
)
def test_no_fault(resource):
    assert fault_of(resource, has_variables=True) is None


@pytest.mark.parametrize(
    ("resource", "reason", "instead"),
    [
        ("topic/a", "is no ARN of six fields", "arn:aws:iot:<region>:<account>:<type>/<name>"),
        ("urn:aws:iot:r:a:topic/a", 'does not begin with "arn"', "arn:aws:iot:"),
        (ARN, "names no resource type", "<type>/<name>"),
        (f"{ARN}/topic/a", "has a slash in front of the resource type", "topic/a"),
        (f"{ARN}/", "has a slash in front of the resource type", "<type>/<name>"),
        (f"{ARN}topic/$$aws/things/a", 'holds "$$aws"', "topic/$aws/things/a"),
        (f"{ARN}topicfilter/$$aws/#", 'holds "$$aws"', "topicfilter/$aws/#"),
        (f"{ARN}topic/$${{iot:ClientId}}", "holds a dollar in front of", "${iot:ClientId}"),
        (f"{ARN}topic/${{aws}}/things", "left by a wrong escape", "$aws"),
        (f"{ARN}topic/${{iot:Thing.ThingName}}", "that AWS IoT does not have", THING),
        (f"{ARN}topic/${{credentials-iot:ThingName}}", "that AWS IoT does not have", THING),
        (text(f"{ARN}topic/", NAME, "${iot:Nope}"), "that AWS IoT does not have", THING),
    ],
)
def test_faults_whatever_the_action(resource, reason, instead):
    fault = fault_of(resource, has_variables=True)
    assert reason in fault.reason
    assert fault.instead.startswith(instead)


def test_without_variables_each_is_plain_text():
    fault = fault_of(f"{ARN}client/{THING}", has_variables=False)
    assert fault.reason == f"holds {THING}, which is plain text in a policy of this Version"
    assert fault.instead == '"Version": "2012-10-17"'
    assert fault_of(f"{ARN}client/a", has_variables=False) is None


def test_a_text_that_may_be_any_arn_is_not_known():
    fault = fault_of(text("topic-", NAME), has_variables=True)
    assert isinstance(fault, Unknown)
    assert (fault.reason, fault.expression) == ("is not known", "var.name")
    reasoned = fault_of(text("topic-", Hole("var.x", reason="has no default")), has_variables=True)
    assert (reasoned.reason, reasoned.expression) == ("has no default", "var.x")


@pytest.mark.parametrize(
    ("written", "undocumented"),
    [
        ("${iot:ClientId}", False),
        ("${iot:Nope}", True),
        ("${iot:Nope, 'x'}", False),
        ("${aws:username}", False),
        ("${credentials-iot:ThingName}", True),
        ("${credentials-iot:AwsCertificateId}", True),
    ],
)
def test_variables_without_a_value_in_iot_policies(written, undocumented):
    (variable,) = variables_of(written)
    assert is_undocumented(variable) is undocumented
    assert not is_undocumented(Variable(variable.name, known=False))


FITS = [
    ("iot:Connect", "*"),
    ("iot:Connect", f"{ARN}client/a"),
    ("iot:Connect", f"{ARN}client/a#*"),
    ("iot:Connect", f"{ARN}*"),
    ("iot:Connect", f"{ARN}c*"),
    ("iot:Connect", f"{ARN}client/{THING}"),
    ("iot:Connect", "arn:aws:*:*:*:client/a"),
    ("iot:Connect", text("arn:aws:iot:", REGION, ":", ACCOUNT, ":client/", NAME)),
    ("iot:Connect", text(ARN, NAME, "/a")),
    ("iot:Connect", text(ARN, NAME)),
    ("iot:Connect", f"{ARN}client/${{*}}"),
    ("iot:Publish", f"{ARN}topic/a"),
    ("iot:Publish", f"{ARN}topic/a${{iot:Nope}}"),
    ("iot:Subscribe", f"{ARN}topicfilter/a/+/#"),
    ("iot:GetThingShadow", f"{ARN}thing/a"),
    ("iot:GetThingShadow", f"{ARN}thing/a/name"),
    ("iot:ListNamedShadowsForThing", f"{ARN}thing/a"),
    ("iot:AssumeRoleWithCertificate", f"{ARN}rolealias/a"),
    ("iot:CreateThing", f"{ARN}thing/a"),
    (
        "greengrass:GetComponentVersionArtifact",
        "arn:aws:greengrass:us-east-1:123456789012:components:a:versions:1",
    ),
    ("greengrass:Discover", f"{ARN}thing/a"),
]


@pytest.mark.parametrize(("name", "resource"), FITS)
def test_what_fits(name, resource):
    action = find_action(name)
    assert can_fit(action, resource)
    assert misfit(action, resource) is None


@pytest.mark.parametrize(
    ("name", "resource", "reason", "instead"),
    [
        ("iot:Connect", f"{ARN}topic/a", "is authorised on client/", f"client/{THING}"),
        ("iot:Connect", f"{ARN}client", "is authorised on client/", f"client/{THING}"),
        ("iot:Connect", f"{ARN}client/", "is authorised on client/", f"client/{THING}"),
        ("iot:Connect", "arn:aws:s3:::client/a", "is authorised on client/", f"client/{THING}"),
        ("iot:Publish", f"{ARN}topicfilter/a/b", "is authorised on topic/", "topic/a/b"),
        ("iot:Subscribe", f"{ARN}topic/a/b", "is authorised on topicfilter/", "topicfilter/a/b"),
        ("iot:Publish", f"{ARN}client/a", "is authorised on topic/", "topic/<name>"),
        (
            "iot:Publish",
            f"{ARN}topic/a/#",
            'no topic that a client publishes to holds "#"',
            "topic/a/*",
        ),
        ("iot:Publish", f"{ARN}topic/+/a", 'a client publishes to holds "+"', "topic/*/a"),
        ("iot:RetainPublish", f"{ARN}topic/#", "a client publishes to", "topic/*"),
        ("iot:Receive", f"{ARN}topic/a/+", "a message arrives on", "topic/a/*"),
        ("iot:GetRetainedMessage", f"{ARN}topic/#", "a message arrives on", "topic/*"),
        (
            "iot:GetThingShadow",
            f"{ARN}topic/$aws/things/pump/shadow",
            "authorised on thing/",
            "thing/pump",
        ),
        ("iot:GetThingShadow", f"{ARN}topic/$aws/things", "authorised on thing/", f"thing/{THING}"),
        ("iot:GetThingShadow", f"{ARN}topic/a/b/c", "authorised on thing/", f"thing/{THING}"),
        ("iot:AssumeRoleWithCertificate", f"{ARN}role/a", "on rolealias/", "rolealias/<alias>"),
        ("iot:ListRetainedMessages", f"{ARN}topic/a", 'is authorised on "*" alone', '"*"'),
        ("greengrass:PutCertificateAuthorities", f"{ARN}thing/a", 'authorised on "*" alone', '"*"'),
    ],
)
def test_what_does_not_fit(name, resource, reason, instead):
    action = find_action(name)
    found = misfit(action, resource)
    assert reason in found.reason
    assert found.instead == instead
    assert not can_fit(action, resource)


def test_of_actions_that_no_device_has_the_table_is_not_trusted():
    action = find_action("iot:ListThings")
    assert action.resource_types == ()
    assert can_fit(action, f"{ARN}thing/a")


@pytest.mark.parametrize(
    ("resource", "level"),
    [
        (f"{ARN}topicfilter/a/+/b", "+"),
        (f"{ARN}topicfilter/#", "#"),
        (f"{ARN}topicfilter/a/+/#", "+"),
        (f"{ARN}topicfilter/a+/b#", ""),
        (f"{ARN}topicfilter/a", ""),
        ("*", ""),
        ("topicfilter/+", ""),
    ],
)
def test_levels_that_are_mqtt_wildcards(resource, level):
    assert mqtt_wildcard_level(resource) == level
