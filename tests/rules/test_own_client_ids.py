"""CKV_IOT_101: client IDs that are not the device's own."""

from __future__ import annotations

from typing import Any

import pytest
from device_policies import (
    ATTACHED,
    ATTACHED_TO,
    CLAIM,
    CLIENT_ID,
    COMMON_NAME,
    CORE,
    ENDPOINT_1,
    FAILED,
    NOT_ATTACHED,
    PASSED,
    RULES,
    SOME,
    SUB,
    THING_NAME,
    UNKNOWN,
    WINDOWS,
    Statement,
    assert_judged_in_time,
    attached_to,
    connect,
    graph,
    hostile,
    judge,
    known_in_part,
    part,
    publish,
    text,
    under,
)
from policy_judging import judgement_of
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence


def client_id(operator: str, *values: Any) -> dict[str, Any]:
    """A condition on the client ID."""
    return {"Condition": {operator: {"iot:ClientId": list(values)}}}


CLIENTS = [
    # --- what only devices without a hyphen can use
    (
        FAILED,
        [
            connect("client/?${iot:Certificate.Subject.CommonName}"),
            deny("iot:Connect", "client/*-*"),
        ],
    ),
    # --- what only devices can use whose certificate has another name than their thing
    (
        FAILED,
        [
            connect(f"client/{THING}*${{iot:Certificate.Subject.CommonName}}"),
            deny("iot:Connect", "client/${iot:Certificate.Subject.CommonName}*"),
        ],
    ),
    # --- features of the connection, of which there are two
    (
        PASSED,
        [
            connect("client/*"),
            deny(
                "iot:Connect",
                "client/*",
                Condition={
                    "ForAllValues:StringEquals": {"iot:ConnectAttributes": "PersistentConnect"}
                },
            ),
            deny(
                "iot:Connect",
                "client/*",
                Condition={"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "LastWill"}},
            ),
        ],
    ),
    # --- conditions on the client ID
    (FAILED, [connect("client/*", **client_id("StringLike", "dev-*"))]),
    (FAILED, [connect("client/*", **client_id("StringLike", f"{THING}*"))]),
    (FAILED, [connect("client/*", **client_id("StringLike", "${iot:ClientId}"))]),
    (FAILED, [connect("client/*", **client_id("StringNotEquals", "pump-1"))]),
    (FAILED, [connect("client/*", **client_id("StringNotLike", "admin*"))]),
    (PASSED, [connect("client/*", **client_id("StringEqualsIgnoreCase", "sensor-2"))]),
    (PASSED, [connect("client/*", **client_id("StringEquals", "pump-1", "pump-2"))]),
    (PASSED, [connect("client/*", **client_id("StringEquals", "pump-*"))]),
    (PASSED, [connect("client/*", **client_id("StringEquals", THING))]),
    (PASSED, [connect("client/*", **client_id("StringLike", f"{THING}/*"))]),
    (
        PASSED,
        [connect("client/*"), deny("iot:Connect", "*", **client_id("StringNotEquals", THING))],
    ),
    (FAILED, [connect("client/*"), deny("iot:Connect", "*", **client_id("StringEquals", "admin"))]),
    (
        FAILED,
        [connect("client/*"), deny("iot:Connect", "*", **client_id("StringNotLike", "dev-*"))],
    ),
    (PASSED, [connect("client/a*"), deny("iot:Connect", "*", **client_id("StringLike", "a*"))]),
    # --- what lets a device connect as somebody else
    (FAILED, [connect("*")]),
    (FAILED, [connect("client/*")]),
    (FAILED, [connect("client/???*")]),
    (FAILED, [connect("client/dev-*")]),
    (FAILED, [connect("client/dev-?")]),
    (FAILED, [connect("client/*-dev")]),
    (FAILED, [connect("arn:aws:iot:*:*:*")]),
    (FAILED, [connect("arn:*")]),
    (FAILED, [connect("arn:aws:iot:*")]),
    (FAILED, [connect("arn:*:iot:*:*:cl*")]),
    (FAILED, [connect("arn:aws:iot:us-east-1:123456789012:?lient/*")]),
    (FAILED, [connect("client/${iot:ClientId}")]),
    (FAILED, [connect("client/*${iot:ClientId}*")]),
    (FAILED, [connect("client/${IOT:clientid}")]),
    (FAILED, [connect("client/${iot:Connection.Thing.ThingTypeName}")]),
    (FAILED, [connect("client/${iot:Connection.Thing.Attributes[site]}")]),
    (FAILED, [connect("client/${iot:Certificate.Subject.Organization}")]),
    (FAILED, [connect("client/${aws:SourceIp}")]),
    (FAILED, [connect(f"client/{THING}*")]),
    (FAILED, [connect(f"client/{THING}-*")]),
    (FAILED, [connect(f"client/{THING}?")]),
    (FAILED, [connect(f"client/*{THING}")]),
    (FAILED, [connect("client/${iot:Certificate.Subject.CommonName}*")]),
    (FAILED, [allow("IOT:CONNECT", "client/*")]),
    (FAILED, [allow("iot:Con?ect", "client/*")]),
    (FAILED, [allow("*", "*")]),
    (FAILED, [{"Effect": "Allow", "NotAction": "iot:Publish", "Resource": "*"}]),
    (FAILED, [connect(NotResource=ARN + "client/server")]),
    (FAILED, [connect("*", Condition={"BoolIfExists": ATTACHED["Bool"]})]),
    (FAILED, [connect("*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "false"}})]),
    (FAILED, [connect("*", Condition={"Null": {"iot:Connection.Thing.IsAttached": "false"}})]),
    (
        FAILED,
        [connect("*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": ["true", "false"]}})],
    ),
    (FAILED, [connect("*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})]),
    (FAILED, [connect("*", Condition={"StringEquals": {"iot:DomainName": "iot.example.com"}})]),
    # --- a Deny that takes back too little, or nothing
    (FAILED, [connect("*"), deny("iot:Connect", "client/admin*")]),
    (FAILED, [connect("*"), deny("iot:Publish", "*")]),
    (FAILED, [connect("*"), deny("iot:Connect", "topic/*")]),
    (FAILED, [connect("*"), deny("iot:Connect", "client/${iot:Thing.ThingName}")]),
    (FAILED, [connect("*"), deny("iot:Connect", "*", Condition=ATTACHED)]),
    (
        FAILED,
        [connect("*"), deny("iot:Connect", "*", Condition={"IpAddress": {"aws:SourceIp": "::/0"}})],
    ),
    (FAILED, [connect("*"), deny("iot:Connect", NotResource=ARN + "client/dev-*")]),
    (FAILED, [connect("*"), deny("iot:Connect", NotResource=[ARN + f"client/{THING}", "*"])]),
    (
        FAILED,
        [
            connect("client/*"),
            deny("iot:Connect", "arn:aws-cn:iot:us-east-1:123456789012:client/*"),
        ],
    ),
    (
        FAILED,
        [connect("client/*"), deny("iot:Connect", "arn:aws:iot:eu-west-1:123456789012:client/*")],
    ),
    # --- what binds the client ID
    (PASSED, [connect(f"client/{THING}")]),
    (PASSED, [connect("client/${IOT:Connection.Thing.thingname}")]),
    (PASSED, [connect(f"client/fleet-{THING}-gateway")]),
    (PASSED, [connect(f"client/{THING}/*")]),
    (PASSED, [connect(f"client/*/{THING}")]),
    (PASSED, [connect(f"client/fleet/{THING}/*")]),
    (PASSED, [connect("client/${iot:CertificateId}")]),
    (PASSED, [connect("client/${iot:CertificateId}-*")]),
    (PASSED, [connect("client/${iot:Certificate.Subject.CommonName}")]),
    (PASSED, [connect("client/${iot:Certificate.Subject.SerialNumber}")]),
    (PASSED, [connect("client/${iot:Certificate.SerialNumber}")]),
    (PASSED, [connect("client/pump-1", "client/pump-2")]),
    (PASSED, [connect("client/${*}")]),
    (PASSED, [connect("*", Condition=ATTACHED)]),
    (PASSED, [connect("*", Condition={"bool": {"IOT:connection.thing.isattached": True}})]),
    (PASSED, [connect("*", Condition={"StringEquals": ATTACHED["Bool"]})]),
    (PASSED, [connect("client/${iot:ClientId}", Condition=ATTACHED)]),
    (PASSED, [connect("*"), deny("iot:Connect", "*", Condition=NOT_ATTACHED)]),
    (PASSED, [connect("*"), deny("*", NotResource=[ARN + f"client/{THING}", ARN + "topic/*"])]),
    (PASSED, [connect("*"), deny("iot:Connect", NotResource=ARN + "client/server")]),
    (PASSED, [connect("*"), deny("iot:*", "*")]),
    (PASSED, [connect("*"), {"Effect": "Deny", "NotAction": "iot:Publish", "Resource": "*"}]),
    (PASSED, [connect("client/a*"), deny("iot:Connect", "client/a?*", "client/a")]),
    (PASSED, [connect("client/a", "client/a*"), deny("iot:Connect", "client/a?*")]),
    (PASSED, [connect("client/*"), deny("iot:Connect", "arn:aws:iot:*:*:client/?*")]),
    (PASSED, [connect("*", Condition={"StringEquals": {"iot:ClientId": THING}})]),
    # --- what grants no connection
    (PASSED, [allow("iot:Publish", "*")]),
    (PASSED, [connect("topic/*")]),
    (PASSED, [connect("arn:aws:s3:::*")]),
    (PASSED, [connect("arn:aws:iot:us-east-1")]),
    (PASSED, [connect("arn:aws:iot:us-east-1:123456789012:/client/*")]),
    (PASSED, [connect("client/${iot:ThingName}*")]),
    (PASSED, [connect("client/${iot:ClientId}/*")]),
    # MQTT wildcards are letters like any other: Greengrass cores connect as "core#2".
    (FAILED, [connect("client/+/*")]),
    (FAILED, [connect("client/*#*")]),
    (PASSED, [connect(f"client/{THING}#*")]),
    (PASSED, [connect("client/+", "client/core#2")]),
    # When and from where decides nothing, nor does what devices share or choose.
    *((FAILED, [connect("client/*", Condition=window)]) for window in WINDOWS),
    *(
        (FAILED, [connect("client/*", **under(operator, key, value))])
        for operator, key, value in (
            ("ArnEquals", "iot:LastWillTopic", f"{ARN}topic/will/${{{CLIENT_ID}}}"),
            (
                "StringEquals",
                "iot:Certificate.Subject.OrganizationalUnit",
                f"${{{CLIENT_ID}}}",
            ),
            ("StringLike", COMMON_NAME, f"${{{CLIENT_ID}}}*"),
            ("StringLike", THING_NAME, "pump-*"),
            ("StringEquals", THING_NAME, "pump-1"),
        )
    ),
    (PASSED, [connect("client/*", **under("StringEquals", COMMON_NAME, f"${{{CLIENT_ID}}}"))]),
    (PASSED, [connect("client/*", **under("StringEquals", CLIENT_ID, THING))]),
    (PASSED, [deny("*", "*")]),
]


@pytest.mark.parametrize(("verdict", "statements"), CLIENTS, ids=str)
def test_101(verdict: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_101", policy(*statements)).verdict is verdict


@pytest.mark.parametrize(
    ("verdict", "statements"),
    [
        (PASSED, [CORE, connect("client/core-1*")]),
        (FAILED, [CORE, connect("client/*")]),
        (FAILED, [CORE, connect("client/*core")]),
        (FAILED, [CORE, connect("client/${iot:ClientId}*")]),
        (PASSED, [CLAIM, connect("*")]),
    ],
)
def test_101_by_profile(verdict: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_101", policy(*statements)).verdict is verdict


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", COMMON_NAME, THING),
        ("StringLike", THING_NAME, "pump-*"),
        ("StringEquals", THING_NAME, "pump-1"),
        ("StringEquals", "iot:Connection.Thing.ThingTypeName", "pump"),
        ("StringEquals", "iot:Connection.Thing.Attributes[site]", "x"),
    ],
)
@pytest.mark.parametrize("types", [{}, {"one": "EXCLUSIVE_THING"}], ids=str)
def test_101_conditions_on_the_thing_do_not_bind_where_it_is_attached_exclusively(
    operator: str, key: str, value: str, types: dict[str, str]
):
    document = policy(connect("client/*", **under(operator, key, value)))
    (finding,) = judge("CKV_IOT_101", document, graph(**types)).findings
    assert finding.witness is not None
    assert finding.witness.identity.exclusive
    assert finding.witness.identity.client_id != finding.witness.identity.thing_name
    assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
    assert "attached with EXCLUSIVE_THING" in finding.message


def test_101_without_variables():
    literal = policy(connect(f"client/{THING}"), connect("client/a"), version="2008-10-17")
    assert judge("CKV_IOT_101", literal).verdict is PASSED
    inert = policy(connect("client/${iot:ClientId}*"), version="")
    assert judge("CKV_IOT_101", inert).verdict is PASSED
    assert judge("CKV_IOT_101", policy(connect("client/*"), version="")).verdict is FAILED


def test_101_exclusive_attachment_takes_the_meaning_from_being_attached():
    document = policy(connect("*", Condition=ATTACHED))
    exclusive = graph(one="EXCLUSIVE_THING", two="NON_EXCLUSIVE_THING")
    assert judge("CKV_IOT_101", document).verdict is PASSED
    assert judge("CKV_IOT_101", document, graph(one="NON_EXCLUSIVE_THING")).verdict is PASSED
    failed = judge("CKV_IOT_101", document, exclusive)
    assert failed.verdict is FAILED
    assert "attached with EXCLUSIVE_THING" in failed.findings[0].message
    not_known = graph(one=Unknown("has no default", "var.type"))  # type: ignore[arg-type]
    assert judge("CKV_IOT_101", document, not_known).verdict is UNKNOWN
    thing_name = policy(connect(f"client/{THING}", Condition=ATTACHED))
    assert judge("CKV_IOT_101", thing_name, exclusive).verdict is PASSED


NOT_KNOWN = Unknown("has no default", "var.x")
IF_ATTACHED = Mapping({"BoolIfExists": Mapping({"iot:Connection.Thing.IsAttached": "true"})})


@pytest.mark.parametrize(
    ("verdict", "statements"),
    [
        (PASSED, [part("Allow", "iot:Connect", Resource=text("client/", SOME))]),
        (FAILED, [part("Allow", "iot:Connect", Resource=text("client/", SOME, "*"))]),
        (
            FAILED,
            [
                part(
                    "Allow",
                    "iot:Connect",
                    Resource=Text(
                        (
                            "arn:",
                            Hole("p", HoleKind.PARTITION),
                            ":iot:",
                            Hole("r", HoleKind.REGION),
                            ":",
                            Hole("a", HoleKind.ACCOUNT),
                            ":client/*",
                        )
                    ),
                )
            ],
        ),
        (FAILED, [part("Allow", "iot:Connect", Resource=Text((SOME, ":client/*")))]),
        (UNKNOWN, [part("Allow", "iot:Connect", Resource=Text((SOME, "/*")))]),
        (UNKNOWN, [part("Allow", "iot:Connect", Resource=NOT_KNOWN)]),
        (UNKNOWN, [part("Allow", "iot:Connect", Resource=text("", SOME, "/*"))]),
        (PASSED, [part("Allow", "iot:Connect", Resource=text("", SOME))]),
        (FAILED, [part("Allow", "iot:Connect", Resource=Sequence(["*", NOT_KNOWN]))]),
        (UNKNOWN, [part("Allow", NOT_KNOWN, Resource="*")]),
        (PASSED, [part("Allow", NOT_KNOWN, Resource=text("topic/a"))]),
        (UNKNOWN, [part("Allow", Text(("iot:", SOME)), Resource="*")]),
        (UNKNOWN, [part("Allow", "iot:Connect", Resource="*", Condition=NOT_KNOWN)]),
        (UNKNOWN, [part("Allow", "iot:Connect", NotResource=NOT_KNOWN)]),
        (
            PASSED,
            [part("Allow", "iot:Connect", Resource=NOT_KNOWN), part("Deny", "*", Resource="*")],
        ),
        (
            FAILED,
            [part("Allow", "iot:Connect", Resource="*"), part("Deny", "*", Resource=NOT_KNOWN)],
        ),
        (
            FAILED,
            [
                part("Allow", "iot:Connect", Resource="*"),
                part("Deny", "*", Resource="*", Condition=NOT_KNOWN),
            ],
        ),
        (
            UNKNOWN,
            [
                part("Allow", "iot:Connect", Resource=text("client/dev-*")),
                part("Deny", "iot:Connect", Resource=text("client/", SOME, "*")),
            ],
        ),
        (
            PASSED,
            [
                part("Allow", "iot:Connect", Resource="*"),
                part("Deny", "iot:Connect", NotResource=text("client/", SOME)),
            ],
        ),
        # What stands for a piece in messages is not what it is.
        (
            FAILED,
            [
                part(
                    "Allow",
                    "iot:Connect",
                    Resource=text("client/", SOME, "?"),
                    Condition=Mapping({"StringNotLike": Mapping({"iot:ClientId": "*v*"})}),
                )
            ],
        ),
        (
            FAILED,
            [
                part("Allow", "iot:Connect", Resource="*", Condition=IF_ATTACHED),
                part("Deny", "iot:Connect", Resource=text("client/", SOME), Condition=IF_ATTACHED),
            ],
        ),
        # In every context of the Allow the Deny applies, but to the name that nobody knows.
        (
            UNKNOWN,
            [
                part("Allow", "iot:Connect", Resource="*", Condition=IF_ATTACHED),
                part(
                    "Deny", "iot:Connect", NotResource=text("client/", SOME), Condition=IF_ATTACHED
                ),
            ],
        ),
        # That name with more behind it is one that the Deny leaves.
        (
            FAILED,
            [
                part("Allow", "iot:Connect", Resource="*", Condition=IF_ATTACHED),
                part(
                    "Deny",
                    "iot:Connect",
                    NotResource=text("client/", SOME, "*"),
                    Condition=IF_ATTACHED,
                ),
            ],
        ),
        # In some context of the Allow the Deny does not apply.
        (
            FAILED,
            [
                part("Allow", "iot:Connect", Resource="*"),
                part(
                    "Deny", "iot:Connect", NotResource=text("client/", SOME), Condition=ENDPOINT_1
                ),
            ],
        ),
        # Whatever the client ID is, the Deny names it where the Allow grants it.
        (
            UNKNOWN,
            [
                part("Allow", "iot:Connect", Resource=text("client/?", SOME), Condition=ENDPOINT_1),
                part(
                    "Deny",
                    "iot:Connect",
                    Resource=text("client/${iot:ClientId}"),
                    Condition=ENDPOINT_1,
                ),
            ],
        ),
        # Where the condition of the Deny is not known either, it may hold nowhere.
        (
            FAILED,
            [
                part("Allow", "iot:Connect", Resource="*"),
                part("Deny", "iot:Connect", NotResource=text("client/", SOME), Condition=NOT_KNOWN),
            ],
        ),
    ],
    ids=str,
)
def test_101_where_something_is_not_known(verdict: Verdict, statements: list[Mapping]):
    document = known_in_part(*statements)
    subject = JudgedPolicy(Subject.IOT_POLICY, document, None, graph())
    assert judgement_of(RULES["CKV_IOT_101"], subject).verdict is verdict


@pytest.mark.parametrize(
    ("statements", "message", "path"),
    [
        (
            [connect("client/*", Sid="Any")],
            (
                f'Statement[0] "Any": Resource "{ARN}client/*" lets device "sensor-1" connect as'
                f' "another-device"; use client/{THING}'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [connect(f"client/{THING}*")],
            (
                f'Statement[0]: Resource "{ARN}client/{THING}*" lets device "sensor-1", attached with'
                f' EXCLUSIVE_THING, connect as "sensor-10"; use client/{THING}'
            ),
            "Statement/[0]/Resource",
        ),
        (
            [connect(NotResource=ARN + "client/server")],
            (
                f'Statement[0]: NotResource "{ARN}client/server" lets device "sensor-1" connect as'
                f' "another-device"; use client/{THING}'
            ),
            "Statement/[0]/NotResource",
        ),
        (
            [connect("*"), allow("greengrass:*", "*")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" connect as "another-device"; use'
                " client/<name of the core>*"
            ),
            "Statement/[0]/Resource",
        ),
    ],
)
def test_101_messages(statements: list[Statement], message: str, path: str):
    (finding,) = judge("CKV_IOT_101", policy(*statements)).findings
    assert finding.message == message
    assert finding.path == path


@pytest.mark.parametrize("statements", hostile(), ids=range(len(hostile())))
def test_101_policies_made_to_blow_up_are_judged_or_unknown(statements: list[Statement]):
    assert_judged_in_time("CKV_IOT_101", statements)


def test_101_a_client_id_that_only_some_contexts_leave_is_found() -> None:
    # From an endpoint the first Deny takes everything back; from elsewhere the second one leaves "a*a".
    otherwise = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
    document = policy(
        connect("*"),
        deny("iot:Connect", "*", Condition={"StringLike": {"aws:SourceVpce": "vpce-*"}}),
        deny("iot:Connect", NotResource=f"{ARN}client/a*a", Condition=otherwise),
    )
    (finding,) = judge("CKV_IOT_101", document).findings
    assert finding.witness is not None
    assert finding.witness.identity.client_id.startswith("a")


OF_COGNITO = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:pool"}}


@pytest.mark.parametrize(
    ("statements", "proposed"),
    [
        ([connect("client/*"), publish(f"topic/{SUB}/*")], f"client/{SUB}"),
        ([connect("client/*", Condition=OF_COGNITO)], f"client/{SUB}"),
        # Identities that are attached to things go by the names of these.
        (
            [connect("client/*"), publish(f"topic/{THING}/{SUB}")],
            f"client/{THING}",
        ),
    ],
)
def test_101_what_is_for_cognito_identities_is_named_by_them(
    statements: list[Statement], proposed: str
) -> None:
    (finding,) = judge("CKV_IOT_101", policy(*statements)).findings
    assert finding.message.endswith(f"; use {proposed}")


@pytest.mark.parametrize(("targets", "proposed"), ATTACHED_TO)
def test_101_a_policy_attached_to_a_cognito_identity_is_for_it(
    targets: list[str], proposed: str
) -> None:
    judged = attached_to(targets, connect("client/*"))
    (finding,) = judgement_of(RULES["CKV_IOT_101"], judged).findings
    assert f"; use client/{proposed}" in finding.message
