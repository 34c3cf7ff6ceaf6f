"""Actions and resources of a statement that can never meet in a request."""

from __future__ import annotations

import pytest
from policy_values import NAME, UNKNOWN, statement, text

from checkov_aws_iot.policies.questions.fit.statement_fit import MOST_ELEMENTS, misfits_of
from checkov_aws_iot.values.unknown import Unknown

ARN = "arn:aws:iot:us-east-1:123456789012:"
CLIENT, TOPIC, FILTER = f"{ARN}client/a", f"{ARN}topic/a", f"{ARN}topicfilter/a"


def found(**elements):
    return [
        (one.element, one.text) if not isinstance(one, Unknown) else one
        for one in misfits_of(statement(**elements), has_variables=True)
    ]


@pytest.mark.parametrize(
    ("actions", "resources", "misfits"),
    [
        ("iot:Connect", CLIENT, []),
        ("iot:Connect", [CLIENT, TOPIC], [("Resource", TOPIC)]),
        (["iot:Connect", "iot:Publish"], [CLIENT, TOPIC], []),
        (["iot:Connect", "iot:Publish"], [CLIENT], [("Action", "iot:Publish")]),
        (["iot:Connect", "iot:Publish"], [FILTER], [("Resource", FILTER)]),
        (["iot:Connect", "iot:Publish"], ["*"], []),
        # Where nothing is left that fits, the resources say all there is to say.
        ("iot:Connect", [TOPIC, FILTER], [("Resource", TOPIC), ("Resource", FILTER)]),
        (
            ["iot:Connect", "iot:Publish"],
            [CLIENT, FILTER],
            [("Resource", FILTER), ("Action", "iot:Publish")],
        ),
        ("iot:Connect", [CLIENT, "a"], [("Resource", "a")]),
        # A wildcard fits if one of the actions that it means does, "*" whatever it stands with.
        ("iot:Con*", TOPIC, [("Resource", TOPIC)]),
        ("iot:*", TOPIC, []),
        ("iot:List*Messages", TOPIC, [("Resource", TOPIC)]),
        ("*", "arn:aws:s3:::b", []),
        ("*:Connect", TOPIC, []),
        # Of what is not in the table nobody knows the types.
        ("iot:Nothing", TOPIC, []),
        (["iot:Nothing", "iot:Connect"], TOPIC, [("Action", "iot:Connect")]),
        (text("iot:", NAME), TOPIC, []),
        (["iot:Connect", UNKNOWN], [CLIENT, TOPIC], []),
        (["iot:Connect", "iot:Publish"], [CLIENT, UNKNOWN], []),
    ],
)
def test_items_that_never_match(actions, resources, misfits):
    assert found(Action=actions, Resource=resources) == misfits


@pytest.mark.parametrize(
    ("excluded", "resource", "fits"),
    [
        ("iot:Publish", CLIENT, True),
        ("iot:Subscribe", FILTER, False),
        ("iot:*", TOPIC, False),
        ("greengrass:*", TOPIC, True),
        # Whatever it excludes, NotAction grants the actions of all services beside.
        ("iot:*", "arn:aws:s3:::bucket/key", True),
        ("iot:Connect", "arn:aws:kinesis:us-east-1:123456789012:stream/a", True),
        ("*", TOPIC, True),
    ],
)
def test_not_action_leaves_the_resources_that_some_other_action_has(excluded, resource, fits):
    expected = [] if fits else [("Resource", resource)]
    assert found(NotAction=excluded, Resource=resource) == expected


def test_not_resource_excludes_in_vain_but_matches_the_rest():
    assert found(Action="iot:Connect", NotResource=[TOPIC, "a"]) == []


def test_an_unknown_resource_is_said_once_and_nothing_else_of_it():
    (unknown,) = found(Action="iot:Connect", Resource=[text("x", NAME), CLIENT])
    assert isinstance(unknown, Unknown)
    assert unknown.expression == "var.name"


@pytest.mark.parametrize("key", ["Action", "Resource"])
def test_more_than_anybody_writes_is_not_judged(key):
    elements = {"Action": ["iot:Connect"], "Resource": [TOPIC]}
    elements[key] *= MOST_ELEMENTS
    assert not any(isinstance(one, Unknown) for one in found(**elements))
    elements[key] += elements[key][:1]
    (unknown,) = found(**elements)
    assert "more than 500" in unknown.reason
