"""Candidates for witnesses: texts that patterns match, ARNs, contexts and a device."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, UNKNOWN, policy, statement, text

from checkov_aws_iot.policies.authoriser.environment import Environment, environment_of
from checkov_aws_iot.policies.authoriser.example_request import (
    example_arn,
    example_device,
    filled,
    name_of_hole,
    satisfying_context,
)
from checkov_aws_iot.values.text import Hole

ARN = "arn:aws:iot:us-east-1:123456789012:"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", "a"),
        ("a/*", "a/RUN"),
        ("*?*", "RUNxRUN"),
        ("${iot:ClientId}", "sensor-1"),
        ("${IOT:clientid}/*", "sensor-1/RUN"),
        ("${iot:Nope}", "${iot:Nope}"),
        ("${iot:Nope, 'd'}", "d"),
        ("${*}${?}", "*?"),
        (text("a/", NAME), "a/var-name"),
        (text("a/", ACCOUNT), "a/123456789012"),
    ],
)
def test_a_text_that_the_pattern_matches(written, expected):
    assert filled(written, {"iot:clientid": "sensor-1"}, "RUN") == expected


def test_a_single_character_is_what_is_asked_for():
    assert filled("a?", {}, "", character="7") == "a7"


@pytest.mark.parametrize(
    ("hole", "name"),
    [
        (NAME, "var-name"),
        (ACCOUNT, "123456789012"),
        (REGION, "us-east-1"),
        (PARTITION, "aws"),
        (Hole("${a_b}"), "a_b"),
        (Hole("[]"), "unknown"),
    ],
)
def test_a_plain_name_for_a_hole(hole, name):
    assert name_of_hole(hole) == name


@pytest.mark.parametrize(
    ("resource", "arn"),
    [
        ("*", f"{ARN}anything"),
        (f"{ARN}topic/*", f"{ARN}topic/RUN"),
        (f"{ARN}*", f"{ARN}anything"),
        ("arn:aws:iot:*", f"{ARN}anything"),
        ("arn:aws-cn:iot:cn-north-1:1:topic/a", "arn:aws-cn:iot:cn-north-1:1:topic/a"),
        ("arn:*:*:*:*:topic/a", f"{ARN}topic/a"),
        ("arn:aw?:iot:us-?:12*:topic/a", f"{ARN}topic/a"),
        (text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":topic/a"), f"{ARN}topic/a"),
        (text(NAME, ":topic/a"), f"{ARN}topic/a"),
        ("topic/a", None),
    ],
)
def test_an_arn_that_the_resource_matches(resource, arn):
    assert example_arn(resource, {}, "RUN", "anything") == arn


@pytest.mark.parametrize(
    ("condition", "context"),
    [
        ({"StringEquals": {"k": "v"}}, (("k", ("v",)),)),
        ({"StringEquals": {"k": ["v", "w"]}}, (("k", ("v",)),)),
        ({"StringLike": {"k": "v*?"}}, (("k", ("vxx",)),)),
        ({"StringEquals": {"k": "v*"}}, (("k", ("v*",)),)),
        ({"StringEquals": {"k": text("a", NAME)}}, (("k", ("avar-name",)),)),
        ({"StringEquals": {"k": [UNKNOWN, "w"]}}, (("k", ("w",)),)),
        ({"StringEquals": {"k": UNKNOWN}}, ()),
        ({"StringNotEquals": {"k": "v"}}, ()),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, (("aws:SourceIp", ("192.0.2.0",)),)),
        ({"Null": {"k": "false"}}, (("k", ("example",)),)),
        ({"Null": {"k": "true"}}, ()),
        ({"Bool": {"iot:Connection.Thing.IsAttached": "true"}}, ()),
        ({"Bool": {"k": "true"}}, (("k", ("true",)),)),
        ({"ArnLike": {"k": "arn:aws:iot:*:1:x"}}, (("k", ("arn:aws:iot:x:1:x",)),)),
    ],
)
def test_what_positive_conditions_ask_for(condition, context):
    assert satisfying_context(statement(Condition=condition).conditions) == context


def test_a_device_has_the_attributes_that_the_document_asks_for():
    wanted = "${iot:Connection.Thing.Attributes[site]}"
    document = policy(
        {"Effect": "Allow", "Action": "iot:Publish", "Resource": [f"{ARN}topic/{wanted}", "*"]},
        {"Effect": "Deny", "Action": "*", "Resource": "${IOT:connection.thing.attributes[floor]}"},
    )
    device = example_device(document)
    assert device.thing_attributes == (("site", "example"), ("floor", "example"))
    assert device.client_id == device.thing_name == "sensor-1"
    assert device.attached
    assert len(device.certificate_id) == 64
    assert example_device().thing_attributes == ()
    thing = "${iot:Connection.Thing.ThingName}"
    plain = policy({"Effect": "Allow", "Action": "iot:Publish", "Resource": thing})
    assert example_device(plain).thing_attributes == ()


FULL = Environment("aws-cn", "cn-north-1", "111122223333")


@pytest.mark.parametrize(
    ("written", "environment", "expected"),
    [
        ("a", FULL, "a"),
        (text("a", ACCOUNT), FULL, "a111122223333"),
        (text(PARTITION, "/", REGION), FULL, "aws-cn/cn-north-1"),
        (text("a", NAME), FULL, text("a", NAME)),
        (text("a", ACCOUNT), Environment(), text("a", ACCOUNT)),
        (text(REGION, ACCOUNT), Environment(account="1"), text(REGION, "1")),
    ],
)
def test_an_environment_fills_what_it_knows(written, environment, expected):
    assert environment.filled(written) == expected


def test_conditions_are_filled_too():
    values = ["plain", text("a", ACCOUNT), UNKNOWN]
    (condition,) = statement(Condition={"StringEquals": {"k": values}}).conditions
    assert FULL.filled_condition(condition).values == ("plain", "a111122223333", UNKNOWN)
    (plain,) = statement(Condition={"StringEquals": {"k": "v"}}).conditions
    assert FULL.filled_condition(plain) is plain


@pytest.mark.parametrize(
    ("arn", "environment"),
    [
        ("arn:aws-cn:iot:cn-north-1:111122223333:topic/a", FULL),
        (
            text("arn:aws-cn:iot:", REGION, ":111122223333:topic/a"),
            Environment("aws-cn", "", FULL.account),
        ),
        ("*", Environment()),
    ],
)
def test_the_environment_is_that_of_the_arn(arn, environment):
    assert environment_of(arn) == environment
