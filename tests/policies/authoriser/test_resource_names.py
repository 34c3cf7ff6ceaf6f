"""Which names of a type a Resource text stands for, and which names there are at all."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, text

from checkov_aws_iot.patterns.alphabet import Symbol
from checkov_aws_iot.policies.authoriser.resource_names import (
    CLIENT,
    FILTER,
    THING,
    TOPIC,
    Resolution,
    ResourceNames,
    fields_meet,
    identifies_device,
    is_client_id,
    names_in_use,
    resource_names,
    variable_facts,
)
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING_NAME = "${iot:Connection.Thing.ThingName}"
CLIENT_ID = "${iot:ClientId}"
LOWER = "${iot:connection.thing.thingname}"
DEFAULT = Resolution()
CONNECTING = Resolution(connecting=True)
NO_THING = Resolution(things=False)
NO_VARIABLES = Resolution(has_variables=False)
IAM = Resolution(iot_policy=False)


def names(resource, kind=CLIENT, resolution=DEFAULT):
    """The patterns as they are shown, in order; the reason if they are not known."""
    found = resource_names(resource, kind, resolution)
    return found if isinstance(found, Unknown) else sorted(map(str, found.patterns))


@pytest.mark.parametrize(
    ("resource", "kind", "expected"),
    [
        ("*", CLIENT, ["*"]),
        (f"{ARN}client/a", CLIENT, ["a"]),
        (f"{ARN}client/a", TOPIC, []),
        (f"{ARN}topic/a", FILTER, []),
        (f"{ARN}topicfilter/a", TOPIC, []),
        (f"{ARN}client/a*", CLIENT, ["a*"]),
        (f"{ARN}*", CLIENT, ["*"]),
        (f"{ARN}topic*", TOPIC, ["*"]),
        (f"{ARN}topic*", FILTER, ["*"]),
        (f"{ARN}t*/a", TOPIC, ["*/a", "a"]),
        (f"{ARN}t*/a", CLIENT, []),
        (f"{ARN}?opic/a", TOPIC, ["a"]),
        (f"{ARN}client", CLIENT, []),
        ("arn:aws:iot:*", TOPIC, ["*"]),
        ("arn:aws:s3:::client/a", CLIENT, []),
        ("arn:aws:*:us-east-1:123456789012:client/a", CLIENT, ["a"]),
        ("urn:aws:iot:us-east-1:123456789012:client/a", CLIENT, []),
        ("client/a", CLIENT, []),
        (f"{ARN}client/{THING_NAME}", CLIENT, [LOWER]),
        (f"{ARN}client/x${{*}}y", CLIENT, ["x*y"]),
        (f"{ARN}client/${{iot:Nope}}", CLIENT, []),
        (f"{ARN}client/${{aws:username}}", CLIENT, []),
        (f"{ARN}client/${{iot:Nope, 'all'}}", CLIENT, ["all"]),
        (f"{ARN}client/${{iot:CertificateId, 'none'}}", CLIENT, ["${iot:certificateid}", "none"]),
        # Whose account, Region and partition it is decides nothing.
        (text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":client/a"), CLIENT, ["a"]),
        (text(f"{ARN}client/dev-", NAME), CLIENT, ["dev-${var.name}"]),
        (text(f"{ARN}client/", NAME, "*"), CLIENT, ["${var.name}*"]),
        # One name of a type that nobody knows is no name of a certain one.
        (text(f"{ARN}", NAME, "/a"), CLIENT, []),
    ],
)
def test_names_that_a_text_stands_for(resource, kind, expected):
    assert names(resource, kind) == expected


def test_an_escaped_star_is_one_certain_name():
    found = resource_names(f"{ARN}client/x${{*}}y", CLIENT, DEFAULT)
    assert found.patterns[0].matches("x*y")
    assert not found.patterns[0].matches("xzy")


@pytest.mark.parametrize(
    ("resource", "origin"),
    [
        (text(NAME), "var.name"),
        (text(NAME, "a*"), "var.name"),
        (text(f"{ARN}", NAME, "/a*"), "var.name"),
        (text(f"{ARN}", NAME, "*"), "var.name"),
        (text(f"{ARN}cl", NAME, "/?"), "var.name"),
    ],
)
def test_an_unknown_type_with_wildcards_hides_what_is_reached(resource, origin):
    found = names(resource)
    assert isinstance(found, Unknown)
    assert found.expression == origin
    assert found.reason == "is not known"


@pytest.mark.parametrize(
    ("resolution", "resource", "expected"),
    [
        (NO_THING, THING_NAME, []),
        (NO_THING, f"{THING_NAME}*", []),
        (NO_THING, "${iot:CertificateId}", ["${iot:certificateid}"]),
        (NO_THING, "${iot:Connection.Thing.ThingName, 'x'}", ["x"]),
        (NO_VARIABLES, THING_NAME, []),
        (NO_VARIABLES, "${iot:Nope}", ["${iot:Nope}"]),
        (NO_VARIABLES, "a*", ["a*"]),
        (IAM, "${aws:username}", ["${aws:username}"]),
        (DEFAULT, "${aws:username}", []),
        # In a Connect the client ID is the whole name, so that it fits alone or not at all.
        (DEFAULT, CLIENT_ID, ["${iot:clientid}"]),
        (CONNECTING, CLIENT_ID, ["*"]),
        (CONNECTING, f"{CLIENT_ID}*", ["*"]),
        (CONNECTING, f"*{CLIENT_ID}*", ["*"]),
        (CONNECTING, f"x{CLIENT_ID}", []),
        (CONNECTING, f"?{CLIENT_ID}", []),
        (CONNECTING, f"{CLIENT_ID}{CLIENT_ID}", []),
        (CONNECTING, THING_NAME, [LOWER]),
        (CONNECTING, "x", ["x"]),
    ],
)
def test_what_a_variable_is_depends_on_the_request(resolution, resource, expected):
    assert names(f"{ARN}client/{resource}", CLIENT, resolution) == expected


def test_defaults_of_many_variables_do_not_multiply_without_end():
    many = "".join(f"${{iot:CertificateId, 'd{n}'}}" for n in range(12))
    found = resource_names(f"{ARN}client/{many}", CLIENT, DEFAULT)
    assert 1 < len(found.patterns) <= 16


def test_the_language_is_the_union_and_none_of_them_is_nothing():
    found = resource_names(f"{ARN}t*/a", TOPIC, DEFAULT)
    assert found.language.contains("a")
    assert found.language.contains("b/a")
    assert not found.language.contains("b")
    assert ResourceNames(()).language.is_empty()


def of(place):
    return split_arn(f"arn:{place}:client/a")


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (of("aws:iot:us-east-1:1"), of("aws:iot:us-east-1:1"), True),
        (of("aws:iot:us-east-1:1"), of("aws:iot:us-east-1:2"), False),
        (of("aws:iot:us-east-1:1"), of("aws:iot:us-east-2:1"), False),
        (of("aws:iot:us-east-1:1"), of("aws-cn:iot:us-east-1:1"), False),
        (of("aws:iot:us-*:*"), of("aws:iot:*-1:1"), True),
        (of("aws:iot:us-*:*"), of("aws:iot:eu-*:*"), False),
        (of("aws:iot:us-east-1:1"), None, True),
        (None, None, True),
        (split_arn(text("arn:aws:iot:us-east-1:", ACCOUNT, ":client/a")), of("aws:iot:*:7"), True),
    ],
)
def test_two_arns_meet_if_partition_region_and_account_do(one, other, meet):
    assert fields_meet(one, other) is meet
    assert fields_meet(other, one) is meet


@pytest.mark.parametrize(
    ("kind", "name", "used"),
    [
        (CLIENT, "a", True),
        (CLIENT, "a/b", True),
        (CLIENT, "$a", True),
        (CLIENT, "", False),
        (CLIENT, "a+", True),
        (CLIENT, "#", True),
        (THING, "a", True),
        (THING, "+", False),
        (TOPIC, "a", True),
        (TOPIC, "/", True),
        (TOPIC, "", False),
        (TOPIC, "a/+", False),
        (TOPIC, "+a", False),
        (TOPIC, "a#", False),
        (TOPIC, "$aws/things/a/shadow/update", True),
        (TOPIC, "$aws/+", False),
        (TOPIC, "$awsome", False),
        (TOPIC, "$share/a", False),
        (TOPIC, "a$", True),
        (FILTER, "a", True),
        (FILTER, "", False),
        (FILTER, "#", True),
        (FILTER, "+", True),
        (FILTER, "a/#", True),
        (FILTER, "a/+/b", True),
        (FILTER, "+/+", True),
        (FILTER, "+/#", True),
        (FILTER, "a#", False),
        (FILTER, "#/a", False),
        (FILTER, "a/#/b", False),
        (FILTER, "##", False),
        (FILTER, "a+", False),
        (FILTER, "+a", False),
        (FILTER, "a/+b/c", False),
        (FILTER, "++", False),
        (FILTER, "$aws/things/+/shadow/#", True),
        (FILTER, "$share/group/a/+", True),
        (FILTER, "$other/a", False),
    ],
)
def test_which_names_there_are(kind, name, used):
    assert names_in_use(kind).contains(name) is used


def test_what_is_known_of_the_variable_behind_a_symbol():
    thing, client = Symbol(LOWER), Symbol("${iot:clientid}")
    assert variable_facts(thing).name == "iot:Connection.Thing.ThingName"
    assert identifies_device(thing)
    assert not identifies_device(client)
    assert is_client_id(client)
    assert not is_client_id(thing)
    hole = Symbol("other var.name", NAME)
    assert variable_facts(hole) is None
    assert not identifies_device(hole)
