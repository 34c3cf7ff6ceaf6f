"""Requests against documents: the answer, and the reason for it."""

from __future__ import annotations

import json

import pytest

from checkov_aws_iot.policies.authoriser.authorisation import (
    Outcome,
    applies_to,
    authorise,
    outcome_of,
)
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
SENSOR = Identity(
    client_id="sensor-1",
    thing_name="sensor-1",
    certificate_id="c0ffee",
    certificate=(("Subject.CommonName", "sensor-1"), ("Subject.Organization", "a*b")),
    thing_type="sensor",
    thing_attributes=(("site", "north"),),
)


def document(*statements, version="2012-10-17"):
    written = [{"Effect": "Allow", **statement} for statement in statements]
    return read_document(json.dumps({"Version": version, "Statement": written}))


def grant(action="iot:Publish", resource=f"{ARN}topic/a", **more):
    return {"Action": action, "Resource": resource, **more}


def request(action="iot:Publish", name="topic/a", identity=SENSOR, **context):
    keys = tuple((key.replace("__", ":"), (value,)) for key, value in context.items())
    return Request(action, f"{ARN}{name}", identity, keys)


def outcome(policy, asked):
    return authorise((policy,), asked).outcome


@pytest.mark.parametrize(
    ("statement", "asked", "allowed"),
    [
        (grant(), request(), True),
        (grant(), request(name="topic/A"), False),
        (grant("IOT:publish"), request(), True),
        (grant("iot:*"), request(), True),
        (grant("iot:Pub*"), request("iot:Subscribe", "topicfilter/a"), False),
        (grant("iot:Subscribe"), request(), False),
        (grant(resource="*"), request(), True),
        (grant(resource=f"{ARN}*"), request(), True),
        (grant(resource=f"{ARN}topic/*"), request(name="topic/a/b/c"), True),
        (grant(resource=f"{ARN}topic/?"), request(name="topic/a"), True),
        (grant(resource=f"{ARN}topic/?"), request(name="topic/"), False),
        (grant(resource="arn:aws:iot:*"), request(), True),
        (grant(resource="arn:aws:iot:*:topic/a"), request(), False),
        (grant(resource="arn:aws:iot:*:*:topic/a"), request(), True),
        (grant(resource="arn:aws:iot:eu-west-1:*:topic/a"), request(), False),
        (grant(resource=f"{ARN}topic/+"), request(), False),
        ({"NotAction": "iot:Connect", "Resource": "*"}, request(), True),
        ({"NotAction": "iot:Pub*", "Resource": "*"}, request(), False),
        ({"Action": "iot:Publish", "NotResource": f"{ARN}topic/a"}, request(), False),
        ({"Action": "iot:Publish", "NotResource": f"{ARN}topic/b"}, request(), True),
        ({"Action": "iot:Publish"}, request(), False),
        (grant(resource=f"{ARN}topic/{THING}/*"), request(name="topic/sensor-1/x"), True),
        (grant(resource=f"{ARN}topic/{THING}/*"), request(name="topic/sensor-2/x"), False),
        (grant(resource=f"{ARN}topic/${{iot:CertificateId}}"), request(name="topic/c0ffee"), True),
        (
            grant(resource=f"{ARN}topic/${{iot:Certificate.Subject.CommonName}}"),
            request(name="topic/sensor-1"),
            True,
        ),
        (
            grant(resource=f"{ARN}topic/${{iot:Certificate.Subject.Organization}}"),
            request(name="topic/a*b"),
            False,
        ),
        (
            grant(resource=f"{ARN}topic/${{iot:Connection.Thing.Attributes[site]}}"),
            request(name="topic/north"),
            True,
        ),
        (
            grant(resource=f"{ARN}topic/${{iot:Connection.Thing.ThingTypeName}}"),
            request(name="topic/sensor"),
            True,
        ),
        (grant(resource=f"{ARN}topic/${{iot:Thing.ThingName}}"), request(), False),
        (grant(resource=f"{ARN}topic/${{*}}"), request(name="topic/a"), False),
        (grant(resource=f"{ARN}topic/${{*}}"), request(name="topic/*"), True),
    ],
)
def test_one_allow(statement, asked, allowed):
    expected = Outcome.ALLOWED if allowed else Outcome.DENIED
    assert outcome(document(statement), asked) is expected


def test_a_deny_wins_wherever_it_stands():
    denial = grant(Effect="Deny", Sid="Stop")
    for policy in (document(grant(), denial), document(denial, grant())):
        decision = authorise((policy,), request())
        assert decision.outcome is Outcome.DENIED
        assert decision.decisive.statement.sid == "Stop"


