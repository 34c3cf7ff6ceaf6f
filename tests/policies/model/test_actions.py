"""The action catalogue and texts that name actions."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from checkov_aws_iot.policies.model.action_table import ACTIONS, RESOURCE_TYPES
from checkov_aws_iot.policies.model.actions import (
    action_names,
    actions_as_of,
    actions_of,
    covers_action,
    find_action,
    grants_action,
    matching_actions,
    names_action,
    resource_patterns,
)
from checkov_aws_iot.policies.model.document import Effect, Element, Statement
from checkov_aws_iot.values.text import Hole, Text
from checkov_aws_iot.values.unknown import Unknown


def names(actions):
    return [action.name for action in actions]


@pytest.mark.parametrize(
    ("name", "types", "resource_permission", "data_plane"),
    [
        ("iot:Connect", ("iot:client",), True, True),
        ("iot:Publish", ("iot:topic",), True, True),
        ("iot:RetainPublish", ("iot:topic",), True, True),
        ("iot:Receive", ("iot:topic",), True, True),
        ("iot:Subscribe", ("iot:topicfilter",), True, True),
        ("iot:GetRetainedMessage", ("iot:topic",), True, True),
        ("iot:ListRetainedMessages", (), False, True),
        ("iot:GetThingShadow", ("iot:thing",), True, True),
        ("iot:ListNamedShadowsForThing", ("iot:thing",), False, True),
        ("iot:UpdateJobExecution", ("iot:thing",), True, True),
        ("iotjobsdata:UpdateJobExecution", ("iot:thing",), True, True),
        ("iot:AssumeRoleWithCertificate", ("iot:rolealias",), True, False),
        ("iot:CreateKeysAndCertificate", (), False, False),
        ("iot:CreateProvisioningClaim", ("iot:provisioningtemplate",), True, False),
        ("greengrass:Discover", ("iot:thing",), True, False),
        ("greengrass:GetDeploymentConfiguration", (), False, False),
        ("greengrass:GetComponentVersionArtifact", ("greengrass:componentversion",), True, False),
        ("iotdeviceadvisor:GetSuiteRun", ("iotdeviceadvisor:suiterun",), True, False),
    ],
)
def test_what_is_documented(name, types, resource_permission, data_plane):
    action = find_action(name)
    assert action is not None
    assert action.resource_types == types
    assert action.on_any_resource is not resource_permission
    assert action.data_plane is data_plane


def test_the_table_is_consistent():
    assert {name.partition(":")[0] for name in ACTIONS} == {
        "greengrass",
        "iot",
        "iotdeviceadvisor",
        "iotjobsdata",
    }
    used = {kind for kinds, _ in ACTIONS.values() for kind in kinds}
    assert used <= set(RESOURCE_TYPES)
    for kinds, marks in ACTIONS.values():
        assert set(marks.split()) <= {"any", "data"}
        assert kinds or "any" in marks


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("iot:Connect", ["iot:Connect"]),
        ("IOT:CONNECT", ["iot:Connect"]),
        ("iot:Co?nect", ["iot:Connect"]),
        (
            "iot:*ThingShadow",
            ["iot:DeleteThingShadow", "iot:GetThingShadow", "iot:UpdateThingShadow"],
        ),
        ("*:discover", ["greengrass:Discover"]),
        ("iot:Connec", []),
        ("iot.Connect", []),
        ("", []),
    ],
)
def test_patterns(pattern, expected):
    assert names(matching_actions(pattern)) == expected


def test_a_star_is_everything():
    assert len(matching_actions("*")) == len(ACTIONS)


def test_a_name_needs_no_entry_in_the_table():
    assert names_action("s3:Get*", "s3:GetObject") is True
    assert names_action("s3:Get*", "s3:PutObject") is False


def test_a_hole_in_an_action():
    text = Text(("iot:Get", Hole("var.what")))
    assert isinstance(names_action(text, "iot:GetThingShadow"), Unknown)
    assert names_action(text, "iot:Publish") is False


def statement(*texts, negated=False):
    elements = tuple(Element(text, f"Action/[{i}]") for i, text in enumerate(texts))
    return Statement(0, "", Effect.ALLOW, actions=elements, negated_actions=negated)


def test_statements_name_or_exclude():
    assert covers_action(statement("iot:Pub*", "iot:Connect"), "iot:Publish") is True
    assert covers_action(statement("iot:Pub*", negated=True), "iot:Publish") is False
    assert covers_action(statement("iot:Pub*", negated=True), "s3:GetObject") is True
    assert covers_action(statement(), "iot:Publish") is False
    assert names(actions_of(statement("iot:Publish", "iot:Pub*", "s3:*"))) == ["iot:Publish"]
    rest = names(actions_of(statement("iot:*", "greengrass:*", "iotjobsdata:*", negated=True)))
    assert rest
    assert all(name.startswith("iotdeviceadvisor:") for name in rest)
    assert names(actions_of(statement("iot:Publish", Text(("iot:", Hole("var.x")))))) == [
        "iot:Publish"
    ]


def test_actions_are_sorted_and_found_by_name():
    found = names(matching_actions("iot:*"))
    assert found == sorted(found)
    assert action_names() == tuple(sorted(ACTIONS))
    assert names(actions_of(statement("iot:Subscribe", "iot:Connect"))) == [
        "iot:Connect",
        "iot:Subscribe",
    ]
    assert find_action("IOT:connect").service == "iot"
    assert find_action("iot:Nothing") is None
    assert resource_patterns("iot:client") == ("client/*",)
    assert re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", actions_as_of())


def test_only_an_allow_grants():
    allowing = statement("iot:Pub*")
    assert grants_action(allowing, "iot:Publish")
    assert not grants_action(allowing, "iot:Connect")
    assert not grants_action(replace(allowing, effect=Effect.DENY), "iot:Publish")
    assert not grants_action(statement(Text(("iot:", Hole("var.x")))), "iot:Publish")
