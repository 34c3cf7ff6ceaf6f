"""Strategies for policies, well formed and weird, and for requests that they are about."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from checkov_aws_iot.values.request import Identity, Request
from checkov_aws_iot.values.unknown import Unknown
from checkov_aws_iot.values.value import Mapping, Sequence, Value

ARN = "arn:aws:iot:us-east-1:123456789012:"
UNKNOWN = Unknown("has no default", "var.x")

names = st.sampled_from(
    [
        "a",
        "ab",
        "a/b",
        "*",
        "a*",
        "?",
        "+",
        "#",
        "a/+",
        "a/#",
        "${iot:ClientId}",
        "",
        "$aws/things/a",
        "${iot:Connection.Thing.ThingName}",
        "${iot:Connection.Thing.ThingName}/*",
        "${*}",
        "${nope}",
    ]
)
resources = st.one_of(
    st.sampled_from(["*", f"{ARN}*", "arn:aws:iot:*", "nonsense", f"{ARN}/topic/a", ""]),
    st.builds(
        lambda kind, name: f"{ARN}{kind}/{name}",
        st.sampled_from(["topic", "topicfilter", "client", "thing", "t*"]),
        names,
    ),
)
actions = st.sampled_from(
    [
        "iot:Publish",
        "iot:Subscribe",
        "iot:Connect",
        "IOT:RECEIVE",
        "iot:*",
        "*",
        "iot:Pub?ish",
        "iot:GetThingShadow",
        "s3:GetObject",
        "nonsense",
        "",
    ]
)
conditions = st.one_of(
    st.just(Mapping()),
    st.builds(
        lambda operator, key, values: Mapping({operator: Mapping({key: Sequence(values)})}),
        st.sampled_from(
            [
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "Bool",
                "BoolIfExists",
                "Null",
                "ForAllValues:StringEquals",
                "ForAnyValue:StringLike",
                "ArnLike",
                "Nonsense",
            ]
        ),
        st.sampled_from(
            ["iot:ClientId", "IOT:clientid", "iot:Connection.Thing.IsAttached", "aws:SourceIp", "k"]
        ),
        st.lists(
            st.sampled_from(["a", "*", "true", "false", "${iot:ClientId}", UNKNOWN]), max_size=3
        ),
    ),
)


def one_or_many(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Value]:
    return st.one_of(items, st.lists(items, max_size=3).map(Sequence))


@st.composite
def statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Deny")) -> Mapping:
    statement = Mapping({"Effect": draw(st.sampled_from(effects))})
    action_key = draw(st.sampled_from(["Action", "Action", "Action", "NotAction"]))
    resource_key = draw(st.sampled_from(["Resource", "Resource", "Resource", "NotResource"]))
    statement[action_key] = draw(
        one_or_many(st.one_of(actions, actions, actions, st.just(UNKNOWN)))
    )
    statement[resource_key] = draw(
        one_or_many(st.one_of(resources, resources, resources, st.just(UNKNOWN)))
    )
    condition = draw(conditions)
    if condition:
        statement["Condition"] = condition
    return statement


@st.composite
def policies(draw: st.DrawFn) -> Mapping:
    listed = draw(st.lists(st.one_of(statements(), statements(), st.just(UNKNOWN)), max_size=4))
    version = draw(st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17"]))
    return Mapping({"Version": version, "Statement": Sequence(listed)})


clients = st.sampled_from(["a", "ab", "a*", ""])
requests = st.builds(
    Request,
    st.sampled_from(["iot:Publish", "iot:Subscribe", "iot:Connect", "iot:Receive"]),
    st.builds(
        lambda kind, name: f"{ARN}{kind}/{name}",
        st.sampled_from(["topic", "topicfilter", "client"]),
        st.sampled_from(["a", "ab", "a/b", "b", "a/#", "$aws/things/a", "*"]),
    ),
    st.builds(Identity, clients, clients, st.booleans()),
    st.sampled_from([(), (("aws:SourceIp", ("a",)),), (("k", ("a", "b")),)]),
)


def with_statements(policy: Mapping, listed: list[Value]) -> Mapping:
    """The policy with other statements."""
    return Mapping({**policy, "Statement": Sequence(listed)})


def with_lists(policy: Mapping) -> Mapping:
    """The policy with a list of one wherever there was one item."""
    return with_statements(
        policy,
        [
            Mapping({key: _listed(key, value) for key, value in item.items()})
            if isinstance(item, Mapping)
            else item
            for item in policy["Statement"]
        ],
    )


def _listed(key: str, value: Value) -> Value:
    if not key.endswith(("Action", "Resource")) or isinstance(value, (Sequence, Unknown)):
        return value
    return Sequence([value])