def test_several_documents_are_one_union():
    allow, deny = document(grant()), document(grant(Effect="Deny"))
    assert authorise((allow, document()), request()).outcome is Outcome.ALLOWED
    decision = authorise((allow, deny), request())
    assert decision.outcome is Outcome.DENIED
    assert decision.decisive.document == 1


@pytest.mark.parametrize(
    ("identity", "client", "allowed"),
    [
        # NON_EXCLUSIVE: the thing is found by the client id.
        (Identity("sensor-1", "sensor-1"), "sensor-1", True),
        (Identity("other", "sensor-1"), "other", False),
        (Identity("other", "sensor-1"), "sensor-1", False),
        (Identity("sensor-1", ""), "sensor-1", False),
        # EXCLUSIVE: the thing is found by the certificate, whatever the client id is.
        (Identity("other", "sensor-1", exclusive=True), "sensor-1", True),
        (Identity("other", "sensor-1", exclusive=True), "other", False),
    ],
)
def test_thing_variables_follow_the_association(identity, client, allowed):
    policy = document(grant("iot:Connect", f"{ARN}client/{THING}"))
    expected = Outcome.ALLOWED if allowed else Outcome.DENIED
    assert outcome(policy, request("iot:Connect", f"client/{client}", identity)) is expected


@pytest.mark.parametrize(
    ("identity", "allowed"),
    [
        (Identity("sensor-1", "sensor-1"), True),
        (Identity("other", "sensor-1"), False),
        (Identity("other", "sensor-1", exclusive=True), True),
        (Identity("other"), False),
    ],
)
def test_is_attached(identity, allowed):
    condition = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
    policy = document(grant("iot:Connect", "*", Condition=condition))
    asked = request("iot:Connect", f"client/{identity.client_id}", identity)
    assert outcome(policy, asked) is (Outcome.ALLOWED if allowed else Outcome.DENIED)


def test_the_client_id_of_a_connect_request_is_its_resource():
    policy = document(grant("iot:Connect", f"{ARN}client/${{iot:ClientId}}"))
    asked = request("iot:Connect", "client/anybody", Identity())
    assert outcome(policy, asked) is Outcome.ALLOWED


def test_without_the_version_of_2012_a_variable_is_text():
    policy = document(grant("iot:Connect", f"{ARN}client/{THING}"), version="2008-10-17")
    assert outcome(policy, request("iot:Connect", "client/sensor-1")) is Outcome.DENIED
    assert outcome(policy, request("iot:Connect", f"client/{THING}")) is Outcome.ALLOWED


def test_a_deny_with_a_variable_without_value_fails_open():
    policy = document(
        grant(resource=f"{ARN}topic/*"),
        grant(resource=f"{ARN}topic/${{iot:Thing.ThingName}}", Effect="Deny"),
    )
    assert outcome(policy, request()) is Outcome.ALLOWED


def test_a_key_that_every_request_has_is_unknown_until_it_is_given():
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    policy = document(grant(Condition=condition))
    assert outcome(policy, request()) is Outcome.UNKNOWN
    assert outcome(policy, request(aws__SourceIp="192.0.2.7")) is Outcome.ALLOWED
    assert outcome(policy, request(aws__SourceIp="198.51.100.7")) is Outcome.DENIED
    never = document(grant(Condition={"Null": {"aws:SourceIp": "true"}}))
    assert outcome(never, request()) is Outcome.DENIED


