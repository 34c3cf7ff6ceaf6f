"""Policies that attackers and annoyed users would write, and what rules say of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from policy_judging import judgement_of
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.rule import JudgedPolicy
from checkov_aws_iot.findings.verdict import Judgement, Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.resources.graph import ResourceGraph
from checkov_aws_iot.resources.kinds.iot.iot_policy import IotPolicy
from checkov_aws_iot.resources.kinds.iot.iot_policy_attachment import IotPolicyAttachment
from checkov_aws_iot.resources.kinds.iot.thing_principal_attachment import ThingPrincipalAttachment
from checkov_aws_iot.resources.neutral_resource import Resource
from checkov_aws_iot.resources.subject import Subject
from checkov_aws_iot.rules.catalog import rules
from checkov_aws_iot.values.text import Hole, Text, join_text
from checkov_aws_iot.values.value import Mapping, Sequence

RULES = {rule.id: rule for rule in rules()}
FAILED, PASSED, UNKNOWN = Verdict.FAILED, Verdict.PASSED, Verdict.UNKNOWN
OUT_OF_SCOPE = Verdict.OUT_OF_SCOPE

ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}
NOT_ATTACHED = {"Bool": {"iot:Connection.Thing.IsAttached": "false"}}
NOT_ATTACHED_IF_KNOWN = {"BoolIfExists": {"iot:Connection.Thing.IsAttached": "false"}}
ATTACHED_IF_KNOWN = {"BoolIfExists": {"iot:Connection.Thing.IsAttached": "true"}}
SAID = {"Null": {"iot:Connection.Thing.IsAttached": "false"}}
NOT_SAID = {"Null": {"iot:Connection.Thing.IsAttached": "true"}}

Statement = dict[str, Any]


def connect(*names: str, **others: Any) -> Statement:
    return allow("iot:Connect", *names, **others)


def graph(**types: str) -> ResourceGraph:
    """A scan with one attachment of a certificate to a thing for each type."""
    attachments = [
        Resource(address, ThingPrincipalAttachment(type=value)) for address, value in types.items()
    ]
    return ResourceGraph(lambda kind: attachments if kind is ThingPrincipalAttachment else ())


def judge(check_id: str, document: Document, neighbours: ResourceGraph | None = None) -> Judgement:
    subject = RULES[check_id].subjects[0]
    if subject is Subject.IDENTITY_POLICY:
        document = replace(document, completes_arns=True)
    judged = JudgedPolicy(subject, document, None, neighbours or graph())
    judgement = judgement_of(RULES[check_id], judged)
    for finding in judgement.findings:
        assert finding.witness is not None, finding
        assert authorise((document,), finding.witness).outcome is not Outcome.DENIED, finding
        assert "\n" not in finding.message
        assert finding.path
    return judgement


CORE = allow("greengrass:ResolveComponentCandidates", "*")
CLAIM = allow("iot:Publish", "topic/$aws/provisioning-templates/fleet/provision/*")


def known_in_part(*statements: Mapping) -> Document:
    return read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)}))


def part(effect: str, action: Any, **others: Any) -> Mapping:
    return Mapping({"Effect": effect, "Action": action, **others})


SOME = Hole("var.x", reason="has no default")
ENDPOINT_1 = Mapping({"StringEquals": Mapping({"aws:SourceVpce": "vpce-1"})})


def text(*parts: str | Hole) -> str | Text:
    return join_text((ARN, *parts))


DENIED_BUT_ONE = [
    # All but one topic that is not known is taken back wherever the Allow grants.
    (text("topic/", SOME), UNKNOWN, UNKNOWN),
    (text("topic/a/", SOME), PASSED, PASSED),
    (text("topic/a/", SOME, "/*"), PASSED, FAILED),
    (text("topic/a/b"), PASSED, PASSED),
]


def denied_but(listed: Any) -> JudgedPolicy:
    """A Deny of everything but the listed topics, under the condition of the Allow."""
    document = known_in_part(
        part("Allow", "iot:Publish", Resource="*", Condition=ENDPOINT_1),
        part("Deny", "iot:Publish", NotResource=listed, Condition=ENDPOINT_1),
    )
    return JudgedPolicy(Subject.IOT_POLICY, document, None, graph())


def under(operator: str, key: str, value: Any) -> dict[str, Any]:
    """A condition, to be passed on to a statement."""
    return {"Condition": {operator: {key: value}}}


THING_NAME, CLIENT_ID = "iot:Connection.Thing.ThingName", "iot:ClientId"
COMMON_NAME = "iot:Certificate.Subject.CommonName"
CONNECTED = ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"]


def everything(condition: dict[str, Any]) -> Statement:
    """All that a device does, on everything, under the condition."""
    return allow(CONNECTED, "*", Condition=condition)


def between(kind: str, key: str, after: str, before: str) -> dict[str, Any]:
    """A condition on what is more than one value and less than the other."""
    return {f"{kind}GreaterThan": {key: after}, f"{kind}LessThan": {key: before}}


WINDOWS = [
    between("Date", "aws:CurrentTime", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
    between("Date", "aws:TokenIssueTime", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
    between("Numeric", "aws:EpochTime", "1800000000", "1800000100"),
    between("Numeric", "aws:MultiFactorAuthAge", "10", "300"),
]


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
    (PASSED, FAILED, [publish(f"topic/a/*/{THING}/*")]),
    (PASSED, FAILED, [publish(f"topic/a/*{THING}")]),
    (PASSED, FAILED, [publish(f"topic/${{{COMMON_NAME}}}{THING}/*")]),
    (PASSED, FAILED, [subscribe(f"topicfilter/$share/{THING}/site/*")]),
    (PASSED, FAILED, [connect("client/g"), subscribe("topicfilter/$share/g/site/#")]),
    (PASSED, FAILED, [publish("topic/a/*", **under("StringLike", THING_NAME, "pump-*"))]),
    (PASSED, FAILED, [publish("topic/a/*", Condition=WINDOWS[0])]),
    (PASSED, FAILED, [publish("topic/*", Condition=WINDOWS[2]), NOT_RESERVED]),
    (
        PASSED,
        FAILED,
        [
            publish("topic/site/*"),
            deny(
                "iot:Publish",
                NotResource=f"{ARN}topic/site/{THING}/*",
                **under("StringNotLike", CLIENT_ID, "server-*"),
            ),
        ],
    ),
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
    (PASSED, PASSED, [subscribe(f"topicfilter/$share/g/{THING}/#")]),
    (PASSED, PASSED, [publish(f"topic/fleet/*/vehicles/{THING}/telemetry")]),
    (PASSED, PASSED, [publish(f"topic/*/{THING}/state")]),
    (PASSED, PASSED, [publish(f"topic/a-{THING}/*", "topic/${iot:CertificateId}*")]),
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


def assert_judged_in_time(check_id: str, statements: list[Statement]) -> None:
    """The policy is judged, or given up because names are entangled, before anybody waits."""
    document = policy(*statements)
    judge(check_id, document)
    started = time.process_time()
    judgement = judge(check_id, document)
    # Far more than the 0.1 s it may take, for the sake of busy machines.
    assert time.process_time() - started < 10
    assert all("entangled" in unknown.reason for unknown in judgement.unknowns)


SUB = "${cognito-identity.amazonaws.com:sub}"
IDENTITY = "us-east-1:5f2e9c1a-0b7d-4c3e-9a68-d41f70b2e853"


ATTACHED_TO = [
    ([IDENTITY], SUB),
    ([IDENTITY, "arn:aws:iot:us-east-1:123456789012:cert/1"], THING),
    (["arn:aws:iot:us-east-1:123456789012:cert/1"], THING),
    ([], THING),
]


def attached_to(targets: list[str], statement: Statement) -> JudgedPolicy:
    """A policy of one statement that the scan attaches to the targets."""
    holder = Resource("policy.p", IotPolicy(name="p"), ("p",))
    attachments = [
        Resource(f"attachment.{at}", IotPolicyAttachment(policy="p", target=one))
        for at, one in enumerate(targets)
    ]
    scan = {IotPolicy: [holder], IotPolicyAttachment: attachments}
    neighbours = ResourceGraph(lambda kind: scan.get(kind, ()))
    return JudgedPolicy(Subject.IOT_POLICY, policy(statement), holder, neighbours)


def between(key: str, operator: str, low: str, high: str) -> dict[str, Any]:
    return {f"{operator}GreaterThan": {key: low}, f"{operator}LessThan": {key: high}}


MET_BY_SOME: list[dict[str, Any]] = [
    {"StringEquals": {"iot:ClientId": "${aws:username}"}},
    {"StringLike": {"iot:Connection.Thing.ThingName": "pump-*"}},
    between("aws:CurrentTime", "Date", "2031-01-01T00:00:00Z", "2031-01-02T00:00:00Z"),
    between("aws:EpochTime", "Numeric", "1924992000", "1924992100"),
    between("aws:MultiFactorAuthAge", "Numeric", "10", "20"),
    between("aws:TokenIssueTime", "Date", "2031-01-01T00:00:00Z", "2031-01-02T00:00:00Z"),
    {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
    {"StringEquals": {"aws:PrincipalTag/x": "${aws:RequestTag/x}"}},
    {"StringLike": {"aws:PrincipalTag/x": "a*b"}, "StringNotEquals": {"aws:PrincipalTag/x": "ab"}},
    {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}, "NotIpAddress": {"aws:SourceIp": "10.1.0.0/17"}},
    {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-a/r-b/ou-c/"}},
    {"Bool": {"aws:SecureTransport": "true"}, "Null": {"aws:TokenIssueTime": "true"}},
]
"""Conditions about who asks, when or from where, that some request with IAM credentials meets."""

NEVER_MET: list[dict[str, Any]] = [
    {"StringEquals": {"aws:PrincipalTag/x": "a"}, "StringLike": {"aws:PrincipalTag/x": "b*"}},
    between("aws:EpochTime", "Numeric", "1924992100", "1924992000"),
]
