"""CKV_IOT_204: Deny statements that deny."""

from __future__ import annotations

import pytest
from policy_judging import judge, messages
from policy_values import ARN, THING, allow, deny, policy

from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.rules.effective_denials import EffectiveDenials
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence

RULE = EffectiveDenials()
SUBSCRIBE, RECEIVE, PUBLISH = "iot:Subscribe", "iot:Receive", "iot:Publish"


def verdict(*statements, version="2012-10-17"):
    return judge(RULE, policy(*statements, version=version)).verdict


@pytest.mark.parametrize(
    "statements",
    [
        # The filters of the documentation, and their variations.
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, "topicfilter/a/restricted/*"),
        ),
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, "topicfilter/a/restricted/*"),
            allow(RECEIVE, "topic/a/*"),
        ),
        (allow(SUBSCRIBE, "topicfilter/a/#"), deny(SUBSCRIBE, "topicfilter/a/secret")),
        (allow(SUBSCRIBE, "topicfilter/+/secret"), deny(SUBSCRIBE, "topicfilter/a/secret")),
        (allow(SUBSCRIBE, "*"), deny(SUBSCRIBE, "topicfilter/a/*")),
        (allow("iot:*", "*"), deny("iot:*", "topicfilter/a/*")),
        # A shared subscription is not the plain one, whatever its group.
        (allow(SUBSCRIBE, "topicfilter/$share/g/a/*"), deny(SUBSCRIBE, "topicfilter/a/b/*")),
        (allow(SUBSCRIBE, f"topicfilter/$share/{THING}/a/b"), deny(SUBSCRIBE, "topicfilter/a/b")),
        (allow(SUBSCRIBE, "topicfilter/$share/*"), deny(SUBSCRIBE, "topicfilter/a/b/*")),
        (
            allow(SUBSCRIBE, f"topicfilter/{THING}/*"),
            deny(SUBSCRIBE, f"topicfilter/{THING}/admin/*"),
        ),
        # Receive is denied for another part of the tree, or only for a part of this one.
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, "topicfilter/a/restricted/*"),
            deny(RECEIVE, "topic/a/other/*"),
        ),
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, "topicfilter/a/restricted/*"),
            deny(RECEIVE, "topic/a/restricted/x"),
        ),
        # A Deny of the wider filter only stops who asks for exactly that.
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, ["topicfilter/a/b/*"]),
            deny(SUBSCRIBE, "topicfilter/a/b"),
        ),
        (
            allow(SUBSCRIBE, "topicfilter/$aws/things/*"),
            deny(SUBSCRIBE, "topicfilter/$aws/things/pump/*"),
        ),
    ],
)
def test_a_subscription_that_goes_around(statements):
    judgement = judge(RULE, policy(*statements))
    assert judgement.verdict is Verdict.FAILED
    for finding in judgement.findings:
        assert finding.witness is not None
        assert authorise((policy(*statements),), finding.witness).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    "statements",
    [
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny(SUBSCRIBE, "topicfilter/a/restricted/*"),
            deny(RECEIVE, "topic/a/restricted/*"),
        ),
        (
            allow(SUBSCRIBE, "topicfilter/a/*"),
            deny([SUBSCRIBE, RECEIVE], ["topicfilter/a/r/*", "topic/a/r/*"]),
        ),
        (
            allow(SUBSCRIBE, "*"),
            deny(SUBSCRIBE, "topicfilter/a/*"),
            {"Effect": "Deny", "Action": RECEIVE, "NotResource": f"{ARN}topic/b/*"},
        ),
        # Nothing that is allowed has a wildcard.
        (allow(SUBSCRIBE, "topicfilter/a/b"), deny(SUBSCRIBE, "topicfilter/a/*")),
        # The allowed filters deliver other topics.
        (allow(SUBSCRIBE, "topicfilter/b/*"), deny(SUBSCRIBE, "topicfilter/a/*")),
        # The Deny is all of what is allowed.
        (allow(SUBSCRIBE, "topicfilter/a/*"), deny(SUBSCRIBE, "topicfilter/a/*")),
        # "#" does not deliver what begins with a dollar.
        (allow(SUBSCRIBE, "topicfilter/#"), deny(SUBSCRIBE, "topicfilter/$aws/things/*")),
        (deny(SUBSCRIBE, "topicfilter/a/*"),),
        (deny("iot:*", "*"),),
        (allow(SUBSCRIBE, "*"), deny("iot:*", "*")),
        (allow(PUBLISH, "topic/a/*"), deny(PUBLISH, "topic/a/secret/*")),
        (allow("iot:Connect", "client/*"), deny("iot:Connect", "client/admin")),
        (),
    ],
)
def test_a_deny_that_holds(statements):
    assert verdict(*statements) is Verdict.PASSED


@pytest.mark.parametrize(
    ("denial", "sign"),
    [
        (deny(SUBSCRIBE, "topicfilter/a/#"), "#"),
        (deny(SUBSCRIBE, "topicfilter/+/b"), "+"),
        (deny(RECEIVE, "topic/a/+/b"), "+"),
        (deny(PUBLISH, "topic/#"), "#"),
    ],
)
def test_mqtt_wildcards(denial, sign):
    (message,) = messages(RULE, policy(denial))
    assert f'denies only a name with the character "{sign}"' in message


def test_a_sign_inside_a_level_of_a_filter_is_no_wildcard():
    assert verdict(deny(SUBSCRIBE, "topicfilter/c++/x")) is Verdict.PASSED


@pytest.mark.parametrize(
    "name",
    [
        "${iot:Thing.ThingName}",
        "${iot:ThingName}",
        "${AWSthingName}",
        "${credentials-iot:ThingName}",
    ],
)
def test_an_unknown_variable_fails_open(name):
    (message,) = messages(RULE, policy(deny(PUBLISH, f"topic/{name}/admin")))
    assert f"denies nothing: {name} has no value in an IoT policy" in message