class TestUnknowns:
    def test_an_unknown_resource_beside_one_that_matches_decides_nothing(self):
        unknown = Unknown("has no default", "var.resource")
        known = f"{ARN}topic/a"
        asked = request()

        def of(effect, key, *resources):
            statement = Mapping({"Effect": effect, "Action": "iot:Publish"})
            statement[key] = Sequence(resources)
            grants_all = Mapping({"Effect": "Allow", "Action": "iot:*", "Resource": "*"})
            both = Sequence([statement] if effect == "Allow" else [statement, grants_all])
            policy = read_document(Mapping({"Version": "2012-10-17", "Statement": both}))
            return outcome(policy, asked)

        assert of("Allow", "Resource", known, unknown) is Outcome.ALLOWED
        assert of("Allow", "Resource", unknown) is Outcome.UNKNOWN
        assert of("Allow", "NotResource", unknown) is Outcome.UNKNOWN
        assert of("Allow", "NotResource", known, unknown) is Outcome.DENIED
        assert of("Deny", "Resource", known, unknown) is Outcome.DENIED
        assert of("Deny", "Resource", unknown) is Outcome.UNKNOWN

    def test_an_unknown_statement_may_be_a_deny(self):
        statement = Mapping({"Effect": "Allow", "Action": "iot:*", "Resource": "*"})
        policy = read_document(
            Mapping({"Statement": Sequence([statement, Unknown("has no default", "var.more")])})
        )
        decision = authorise((policy,), request())
        assert decision.outcome is Outcome.UNKNOWN
        assert "`var.more` has no default" in decision.reason

    def test_an_unknown_condition(self):
        statement = Mapping(
            {
                "Effect": "Deny",
                "Action": "iot:*",
                "Resource": "*",
                "Condition": Unknown("has no default", "var.when"),
            }
        )
        allow = document(grant())
        policy = read_document(Mapping({"Statement": statement}))
        assert authorise((allow, policy), request()).outcome is Outcome.UNKNOWN
        # Where nothing allows the request, nobody has to know.
        assert authorise((policy,), request()).outcome is Outcome.DENIED

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("topic/site-x/a", Outcome.UNKNOWN),
            ("topic/site-x/b", Outcome.DENIED),
            (Text((f"{ARN}topic/site-", Hole("var.site"), "/a")), Outcome.ALLOWED),
        ],
    )
    def test_a_hole_in_a_name(self, name, expected):
        resource = Text((f"{ARN}topic/site-", Hole("var.site"), "/a"))
        statement = Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": resource})
        policy = read_document(Mapping({"Statement": statement}))
        arn = name if isinstance(name, Text) else f"{ARN}{name}"
        assert outcome(policy, Request("iot:Publish", arn, SENSOR)) is expected

    def test_account_region_and_partition_are_those_of_the_request(self):
        account = Hole("data.aws_caller_identity.me.account_id", HoleKind.ACCOUNT)
        region = Hole("data.aws_region.me.name", HoleKind.REGION)
        partition = Hole("data.aws_partition.me.partition", HoleKind.PARTITION)
        resource = Text(("arn:", partition, ":iot:", region, ":", account, ":topic/", account))
        statement = Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": resource})
        policy = read_document(Mapping({"Statement": statement}))
        assert outcome(policy, request(name="topic/123456789012")) is Outcome.ALLOWED
        assert outcome(policy, request(name="topic/999999999999")) is Outcome.DENIED

    def test_an_arn_that_begins_with_a_hole_may_be_any_arn(self):
        resource = Text((Hole("local.prefix"), ":topic/a"))
        statement = Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": resource})
        policy = read_document(Mapping({"Statement": statement}))
        assert outcome(policy, request()) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("statement", "asked", "reason"),
    [
        (grant("iot:Receive"), request(), "does not name iot:Publish"),
        ({"NotAction": "iot:*", "Resource": "*"}, request(), "by its NotAction"),
        (grant(resource=f"{ARN}topic/b"), request(), f'"{ARN}topic/b" does not match'),
        (grant(resource="topic/a"), request(), "has fewer than the six fields"),
        (grant(resource=f"{ARN}topic/${{iot:Nope}}"), request(), "${iot:Nope} has no value"),
        (
            grant(resource=f"{ARN}topic/{THING}"),
            request(identity=Identity("x", "sensor-1")),
            'the client ID "x" is not the name of the attached thing "sensor-1"',
        ),
        (
            grant(resource=f"{ARN}topic/{THING}"),
            request(identity=Identity("x")),
            "attached to no thing",
        ),
        (
            grant(resource=f"{ARN}topic/${{iot:Certificate.Subject.Organization}}"),
            request(),
            "which AWS does not substitute",
        ),
        (
            grant(Condition={"StringEquals": {"iot:DomainName": "a"}}),
            request(),
            "StringEquals on iot:DomainName, which does not hold (absent)",
        ),
        (
            grant(Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}}),
            request(),
            'does not hold ("true")',
        ),
        ({"Action": "iot:Publish"}, request(), "has no Resource"),
        (
            {"Action": "iot:Publish", "NotResource": f"{ARN}topic/a"},
            request(),
            "by its NotResource",
        ),
    ],
)
def test_why_a_statement_does_not_apply(statement, asked, reason):
    (answer,) = authorise((document(statement),), asked).answers
    assert answer.applies is False
    assert reason in answer.reason


def test_why_a_variable_is_text_in_an_old_document():
    policy = document(grant(resource=f"{ARN}topic/{THING}"), version="")
    (answer,) = authorise((policy,), request()).answers
    assert 'for lack of "Version": "2012-10-17"' in answer.reason


def written(effect, **elements):
    return Mapping({"Effect": effect, "Action": "iot:Publish", "Resource": "*", **elements})


def decision(*statements):
    document = Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)})
    return authorise((read_document(document),), request())


FIRST, SECOND = Unknown("is not known", "first"), Unknown("is not known", "second")
ALLOW, DENY = written("Allow"), written("Deny")
OPEN_ALLOW = written("Allow", Action=Sequence([FIRST, SECOND]))
OPEN_DENY = written("Deny", Resource=Sequence([FIRST, SECOND]))


