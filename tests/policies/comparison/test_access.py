"""What one policy allows that another does not: a table of pairs with what must be said."""

from __future__ import annotations

import time
from itertools import permutations
from random import Random
from typing import Any

import pytest
from policy_values import policy, text, value_of

from checkov_aws_iot.policies.authoriser.authorisation import Outcome, outcome_of
from checkov_aws_iot.policies.comparison.access import Difference, new_access
from checkov_aws_iot.policies.comparison.callers import new_callers
from checkov_aws_iot.policies.model.document import Document
from checkov_aws_iot.policies.model.document_reading import read_document
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:eu-west-1:123456789012:"
THING = "${iot:Connection.Thing.ThingName}"
OFFICE = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
LINE = Hole("var.line")


def _arn(name: Any) -> Any:
    if isinstance(name, Text):
        return text(ARN, *name.parts)
    return name if name == "*" or name.startswith("arn:") else ARN + name


def _statement(effect: str, actions: Any, *names: Any, **more: Any) -> dict[str, Any]:
    resources = [_arn(name) for name in names]
    return {"Effect": effect, "Action": actions, "Resource": resources, **more}


def allow(actions: Any, *names: Any, **more: Any) -> dict[str, Any]:
    return _statement("Allow", actions, *names, **more)


def deny(actions: Any, *names: Any, **more: Any) -> dict[str, Any]:
    return _statement("Deny", actions, *names, **more)


def but(statement: dict[str, Any], **elements: str) -> dict[str, Any]:
    """The statement with elements under other names, such as NotAction for Action."""
    return {elements.get(name, name): value for name, value in statement.items()}


def said(difference: Difference) -> set[str]:
    """The differences in short: actions, names, what is left out; ``?`` is not known."""
    found = {
        " ".join(
            (
                ",".join(a.removeprefix("iot:") for a in sorted(one.actions)),
                one.resource,
                *(f"-{name}" for name in one.besides),
                *(("if",) if one.conditional else ()),
            )
        )
        for one in difference.access
    }
    return found | {
        f"?{','.join(a.removeprefix('iot:') for a in sorted(one.actions))} {one.resource}"
        for one in difference.unknown
    }


PUBLISH = allow("iot:Publish", "topic/dt/*")
CONNECT = allow("iot:Connect", f"client/{THING}")
ALL_SHADOWS = "DeleteThingShadow,GetThingShadow,UpdateThingShadow"

