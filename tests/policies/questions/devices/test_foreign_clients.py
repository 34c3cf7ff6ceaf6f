"""Client IDs that are not the device's own, and who may take them."""

from __future__ import annotations

import pytest
from policy_values import ARN, NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.devices.foreign_clients import (
    Association,
    ForeignClient,
    foreign_clients,
    is_connect_unbound,
)
from checkov_aws_iot.policies.questions.policy_profiles import Profile
from checkov_aws_iot.values.unknown import Unknown

CONNECT = "iot:Connect"
CERTIFICATE = "${iot:CertificateId}"
ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
EXCLUSIVE, NON_EXCLUSIVE, ANY = Association.EXCLUSIVE, Association.NON_EXCLUSIVE, Association.ANY


def found(*statements, profile=Profile.DEVICE, **facts):
    document = policy(*statements)
    each = list(foreign_clients(document, profile, **facts))
    for one in each:
        if isinstance(one, ForeignClient):
            assert authorise((document,), one.request).outcome is Outcome.ALLOWED
    return each


def connect(*names, **more):
    return allow(CONNECT, [f"client/{name}" if name != "*" else name for name in names], **more)


@pytest.mark.parametrize(
    "statements",
    [
        [connect(THING)],
        [connect("pump-7")],
        [connect("pump-7", "pump-8")],
        [connect(THING, f"{THING}/*", f"*/{THING}")],
        [connect(CERTIFICATE, f"{CERTIFICATE}*", f"*{CERTIFICATE}")],
        [connect(f"a/{THING}/b")],
        [connect(f"a/{THING}/*", f"a?/{THING}/*", f"+/{THING}/*", f"*/{THING}/b")],
        [connect(f"{THING}#*")],
        [
            connect("*"),
            {"Effect": "Deny", "Action": CONNECT, "NotResource": f"{ARN}client/a/{THING}/*"},
        ],
        [connect("${iot:Certificate.Subject.CommonName}")],
        # Nobody is attached where the client ID is not the name of the thing.
        [connect("*", Condition=ATTACHED)],
        [allow("iot:Publish", "topic/*")],
        [allow(CONNECT, "topic/*")],
        [connect("*"), deny(CONNECT, "client/*")],
        [connect("*"), deny(CONNECT, "client/${iot:ClientId}")],
        [
            connect("*"),
            {"Effect": "Deny", "Action": CONNECT, "NotResource": f"{ARN}client/{THING}"},
        ],
        [connect("pump-*"), {**deny(CONNECT, "*"), "NotResource": f"{ARN}client/pump-7"}],
    ],
)
def test_no_foreign_client(statements):
    statements = [
        {k: v for k, v in s.items() if not (k == "Resource" and "NotResource" in s)}
        for s in statements
    ]
    assert found(*statements) == []


