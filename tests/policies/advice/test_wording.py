"""Requests in words."""

from __future__ import annotations

import pytest
from policy_values import NAME, text

from checkov_aws_iot.policies.advice.wording import (
    described_attachment,
    described_device,
    described_request,
)
from checkov_aws_iot.values.request import Identity, Request

ARN = "arn:aws:iot:us-east-1:123456789012:"


@pytest.mark.parametrize(
    ("action", "resource", "words"),
    [
        ("iot:Connect", f"{ARN}client/a", 'connect as "a"'),
        ("IOT:publish", f"{ARN}topic/a/b", 'publish to "a/b"'),
        ("iot:Subscribe", f"{ARN}topicfilter/#", 'subscribe to "#"'),
        ("iot:GetThingShadow", f"{ARN}thing/a", 'read the shadow of "a"'),
        ("iot:Publish", "*", "publish to everything"),
        ("iot:CreateThing", f"{ARN}thing/a", 'call iot:CreateThing on "thing/a"'),
        ("iot:ListThings", "*", "call iot:ListThings"),
        ("iot:CreateThing", f"{ARN}thing", "call iot:CreateThing"),
        ("iot:Publish", text(f"{ARN}topic/", NAME), 'publish to "${var.name}"'),
    ],
)
def test_what_is_asked(action, resource, words):
    assert described_request(Request(action, resource)) == words


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        (Identity("a", "b"), 'device "b"'),
        (Identity("a"), 'device "a"'),
        (Identity(), "the caller"),
    ],
)
def test_who_asks(identity, words):
    assert described_device(Request("iot:Publish", "*", identity)) == words


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        (Identity("sensor-1"), ", attached to no thing,"),
        (Identity("sensor-1", "sensor-1"), ""),
        (Identity("other", "sensor-1"), ""),
        (Identity(), ""),
    ],
)
def test_a_device_without_a_thing(identity, words):
    assert described_attachment(Request("iot:Publish", "*", identity)) == words