@pytest.mark.parametrize(
    "statement",
    [
        deny(PUBLISH, f"topic/{THING}/admin"),
        deny(PUBLISH, "topic/${iot:certificate.subject.commonname.0}/admin"),
        deny(PUBLISH, "topic/${iot:Connection.Thing.Attributes[site]}"),
        # NotResource denies more, not less.
        {"Effect": "Deny", "Action": PUBLISH, "NotResource": f"{ARN}topic/${{iot:ThingName}}"},
        deny(PUBLISH, "*", Condition={"StringNotEquals": {"iot:ClientId": "${iot:ThingName}"}}),
        deny(PUBLISH, "*", Condition={"StringEquals": {"iot:ClientId": "${iot:ClientId}"}}),
        deny(PUBLISH, "topic/${*}"),
        # An Allow is not this rule's business.
        allow(PUBLISH, "topic/${iot:ThingName}"),
    ],
)
def test_variables_that_do_no_harm(statement):
    assert verdict(statement) is Verdict.PASSED


def test_an_unknown_variable_in_a_condition():
    condition = {"StringEquals": {"iot:ClientId": ["admin", "${iot:Thing.ThingName}"]}}
    judgement = judge(RULE, policy(deny(PUBLISH, "*", Condition=condition)))
    (finding,) = judgement.findings
    assert finding.path == "Statement/[0]/Condition/StringEquals/iot:ClientId"


def test_a_variable_in_a_document_of_the_old_version():
    denial = deny(PUBLISH, f"topic/{THING}")
    (message,) = messages(RULE, policy(denial, version=None))
    assert message.endswith('use "Version": "2012-10-17"')
    assert verdict(denial, version="2008-10-17") is Verdict.FAILED


@pytest.mark.parametrize(
    "denial",
    [
        deny(SUBSCRIBE, "topic/a"),
        deny(PUBLISH, "topicfilter/a"),
        deny("iot:Connect", "thing/a"),
        deny([PUBLISH, SUBSCRIBE], "topic/a"),
        deny(PUBLISH, "/topic/a"),
        deny(PUBLISH, "arn:aws:iot:topic/a"),
    ],
)
def test_a_resource_type_that_the_action_never_has(denial):
    assert verdict(denial) is Verdict.FAILED


def test_one_resource_is_one_finding():
    document = policy(deny(SUBSCRIBE, "topic/${iot:ThingName}/#"))
    assert len(judge(RULE, document).findings) == 1


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (
            (
                allow(SUBSCRIBE, "topicfilter/building/*"),
                deny(SUBSCRIBE, "topicfilter/building/control_room/*", Sid="NoControl"),
            ),
            (
                f'Statement[1] "NoControl": Resource "{ARN}topicfilter/building/control_room/*" still'
                ' lets device "sensor-1" subscribe to "building/#" and receive'
                f' "building/control_room/x"; use a Deny of iot:Receive on {ARN}topic/building/'
                "control_room/* as well"
            ),
        ),
        (
            (deny(SUBSCRIBE, "topicfilter/building/#"),),
            (
                f'Statement[0]: Resource "{ARN}topicfilter/building/#" denies only a name with the'
                ' character "#" in it: MQTT wildcards are plain text in a policy;'
                f" use {ARN}topicfilter/building/*"
            ),
        ),
        (
            (deny(PUBLISH, "topic/${iot:ThingName}"),),
            (
                f'Statement[0]: Resource "{ARN}topic/${{iot:ThingName}}" denies nothing:'
                f" ${{iot:ThingName}} has no value in an IoT policy; use {THING}"
            ),
        ),
        (
            (deny(SUBSCRIBE, "topic/a"),),
            (
                f'Statement[0]: Resource "{ARN}topic/a" denies nothing: iot:Subscribe is authorised on'
                " topicfilter/; use topicfilter/a"
            ),
        ),
    ],
)
def test_the_message(statements, message):
    assert messages(RULE, policy(*statements)) == [message]


class TestUnknown:
    def judged(self, *statements):
        return judge(
            RULE,
            read_document(Mapping({"Version": "2012-10-17", "Statement": Sequence(statements)})),
        ).verdict

    def test_what_a_deny_is_about(self):
        unknown = Unknown("has no default", "var.denied")
        denial = Mapping({"Effect": "Deny", "Action": SUBSCRIBE, "Resource": unknown})
        assert self.judged(denial) is Verdict.UNKNOWN
        denial = Mapping({"Effect": "Deny", "Action": unknown, "Resource": "*"})
        assert self.judged(denial) is Verdict.UNKNOWN
        grant = Mapping({"Effect": "Allow", "Action": unknown, "Resource": unknown})
        assert self.judged(grant) is Verdict.PASSED
        assert self.judged(grant, unknown) is Verdict.UNKNOWN

    def test_a_piece_of_a_name_is_fixed_text(self):
        site = Hole("var.site")
        grant = Mapping(
            {
                "Effect": "Allow",
                "Action": SUBSCRIBE,
                "Resource": Text((f"{ARN}topicfilter/", site, "/*")),
            }
        )
        denial = Mapping(
            {
                "Effect": "Deny",
                "Action": SUBSCRIBE,
                "Resource": Text((f"{ARN}topicfilter/", site, "/secret/*")),
            }
        )
        closed = Mapping(
            {
                "Effect": "Deny",
                "Action": RECEIVE,
                "Resource": Text((f"{ARN}topic/", site, "/secret/*")),
            }
        )
        assert self.judged(grant, denial) is Verdict.FAILED
        assert self.judged(grant, denial, closed) is Verdict.PASSED