@pytest.mark.parametrize(
    ("statement", "client_id", "association"),
    [
        (connect("*"), "another-device", ANY),
        (connect("pump-*"), "pump-0", ANY),
        (connect("pump-?"), "pump-1", ANY),
        (connect("a/*"), "a/another-device", ANY),
        (connect("${iot:ClientId}"), "another-device", ANY),
        (connect(f"{THING}*"), "sensor-10", EXCLUSIVE),
        (connect(f"*{THING}"), "another-devicesensor-1", EXCLUSIVE),
        # Two devices may both be "x//sensor-1/sensor-2/".
        (connect(f"x/*/{THING}/*"), "x/another-device/sensor-1/another-device", EXCLUSIVE),
        # The name of another thing is a client ID, too.
        (connect(f"{THING}?"), "sensor-11", EXCLUSIVE),
        # In a client ID it is a letter like any other.
        (connect("+/*"), "+/another-device", ANY),
        (connect("${iot:Connection.Thing.ThingTypeName}"), "sensor", EXCLUSIVE),
        (connect("${iot:Certificate.Subject.Country}"), "blue", ANY),
        (connect("${iot:Certificate.Subject.CommonName}*"), "sensor-10", ANY),
        (allow("*", "*"), "another-device", ANY),
        ({"Effect": "Allow", "NotAction": "iot:Publish", "Resource": "*"}, "another-device", ANY),
        (
            {"Effect": "Allow", "Action": CONNECT, "NotResource": f"{ARN}client/another-device"},
            "other-device",
            ANY,
        ),
        (
            connect("*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
            "another-device",
            ANY,
        ),
        (
            connect("*", Condition={"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}),
            "another-device",
            NON_EXCLUSIVE,
        ),
    ],
)
def test_a_foreign_client(statement, client_id, association):
    (one, *_) = found(statement)
    assert isinstance(one, ForeignClient)
    assert one.request.resource == f"{ARN}client/{client_id}"
    assert one.request.identity.client_id == client_id
    assert one.association is association


def test_each_resource_is_reported_once():
    each = found(connect("a*", "b*", THING, "a*"), connect("*"))
    assert [one.grant.element.path for one in each] == [
        "Statement/[0]/Resource/[0]",
        "Statement/[0]/Resource/[1]",
        "Statement/[0]/Resource/[3]",
        "Statement/[1]/Resource/[0]",
    ]


def test_where_attachment_is_known_to_be_exclusive_it_binds_nothing():
    (one,) = found(connect("*", Condition=ATTACHED), exclusive=True)
    assert one.association is EXCLUSIVE
    assert one.request.identity.exclusive
    assert found(connect(THING), exclusive=True) == []


def test_callers_with_an_iam_policy_have_no_thing():
    (one,) = found(connect("*"), iot_policy=False)
    assert one.request.identity.thing_name == ""
    assert one.association is ANY
    (one,) = found(connect("*", Condition=ATTACHED), iot_policy=False)
    assert one.association is ANY
    (one,) = found(connect("${aws:username}*"), iot_policy=False)
    assert one.request.resource == f"{ARN}client/alice0"
    assert found(connect("${aws:username}"), iot_policy=False) == []


def test_greengrass_cores_connect_under_their_name_with_a_suffix():
    assert found(connect("core-7*"), profile=Profile.GREENGRASS_CORE) == []
    assert found(connect("core-7*"))
    assert found(connect("*"), profile=Profile.GREENGRASS_CORE)
    assert found(connect("core-*-x"), profile=Profile.GREENGRASS_CORE)
    assert found(connect("${iot:ClientId}*"), profile=Profile.GREENGRASS_CORE)


@pytest.mark.parametrize("profile", [Profile.CLAIM, Profile.QUARANTINE])
def test_claims_connect_as_they_like(profile):
    assert found(connect("*"), profile=profile) == []


OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


@pytest.mark.parametrize(
    ("statements", "client_id"),
    [
        ([connect("*"), deny(CONNECT, "client/another*")], "other-device"),
        ([connect("*"), deny(CONNECT, ["client/a*", "client/o*"])], "sensor-2"),
        ([connect("*"), deny(CONNECT, ["client/a*", "client/s*", "client/o*"])], "0"),
        ([connect("*"), {**deny(CONNECT, "client/*"), "Condition": OFFICE}], "another-device"),
        ([connect("*"), deny("iot:Publish", "*")], "another-device"),
        # The Deny has a variable that AWS does not have, and never applies.
        ([connect("*"), deny(CONNECT, "client/${iot:Nope}")], "another-device"),
    ],
)
def test_what_denies_leave(statements, client_id):
    (one,) = found(*statements)
    assert one.request.resource == f"{ARN}client/{client_id}"


def test_a_deny_of_whoever_is_not_attached_leaves_the_own_client_id_only():
    unattached = {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
    denial = {**deny(CONNECT, "*"), "Condition": unattached}
    assert found(connect("*"), denial) == []
    # For a caller with an IAM policy that says nothing.
    assert len(found(connect("*"), denial, iot_policy=False)) == 1
    assert found(connect("*"), denial, exclusive=True)


DENIED_NAME = {**deny(CONNECT, "*"), "Resource": text(f"{ARN}client/a", NAME)}


@pytest.mark.parametrize(
    ("statements", "expression"),
    [
        ([{**connect("*"), "Action": UNKNOWN}], "var.all"),
        ([{**connect("*"), "Resource": text(NAME, "*")}], "var.name"),
        ([UNKNOWN], "var.all"),
        # Whatever the name is, the Deny may be about it.
        ([connect("a?*"), DENIED_NAME], "var.name"),
        ([connect("a*x"), DENIED_NAME], "var.name"),
    ],
)
def test_what_may_be_a_foreign_client_is_not_known(statements, expression):
    assert {one.expression for one in found(*statements)} == {expression}


def test_an_unknown_name_in_a_deny_hides_no_other_name():
    (one,) = found(connect("b*"), DENIED_NAME)
    assert one.request.resource == f"{ARN}client/b0"


def test_an_unknown_beside_a_fault_is_no_excuse():
    document = policy(UNKNOWN, connect("*"))
    assert is_connect_unbound(document, Profile.DEVICE) is True
    assert isinstance(is_connect_unbound(policy(UNKNOWN), Profile.DEVICE), Unknown)
    assert is_connect_unbound(policy(connect(THING)), Profile.DEVICE) is False
    assert is_connect_unbound(policy(connect("*")), Profile.CLAIM) is False


def test_names_that_the_document_gives_to_others_are_not_its_own():
    # What a Deny names belongs to nobody that has this policy.
    assert found(connect("a*"), deny(CONNECT, "client/ab"))
    assert found(connect("a-1", "a-*"))[0].request.resource == f"{ARN}client/a-0"
    assert found(connect("a-0", "a-*"))[0].request.resource == f"{ARN}client/a-1"
    # A name that an Allow leaves out is nobody's own.
    rest = {"Effect": "Allow", "Action": CONNECT, "NotResource": f"{ARN}client/a-0"}
    assert [one.request.resource for one in found(rest, connect("a-*"))] == [
        f"{ARN}client/another-device",
        f"{ARN}client/a-0",
    ]


def test_too_entangled_patterns_are_not_known():
    many = [connect(*(f"*a{'?' * n}*b{'?' * n}c*" for n in range(30, 40)))]
    denials = [deny(CONNECT, [f"client/*{c}{'?' * 60}*{c}*" for c in "abcdefghij"])]
    each = found(*many, *denials)
    assert each
    assert all(isinstance(one, ForeignClient) or "too many" in one.reason for one in each)
