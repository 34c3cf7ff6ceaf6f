"""CKV_IOT_205: grants that can match a request."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from policy_judging import judge, messages
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.model.actions import actions_as_of
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.rules.matching_grants import MatchingGrants
from checkov_aws_iot.values.text import Hole, HoleKind, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

RULE = MatchingGrants()


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iot:Connect", f"client/{THING}"),
        ("iot:Connect", f"client/{THING}#*"),
        ("iot:Connect", "*"),
        ("iot:Connect", f"{ARN}*"),
        ("iot:Connect", "arn:aws:iot:*"),
        ("iot:Connect", "arn:*:*:*:*:*"),
        ("iot:Connect", "arn:aws-cn:iot:somewhere:no-account:client/a"),
        ("iot:Connect", "c*"),
        ("iot:Connect", "*/a"),
        ("iot:Connect", "?lient/a"),
        ("iot:Publish", "topic/$aws/things/a/shadow/update"),
        ("iot:Publish", "topic/${iot:ClientId}"),
        ("iot:Publish", "topic/a${*}b"),
        ("iot:Publish", "topic/${iot:Nope, 'a'}"),
        ("iot:Publish", "topic/${iot:Certificate.Subject.CommonName.1}"),
        ("iot:Publish", "topic/${aws:username}"),
        ("iot:Subscribe", "topicfilter/a/+/#"),
        ("iot:Subscribe", "topicfilter/#"),
        (["iot:Publish", "iot:Subscribe"], ["topic/a", "topicfilter/a"]),
        (["iot:Connect", "iot:Publish", "iot:Subscribe"], "*"),
        ("iot:GetThingShadow", "thing/a/name"),
        ("iot:ListNamedShadowsForThing", "*"),
        ("iot:ListNamedShadowsForThing", "thing/a"),
        ("iot:ListRetainedMessages", "*"),
        ("iot:AssumeRoleWithCertificate", "rolealias/a"),
        ("iotjobsdata:UpdateJobExecution", "thing/a"),
        ("iot:UpdateJobExecution", "thing/a"),
        ("greengrass:Discover", "thing/a"),
        ("greengrass:GetConnectivityInfo", "thing/a"),
        ("greengrass:ResolveComponentCandidates", "*"),
        (
            "greengrass:GetComponentVersionArtifact",
            "arn:aws:greengrass:us-east-1:aws:components:a:versions:1.0.0",
        ),
        ("iot:*", "topic/a"),
        ("*", "arn:aws:s3:::bucket/key"),
        ("iot:Pub*", "topic/a"),
        ("iotjobsdata:DescribeJobExecution", "job/a"),
        ("iot:SendDirectMessage", "client/a"),
        # What names no service.
        ("i?t:Nothing", "*"),
        ("Publsh", "*"),
    ],
)
def test_what_can_match(action, resource):
    assert judge(RULE, policy(allow(action, resource))).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("action", "resource", "reason"),
    [
        ("iot:Subscribe", "topic/a", "is authorised on topicfilter/"),
        ("iot:Publish", "topicfilter/a", "is authorised on topic/"),
        ("iot:Connect", "rolealias/a", "is authorised on client/"),
        ("iot:Connect", f"thing/{THING}", "is authorised on client/"),
        ("iot:Connect", "clients/a", "is authorised on client/"),
        ("iot:UpdateJobExecution", "topic/$aws/things/a/jobs/1", "is authorised on thing/"),
        ("iot:GetThingShadow", "topic/$aws/things/a/shadow/get", "is authorised on thing/"),
        ("iot:Publish", "topic/", "is authorised on topic/"),
        ("iot:Publish", "topic", "is authorised on topic/"),
        ("iot:Publish", "", "names no resource type"),
        ("iot:Publish", "/topic/a", "slash in front of the resource type"),
        ("iot:Publish", "arn:aws:iot:us-east-1:topic/a", "six fields"),
        ("iot:Publish", "arn:aws:iot:topic/*/a", "six fields"),
        ("iot:Publish", "arn:aws:s3:us-east-1:123456789012:topic/a", "is authorised on topic/"),
        ("iot:Publish", "topic/${iot:Thing.ThingName}", "AWS IoT does not have"),
        ("iot:Publish", "topic/${credentials-iot:ThingName}", "AWS IoT does not have"),
        ("iot:Publish", "topic/${iot:Connection.Thing.Attributes}", "AWS IoT does not have"),
        ("iot:Publish", "topic/$$aws/things/a/shadow/update", "left by a wrong escape"),
        ("iot:Publish", "topic/${aws}/things/a/shadow/update", "left by a wrong escape"),
        ("iot:Publish", "topic/$${iot:ClientId}", "left by a wrong escape"),
        ("iot:Publish", "topic/a/+/b", 'holds "+"'),
        ("iot:Receive", "topic/#", 'holds "#"'),
        ("iot:RetainPublish", "topic/a/#", 'holds "#"'),
        ("iot:GetRetainedMessage", "topic/a/#", 'holds "#"'),
        ("iot:ListRetainedMessages", "topic/a", 'is authorised on "*" alone'),
        ("greengrass:GetDeploymentConfiguration", "thing/a", 'is authorised on "*" alone'),
        ("iot:Sub*", "topic/a", "is authorised on topicfilter/"),
        ("iot:*", "nothing/a", "is authorised on"),
    ],
)
def test_what_cannot_match(action, resource, reason):
    (message,) = messages(RULE, policy(allow(action, resource)))
    assert message.startswith("Statement[0]: Resource ")
    assert '" can match no request: ' in message
    assert reason in message


@pytest.mark.parametrize(
    ("actions", "resources", "ungrantable"),
    [
        ("s3:PutObject", "arn:aws:s3:::bucket/*", ["s3:PutObject"]),
        ("timestream:WriteRecords", "*", ["timestream:WriteRecords"]),
        ("iotwireless:Nothing", "*", ["iotwireless:Nothing"]),
        ("iot:CreateThing", "thing/a", ["iot:CreateThing"]),
        # Of such an action alone the resource does not matter.
        ("iot:CreateThing", "topic/a", ["iot:CreateThing"]),
        (["iot:Publish", "s3:GetObject"], ["topic/a", "arn:aws:s3:::bucket/key"], ["s3:GetObject"]),
        (["iot:Publish", "iot:CreateThing"], "topic/a", ["iot:CreateThing"]),
    ],
)
def test_what_an_iot_policy_cannot_grant(actions, resources, ungrantable):
    found = messages(RULE, policy(allow(actions, resources)))
    assert [re.findall('Action "(.*?)" can match no request: an IoT', each) for each in found] == [
        [action] for action in ungrantable
    ]


def test_a_deny_of_what_cannot_be_granted_is_no_grant():
    assert judge(RULE, policy(deny(["s3:*", "iot:CreateThing"], "*"))).verdict is Verdict.PASSED


MET = {"StringEquals": {"iot:ClientId": "x"}, "StringNotEquals": {"iot:ClientId": "y"}}
THING_NAME = "iot:Connection.Thing.ThingName"


@pytest.mark.parametrize(
    ("action", "condition", "is_met"),
    [
        ("iot:*", {"StringEquals": {"iot:ClientId": "x"}, "StringNotLike": {"iot:ClientId": "x*"}}, False),
        ("iot:Publish", {"StringEquals": {"iot:NoSuchKey": "x"}}, False),
        ("iot:GetThingShadow", {"StringEquals": {THING_NAME: "x"}}, False),
        (["iot:GetThingShadow", "iot:Receive"], {"StringEquals": {THING_NAME: "x"}}, True),
        ("iot:Connect", {"NumericLessThan": {"aws:EpochTime": "5"}, "NumericGreaterThan": {"aws:EpochTime": "9"}}, False),
        ("iot:*", MET, True),
        ("iot:*", {"StringNotEquals": {"iot:NoSuchKey": "x"}}, True),
        ("iot:Connect", {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}, True),
        ("iot:Connect", {"StringEquals": {"iot:ClientId": Unknown("is not known", "var.x")}}, True),
    ],
    ids=str,
)  # fmt: skip
def test_conditions_that_no_request_meets(action, condition, is_met):
    (statement,) = [{"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}]
    judgement = judge(RULE, policy(statement))
    assert (judgement.verdict is Verdict.FAILED) is not is_met
    for finding in judgement.findings:
        assert finding.path == "Statement/[0]/Condition"
        assert "Condition on " in finding.message


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (" iot:*", "has white space around it; use iot:*"),
        ("iot:Publsh", "is not an action of AWS IoT as of {day}; use iot:Publish"),
        ("iot:PublishRetain", "is not an action of AWS IoT as of {day}; use iot:RetainPublish"),
        ("iot:publishretained", "is not an action of AWS IoT as of {day}; use iot:RetainPublish"),
        ("iot:ThingShadowGet", "is not an action of AWS IoT as of {day}; use iot:GetThingShadow"),
        ("iot:connnect", "is not an action of AWS IoT as of {day}; use iot:Connect"),
        ("iot:Publish ", "has white space around it; use iot:Publish"),
        (
            "iot:ReceiveMessage",
            "is not an action of AWS IoT as of {day}; use the name of an action that there is",
        ),
        (
            "iotjobsdata:Publish",
            "is not an action of the jobs data plane of AWS IoT as of {day}; use iot:Publish",
        ),
        (
            "iotjobsdata:Publ*",
            "matches no action of the jobs data plane of AWS IoT as of {day}; use iot:Publ*",
        ),
        (
            "greengrass:Discovr",
            "is not an action of AWS IoT Greengrass as of {day}; use greengrass:Discover",
        ),
        ("iot:Publsh*", "matches no action of AWS IoT as of {day}; use iot:Publish"),
        (
            "iot:",
            "is not an action of AWS IoT as of {day}; use the name of an action that there is",
        ),
    ],
)
def test_an_action_that_there_is_not(action, reason):
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", actions_as_of())
    (finding,) = judge(RULE, policy(allow(["iot:Connect", action], "client/a"))).findings
    assert finding.path == "Statement/[0]/Action/[1]"
    reason = reason.format(day=actions_as_of())
    assert finding.message == f'Statement[0]: Action "{action}" can match no request: {reason}'


@pytest.mark.parametrize(
    "statement",
    [
        deny("iot:Publsh", "*"),
        {"Effect": "Allow", "NotAction": "iot:Publsh", "Resource": "*"},
        {"Effect": "Allow", "Action": "iot:Publsh", "NotResource": "*"},
    ],
)
def test_where_a_misspelt_action_grants_in_vain(statement):
    grants = statement["Effect"] == "Allow" and "Action" in statement
    expected = Verdict.FAILED if grants else Verdict.PASSED
    assert judge(RULE, policy(statement)).verdict is expected


def test_an_action_with_a_hole_is_not_held_to_be_misspelt():
    for action in (Text(("iot:Publsh", Hole("var.x"))), Text((Hole("var.x"), ":Publsh"))):
        statement = Mapping({"Effect": "Allow", "Action": action, "Resource": "*"})
        policy = Mapping({"Version": "2012-10-17", "Statement": Sequence([statement])})
        assert not judge(RULE, read_document(policy)).findings


def test_an_action_for_which_no_resource_matches():
    statement = allow(["iot:Publish", "iot:Subscribe", "iot:Connect"], ["topic/a", "client/a"])
    judgement = judge(RULE, policy(statement))
    (finding,) = judgement.findings
    assert finding.path == "Statement/[0]/Action/[1]"
    assert 'Action "iot:Subscribe" can match no request' in finding.message


def test_a_resource_that_fits_no_action():
    statement = allow(["iot:Publish"], ["topic/a", "client/a", "topic/b"])
    (finding,) = judge(RULE, policy(statement)).findings
    assert finding.path == "Statement/[0]/Resource/[1]"


def test_a_resource_with_a_fault_of_its_own_is_not_held_against_the_actions():
    statement = allow(["iot:Publish", "iot:Connect"], ["topic/a", "/client/a"])
    paths = [finding.path for finding in judge(RULE, policy(statement)).findings]
    assert paths == ["Statement/[0]/Resource/[1]", "Statement/[0]/Action/[1]"]


def test_the_version_of_the_document():
    statement = allow("iot:Connect", f"client/{THING}")
    assert judge(RULE, policy(statement)).verdict is Verdict.PASSED
    for version in (None, "", "2008-10-17", "2012-10-18"):
        (message,) = messages(RULE, policy(statement, version=version))
        assert "is plain text in a policy of this Version" in message
    plain = allow("iot:Connect", "client/a")
    assert judge(RULE, policy(plain, version=None)).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "statement",
    [
        deny("iot:Subscribe", "topic/a"),
        {"Effect": "Allow", "Action": "iot:Publish", "NotResource": "topic/a"},
        {"Effect": "Allow", "NotAction": "iot:Publish", "Resource": f"{ARN}topicfilter/a"},
        {"Effect": "Allow", "Action": "iot:Publish"},
        {"Effect": "Allow", "Resource": "*"},
    ],
)
def test_what_is_not_judged(statement):
    assert judge(RULE, policy(statement)).verdict is Verdict.PASSED


def test_a_resource_that_not_action_excludes():
    # Of the actions that are left, none is authorised on a filter.
    statement = {
        "Effect": "Allow",
        "NotAction": "iot:Subscribe",
        "Resource": f"{ARN}topicfilter/a",
    }
    assert judge(RULE, policy(statement)).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            allow("iot:Subscribe", "topic/a/#", Sid="News"),
            (
                f'Statement[0] "News": Resource "{ARN}topic/a/#" can match no request: iot:Subscribe is'
                " authorised on topicfilter/; use topicfilter/a/#"
            ),
        ),
        (
            allow("iot:GetThingShadow", "/thing/pump-1"),
            (
                f'Statement[0]: Resource "{ARN}/thing/pump-1" can match no request: has a slash in front'
                " of the resource type; use thing/pump-1"
            ),
        ),
        (
            allow("iot:Connect", "client/${iot:thing.name}"),
            (
                f'Statement[0]: Resource "{ARN}client/${{iot:thing.name}}" can match no request: holds'
                f" ${{iot:thing.name}}, a policy variable that AWS IoT does not have; use {THING}"
            ),
        ),
        (
            allow("iot:Publish", "topic/a/+/b"),
            (
                f'Statement[0]: Resource "{ARN}topic/a/+/b" can match no request: no topic that a client'
                ' publishes to holds "+"; use topic/a/*/b'
            ),
        ),
    ],
)
def test_the_message(statement, message):
    assert messages(RULE, policy(statement)) == [message]


class TestUnknown:
    def verdict(self, action, *resources):
        statement = Mapping({"Effect": "Allow", "Action": action, "Resource": Sequence(resources)})
        policy = Mapping({"Version": "2012-10-17", "Statement": Sequence([statement])})
        return judge(RULE, read_document(policy)).verdict

    def test_whole_elements(self):
        unknown = Unknown("has no default", "var.x")
        assert self.verdict("iot:Publish", unknown) is Verdict.UNKNOWN
        assert self.verdict("iot:Publish", f"{ARN}topic/a", unknown) is Verdict.UNKNOWN
        assert self.verdict("iot:Publish", f"{ARN}client/a", unknown) is Verdict.FAILED
        assert self.verdict(unknown, f"{ARN}client/a") is Verdict.UNKNOWN
        assert self.verdict(unknown, f"{ARN}/client/a") is Verdict.FAILED
        # The unknown resource may be what the second action is for.
        both = Sequence(["iot:Publish", "iot:Connect"])
        assert self.verdict(both, f"{ARN}topic/a", unknown) is Verdict.UNKNOWN

    @pytest.mark.parametrize("kind", list(HoleKind))
    def test_account_region_partition_and_names_decide_nothing(self, kind):
        hole = Hole("var.x", kind)
        for resource in (
            Text(("arn:", hole, ":iot:us-east-1:1:topic/a")),
            Text(("arn:aws:iot:", hole, ":1:topic/a")),
            Text(("arn:aws:iot:us-east-1:", hole, ":topic/a")),
            Text((f"{ARN}topic/", hole)),
            Text((f"{ARN}topic/a/", hole, "/b")),
        ):
            assert self.verdict("iot:Publish", resource) is Verdict.PASSED
            assert self.verdict("iot:Subscribe", resource) is Verdict.FAILED

    def test_an_unknown_type_may_be_the_right_one(self):
        resource = Text((ARN, Hole("var.type"), "/a"))
        assert self.verdict("iot:Publish", resource) is Verdict.PASSED

    def test_an_unknown_text_may_hold_the_fields_that_are_missing(self):
        assert self.verdict("iot:Publish", Text((Hole("local.arn"), ":topic/a"))) is Verdict.PASSED
        assert self.verdict("iot:Publish", Text((Hole("local.arn"), "a"))) is Verdict.UNKNOWN
        five = Text(("arn:aws:iot:", Hole("local.place"), ":topic/a"))
        assert self.verdict("iot:Publish", five) is Verdict.PASSED
        assert self.verdict("iot:Connect", five) is Verdict.FAILED


def test_a_document_of_many_resources_is_bounded():
    many = allow("iot:*", [f"nothing/{n}" for n in range(2_000)])
    judgement = judge(RULE, policy(many))
    assert judgement.verdict is Verdict.UNKNOWN
    assert "more than" in str(judgement.unknowns[0])


@pytest.mark.parametrize(
    ("action", "resource", "condition", "verdict"),
    [
        ("iot:Connect", "client/pump-*", {"StringEquals": {"iot:ClientId": "a"}}, "FAILED"),
        ("iot:Connect", "client/pump-*", {"StringEquals": {"iot:ClientId": "pump-1"}}, "PASSED"),
        ("iot:Publish", "topic/{}", {"Null": {"iot:Connection.Thing.ThingName": "true"}}, "FAILED"),
        (
            "iot:Publish",
            "topic/{}",
            {"Bool": {"iot:Connection.Thing.IsAttached": ["true"]}},
            "PASSED",
        ),
        ("iot:Publish", "topic/{}", {"StringEquals": {"iot:ClientId": "{}"}}, "PASSED"),
        ("iot:GetThingShadow", "thing/x", {"StringLike": {"iot:ClientId": "a"}}, "FAILED"),
        (
            "iot:GetThingShadow",
            "thing/x",
            {"StringLikeIfExists": {"iot:ClientId": "a"}},
            "PASSED",
        ),
        (
            "iot:Connect",
            "client/${iot:CertificateId}",
            {"StringLike": {"iot:CertificateId": "xy*"}},
            "FAILED",
        ),
        (
            "iot:Publish",
            "topic/a",
            {"DateLessThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"}},
            "PASSED",
        ),
    ],
)
def test_a_resource_and_conditions_that_one_request_meets(
    action: str, resource: str, condition: dict[str, Any], verdict: str
) -> None:
    written = json.loads(json.dumps(condition).replace("{}", THING))
    grant = allow(action, resource.replace("{}", THING), Condition=written)
    assert judge(RULE, policy(grant)).verdict.name == verdict


def test_a_resource_is_reported_beside_others_that_are_met() -> None:
    condition = {"StringEquals": {"iot:ClientId": "a"}}
    grant = allow("iot:Connect", "client/a", "client/b", Condition=condition)
    (finding,) = judge(RULE, policy(grant)).findings
    assert finding.path == "Statement/[0]/Resource/[1]"
    assert "none for it meets the Condition on iot:ClientId" in finding.message
