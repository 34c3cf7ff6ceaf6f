"""MQTT filters against topics."""

from __future__ import annotations

import pytest

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.patterns.mqtt import delivered_topics, is_filter, is_shared, split_levels


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
    assert is_shared("+")
    assert not is_shared("")


THING = Symbol("${thing}")


@pytest.mark.parametrize(
    ("written", "filter_text"),
    [
        ("+", True),
        ("#", True),
        ("a", True),
        ("/", True),
        ("+/+/#", True),
        ("a//#", True),
        ("++", False),
        ("#+", False),
        ("+#", False),
        ("#/", False),
        ("a/#/", False),
        ((THING, *"/+"), True),
        ((THING, "+"), False),
        ((THING, "#"), False),
    ],
)
def test_what_is_a_filter(written, filter_text: bool):
    assert is_filter(written) is filter_text


def test_levels_are_what_slashes_separate():
    assert split_levels("a/b") == (("a",), ("b",))
    assert split_levels("") == ((),)
    assert split_levels("/") == ((), ())
    assert split_levels((THING, *"/x")) == ((THING,), ("x",))


@pytest.mark.parametrize(
    ("written", "word", "delivered"),
    [
        ((THING, *"/+"), (THING, *"/a"), True),
        ((THING, *"/+"), (THING, *"/a/b"), False),
        ((THING, *"/#"), (THING, *"/a/b"), True),
        ("+", (THING,), True),
        ("#", (THING, *"/a"), True),
        ("+/a", ("$", *"x/a"), False),
        ("+/a", tuple("/a"), True),
        ("#", (), True),
        ("a/+/c", tuple("a//c"), True),
    ],
)
def test_symbols_in_filters_and_topics(written, word, delivered: bool):
    assert any(pattern.matches(word) for pattern in delivered_topics(written)) is delivered
