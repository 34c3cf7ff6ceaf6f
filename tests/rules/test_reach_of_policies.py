"""Rules 101, 102, 202, 203 and 208 on policies that attackers and annoyed users would write."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from checkov_aws_iot.findings.subject import Subject
from checkov_aws_iot.findings.verdict import Judgement, Verdict, conclude
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.identity.cognito_role_attachment import CognitoRoleAttachment
from checkov_aws_iot.resources.kinds.identity.role import Role
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.rules.judged import JudgedPolicy
from checkov_aws_iot.values.text import Hole, HoleKind, Text, join_text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

RULES = {rule.id: rule for rule in rules()}
FAILED, PASSED, UNKNOWN = Verdict.FAILED, Verdict.PASSED, Verdict.UNKNOWN
OUT_OF_SCOPE = Verdict.OUT_OF_SCOPE

ARN = "arn:aws:iot:us-east-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
NOT_ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
NOT_ATTACHED_IF_KNOWN = {"BoolIfExists": {"iot:Connection.Thing.IsAttached": "false"}}
ATTACHED_IF_KNOWN = {"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}
SAID = {"Null": {"iot:Connection.Thing.IsAttached": "false"}}
NOT_SAID = {"Null": {"iot:Connection.Thing.IsAttached": "true"}}

Statement = dict[str, Any]


def statement(effect: str, action: Any, *names: str, **others: Any) -> Statement:
    texts = [name if name.startswith(("arn:", "*")) else ARN + name for name in names]
    resource = {"Resource": texts} if texts else {}
    return {"Effect": effect, "Action": action, **resource, **others}


def allow(action: Any, *names: str, **others: Any) -> Statement:
    return statement("Allow", action, *names, **others)


def deny(action: Any, *names: str, **others: Any) -> Statement:
    return statement("Deny", action, *names, **others)


def connect(*names: str, **others: Any) -> Statement:
    return allow("iot:Connect", *names, **others)


def document_of(*statements: Statement, version: str = "2012-10-17") -> Document:
    return read_document(json.dumps({"Version": version, "Statement": list(statements)}))


def graph(**types: str) -> ResourceGraph:
    """A scan with one attachment of a certificate to a thing for each type."""
    attachments = [
        Resource(address, ThingPrincipalAttachment(type=value)) for address, value in types.items()
    ]
    return ResourceGraph(lambda kind: attachments if kind is ThingPrincipalAttachment else ())


def judge(check_id: str, document: Document, neighbours: ResourceGraph | None = None) -> Judgement:
    subject = RULES[check_id].subjects[0]
    judged = JudgedPolicy(subject, document, None, neighbours or graph())
    judgement = conclude(RULES[check_id].judge(judged))  # type: ignore[attr-defined]
    for finding in judgement.findings:
        assert finding.witness is not None, finding
        assert authorise((document,), finding.witness).outcome is not Outcome.DENIED, finding
        assert "\n" not in finding.message
        assert finding.path
    return judgement


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
    (PASSED, [connect("client/+/*")]),
    (PASSED, [deny("*", "*")]),
]


@pytest.mark.parametrize(("verdict", "statements"), CLIENTS, ids=str)
def test_101(verdict: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_101", document_of(*statements)).verdict is verdict


CORE = allow("greengrass:ResolveComponentCandidates", "*")
CLAIM = allow("iot:Publish", "topic/$aws/provisioning-templates/fleet/provision/*")


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
    assert judge("CKV_IOT_101", document_of(*statements)).verdict is verdict


def test_101_without_variables():
    literal = document_of(connect(f"client/{THING}"), connect("client/a"), version="2008-10-17")
    assert judge("CKV_IOT_101", literal).verdict is PASSED
    inert = document_of(connect("client/${iot:ClientId}*"), version="")
    assert judge("CKV_IOT_101", inert).verdict is PASSED
    assert judge("CKV_IOT_101", document_of(connect("client/*"), version="")).verdict is FAILED


def test_101_exclusive_attachment_takes_the_meaning_from_being_attached():
    document = document_of(connect("*", Condition=ATTACHED))
    exclusive = graph(one="EXCLUSIVE_THING", two="NON_EXCLUSIVE_THING")
    assert judge("CKV_IOT_101", document).verdict is PASSED
    assert judge("CKV_IOT_101", document, graph(one="NON_EXCLUSIVE_THING")).verdict is PASSED
    failed = judge("CKV_IOT_101", document, exclusive)
    assert failed.verdict is FAILED
    assert "attached with EXCLUSIVE_THING" in failed.findings[0].message
    not_known = graph(one=Unknown("has no default", "var.type"))  # type: ignore[arg-type]
    assert judge("CKV_IOT_101", document, not_known).verdict is UNKNOWN
    thing_name = document_of(connect(f"client/{THING}", Condition=ATTACHED))
    assert judge("CKV_IOT_101", thing_name, exclusive).verdict is PASSED


def known_in_part(*statements: Mapping) -> Document:
    return read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)}))


def part(effect: str, action: Any, **others: Any) -> Mapping:
    return Mapping({"Effect": effect, "Action": action, **others})


NOT_KNOWN = Unknown("has no default", "var.x")
SOME = Hole("var.x", reason="has no default")
ENDPOINT_1 = Mapping({"StringEquals": Mapping({"aws:SourceVpce": "vpce-1"})})
IF_ATTACHED = Mapping({"BoolIfExists": Mapping({"iot:Connection.Thing.IsAttached": "true"})})


def text(*parts: str | Hole) -> str | Text:
    return join_text((ARN, *parts))


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
    assert conclude(RULES["CKV_IOT_101"].judge(subject)).verdict is verdict  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("listed", "first", "second"),
    [
        # All but one topic that nobody knows is taken back wherever the Allow grants.
        (text("topic/", SOME), UNKNOWN, UNKNOWN),
        (text("topic/a/", SOME), PASSED, PASSED),
        (text("topic/a/", SOME, "/*"), PASSED, FAILED),
        ("topic/a/b", PASSED, PASSED),
    ],
    ids=str,
)
def test_202_and_203_where_a_deny_leaves_what_is_not_known(
    listed: Any, first: Verdict, second: Verdict
):
    listed = text(listed) if isinstance(listed, str) else listed
    document = known_in_part(
        part("Allow", "iot:Publish", Resource="*", Condition=ENDPOINT_1),
        part("Deny", "iot:Publish", NotResource=listed, Condition=ENDPOINT_1),
    )
    subject = JudgedPolicy(Subject.IOT_POLICY, document, None, graph())
    found = [conclude(RULES[f"CKV_IOT_{n}"].judge(subject)).verdict for n in (202, 203)]  # type: ignore[attr-defined]
    assert found == [first, second]


def publish(*names: str, **others: Any) -> Statement:
    return allow("iot:Publish", *names, **others)


def subscribe(*names: str, **others: Any) -> Statement:
    return allow("iot:Subscribe", *names, **others)


NOT_RESERVED = deny("iot:Publish", "topic/$aws/*")
TOPICS = [
    # --- 202 reports, and nothing is left for 203
    (FAILED, OUT_OF_SCOPE, [publish("*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/?*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/???*")]),
    (FAILED, OUT_OF_SCOPE, [publish("arn:aws:iot:*:*:t*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/$*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/$aws/things/*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/*/shadow/update")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/$aws/things/*-pump/jobs/*")]),
    (FAILED, OUT_OF_SCOPE, [publish(NotResource=ARN + "topic/a")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("topicfilter/*")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("topicfilter/#")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("topicfilter/$aws/#")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("topicfilter/$aws/+/+/shadow/update")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("topicfilter/$aws/things/+/shadow/update")]),
    (FAILED, OUT_OF_SCOPE, [allow("iot:GetThingShadow", "thing/*")]),
    (FAILED, OUT_OF_SCOPE, [allow("iotjobsdata:UpdateJobExecution", "thing/*")]),
    (FAILED, OUT_OF_SCOPE, [publish("topic/*"), deny("iot:Publish", "topic/x*")]),
    (
        FAILED,
        OUT_OF_SCOPE,
        [publish("topic/*"), deny("iot:Publish", "topic/$aws/things/*/shadow/*")],
    ),
    (FAILED, OUT_OF_SCOPE, [publish("topic/*"), deny("iot:Subscribe", "*")]),
    (FAILED, FAILED, [publish("topic/*", "topic/building/*")]),
    (FAILED, PASSED, [publish("topic/*"), allow("iot:GetRetainedMessage", "topic/news")]),
    # --- 203 reports
    (PASSED, FAILED, [publish("topic/*"), NOT_RESERVED]),
    (PASSED, FAILED, [publish("topic/building/*")]),
    (PASSED, FAILED, [publish("topic/*/telemetry")]),
    (PASSED, FAILED, [publish(f"topic/{THING}*")]),
    (PASSED, FAILED, [publish(f"topic/*/{THING}/state")]),
    (PASSED, FAILED, [publish("topic/${iot:Connection.Thing.ThingTypeName}/*")]),
    (PASSED, FAILED, [publish("topic/$aws/things/pump-*/shadow/update")]),
    (PASSED, FAILED, [subscribe("topicfilter/some/+/topic")]),
    (PASSED, FAILED, [subscribe("topicfilter/building/#")]),
    (PASSED, FAILED, [subscribe("topicfilter/+/shadow/update")]),
    (PASSED, FAILED, [allow("iot:UpdateThingShadow", "thing/pump-*")]),
    (PASSED, FAILED, [connect("client/*"), publish("topic/a/${iot:ClientId}")]),
    (PASSED, FAILED, [connect("client/pump-1"), publish("topic/xpump-1/*")]),
    (PASSED, FAILED, [publish("topic/a/*"), deny("iot:Publish", "topic/a/b/*")]),
    # --- neither
    (PASSED, PASSED, [publish("topic/a/b", "topic/$aws/things/pump-1/shadow/update")]),
    (PASSED, PASSED, [publish(f"topic/{THING}/*", f"topic/$aws/things/{THING}/shadow/*")]),
    (PASSED, PASSED, [subscribe(f"topicfilter/{THING}/#", f"topicfilter/a/{THING}/+/b")]),
    (PASSED, PASSED, [publish("topic/${iot:ClientId}/*")]),
    (PASSED, PASSED, [connect(f"client/{THING}"), publish("topic/${iot:ClientId}/*")]),
    (PASSED, PASSED, [connect("client/pump-1"), publish("topic/fleet/pump-1/*")]),
    (PASSED, PASSED, [publish("topic/a/*"), deny("iot:Publish", "topic/a/*")]),
    (PASSED, PASSED, [publish("topic/a/*"), deny("*", NotResource=ARN + f"topic/a/{THING}/*")]),
    (PASSED, PASSED, [publish("*"), deny("iot:Publish", NotResource=ARN + "topic/news")]),
    (
        PASSED,
        PASSED,
        [publish(NotResource=ARN + "topic/a"), deny("*", NotResource=ARN + f"topic/{THING}/*")],
    ),
    (PASSED, PASSED, [allow("iot:UpdateThingShadow", f"thing/{THING}", f"thing/{THING}/*")]),
    (PASSED, PASSED, [publish("topic/${iot:Connection.Thing.ThingTypeName}/state")]),
    # --- what grants nothing, or cannot be limited
    (PASSED, PASSED, [publish("topic/a/#", "topic/+/*", "topic/$$aws/*", "topicfilter/*")]),
    (PASSED, PASSED, [publish("topic/${iot:ThingName}/*")]),
    (PASSED, PASSED, [allow("iot:Receive", "*")]),
    (PASSED, PASSED, [allow("iot:Receive", "*"), subscribe("topicfilter/news")]),
    (PASSED, PASSED, [allow(["iot:ListRetainedMessages", "iot:ListNamedShadowsForThing"], "*")]),
    (PASSED, PASSED, [allow("iot:AssumeRoleWithCertificate", "*"), allow("greengrass:*", "*")]),
    (PASSED, PASSED, [deny("iot:*", "*")]),
]


def denied_if(*conditions: Any) -> list[Statement]:
    return [deny("iot:*", "*", Condition=condition) for condition in conditions]


TOPICS += [
    # --- who is attached to a thing and who is not are everybody
    (PASSED, PASSED, [publish("*"), *denied_if(ATTACHED, NOT_ATTACHED)]),
    (PASSED, PASSED, [subscribe("topicfilter/a/*"), *denied_if(ATTACHED, NOT_ATTACHED)]),
    (PASSED, PASSED, [publish("*"), *denied_if(ATTACHED, NOT_ATTACHED, NOT_SAID)]),
    (PASSED, PASSED, [publish("*"), *denied_if(ATTACHED_IF_KNOWN, NOT_ATTACHED)]),
    (PASSED, PASSED, [publish("*"), *denied_if(ATTACHED_IF_KNOWN, SAID)]),
    (PASSED, PASSED, [publish("*", Condition=ATTACHED), *denied_if(ATTACHED)]),
    (PASSED, PASSED, [publish("*", Condition=NOT_ATTACHED), *denied_if(NOT_ATTACHED)]),
    (FAILED, OUT_OF_SCOPE, [publish("*"), *denied_if(ATTACHED)]),
    (FAILED, OUT_OF_SCOPE, [publish("*"), *denied_if(ATTACHED_IF_KNOWN)]),
    (FAILED, OUT_OF_SCOPE, [publish("*"), *denied_if(ATTACHED, NOT_SAID)]),
    (FAILED, OUT_OF_SCOPE, [publish("*"), *denied_if(NOT_ATTACHED, NOT_SAID)]),
    (FAILED, OUT_OF_SCOPE, [publish("*"), *denied_if(NOT_ATTACHED_IF_KNOWN)]),
    (FAILED, OUT_OF_SCOPE, [publish("*", Condition=NOT_ATTACHED)]),
    (FAILED, OUT_OF_SCOPE, [publish("*", Condition=ATTACHED), *denied_if(NOT_ATTACHED)]),
    # --- who can never connect subscribes to nothing, but may still publish over HTTPS
    (PASSED, PASSED, [subscribe("*"), deny("iot:Connect", "*")]),
    (PASSED, PASSED, [subscribe("*"), allow("iot:Receive", "*"), deny("iot:Connect", "client/*")]),
    (
        PASSED,
        PASSED,
        [
            subscribe("*"),
            deny("iot:Connect", "*", Condition=ATTACHED),
            deny("iot:Connect", "*", Condition=NOT_ATTACHED),
        ],
    ),
    (PASSED, PASSED, [subscribe("topicfilter/a/*"), deny("iot:Connect", "*")]),
    (FAILED, OUT_OF_SCOPE, [subscribe("*"), deny("iot:Connect", "*", Condition=ATTACHED)]),
    (FAILED, OUT_OF_SCOPE, [subscribe("*"), deny("iot:Connect", "*", Condition=NOT_ATTACHED)]),
    (FAILED, OUT_OF_SCOPE, [subscribe("*"), deny("iot:Connect", "client/a*")]),
    (
        FAILED,
        OUT_OF_SCOPE,
        [subscribe("*"), deny("iot:Connect", NotResource=ARN + f"client/{THING}")],
    ),
    (
        FAILED,
        OUT_OF_SCOPE,
        [
            subscribe("topicfilter/*"),
            deny("iot:Connect", "arn:aws:iot:eu-west-1:123456789012:client/*"),
        ],
    ),
    (FAILED, OUT_OF_SCOPE, [publish("*"), deny("iot:Connect", "*")]),
    (FAILED, OUT_OF_SCOPE, [allow("iot:GetThingShadow", "*"), deny("iot:Connect", "*")]),
    # Where no thing is attached, its name has no value and no client ID equals it.
    (
        FAILED,
        OUT_OF_SCOPE,
        [publish("*", Condition={"StringNotEquals": {"iot:ClientId": THING}})],
    ),
    (PASSED, FAILED, [publish("topic/a/*"), *denied_if(ATTACHED_IF_KNOWN)]),
    (PASSED, FAILED, [publish("topic/a/*", Condition=NOT_ATTACHED)]),
]


@pytest.mark.parametrize(("unbounded", "shared", "statements"), TOPICS, ids=str)
def test_202_and_203(unbounded: Verdict, shared: Verdict, statements: list[Statement]):
    document = document_of(*statements)
    assert judge("CKV_IOT_202", document).verdict is unbounded
    assert judge("CKV_IOT_203", document).verdict is shared


def test_receive_is_judged_beside_a_subscription_that_is_too_wide():
    wide = document_of(subscribe("topicfilter/*"), allow("iot:Receive", "topic/*"))
    assert len(judge("CKV_IOT_202", wide).findings) == 2
    shared = document_of(subscribe("topicfilter/a/*"), allow("iot:Receive", "topic/a/*"))
    assert len(judge("CKV_IOT_203", shared).findings) == 2


@pytest.mark.parametrize(
    ("verdict", "statements"),
    [
        (PASSED, [CLAIM, publish("topic/$aws/certificates/create/*")]),
        (FAILED, [CLAIM, publish("topic/building/*")]),
        (PASSED, [CORE, publish("topic/$aws/things/core-1*/shadow/*")]),
        (FAILED, [CORE, publish("topic/building/*")]),
    ],
)
def test_203_by_profile(verdict: Verdict, statements: list[Statement]):
    assert judge("CKV_IOT_203", document_of(*statements)).verdict is verdict


IAM = [
    # 102, 208
    (FAILED, FAILED, [allow(["iot:Connect", "iot:Publish"], "*")]),
    (FAILED, FAILED, [allow("iot:*", "*")]),
    (PASSED, FAILED, [allow("iot:*", "topic/a")]),
    (PASSED, FAILED, [allow("iotjobsdata:*", "*")]),
    (FAILED, PASSED, [connect("client/${iot:ClientId}")]),
    (FAILED, PASSED, [connect("client/${aws:userid}")]),
    (FAILED, PASSED, [connect("client/${aws:username}*")]),
    (PASSED, PASSED, [connect("client/${aws:username}")]),
    (PASSED, PASSED, [connect("client/${cognito-identity.amazonaws.com:sub}")]),
    (PASSED, PASSED, [connect("client/${credentials-iot:ThingName}")]),
    (PASSED, PASSED, [publish("topic/commands/*")]),
    (PASSED, PASSED, [allow("iot:DescribeThing", "*")]),
    (PASSED, PASSED, [allow("iot:DescribeThing", "*"), allow("*", "*")]),
    (OUT_OF_SCOPE, OUT_OF_SCOPE, [allow("*", "*")]),
    (OUT_OF_SCOPE, OUT_OF_SCOPE, [allow("s3:*", "*")]),
    (OUT_OF_SCOPE, OUT_OF_SCOPE, [allow("iotdeviceadvisor:*", "*"), allow("iot:Connect", "*")]),
]


@pytest.mark.parametrize(("clients", "resources", "statements"), IAM, ids=str)
def test_102_and_208(clients: Verdict, resources: Verdict, statements: list[Statement]):
    document = document_of(*statements)
    assert judge("CKV_IOT_102", document).verdict is clients
    assert judge("CKV_IOT_208", document).verdict is resources


@pytest.mark.parametrize(
    ("check_id", "statements", "message", "path"),
    [
        (
            "CKV_IOT_101",
            [connect("client/*", Sid="Any")],
            (
                f'Statement[0] "Any": Resource "{ARN}client/*" lets device "sensor-1" connect as'
                f' "another-device"; use client/{THING}'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_101",
            [connect(f"client/{THING}*")],
            (
                f'Statement[0]: Resource "{ARN}client/{THING}*" lets device "sensor-1", attached with'
                f' EXCLUSIVE_THING, connect as "sensor-10"; use client/{THING}'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_101",
            [connect(NotResource=ARN + "client/server")],
            (
                f'Statement[0]: NotResource "{ARN}client/server" lets device "sensor-1" connect as'
                f' "another-device"; use client/{THING}'
            ),
            "Statement/[0]/NotResource",
        ),
        (
            "CKV_IOT_202",
            [publish("topic/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_202",
            [subscribe("topicfilter/$aws/things/+/shadow/#")],
            (
                f'Statement[0]: Resource "{ARN}topicfilter/$aws/things/+/shadow/#" lets device'
                ' "sensor-1" subscribe to "$aws/things/+/shadow/#"; use'
                f" topicfilter/$aws/things/{THING}/shadow/#"
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_202",
            [publish("topic/*"), deny("iot:*", "*", Condition=ATTACHED)],
            (
                f'Statement[0]: Resource "{ARN}topic/*" lets device "sensor-1", attached to no thing,'
                f' publish to "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_203",
            [publish("topic/a/*", Condition=NOT_ATTACHED)],
            (
                f'Statement[0]: Resource "{ARN}topic/a/*" lets device "sensor-1", attached to no'
                f' thing, publish to "a/another-device"; use topic/a/{THING}/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_203",
            [publish("topic/a", "topic/building/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/building/*" lets device "sensor-1" publish to'
                f' "building/another-device"; use topic/building/{THING}/*'
            ),
            "Statement/[0]/Resource/[1]",
        ),
        (
            "CKV_IOT_203",
            [connect("client/*"), publish("topic/a/${iot:ClientId}")],
            (
                f'Statement[1]: Resource "{ARN}topic/a/${{iot:ClientId}}" lets device "sensor-1" publish'
                f' to "a/another-device" as client "another-device"; use topic/a/{THING}'
            ),
            "Statement/[1]/Resource/[0]",
        ),
        (
            "CKV_IOT_101",
            [connect("*"), allow("greengrass:*", "*")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" connect as "another-device"; use'
                " client/<name of the core>*"
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_202",
            [publish("*"), allow("greengrass:*", "*")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" publish to'
                ' "$aws/things/another-device/shadow/update"; use topic/<name of the core>/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_202",
            [publish("*"), allow("greengrass:Discover", f"thing/{THING}")],
            (
                'Statement[0]: Resource "*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_202",
            [publish(f"topic/*/{THING}/*")],
            (
                f'Statement[0]: Resource "{ARN}topic/*/{THING}/*" lets device "sensor-1" publish to'
                f' "$aws/things/another-device/shadow/name/sensor-1/update"; use topic/{THING}/*'
            ),
            "Statement/[0]/Resource/[0]",
        ),
        (
            "CKV_IOT_208",
            [allow("iot:UpdateThingShadow", "*")],
            (
                'Statement[0]: Resource "*" lets the caller change the shadow of "another-device"; use'
                " thing/${credentials-iot:ThingName} for devices, or what the caller needs by name"
            ),
            "Statement/[0]/Resource/[0]",
        ),
    ],
)
def test_messages(check_id: str, statements: list[Statement], message: str, path: str):
    (finding,) = judge(check_id, document_of(*statements)).findings
    assert finding.message == message
    assert finding.path == path


def test_208_of_the_role_of_an_identity_pool_proposes_the_identity():
    role = Resource("role.app", Role(name="app"), ("role.app",))
    attachment = Resource("roles.app", CognitoRoleAttachment(unauthenticated="role.app"))
    scan = {Role: [role], CognitoRoleAttachment: [attachment]}
    neighbours = ResourceGraph(lambda kind: scan.get(kind, ()))
    document = document_of(allow("iot:Subscribe", "topicfilter/*"))
    judged = JudgedPolicy(Subject.IDENTITY_POLICY, document, role, neighbours)
    (finding,) = conclude(RULES["CKV_IOT_208"].judge(judged)).findings  # type: ignore[attr-defined]
    assert finding.message.endswith(
        "use topicfilter/${cognito-identity.amazonaws.com:sub}/* for Cognito identities, or what the"
        " caller needs by name"
    )


def hostile() -> list[list[Statement]]:
    letters = "abcdefgh"
    return [
        [
            connect("client/*a" + "?" * 900),
            deny("iot:Connect", "client/*b" + "?" * 300, "client/*c" + "?" * 300),
        ],
        [
            connect("client/" + "*a*b" * 100),
            deny("iot:Connect", "client/" + "*b*a" * 50, "client/" + "*a?" * 100),
        ],
        [allow("*", "*"), deny("*", *(f"{ARN}*/{a}*{b}" for a in letters for b in "abc"))],
        [
            publish("topic/*"),
            deny(
                "iot:Publish",
                *(f"topic/{'?' * n}" for n in range(1, 30)),
                "topic/" + "?" * 30 + "*",
            ),
        ],
        [
            connect("*"),
            *(
                deny("iot:Connect", NotResource=ARN + f"client/*{a}?{b}*")
                for a in "abcd"
                for b in "abcd"
            ),
        ],
        [connect("client/" + f"*{THING}" * 40)],
    ]


@pytest.mark.parametrize("statements", hostile(), ids=range(len(hostile())))
@pytest.mark.parametrize("check_id", ["CKV_IOT_101", "CKV_IOT_202", "CKV_IOT_203"])
def test_policies_made_to_blow_up_are_judged_or_unknown(check_id: str, statements: list[Statement]):
    document = document_of(*statements)
    judge(check_id, document)
    started = time.process_time()
    judgement = judge(check_id, document)
    # Far more than the 0.1 s it may take, for the sake of busy machines.
    assert time.process_time() - started < 10
    assert all("entangled" in unknown.reason for unknown in judgement.unknowns)


def test_a_client_id_that_only_some_contexts_leave_is_found() -> None:
    # From an endpoint the first Deny takes everything back; from elsewhere the second one leaves "a*a".
    otherwise = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
    document = document_of(
        connect("*"),
        deny("iot:Connect", "*", Condition={"StringLike": {"aws:SourceVpce": "vpce-*"}}),
        deny("iot:Connect", NotResource=f"{ARN}client/a*a", Condition=otherwise),
    )
    (finding,) = judge("CKV_IOT_101", document).findings
    assert finding.witness is not None
    assert finding.witness.identity.client_id.startswith("a")


SUB = "${cognito-identity.amazonaws.com:sub}"
IDENTITY = "us-east-1:5f2e9c1a-0b7d-4c3e-9a68-d41f70b2e853"
OF_COGNITO = {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:pool"}}


@pytest.mark.parametrize(
    ("check_id", "statements", "proposed"),
    [
        ("CKV_IOT_101", [connect("client/*"), publish(f"topic/{SUB}/*")], f"client/{SUB}"),
        ("CKV_IOT_101", [connect("client/*", Condition=OF_COGNITO)], f"client/{SUB}"),
        ("CKV_IOT_202", [connect(f"client/{SUB}"), publish("topic/*")], f"topic/{SUB}/*"),
        (
            "CKV_IOT_202",
            [connect(f"client/{SUB}"), publish("topic/$aws/things/*/shadow/update")],
            f"topic/$aws/things/{SUB}/shadow/update",
        ),
        (
            "CKV_IOT_203",
            [connect(f"client/{SUB}"), allow("iot:GetThingShadow", "thing/app-*")],
            f"thing/{SUB}",
        ),
        # Identities that are attached to things go by the names of these.
        (
            "CKV_IOT_101",
            [connect("client/*"), publish(f"topic/{THING}/{SUB}")],
            f"client/{THING}",
        ),
    ],
)
def test_what_is_for_cognito_identities_is_named_by_them(
    check_id: str, statements: list[Statement], proposed: str
) -> None:
    (finding,) = judge(check_id, document_of(*statements)).findings
    assert finding.message.endswith(f"; use {proposed}")


@pytest.mark.parametrize(
    ("targets", "proposed"),
    [
        ([IDENTITY], SUB),
        ([IDENTITY, "arn:aws:iot:us-east-1:123456789012:cert/1"], THING),
        (["arn:aws:iot:us-east-1:123456789012:cert/1"], THING),
        ([], THING),
    ],
)
def test_a_policy_attached_to_a_cognito_identity_is_for_it(
    targets: list[str], proposed: str
) -> None:
    policy = Resource("policy.p", IotPolicy(name="p"), ("p",))
    attachments = [
        Resource(f"attachment.{at}", IotPolicyAttachment(policy="p", target=one))
        for at, one in enumerate(targets)
    ]
    scan = {IotPolicy: [policy], IotPolicyAttachment: attachments}
    neighbours = ResourceGraph(lambda kind: scan.get(kind, ()))
    for check_id, one, prefix in (
        ("CKV_IOT_101", connect("client/*"), "client/"),
        ("CKV_IOT_202", publish("topic/*"), "topic/"),
    ):
        judged = JudgedPolicy(Subject.IOT_POLICY, document_of(one), policy, neighbours)
        (finding,) = conclude(RULES[check_id].judge(judged)).findings  # type: ignore[attr-defined]
        assert f"; use {prefix}{proposed}" in finding.message


COMMON_NAME = "${iot:Certificate.Subject.CommonName}"


@pytest.mark.parametrize(
    ("client", "resource", "proposed"),
    [
        (COMMON_NAME, "topic/data/*", f"topic/data/{COMMON_NAME}/*"),
        ("${iot:CertificateId}", "topic/data/*", "topic/data/${iot:CertificateId}/*"),
        (THING, "topic/data/*", f"topic/data/{THING}/*"),
        ("pump-1", "topic/data/*", f"topic/data/{THING}/*"),
        (COMMON_NAME, "thing/pump-*", f"thing/{THING}"),
    ],
)
def test_topics_are_named_as_the_client_id_is(client: str, resource: str, proposed: str) -> None:
    action = "iot:GetThingShadow" if resource.startswith("thing") else "iot:Publish"
    document = document_of(connect(f"client/{client}"), allow(action, resource))
    (finding,) = judge("CKV_IOT_203", document).findings
    assert finding.message.endswith(f"; use {proposed}")