# Name, before, after, what is newly allowed, what is no longer.
IOT: list[tuple[str, list[Any], list[Any], set[str], set[str]]] = [
    ("nothing changes", [PUBLISH], [PUBLISH], set(), set()),
    ("both empty", [], [], set(), set()),
    ("a first statement", [], [PUBLISH], {"Publish topic/dt/*"}, set()),
    ("the last statement goes", [PUBLISH], [], set(), {"Publish topic/dt/*"}),
    (
        "one more topic",
        [PUBLISH],
        [PUBLISH, allow("iot:Publish", "topic/plant/*")],
        {"Publish topic/plant/*"},
        set(),
    ),
    (
        "another topic",
        [PUBLISH],
        [allow("iot:Publish", "topic/plant/*")],
        {"Publish topic/plant/*"},
        {"Publish topic/dt/*"},
    ),
    (
        "a wider topic",
        [PUBLISH],
        [allow("iot:Publish", "topic/*")],
        {"Publish topic/* -topic/dt/*"},
        set(),
    ),
    (
        "a narrower topic",
        [PUBLISH],
        [allow("iot:Publish", "topic/dt/a/*")],
        set(),
        {"Publish topic/dt/* -topic/dt/a/*"},
    ),
    (
        "topics that overlap",
        [allow("iot:Publish", "topic/a/*/x")],
        [allow("iot:Publish", "topic/a/b/*")],
        {"Publish topic/a/b/* -topic/a/*/x"},
        {"Publish topic/a/*/x -topic/a/b/*"},
    ),
    (
        "one more action",
        [PUBLISH],
        [allow(["iot:Publish", "iot:Receive"], "topic/dt/*")],
        {"Receive topic/dt/*"},
        set(),
    ),
    ("an action in other case", [PUBLISH], [allow("IOT:publish", "topic/dt/*")], set(), set()),
    (
        "actions by a wildcard",
        [allow(["iot:GetThingShadow"], "thing/a")],
        [allow("iot:*ThingShadow", "thing/a")],
        {"DeleteThingShadow,UpdateThingShadow thing/a"},
        set(),
    ),
    (
        "a wildcard spelled out",
        [allow("iot:*ThingShadow", "thing/a")],
        [
            allow(
                ["iot:GetThingShadow", "iot:UpdateThingShadow", "iot:DeleteThingShadow"], "thing/a"
            )
        ],
        set(),
        set(),
    ),
    (
        "the star as several patterns",
        [allow(["iot:Publish", "iot:Receive"], "*")],
        [allow(["iot:Publish", "iot:Receive"], "topic/*", "topicfilter/*")],
        set(),
        set(),
    ),
    (
        "the star as first letters",
        [allow("iot:Publish", "topic/?*")],
        [allow("iot:Publish", "topic/*")],
        set(),
        set(),
    ),
    (
        "merged statements",
        [PUBLISH, allow("iot:Receive", "topic/dt/*")],
        [allow(["iot:Receive", "iot:Publish"], "topic/dt/*")],
        set(),
        set(),
    ),
    (
        "split resources",
        [allow("iot:Publish", "topic/a", "topic/b")],
        [allow("iot:Publish", "topic/b"), allow("iot:Publish", "topic/a")],
        set(),
        set(),
    ),
    (
        "a statement within another",
        [PUBLISH],
        [PUBLISH, allow("iot:Publish", "topic/dt/a")],
        set(),
        set(),
    ),
    ("a Sid", [PUBLISH], [{**PUBLISH, "Sid": "A"}], set(), set()),
    (
        "a Deny is added",
        [PUBLISH],
        [PUBLISH, deny("iot:Publish", "topic/dt/secret/*")],
        set(),
        {"Publish topic/dt/secret/*"},
    ),
    (
        "a Deny is taken away",
        [PUBLISH, deny("iot:Publish", "topic/dt/secret/*")],
        [PUBLISH],
        {"Publish topic/dt/secret/*"},
        set(),
    ),
    (
        "a Deny gets narrower",
        [PUBLISH, deny("iot:*", "topic/dt/s/*")],
        [PUBLISH, deny("iot:*", "topic/dt/s/t/*")],
        {"Publish topic/dt/s/*"},
        set(),
    ),
    (
        "a Deny that takes nothing",
        [PUBLISH],
        [PUBLISH, deny("iot:Publish", "topic/plant/*")],
        set(),
        set(),
    ),
    (
        "an Allow behind a Deny",
        [deny("iot:*", "*")],
        [deny("iot:*", "*"), PUBLISH],
        set(),
        set(),
    ),
    (
        "Allow and Deny together",
        [PUBLISH],
        [PUBLISH, allow("iot:Publish", "topic/x/*"), deny("iot:Publish", "topic/x/*")],
        set(),
        set(),
    ),
    (
        "a Deny wider than the Allow goes",
        [PUBLISH, deny("iot:Publish", "*")],
        [PUBLISH],
        {"Publish topic/dt/*"},
        set(),
    ),
    (
        "a condition is added",
        [PUBLISH],
        [{**PUBLISH, "Condition": OFFICE}],
        set(),
        {"Publish topic/dt/* if"},
    ),
    (
        "a condition goes",
        [{**PUBLISH, "Condition": OFFICE}],
        [PUBLISH],
        {"Publish topic/dt/* if"},
        set(),
    ),
    (
        "a network gets wider",
        [{**PUBLISH, "Condition": {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}}}],
        [{**PUBLISH, "Condition": OFFICE}],
        {"Publish topic/dt/* if"},
        set(),
    ),
    (
        "a network as its halves",
        [{**PUBLISH, "Condition": OFFICE}],
        [{**PUBLISH, "Condition": {"IpAddress": {"aws:SourceIp": ["10.0.0.0/9", "10.128.0.0/9"]}}}],
        set(),
        set(),
    ),
    (
        "a condition in other words",
        [{**PUBLISH, "Condition": {"StringEquals": {"iot:ClientId": "a"}}}],
        [{**PUBLISH, "Condition": {"StringLike": {"iot:ClientId": ["a"]}}}],
        set(),
        set(),
    ),
    (
        "IfExists on a key that Publish may lack",
        [{**PUBLISH, "Condition": {"StringEquals": {"iot:ClientId": "a"}}}],
        [{**PUBLISH, "Condition": {"StringEqualsIfExists": {"iot:ClientId": "a"}}}],
        {"Publish topic/dt/* if"},
        set(),
    ),
    (
        "a condition of a Deny goes",
        [PUBLISH, deny("iot:Publish", "*", Condition=OFFICE)],
        [PUBLISH, deny("iot:Publish", "*")],
        set(),
        {"Publish topic/dt/*"},
    ),
    (
        "a condition that always holds",
        [PUBLISH],
        [{**PUBLISH, "Condition": {"Bool": {"aws:SecureTransport": ["true", "false"]}}}],
        set(),
        set(),
    ),
    (
        "dates that meet",
        [{**PUBLISH, "Condition": {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}}],
        [
            {
                **PUBLISH,
                "Condition": {"DateLessThanEquals": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
            }
        ],
        {"Publish topic/dt/* if"},
        set(),
    ),
    (
        "a variable becomes a wildcard",
        [CONNECT],
        [allow("iot:Connect", "client/*")],
        {"Connect client/* if"},
        set(),
    ),
    (
        "a wildcard becomes a variable",
        [allow("iot:Connect", "client/*")],
        [CONNECT],
        set(),
        {"Connect client/* if"},
    ),
    (
        "another variable",
        [allow("iot:Publish", f"topic/{THING}/*")],
        [allow("iot:Publish", "topic/${iot:ClientId}/*")],
        {"Publish topic/${iot:ClientId}/* if"},
        {f"Publish topic/{THING}/* if"},
    ),
    (
        "the client ID is the thing name where both are the same",
        [allow("iot:Connect", f"client/{THING}")],
        [
            allow(
                "iot:Connect",
                "client/*",
                Condition={"StringEquals": {"iot:ClientId": THING}},
            )
        ],
        set(),
        set(),
    ),
    (
        "a variable in other case",
        [CONNECT],
        [allow("iot:Connect", "client/${iot:connection.thing.thingname}")],
        set(),
        set(),
    ),
    (
        "only attached things",
        [CONNECT],
        [{**CONNECT, "Condition": {"Bool": {"iot:Connection.Thing.IsAttached": "true"}}}],
        set(),
        set(),
    ),
    (
        "only attached things, of any client ID",
        [allow("iot:Connect", "client/*")],
        [
            allow(
                "iot:Connect",
                "client/*",
                Condition={"Bool": {"iot:Connection.Thing.IsAttached": "true"}},
            )
        ],
        set(),
        {"Connect client/* if"},
    ),
    (
        "NotAction for the same",
        [but(deny("iot:Connect", "*"), Action="NotAction"), allow("iot:*", "client/a")],
        [allow("iot:Connect", "client/a")],
        set(),
        set(),
    ),
    (
        "NotAction with one less",
        [but(allow(["iot:Publish", "iot:Receive"], "topic/a"), Action="NotAction")],
        [but(allow(["iot:Publish"], "topic/a"), Action="NotAction")],
        {"Receive topic/a"},
        set(),
    ),
    (
        "NotResource for the same",
        [allow("iot:Publish", "topic/*"), deny("iot:Publish", "topic/a")],
        [but(allow("iot:Publish", "topic/a"), Resource="NotResource")],
        set(),
        set(),
    ),
    (
        "NotResource with one less",
        [but(allow("iot:Publish", "topic/a", "topic/b"), Resource="NotResource")],
        [but(allow("iot:Publish", "topic/a"), Resource="NotResource")],
        {"Publish everything but topic/a if"},
        set(),
    ),
    (
        "a Deny of NotResource",
        [PUBLISH],
        [PUBLISH, but(deny("iot:Publish", "topic/dt/a/*"), Resource="NotResource")],
        set(),
        {"Publish topic/dt/* if"},
    ),
    (
        "a topic filter beside a topic",
        [allow(["iot:Subscribe", "iot:Receive"], "topic/a")],
        [allow(["iot:Subscribe", "iot:Receive"], "topic/a", "topicfilter/a")],
        {"Subscribe topicfilter/a"},
        set(),
    ),
    (
        "a topic that no client can name",
        [],
        [allow("iot:Publish", "topic/a/#")],
        set(),
        set(),
    ),
    (
        "an action on what it is not about",
        [],
        [allow("iot:Publish", "client/a")],
        set(),
        set(),
    ),
    (
        "another Region",
        [allow("iot:Publish", "arn:aws:iot:eu-west-1:123456789012:topic/a")],
        [allow("iot:Publish", "arn:aws:iot:us-east-1:123456789012:topic/a")],
        {"Publish topic/a"},
        {"Publish topic/a"},
    ),
    (
        "any Region, where the policy is in one",
        [allow("iot:Publish", "arn:aws:iot:eu-west-1:123456789012:topic/a")],
        [
            allow("iot:Publish", "arn:aws:iot:eu-west-1:123456789012:topic/a"),
            allow("iot:Publish", "arn:aws:iot:*:123456789012:topic/a"),
        ],
        set(),
        set(),
    ),
    (
        "everything",
        [allow(["iot:Connect"], "*")],
        [allow(["iot:Connect", "iot:*ThingShadow"], "*")],
        {f"{ALL_SHADOWS} *"},
        set(),
    ),
    (
        "Greengrass for devices",
        [],
        [allow("greengrass:Discover", "*")],
        {"greengrass:Discover *"},
        set(),
    ),
    (
        "the same hole",
        [allow("iot:Publish", text("topic/", LINE, "/x"))],
        [allow("iot:Publish", text("topic/", LINE, "/x"), "topic/y")],
        {"Publish topic/y"},
        set(),
    ),
    (
        "a name below a hole",
        [allow("iot:Publish", text("topic/", LINE, "/x"))],
        [allow("iot:Publish", text("topic/", LINE, "/x"), text("topic/", LINE, "/y"))],
        {"Publish topic/${var.line}/y"},
        set(),
    ),
    (
        "what a hole may be",
        [allow("iot:Publish", text("topic/", LINE, "/x"))],
        [allow("iot:Publish", text("topic/", LINE, "/x"), "topic/plant/x")],
        {"?Publish topic/plant/x"},
        set(),
    ),
    (
        "a hole below a wildcard",
        [allow("iot:Publish", "topic/*")],
        [allow("iot:Publish", text("topic/", LINE))],
        set(),
        {"?Publish topic/*"},
    ),
    (
        "a Deny with a hole that stays",
        [PUBLISH, deny("iot:Publish", text("topic/", LINE))],
        [PUBLISH, deny("iot:Publish", text("topic/", LINE)), allow("iot:Receive", "topic/a")],
        {"Receive topic/a"},
        set(),
    ),
    (
        "an unknown statement",
        [PUBLISH],
        [PUBLISH, Unknown("is not known", "var.more")],
        {"?* *"},
        {"?Publish topic/dt/*"},
    ),
    (
        "an unknown statement that stays",
        [PUBLISH, Unknown("is not known", "var.more")],
        [Unknown("is not known", "var.more"), PUBLISH],
        set(),
        set(),
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"), [row[1:] for row in IOT], ids=[row[0] for row in IOT]
)
def test_iot_policies(before, after, new, gone):
    old, now = policy(*before), policy(*after)
    assert said(new_access([now], [old], iot_policy=True)) == new
    assert said(new_access([old], [now], iot_policy=True)) == gone


def identity(*statements: Any) -> Document:
    return read_document(
        value_of({"Version": "2012-10-17", "Statement": list(statements)}), completes_arns=True
    )


def grant(actions: Any, *resources: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources), **more}


