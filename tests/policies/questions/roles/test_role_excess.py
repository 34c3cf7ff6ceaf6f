"""What policies of a role allow beyond single named actions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from policy_values import NAME, UNKNOWN, allow, deny, policy, statement, text

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, authorise
from checkov_aws_iot.policies.questions.roles.role_excess import (
    Excess,
    ExcessGrant,
    excess_grants,
    names_iot,
    open_resource,
    unknown_grants,
)
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:us-east-1:123456789012:"
EVERYTHING, WHOLE, SECURITY = Excess.EVERYTHING, Excess.WHOLE_SERVICE, Excess.SECURITY
ADMINISTRATION, SOME_THINGS = Excess.IOT_ADMINISTRATION, Excess.SOME_THINGS
DATA = Excess.IOT_DATA_AT_LARGE


def all_but(actions, resource="*", **more):
    return {"Effect": "Deny", "NotAction": actions, "Resource": resource, **more}


def found(*statements, others=()):
    """The grants that are too much; the policies together allow the request of each."""
    documents = [policy(*statements), *(policy(*other) for other in others)]
    documents = [replace(document, completes_arns=True) for document in documents]
    each = list(excess_grants(documents[0], documents[1:]))
    for one in each:
        if isinstance(one, ExcessGrant) and one.request is not None:
            assert authorise(documents, one.request).outcome is not Outcome.DENIED
    return each


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "*"),
        ("s3:Get*", "*"),
        ("s3", "*"),
        ("iot:Publish", f"{ARN}topic/a/*"),
        ("iot:Publish", f"{ARN}topic/$aws/things/pump-*/shadow/update"),
        ("iot:Connect", f"{ARN}client/pump-*"),
        ("iot:UpdateThingShadow", f"{ARN}thing/pump-*"),
        # In Device Defender, Receive alone does not count.
        ("iot:Receive", "*"),
        ("iot:ListNamedShadowsForThing", f"{ARN}thing/a"),
        (UNKNOWN, "*"),
        (text("iam:", NAME), "*"),
    ],
)
def test_what_is_not_too_much(action, resource):
    assert found(allow(action, resource)) == []


@pytest.mark.parametrize(
    ("action", "resource", "excess", "example", "reaches_iot"),
    [
        ("*", "*", EVERYTHING, "call iam:CreateUser", True),
        ("*:*", "*", EVERYTHING, "call iam:CreateUser", True),
        ("**", "*", EVERYTHING, "call iam:CreateUser", True),
        ("iot:*", "*", WHOLE, "call iot:DeletePolicy", True),
        ("IoT:**", "*", WHOLE, "call iot:DeletePolicy", True),
        ("iotjobsdata:*", "*", WHOLE, "call iotjobsdata:UpdateJobExecution", True),
        ("s3:*", "*", WHOLE, "call s3:DeleteBucket", False),
        ("s3:*", "arn:aws:s3:::a", WHOLE, "call s3:DeleteBucket", False),
        ("ec2:*", "*", WHOLE, "call any action of ec2", False),
        ("iam:*", "*", WHOLE, "call iam:CreateUser", False),
        ("iam:GetRole", "*", SECURITY, "call iam:GetRole", False),
        ("IAM:getrole", "*", SECURITY, "call IAM:getrole", False),
        ("cloudtrail:Stop*", "*", SECURITY, "call cloudtrail:Stop*", False),
        ("inspector2:List*", "*", SECURITY, "call inspector2:List*", False),
        ("iot:CreateThing", "*", ADMINISTRATION, "call iot:CreateThing", True),
        ("iot:NewerThanTheTable", "*", ADMINISTRATION, "call iot:NewerThanTheTable", True),
        ("iot:DescribeThing", f"{ARN}thing/*", ADMINISTRATION, "call iot:DescribeThing", True),
        ("iot:DescribeThing", f"{ARN}thing/a*", SOME_THINGS, "call iot:DescribeThing", True),
        ("iot:Connect", "*", DATA, 'connect as "other-device"', True),
        ("iot:Connect", f"{ARN}client/*", DATA, 'connect as "other-device"', True),
        ("iot:Connect", "arn:aws:iot:*", DATA, 'connect as "other-device"', True),
        (
            "iot:Publish",
            f"{ARN}topic/$aws/things/*",
            DATA,
            'publish to "$aws/things/other-device/shadow/update"',
            True,
        ),
        (
            "iot:Subscribe",
            f"{ARN}topicfilter/#",
            DATA,
            'subscribe to "#"',
            True,
        ),
        (
            "iot:Subscribe",
            f"{ARN}topicfilter/$aws/things/+/shadow/update",
            DATA,
            'subscribe to "$aws/things/+/shadow/update"',
            True,
        ),
        (
            "iot:GetThingShadow",
            f"{ARN}thing/*",
            DATA,
            'read the shadow of "other-device"',
            True,
        ),
        (
            "iotjobsdata:UpdateJobExecution",
            "*",
            DATA,
            'call iotjobsdata:UpdateJobExecution on "thing/other-device"',
            True,
        ),
    ],
)
def test_what_is_too_much(action, resource, excess, example, reaches_iot):
    (one, *others) = found(allow(action, resource))
    assert others == []
    assert (one.excess, one.example, one.reaches_iot) == (excess, example, reaches_iot)
    assert one.action_text == f'"{action}"'


@pytest.mark.parametrize(
    ("action", "excesses"),
    [
        ("iot:Delete*", {ADMINISTRATION, DATA}),
        ("iot:Get*", {ADMINISTRATION, DATA}),
        ("i*:Get*", {SECURITY, ADMINISTRATION, DATA}),
        ("*:Publish", {SECURITY, DATA}),
    ],
)
def test_a_wildcard_may_be_too_much_in_several_ways(action, excesses):
    assert {one.excess for one in found(allow(action))} == excesses


def test_actions_that_are_too_much_alike_are_one():
    (one,) = found(allow(["iot:CreateThing", "iot:DeleteThing", "s3:GetObject"]))
    assert one.action_text == '"iot:CreateThing", "iot:DeleteThing"'
    assert one.example == "call iot:CreateThing"
    many = ["iot:CreateThing", "iot:DeleteThing", "iot:CreatePolicy", "iot:DeletePolicy"]
    assert "..." not in found(allow(many))[0].action_text
    assert found(allow([*many, "iot:CreateJob"]))[0].action_text.endswith('"iot:DeletePolicy", ...')
    assert len(found(allow("iot:CreateThing"), allow("iot:DeleteThing"))) == 2


def test_resources_are_said_where_they_matter():
    (one,) = found(allow("iot:Connect", ["arn:aws:iot:*:*:client/a", f"{ARN}client/*"]))
    assert one.resource == f"{ARN}client/*"
    (one,) = found(allow("iot:CreateThing", f"{ARN}thing/a"))
    assert one.resource == f"{ARN}thing/a"
    (one,) = found(allow("iot:DescribeThing", [f"{ARN}thing/a", f"{ARN}thing/*"]))
    assert one.resource == f"{ARN}thing/*"
    nothing = {"Effect": "Allow", "Action": "iot:Connect", "NotResource": f"{ARN}client/a"}
    (one,) = found(nothing)
    assert one.resource == "NotResource"


@pytest.mark.parametrize(
    ("excluded", "example", "reaches_iot"),
    [
        ("s3:*", "call iam:CreateUser", True),
        ("iam:*", "call iot:DeletePolicy", True),
        (["iam:*", "iot:*"], "call s3:DeleteBucket", False),
        ("iot:Connect", "call iam:CreateUser", True),
        ("*", None, False),
    ],
)
def test_not_action_is_everything_but_a_list(excluded, example, reaches_iot):
    each = found({"Effect": "Allow", "NotAction": excluded, "Resource": "*"})
    assert [(one.excess, one.example, one.reaches_iot) for one in each] == (
        [(EVERYTHING, example, reaches_iot)] if example else []
    )
    if example and isinstance(excluded, str):
        assert each[0].action_text == f'NotAction "{excluded}"'


@pytest.mark.parametrize(
    ("action", "denial", "left"),
    [
        ("*", deny("*"), False),
        ("*", deny("iam:*"), True),
        ("iot:*", deny("iot:*"), False),
        ("iot:*", deny("IOT:*"), False),
        ("iot:*", deny("iot:Delete*"), True),
        ("s3:*", deny("s3:DeleteBucket"), True),
        ("*", deny(["iam:*", "iot:*", "s3:*", "dynamodb:*", "kinesis:*", "lambda:*"]), True),
        ("iot:CreateThing", deny("iot:CreateThing"), False),
        ("iot:CreateThing", deny("iot:CreateThing", f"{ARN}thing/a"), True),
        ("iot:Create*", deny("iot:CreateThing"), True),
        ("iot:Create*", deny("iot:Create*"), False),
        ("iam:GetRole", deny("iam:*"), False),
        ("iam:Get*", deny("iam:GetRole"), True),
        ("iot:Connect", deny("iot:Connect", "arn:aws:iot:*:123456789012:client/*"), False),
        ("iot:Connect", deny("iot:Connect", f"{ARN}client/*"), True),
        ("iot:Connect", deny("iot:Connect", f"{ARN}client/a*"), True),
        ("iot:GetThingShadow", deny("iot:GetThingShadow", "arn:aws:iot:*:*:thing/*"), False),
        # Who says when it does not hold may always be elsewhere.
        ("iot:*", deny("iot:*", Condition={"Bool": {"aws:SecureTransport": "false"}}), True),
        ("iot:*", deny("iot:*", Condition=UNKNOWN), None),
        ("iot:*", all_but("s3:*"), False),
        ("*", all_but(["iot:Publish", "s3:GetObject"], f"{ARN}topic/a"), True),
        ("*", all_but("s3:GetObject"), False),
        ("*", all_but(["s3:GetObject", "s3:*"]), True),
        ("iam:Get*", all_but("iam:*Role"), True),
        ("iam:GetRole", all_but("iam:GetUser"), False),
        ("iot:*", all_but(["iot:CreateThing", "iot:Connect"]), True),
        ("iot:*", all_but("s3:*", Condition=UNKNOWN), None),
        ("iot:*", all_but("s3:*", f"{ARN}topic/a"), True),
        ("iot:*", all_but(UNKNOWN), None),
        ("iot:*", all_but(["s3:*", UNKNOWN]), None),
        ("iot:*", all_but(["s3:*", text("iot:", NAME)]), None),
        ("iot:*", {"Effect": "Deny", "Action": "iot:*", "NotResource": "a"}, False),
        ("iot:*", allow("iot:*", "a"), True),
    ],
)
def test_what_denies_take_back(action, denial, left):
    def is_left(each):
        kinds = {isinstance(one, Unknown) for one in each}
        return None if kinds == {True} else bool(kinds)

    here = found(allow(action), denial)
    assert is_left([o for o in here if isinstance(o, Unknown) or o.statement.index == 0]) is left
    # A Deny of another policy of the role counts alike.
    assert is_left(found(allow(action), others=[[denial]])) is left


def test_an_example_is_one_that_is_left():
    (one,) = found(allow("*"), deny("iam:*"))
    assert one.example == "call iot:DeletePolicy"
    (one,) = found(allow("iot:Create*"), deny("iot:CreateAuthorizer"))
    assert one.example != "call iot:CreateAuthorizer"


def test_what_is_left_is_said_as_it_is_written():
    (one,) = found(allow("*"), all_but("s3:*"))
    assert (one.excess, one.action_text, one.example) == (WHOLE, '"*"', "call s3:DeleteBucket")
    (one,) = found(allow("s3:*"), deny("s3:Delete*"))
    assert one.example == "call any action of s3 that is not denied"
    (one,) = found(allow("*"), deny("iot:DeletePolicy"))
    assert one.reaches_iot
    excluded = {"Effect": "Allow", "NotAction": "iot:DeletePolicy", "Resource": "*"}
    (one,) = found(excluded)
    assert one.reaches_iot
    assert found(excluded, all_but("iot:DeletePolicy")) == []


@pytest.mark.parametrize(
    ("resource", "kind", "is_open"),
    [
        ("*", "iot:thing", True),
        (f"{ARN}thing/*", "iot:thing", True),
        (f"{ARN}thing/?*", "iot:thing", True),
        (f"{ARN}*", "iot:thing", True),
        ("arn:aws:iot:*", "iot:thing", True),
        (f"{ARN}thing/a*", "iot:thing", False),
        (f"{ARN}topic/*", "iot:thing", False),
        ("arn:aws:s3:*:*:thing/*", "iot:thing", False),
        ("arn:aws:iot", "iot:thing", True),
        (text(ARN, NAME), "iot:thing", False),
        (text(f"{ARN}thing/", NAME, "*"), "iot:thing", False),
        (f"{ARN}topic/$aws/things/*/shadow/update", "iot:topic", True),
        (f"{ARN}topic/$aws/things/*/shadow/get", "iot:topic", False),
        (f"{ARN}topicfilter/$aws/things/#", "iot:topicfilter", True),
        (f"{ARN}job/*", "iot:job", True),
        (f"{ARN}rolealias/*", "iot:rolealias", True),
        (f"{ARN}policy/*", "iot:policy", False),
    ],
)
def test_resources_that_reach_every_name(resource, kind, is_open):
    one = statement(Action="iot:*", Resource=["arn:aws:s3:::a", resource])
    assert open_resource(one, kind) == (str(resource) if is_open else "")
    but = statement(Action="iot:*", NotResource=[f"{ARN}thing/a"])
    assert open_resource(but, "iot:thing") == "NotResource"
    assert open_resource(statement(Action="iot:*", NotResource="*"), "iot:thing") == ""


def test_what_is_not_known_and_may_allow_too_much():
    document = policy(
        UNKNOWN,
        allow(text("iot:", NAME)),
        allow(UNKNOWN),
        allow("iot:Publish", UNKNOWN),
        deny(UNKNOWN, UNKNOWN),
        allow("iot:Publish", Condition=UNKNOWN),
    )
    assert [one.expression for one in unknown_grants(document)] == ["var.all"] * 3


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        ([allow("iot:Publish")], True),
        ([allow("IoTJobsData:*")], True),
        ([allow("*")], True),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], True),
        ([allow("s3:*")], False),
        ([allow(["s3:*", "iot:*"])], True),
        ([deny("iot:*")], False),
        ([], False),
    ],
)
def test_whether_aws_iot_is_named(statements, named):
    assert names_iot(policy(*statements)) is named


def test_a_not_resource_that_excludes_the_whole_type_opens_nothing():
    def opened(*names: str) -> str:
        excluded = [f"{ARN}{name}" for name in names]
        return open_resource(
            statement(Effect="Allow", Action="iot:*", NotResource=excluded), "iot:rolealias"
        )

    assert opened("topic/a", "rolealias/a") == "NotResource"
    assert opened("rolealias/*") == ""


def test_an_unknown_service_is_not_open_and_an_empty_action_is_not_everything():
    unclear = statement(Effect="Allow", Action="", Resource=text(NAME, ":topic/*"))
    assert open_resource(unclear, "iot:topic") == ""
    assert found({"Effect": "Allow", "Action": "", "Resource": "*"}) == []


@pytest.mark.parametrize(
    ("denials", "is_left"),
    [
        ([deny("iot:Publish", f"{ARN}topic/*any*")], True),
        ([deny("iot:Publish", [f"{ARN}topic/~*", f"{ARN}topic/$aws/*"])], True),
        ([deny("iot:Publish", f"{ARN}topic/*")], False),
        ([deny("iot:Publish", NotResource=f"{ARN}topic/a/*")], False),
        ([deny("iot:Publish", f"{ARN}topic/?*")], False),
        (
            [deny("iot:Publish", NotResource=f"{ARN}topic/*any*"), deny("iot:*", "topic/*any*")],
            False,
        ),
    ],
)
def test_a_deny_of_some_names_leaves_the_others(denials, is_left):
    grants = found(allow("iot:Publish", f"{ARN}topic/*"), *denials)
    assert [grant.excess for grant in grants] == [DATA] * is_left


CONDITIONS = {
    "window": {
        "DateGreaterThan": {"aws:CurrentTime": "2031-01-01T00:00:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2031-01-02T00:00:00Z"},
    },
    "age": {"NumericLessThan": {"aws:MultiFactorAuthAge": "10"}},
    "tie": {"StringEquals": {"aws:PrincipalTag/a": "${aws:RequestTag/b}"}},
    "own account": {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
    "null": {"Null": {"aws:TokenIssueTime": "false"}},
    "for all": {"ForAllValues:StringLike": {"aws:TagKeys": ["a*"]}},
    "if exists": {"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}},
}
OF_A = {"StringEquals": {"aws:username": "a"}}
LIKE_A = {"StringLike": {"aws:username": "a*"}}
NEVER = {**OF_A, "StringNotEquals": {"aws:username": "a"}}
IN_ALL_WAYS = [
    ("iot:Publish", DATA),
    ("iot:*", WHOLE),
    ("*", EVERYTHING),
    ("iot:CreateThing", ADMINISTRATION),
    ("iam:GetRole", SECURITY),
    ("s3:*", WHOLE),
]


@pytest.mark.parametrize(("action", "excess"), IN_ALL_WAYS)
@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_that_some_request_meets(action, excess, condition):
    (one,) = found(allow(action, Condition=condition))
    assert one.excess is excess


@pytest.mark.parametrize(("action", "excess"), IN_ALL_WAYS)
def test_conditions_of_grants_and_denies_are_read_together(action, excess):
    assert found(allow(action, Condition=NEVER)) == []
    of_a = allow(action, Condition=OF_A)
    assert found(of_a, deny(action, Condition=LIKE_A)) == []
    assert found(of_a, others=[[deny(action, Condition=LIKE_A)]]) == []
    (one,) = found(allow(action, Condition=LIKE_A), deny(action, Condition=OF_A))
    assert one.excess is excess
    both = [
        deny(action, Condition={"Null": {"aws:TokenIssueTime": each}}) for each in ("true", "false")
    ]
    assert found(allow(action), *both) == []


def test_conditions_that_are_not_known_leave_it_open():
    (unknown,) = found(allow("iot:Publish", Condition=UNKNOWN))
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize(
    ("grant", "denial", "is_left"),
    [
        (allow("s3:*", "arn:aws:s3:::b/*"), deny("s3:*", "arn:aws:s3:::b/*"), False),
        (allow("s3:*", "arn:aws:s3:::b/*"), deny("s3:*", "arn:aws:s3:::b/a"), True),
        (allow("s3:*"), deny("s3:*", NotResource="arn:aws:s3:::b/*"), True),
        (allow("s3:*"), deny("s3:?*"), False),
        (
            allow("iot:Publish", "arn:aws:iot:*:*:topic/*"),
            deny("iot:Publish", "arn:aws:iot:us-east-1:*:topic/*"),
            True,
        ),
    ],
)
def test_a_deny_of_some_resources_leaves_the_others(grant, denial, is_left):
    assert bool(found(grant, denial)) is is_left


@pytest.mark.parametrize("name", ["$share/*", "$share/g/#", "$share/*/#", "+/#"])
def test_shared_subscriptions_to_everything(name):
    (one,) = found(allow("iot:Subscribe", f"{ARN}topicfilter/{name}"))
    assert one.excess is DATA
