"""MQTT filters against topics."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.mqtt import delivered_topics, is_filter, is_shared


@pytest.mark.parametrize(
    ("written", "topic", "delivered"),
    [
        ("sensor/temperature", "sensor/temperature", True),
        ("sensor/+", "sensor/temperature", True),
        ("sensor/+", "sensor/temperature/room1", False),
        ("sensor/+/room1", "sensor/temperature/room1", True),
        ("sensor/#", "sensor/temperature/room1", True),
        ("sensor/#", "sensor", False),
        ("#", "sensor", True),
        ("#", "$aws/things/a/shadow/update", False),
        ("+/things/a/shadow/update", "$aws/things/a/shadow/update", False),
        ("$aws/things/+/shadow/update", "$aws/things/a/shadow/update", True),
        ("$aws/#", "$aws/things/a/shadow/update", True),
        ("+", "", True),
        ("a/+", "a/", True),
    ],
)
def test_a_filter_delivers(written: str, topic: str, delivered: bool):
    assert any(pattern.matches(topic) for pattern in delivered_topics(written)) is delivered


@pytest.mark.parametrize("written", ["", "a#", "#/a", "a/#/b", "a+", "a/+b", "a/b#"])
def test_what_is_no_filter_delivers_nothing(written: str):
    assert not is_filter(written)
    assert delivered_topics(written) == ()


def test_filters_with_wildcards_are_shared():
    assert is_shared("a/+")
    assert is_shared("#")
    assert not is_shared("a/b")