@pytest.mark.parametrize(
    ("statements", "result", "reason", "decisive"),
    [
        ((), Outcome.DENIED, "no Allow applies", None),
        ((ALLOW,), Outcome.ALLOWED, "an Allow applies and no Deny does", 0),
        ((ALLOW, ALLOW), Outcome.ALLOWED, "an Allow applies and no Deny does", 0),
        ((ALLOW, DENY, DENY), Outcome.DENIED, "an explicit Deny applies", 1),
        ((OPEN_DENY, OPEN_ALLOW, DENY), Outcome.DENIED, "an explicit Deny applies", 2),
        ((ALLOW, OPEN_DENY), Outcome.UNKNOWN, "a Deny applies or not", 1),
        ((OPEN_ALLOW, OPEN_DENY), Outcome.UNKNOWN, "a Deny applies or not", 1),
        ((OPEN_DENY,), Outcome.DENIED, "no Allow applies", None),
        ((OPEN_ALLOW,), Outcome.UNKNOWN, "an Allow applies or not", 0),
        ((OPEN_ALLOW, ALLOW), Outcome.ALLOWED, "an Allow applies and no Deny does", 1),
        ((FIRST,), Outcome.UNKNOWN, "a part of the policy `first` is not known", None),
        ((ALLOW, FIRST), Outcome.UNKNOWN, "a part of the policy `first` is not known", None),
        ((FIRST, DENY), Outcome.DENIED, "an explicit Deny applies", 1),
        ((FIRST, SECOND), Outcome.UNKNOWN, "a part of the policy `first` is not known", None),
    ],
)
def test_what_decides_and_why(statements, result, reason, decisive):
    found = decision(*statements)
    assert (found.outcome, found.reason) == (result, reason)
    index = found.decisive and found.decisive.statement.index
    assert index == decisive
    document = read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)}))
    assert outcome_of((document,), request()) is result
    for answer in found.answers:
        assert applies_to(document, answer.statement, request()) == answer.applies


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (ALLOW, "applies"),
        (OPEN_ALLOW, "has an Action that is not known: `first` is not known"),
        (OPEN_DENY, "has a Resource that is not known: `first` is not known"),
        (
            Mapping({"Effect": "Allow", "Action": "iot:Publish", "NotResource": FIRST}),
            "has a NotResource that is not known: `first` is not known",
        ),
        (written("Allow", Condition=FIRST), "has a condition that `first` is not known"),
        (
            written("Allow", Condition=Mapping({"Bool": Mapping({"aws:SecureTransport": "true"})})),
            (
                "has the condition Bool on aws:SecureTransport, which may not hold (not known:"
                " `aws:SecureTransport` is in every request, but is not given here)"
            ),
        ),
        (
            written("Allow", Action=FIRST, Resource=SECOND, Condition=SECOND),
            "has an Action that is not known: `first` is not known",
        ),
        # What is certain not to hold goes before what is not known.
        (
            written("Allow", Action=FIRST, Resource="arn:aws:iot:r:1:x"),
            '"arn:aws:iot:r:1:x" does not match',
        ),
        (
            written("Allow", Resource=Sequence([f"{ARN}topic/{n}" for n in "bcde"])),
            "; ".join(f'"{ARN}topic/{n}" does not match' for n in "bcd") + "; ...",
        ),
    ],
)
def test_the_reason_of_one_statement(statement, reason):
    (answer,) = decision(statement).answers
    assert answer.reason == reason
    assert answer.document == 0


def test_an_unknown_version_decides_where_its_readings_differ():
    def outcome(resource: str, client_id: str) -> Outcome:
        statement = {"Effect": "Allow", "Action": "iot:Publish", "Resource": resource}
        unknown = Unknown("has no default", "var.v")
        value = Mapping({"Version": unknown, "Statement": Mapping(statement)})
        request = Request("iot:Publish", "arn:aws:iot:r:1:topic/a", Identity(client_id=client_id))
        decision = authorise((read_document(value),), request)
        assert decision.outcome is outcome_of((read_document(value),), request)
        if decision.outcome is Outcome.UNKNOWN:
            assert decision.decisive.applies == unknown
            assert "`var.v` has no default" in decision.decisive.reason
        return decision.outcome

    assert outcome("*", "a") is Outcome.ALLOWED
    assert outcome("arn:aws:iot:r:1:topic/${iot:ClientId}", "a") is Outcome.UNKNOWN
    assert outcome("arn:aws:iot:r:1:topic/${iot:ClientId}", "b") is Outcome.DENIED