BUCKET = "arn:aws:s3:::bucket/*"
IAM: list[tuple[str, list[Any], list[Any], set[str], set[str]]] = [
    ("objects", [grant("s3:GetObject", BUCKET)], [grant("s3:GetObject", BUCKET)], set(), set()),
    (
        "one more action",
        [grant("s3:GetObject", BUCKET)],
        [grant(["s3:GetObject", "s3:PutObject"], BUCKET)],
        {f"s3:PutObject {BUCKET}"},
        set(),
    ),
    (
        "a wildcard",
        [grant("s3:Get*", BUCKET)],
        [grant("s3:*", BUCKET)],
        {f"s3:* {BUCKET}"},
        set(),
    ),
    (
        "another bucket",
        [grant("s3:GetObject", BUCKET)],
        [grant("s3:GetObject", BUCKET, "arn:aws:s3:::other/*")],
        {"s3:GetObject arn:aws:s3:::other/*"},
        set(),
    ),
    (
        "wildcards spelled out",
        [grant(["dynamodb:Get*", "dynamodb:*"], "*")],
        [grant(["dynamodb:*", "dynamodb:PutItem"], "*")],
        set(),
        set(),
    ),
    (
        "an incomplete ARN",
        [grant("iot:Publish", "arn:aws:iot:*")],
        [grant("iot:Publish", "arn:aws:iot")],
        set(),
        set(),
    ),
    (
        "a tag of the caller",
        [grant("iot:Publish", "arn:aws:iot:*:*:topic/${aws:PrincipalTag/line}")],
        [grant("iot:Publish", "arn:aws:iot:*:*:topic/*")],
        {"Publish topic/* if"},
        set(),
    ),
    (
        "PassRole",
        [grant("iam:PassRole", "arn:aws:iam::123456789012:role/a")],
        [grant("iam:PassRole", "arn:aws:iam::123456789012:role/*")],
        {
            "iam:PassRole arn:aws:iam::123456789012:role/* -arn:aws:iam::123456789012:role/a",
        },
        set(),
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"), [row[1:] for row in IAM], ids=[row[0] for row in IAM]
)
def test_identity_policies(before, after, new, gone):
    old, now = identity(*before), identity(*after)
    assert said(new_access([now], [old], iot_policy=False)) == new
    assert said(new_access([old], [now], iot_policy=False)) == gone


SERVICE = {"Service": "iot.amazonaws.com"}
ROLE = "arn:aws:iam::123456789012:role/a"
OWN = {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


TRUST: list[tuple[str, list[Any], list[Any], set[str], set[str]]] = [
    ("the same service", [trust(SERVICE)], [trust(SERVICE)], set(), set()),
    (
        "one more service",
        [trust(SERVICE)],
        [trust({"Service": ["iot.amazonaws.com", "lambda.amazonaws.com"]})],
        {"service lambda.amazonaws.com"},
        set(),
    ),
    ("anyone", [trust(SERVICE)], [trust(SERVICE), trust("*")], {"anyone"}, set()),
    (
        "a role of the account",
        [trust({"AWS": "123456789012"})],
        [trust({"AWS": ROLE})],
        set(),
        {"principal 123456789012"},
    ),
    (
        "the account of a role",
        [trust({"AWS": ROLE})],
        [trust({"AWS": "123456789012"})],
        {"principal 123456789012"},
        set(),
    ),
    (
        "an account in other words",
        [trust({"AWS": "123456789012"})],
        [trust({"AWS": "arn:aws:iam::123456789012:root"})],
        set(),
        set(),
    ),
    (
        "no source account",
        [trust(SERVICE, Condition=OWN)],
        [trust(SERVICE)],
        {"service iot.amazonaws.com"},
        set(),
    ),
    (
        "a source account",
        [trust(SERVICE)],
        [trust(SERVICE, Condition=OWN)],
        set(),
        {"service iot.amazonaws.com"},
    ),
    (
        "one more action",
        [trust(SERVICE)],
        [trust(SERVICE, Action=["sts:AssumeRole", "sts:TagSession"])],
        {"service iot.amazonaws.com"},
        set(),
    ),
    (
        "a Deny of one role",
        [trust({"AWS": "123456789012"}), {**trust({"AWS": ROLE}), "Effect": "Deny"}],
        [trust({"AWS": "123456789012"})],
        {f"principal {ROLE}"},
        set(),
    ),
    (
        "a service in other case",
        [trust(SERVICE)],
        [trust({"Service": "IoT.amazonaws.com"})],
        set(),
        set(),
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "new", "gone"), [row[1:] for row in TRUST], ids=[row[0] for row in TRUST]
)
def test_trust_policies(before, after, new, gone):
    old, now = policy(*before), policy(*after)
    assert {str(one.caller) for one in new_callers(now, old, of_role=True)} == new
    assert {str(one.caller) for one in new_callers(old, now, of_role=True)} == gone


def test_there_are_enough_pairs():
    assert len(IOT) + len(IAM) + len(TRUST) >= 60


@pytest.mark.parametrize(
    ("before", "after"), [row[1:3] for row in IOT], ids=[row[0] for row in IOT]
)
def test_every_witness_is_allowed_and_was_denied(before, after):
    old, now = policy(*before), policy(*after)
    for one in new_access([now], [old], iot_policy=True).access:
        assert outcome_of([now], one.witness) is Outcome.ALLOWED
        assert outcome_of([old], one.witness) is Outcome.DENIED


def test_the_order_of_statements_is_no_difference():
    statements = [CONNECT, PUBLISH, deny("iot:Publish", "topic/dt/s/*"), allow("iot:*", "thing/a")]
    for order in permutations(statements):
        assert not new_access([policy(*order)], [policy(*statements)], iot_policy=True)


def test_several_documents_are_one_side():
    together = policy(CONNECT, PUBLISH)
    apart = [policy(CONNECT), policy(PUBLISH)]
    assert not new_access([together], apart, iot_policy=True)
    assert not new_access(apart, [together], iot_policy=True)


def test_versions_of_documents_are_kept_apart():
    plain = policy(CONNECT, version="2008-10-17")
    assert said(new_access([policy(CONNECT)], [plain], iot_policy=True)) == {
        f"Connect client/{THING} if"
    }


def test_too_many_actions_are_not_compared():
    many = [grant([f"s{n}:A*{n}" for n in range(400)], "*")]
    found = new_access([identity(*many)], [identity()], iot_policy=False)
    assert [one.reason.reason for one in found.unknown] == ["has too many actions to be compared"]


def _hostile() -> dict[str, tuple[list[Any], list[Any]]]:
    random = Random(1)

    def word() -> str:
        return "".join(random.choice("ab*?/") for _ in range(30))

    def names(count: int) -> list[str]:
        return [f"topic/{word()}" for _ in range(count)]

    clients = {"StringLike": {"iot:ClientId": [word() for _ in range(20)]}}
    return {
        "many resources": ([allow("iot:*", *names(200))], [allow("iot:*", *names(200))]),
        "many Denies": (
            [allow("iot:*", "*"), *(deny("iot:*", name) for name in names(100))],
            [allow("iot:*", "*"), *(deny("iot:*", name) for name in names(100))],
        ),
        "many conditions": (
            [allow("iot:*", name, Condition=clients) for name in names(60)],
            [allow("iot:*", name) for name in names(60)],
        ),
        "stars": (
            [allow("iot:*", "topic/" + "*a" * 200)],
            [allow("iot:*", "topic/" + "*b*a" * 150)],
        ),
    }


@pytest.mark.parametrize("name", _hostile())
def test_hostile_documents_come_to_an_end(name):
    before, after = _hostile()[name]
    start = time.process_time()
    found = new_access([policy(*after)], [policy(*before)], iot_policy=True)
    assert time.process_time() - start < 30
    assert found
