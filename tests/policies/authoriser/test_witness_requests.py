"""Concrete requests: who asks, about which ARN, in which context the document allows it."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, ARN, NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.patterns.alphabet import Symbol, symbol_of
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.authoriser.witness_requests import (
    allowed_request,
    identity_of,
    resource_arn,
    sample_of,
    spoken,
)
from checkov_aws_iot.values.arn import split_arn
from checkov_aws_iot.values.request import Identity


def variable(name):
    return Symbol(f"${{{name.lower()}}}")


@pytest.mark.parametrize(
    ("symbol", "sample"),
    [
        (variable("iot:ClientId"), "sensor-1"),
        (variable("iot:Connection.Thing.ThingName"), "sensor-1"),
        (variable("iot:Certificate.Subject.CommonName.1"), "sensor-1"),
        (variable("aws:username"), "alice"),
        (variable("iot:Certificate.Subject.Country"), "blue"),
        (symbol_of(NAME), "${var.name}"),
    ],
)
def test_what_a_symbol_stands_for(symbol, sample):
    assert sample_of(symbol) == sample
    assert spoken(("a", "/", symbol)) == f"a/{sample}"


def test_the_device_has_a_value_for_every_variable_of_the_word():
    word = (
        *"a/",
        variable("iot:CertificateId"),
        variable("iot:Certificate.Subject.Country"),
        variable("iot:Certificate.SerialNumber"),
        variable("iot:Certificate.Subject.CommonName.1"),
        variable("iot:Connection.Thing.ThingTypeName"),
        variable("iot:Connection.Thing.Attributes[site]"),
        variable("cognito-identity.amazonaws.com:aud"),
        variable("iot:ClientId"),
        variable("iot:Connection.Thing.ThingName"),
        symbol_of(NAME),
    )
    identity, context = identity_of(word, exclusive=True)
    assert identity == Identity(
        client_id="sensor-1",
        thing_name="sensor-1",
        exclusive=True,
        certificate_id="5f2e9c",
        certificate=(("subject.country", "blue"), ("serialnumber", "1001")),
        thing_type="sensor",
        thing_attributes=(("site", "blue"),),
    )
    assert context == (
        ("iot:certificate.subject.commonname.1", ("sensor-1",)),
        ("cognito-identity.amazonaws.com:aud", ("blue",)),
    )


@pytest.mark.parametrize(
    ("client_id", "is_device", "client", "thing"),
    [
        ("sensor-1", True, "sensor-1", "sensor-1"),
        ("other", True, "other", "sensor-1"),
        ("sensor-1", False, "", ""),
        ("other", False, "other", ""),
    ],
)
def test_a_caller_that_is_no_device_has_no_thing(client_id, is_device, client, thing):
    identity, context = identity_of((), client_id=client_id, is_device=is_device)
    assert (identity.client_id, identity.thing_name) == (client, thing)
    assert context == ()


def test_a_device_that_is_not_attached_has_no_thing():
    identity, _ = identity_of((), attached=False)
    assert (identity.client_id, identity.thing_name) == ("sensor-1", "")


@pytest.mark.parametrize(
    ("place", "arn"),
    [
        (None, "arn:aws:iot:us-east-1:123456789012:topic/a"),
        ("aws-cn:iot:cn-north-1:111122223333", "arn:aws-cn:iot:cn-north-1:111122223333:topic/a"),
        ("*:iot:*:*", "arn:aws:iot:us-east-1:123456789012:topic/a"),
        ("aws:iot:eu-*-?:*", "arn:aws:iot:eu-1-1:123456789012:topic/a"),
        ("aws:iot::", "arn:aws:iot:us-east-1:123456789012:topic/a"),
        ("aws:iot:${aws:x}:1", "arn:aws:iot:us-east-1:1:topic/a"),
    ],
)
def test_the_arn_lies_where_the_grant_lies(place, arn):
    written = split_arn(f"arn:{place}:topic/*") if place else None
    assert resource_arn(written, "topic", "a") == arn


def test_an_unknown_account_is_an_example():
    written = split_arn(text("arn:aws:iot:eu-west-1:", ACCOUNT, ":topic/*"))
    assert resource_arn(written, "topic", "a") == "arn:aws:iot:eu-west-1:123456789012:topic/a"


SOURCE_IP, VPCE = "aws:sourceip", "aws:sourcevpce"
TOPIC = f"{ARN}topic/a"


def asked(*statements, identity=None):
    document = policy(*statements)
    found = allowed_request(
        document, "iot:Publish", TOPIC, identity or Identity("sensor-1", "sensor-1")
    )
    if found is not None:
        assert authorise((document,), found).outcome is not Outcome.DENIED
    return found


def publish(operator=None, key=None, values=None):
    condition = {"Condition": {operator: {key: values}}} if operator else {}
    return allow("iot:Publish", "topic/a", **condition)


@pytest.mark.parametrize(
    ("statement", "context"),
    [
        (publish(), ()),
        (publish("StringEquals", VPCE, "vpce-1"), ((VPCE, ("vpce-1",)),)),
        (publish("StringEquals", VPCE, ["vpce-1", "vpce-2"]), ((VPCE, ("vpce-1",)),)),
        (publish("StringLike", VPCE, "vpce-*?"), ((VPCE, ("vpce-11",)),)),
        (publish("IpAddress", SOURCE_IP, "192.0.2.0/24"), ((SOURCE_IP, ("192.0.2.0",)),)),
        (publish("Bool", "aws:MultiFactorAuthPresent", "false"), None),
        (publish("Null", VPCE, "true"), ()),
        (publish("StringNotEquals", VPCE, "vpce-1"), ()),
        (publish("ForAnyValue:StringNotEquals", VPCE, "vpce-1"), ((VPCE, ("other",)),)),
        (publish("NumericGreaterThan", "aws:age", "10"), None),
        (publish("NumericLessThan", "aws:age", "10"), None),
        (publish("DateGreaterThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"), None),
        (publish("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"), None),
        (publish("ArnLike", "iot:LastWillTopic", f"{ARN}topic/will/*"), None),
        (publish("ArnNotLike", "iot:LastWillTopic", f"{ARN}topic/will/*"), ()),
        (publish("Bool", "iot:Connection.Thing.IsAttached", "true"), ()),
        (publish("StringEquals", "iot:ClientId", "sensor-1"), ()),
    ],
)
def test_a_context_that_the_conditions_of_the_allow_ask_for(statement, context):
    found = asked(statement)
    assert authorise((policy(statement),), found).outcome is Outcome.ALLOWED
    if context is not None:
        assert found.context == context


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        ({"IpAddress": {SOURCE_IP: "192.0.2.0/24"}}, True),
        ({"StringEquals": {VPCE: "vpce-1"}}, True),
        ({"StringNotEquals": {VPCE: "vpce-1"}}, True),
        ({"Null": {VPCE: "true"}}, True),
        ({"Null": {VPCE: "false"}}, True),
        ({"Bool": {"iot:Connection.Thing.IsAttached": "false"}}, True),
        ({"Bool": {"iot:Connection.Thing.IsAttached": "true"}}, False),
        ({"Null": {"iot:Connection.Thing.IsAttached": "false"}}, False),
        ({"Null": {VPCE: ["true", "false"]}}, False),
        ({"StringLike": {SOURCE_IP: "*"}}, False),
        ({"StringEquals": {"iot:ClientId": "sensor-1"}}, False),
        ({"StringEquals": {"iot:ClientId": "sensor-2"}}, True),
    ],
)
def test_a_context_that_misses_the_conditions_of_a_deny(condition, possible):
    denial = {**deny("iot:Publish", "topic/a"), "Condition": condition}
    found = asked(publish(), denial)
    assert (found is not None) is possible


@pytest.mark.parametrize("attached", ["true", "false"])
def test_a_deny_holds_for_one_who_is_attached_or_one_who_is_not(attached):
    denial = {
        **deny("iot:Publish", "topic/a"),
        "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": attached}},
    }
    for thing in ("sensor-1", ""):
        found = asked(publish(), denial, identity=Identity("sensor-1", thing))
        assert (found is None) is (attached == ("true" if thing else "false"))


def test_that_an_attachment_may_be_missing_is_no_way_around_a_deny():
    missing = {"Null": {"iot:Connection.Thing.IsAttached": "true"}}
    denial = {
        **deny("iot:Publish", "topic/a"),
        "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
    }
    grant = allow("iot:Publish", "topic/a", Condition=missing)
    assert asked(grant).context == (("iot:connection.thing.isattached", ()),)
    assert asked(grant, denial) is None


def test_several_conditions_are_met_and_missed_together():
    office = {"IpAddress": {SOURCE_IP: "192.0.2.0/24"}, "StringEquals": {VPCE: "vpce-1"}}
    elsewhere = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}
    denial = {**deny("iot:Publish", "topic/a"), "Condition": elsewhere}
    found = asked(allow("iot:Publish", "topic/a", Condition=office), denial)
    assert dict(found.context) == {
        SOURCE_IP: ("192.0.2.0",),
        VPCE: ("vpce-1",),
        "aws:sourcevpc": ("vpc-1",),
    }


def test_what_follows_from_the_identity_is_no_choice():
    both = {
        "StringEquals": {"iot:ClientId": "sensor-1", VPCE: "vpce-1"},
        "Bool": {"iot:Connection.Thing.IsAttached": "true", "aws:SecureTransport": "true"},
    }
    found = asked(allow("iot:Publish", "topic/a", Condition=both))
    assert dict(found.context) == {VPCE: ("vpce-1",), "aws:securetransport": ("true",)}


def test_no_context_allows_what_no_statement_does():
    assert asked(allow("iot:Receive", "topic/a")) is None
    assert asked(publish(), deny("iot:*", "*")) is None
    assert asked(publish("StringEquals", "iot:ClientId", "sensor-2")) is None


def test_where_an_unknown_part_leaves_it_open_the_request_is_given():
    denial = {**deny("iot:Publish", "topic/a"), "Condition": UNKNOWN}
    found = asked(publish(), denial)
    assert authorise((policy(publish(), denial),), found).outcome is Outcome.UNKNOWN


def test_what_the_context_already_holds_stays():
    given = (("aws:username", ("alice",)),)
    document = policy(allow("iot:Publish", "topic/a", Condition={"StringEquals": {VPCE: "v"}}))
    found = allowed_request(document, "iot:Publish", TOPIC, Identity(), given)
    assert found.context == (*given, (VPCE, ("v",)))
    assert found.resource == TOPIC
    assert THING not in str(found.resource)


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("IpAddress", "aws:SourceIp", "192.0.2.0/24"),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32"),
        ("DateEquals", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
        ("NumericEquals", "aws:EpochTime", "5"),
        ("StringEquals", VPCE, "vpce-1"),
    ],
)
def test_between_two_denies_that_leave_nothing_there_is_no_context(operator, key, value):
    positive = {**deny("iot:Publish", "topic/a"), "Condition": {operator: {key: value}}}
    name = operator.replace("IpAddress", "NotIpAddress").replace("Equals", "NotEquals")
    negated = {**deny("iot:Publish", "topic/a"), "Condition": {name: {key: value}}}
    assert asked(publish(), positive, negated) is None
    for denial in (positive, negated):
        found = asked(publish(), denial)
        assert authorise((policy(publish(), denial),), found).outcome is Outcome.ALLOWED


def test_an_address_outside_of_all_denied_networks_is_found():
    networks = ["0.0.0.0/1", "128.0.0.0/2", "2001:db8::/32", "255.0.0.0/8"]
    denial = deny("iot:Publish", "topic/a", Condition={"IpAddress": {"aws:SourceIp": networks}})
    found = asked(publish(), denial)
    assert authorise((policy(publish(), denial),), found).outcome is Outcome.ALLOWED
    everything = ["0.0.0.0/0", "::/0"]
    denial = deny("iot:Publish", "topic/a", Condition={"IpAddress": {"aws:SourceIp": everything}})
    assert asked(publish(), denial) is None
