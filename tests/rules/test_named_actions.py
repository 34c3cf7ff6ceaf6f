"""CKV_IOT_201: actions by name, not by wildcard."""

from __future__ import annotations

import pytest
from policy_judging import judge, messages
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.rules.named_actions import NamedActions
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

RULE = NamedActions()
TOPIC = f"topic/{THING}/*"


@pytest.mark.parametrize(
    "action",
    [
        "*",
        "iot:*",
        "IOT:*",
        "iot:Publish*",
        "iot:Pub?ish",
        "iot:*Publish",
        "iot:NoSuchAction*",
        "iotjobsdata:*",
        "greengrass:*",
        "greengrass:Get*",
        "io*",
        "*:*",
        "?ot:Publish",
        ["iot:Publish", "iot:Rec*"],
    ],
)
def test_wildcards_in_an_allow(action):
    assert judge(RULE, policy(allow(action, TOPIC))).verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "action",
    ["iot:Publish", ["iot:Publish", "iot:Receive"], [], "s3:*", "iotdeviceadvisor:*", "logs:Put*"],
)
def test_names_and_other_services(action):
    assert judge(RULE, policy(allow(action, TOPIC))).verdict is Verdict.PASSED


def test_not_action():
    statement = {"Effect": "Allow", "NotAction": ["iot:DeleteThingShadow"], "Resource": "*"}
    judgement = judge(RULE, policy(statement))
    assert [finding.path for finding in judgement.findings] == ["Statement/[0]/NotAction"]


def test_a_deny_may_have_wildcards():
    document = policy(deny("iot:*", "*"), deny("*", "*"), allow("iot:Publish", TOPIC))
    assert judge(RULE, document).verdict is Verdict.PASSED
    negated = {"Effect": "Deny", "NotAction": "iot:Connect", "Resource": "*"}
    assert judge(RULE, policy(negated)).verdict is Verdict.PASSED


def test_an_action_beside_not_action_is_what_counts():
    statement = allow("iot:Publish", TOPIC, NotAction="iot:Connect")
    assert judge(RULE, policy(statement)).verdict is Verdict.PASSED


def test_every_wildcard_is_one_finding_with_its_path():
    document = policy(allow("iot:Publish", TOPIC), allow(["iot:*", "iot:Connect", "*"], "*"))
    judgement = judge(RULE, document)
    assert [finding.path for finding in judgement.findings] == [
        "Statement/[1]/Action/[0]",
        "Statement/[1]/Action/[2]",
    ]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            allow("iot:*", "*", Sid="All"),
            (
                'Statement[0] "All": Action "iot:*" lets device "sensor-1" assume the role of the alias'
                ' "administrator"; use iot:Connect, iot:Publish, iot:Receive, iot:Subscribe'
            ),
        ),
        (
            allow("iot:*", TOPIC),
            (
                'Statement[0]: Action "iot:*" lets device "sensor-1" publish a retained message to'
                ' "sensor-1/configuration";'
                " use iot:Connect, iot:Publish, iot:Receive, iot:Subscribe"
            ),
        ),
        (
            allow("iot:*Shadow", f"thing/{THING}"),
            (
                'Statement[0]: Action "iot:*Shadow" lets device "sensor-1" delete the shadow of'
                ' "sensor-1"; use iot:GetThingShadow, iot:UpdateThingShadow'
            ),
        ),
        (
            allow("iot:Publish*", TOPIC),
            (
                'Statement[0]: Action "iot:Publish*" grants every action that it may ever mean, also'
                " those that AWS adds later; use iot:Publish"
            ),
        ),
        (
            allow("greengrass:*", "*"),
            (
                'Statement[0]: Action "greengrass:*" lets device "sensor-1" call'
                " greengrass:PutCertificateAuthorities; use greengrass:GetComponentVersionArtifact,"
                " greengrass:ResolveComponentCandidates, greengrass:GetDeploymentConfiguration,"
                " greengrass:ListThingGroupsForCoreDevice"
            ),
        ),
    ],
)
def test_the_message(statement, message):
    assert messages(RULE, policy(statement)) == [message]


@pytest.mark.parametrize(
    "statement",
    [
        allow("iot:*", "*"),
        allow("*", f"{ARN}*"),
        allow("iot:*", TOPIC),
        allow("iot:*Shadow", f"thing/{THING}"),
        allow("iot:*", "*", Condition={"Bool": {"iot:Connection.Thing.IsAttached": "true"}}),
        allow("iot:*", "*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        {"Effect": "Allow", "NotAction": "iot:DeleteThingShadow", "Resource": "*"},
    ],
)
def test_the_witness_is_allowed_and_with_the_replacement_it_is_not(statement):
    document = policy(statement)
    (finding,) = judge(RULE, document).findings
    assert finding.witness is not None
    assert authorise((document,), finding.witness).outcome is Outcome.ALLOWED
    named = finding.message.rpartition("; use ")[2].split(", ")
    mended = {key: value for key, value in statement.items() if key != "NotAction"}
    mended["Action"] = named
    assert authorise((policy(mended),), finding.witness).outcome is Outcome.DENIED


def test_where_a_deny_takes_it_back_the_witness_is_another():
    document = policy(
        allow("iot:*", "*"),
        deny(["iot:AssumeRoleWithCertificate", "iot:DeleteThingShadow"], "*"),
    )
    (message,) = messages(RULE, document)
    assert "change the shadow of" in message


def test_a_grant_that_denies_leave_nothing_of_still_fails_without_a_witness():
    document = policy(allow("iot:*", "*"), deny("*", "*"))
    (finding,) = judge(RULE, document).findings
    assert finding.witness is None


class TestUnknown:
    def verdict(self, **elements):
        statement = Mapping({"Effect": "Allow", "Resource": "*", **elements})
        return judge(RULE, read_document(Mapping({"Statement": statement}))).verdict

    def test_a_whole_action(self):
        unknown = Unknown("has no default", "var.action")
        assert self.verdict(Action=unknown) is Verdict.UNKNOWN
        assert self.verdict(Action=Sequence(["iot:Publish", unknown])) is Verdict.UNKNOWN
        assert self.verdict(Action=Sequence(["iot:*", unknown])) is Verdict.FAILED
        assert self.verdict(Effect="Deny", Action=unknown) is Verdict.PASSED

    def test_a_piece_of_an_action_is_fixed_text(self):
        hole = Hole("var.verb")
        assert self.verdict(Action=Text(("iot:", hole))) is Verdict.PASSED
        assert self.verdict(Action=Text(("iot:", hole, "*"))) is Verdict.FAILED
        assert self.verdict(Action=Text(("s3:", hole, "*"))) is Verdict.PASSED
        assert self.verdict(Action=Text((hole, ":*"))) is Verdict.UNKNOWN

    def test_a_resource_is_not_its_business(self):
        assert self.verdict(Action="iot:Publish", Resource=Unknown("?")) is Verdict.PASSED

    def test_a_statement_or_an_effect(self):
        unknown = Unknown("has no default", "var.statement")
        known = Mapping({"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"})
        policy = read_document(Mapping({"Statement": Sequence([known, unknown])}))
        assert judge(RULE, policy).verdict is Verdict.UNKNOWN
        assert self.verdict(Effect=unknown, Action="iot:Publish") is Verdict.UNKNOWN
        assert self.verdict(Effect="Permit", Action="iot:*") is Verdict.UNKNOWN
