"""The condition keys and policy variables that a request has."""

from __future__ import annotations

import pytest
from policy_values import NAME, text

from checkov_aws_iot.policies.authoriser.identity import has_substituted_value, values_of
from checkov_aws_iot.policies.authoriser.request_context import RequestContext, request_context
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING_KEY = "iot:connection.thing.thingname"
FULL = Identity(
    client_id="sensor-1",
    thing_name="sensor-1",
    certificate_id="c0ffee",
    certificate=(("Subject.Country", "DE"), ("Subject.Country", "FR"), ("SerialNumber", "7")),
    thing_type="sensor",
    thing_attributes=(("Site", "north"),),
)


def variables(identity=FULL, action="iot:Publish", resource=f"{ARN}topic/a", context=()):
    return values_of(Request(action, resource, identity, context)).variables


def test_everything_that_is_known_of_a_device():
    known = {k: v for k, v in variables().items() if isinstance(v, str)}
    assert known == {
        "iot:clientid": "sensor-1",
        "iot:certificateid": "c0ffee",
        # The plain name means the first of several values, and each has a number.
        "iot:certificate.subject.country": "DE",
        "iot:certificate.subject.country.0": "DE",
        "iot:certificate.subject.country.1": "FR",
        "iot:certificate.serialnumber": "7",
        "iot:certificate.serialnumber.0": "7",
        "iot:certificate.serialnumber.list": "7",
        "iot:connection.thing.isattached": "true",
        THING_KEY: "sensor-1",
        "iot:connection.thing.thingtypename": "sensor",
        "iot:connection.thing.attributes[site]": "north",
    }


def test_keys_that_every_request_has_are_unknown_until_they_are_given():
    unknown = {k for k, v in variables().items() if isinstance(v, Unknown)}
    assert unknown == {"aws:sourceip", "aws:currenttime", "aws:epochtime", "aws:securetransport"}
    given = variables(context=(("aws:SourceIp", ("192.0.2.1",)), ("aws:x", ("a", "b"))))
    assert given["aws:sourceip"] == "192.0.2.1"
    assert "aws:x" not in given


@pytest.mark.parametrize(
    ("identity", "attached"),
    [
        (FULL, True),
        (Identity("other", "sensor-1"), False),
        (Identity("other", "sensor-1", exclusive=True), True),
        (Identity("sensor-1"), False),
        (Identity(exclusive=True), False),
        (Identity(), False),
    ],
)
def test_thing_variables_exist_while_the_thing_is_found(identity, attached):
    known = variables(identity)
    assert known["iot:connection.thing.isattached"] == ("true" if attached else "false")
    assert (THING_KEY in known) is attached


@pytest.mark.parametrize(
    ("identity", "action", "resource", "client_id"),
    [
        (Identity(), "iot:Connect", f"{ARN}client/a/b", "a/b"),
        (Identity(), "IOT:connect", f"{ARN}client/a", "a"),
        (Identity("mine"), "iot:Connect", f"{ARN}client/a", "mine"),
        (Identity(), "iot:Publish", f"{ARN}client/a", None),
        (Identity(), "iot:Connect", f"{ARN}topic/a", None),
        (Identity(), "iot:Connect", "*", None),
        (Identity(), "iot:Connect", text(f"{ARN}client/", NAME), None),
    ],
)
def test_the_client_id_of_a_connect_is_its_resource(identity, action, resource, client_id):
    assert variables(identity, action, resource).get("iot:clientid") == client_id


@pytest.mark.parametrize(
    ("identity", "variable", "reason"),
    [
        (Identity("a"), THING_KEY, "has no value: the principal is attached to no thing"),
        (
            Identity("a", "b"),
            "iot:Connection.Thing.ThingName",
            'has no value: the client ID "a" is not the name of the attached thing "b"',
        ),
        (FULL, "iot:Certificate.Subject.Country.List", "has several values, which are not"),
        (FULL, "iot:Nope", "has no value in this request"),
        (FULL, "iot:Connection.Thing.Attributes[none]", "has no value in this request"),
        (FULL, "aws:SourceIp", "has no value in this request"),
        (
            Identity("a", certificate=(("Subject.Title", "a" * 70 + "*"),)),
            "iot:Certificate.Subject.Title",
            f'has the value "{"a" * 60}", which AWS does not substitute',
        ),
    ],
)
def test_why_a_variable_has_no_value(identity, variable, reason):
    values = values_of(Request("iot:Publish", f"{ARN}topic/a", identity))
    assert values.reason_without_value(variable).startswith(reason)


def test_which_variables_are_put_in_their_place():
    values = values_of(
        Request("iot:Publish", "*", Identity("a*", certificate=(("Subject.Title", "b*"),)))
    )
    assert has_substituted_value(values, "iot:ClientId")
    assert not has_substituted_value(values, "iot:Certificate.Subject.Title")
    assert not has_substituted_value(values, "iot:Nope")
    # What is not known may be a value that is.
    assert has_substituted_value(values, "aws:SourceIp")


def test_a_context_finds_keys_in_any_case():
    context = request_context([("AWS:Key", "one"), ("b", ("x", "y")), ("c", Unknown("is open"))])
    assert context.get("aws:KEY") == ("one",)
    assert context.get("B") == ("x", "y")
    assert context.get("c") == Unknown("is open")
    assert context.get("none") == ()
    assert RequestContext().get("a") == ()
