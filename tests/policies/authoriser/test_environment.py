"""Account, Region and partition that are not known, filled with those of a resource."""

from __future__ import annotations

import pytest
from policy_values import ACCOUNT, NAME, PARTITION, REGION, allow, policy, text

from checkov_aws_iot.policies.authoriser.environment import Environment, environment_of
from checkov_aws_iot.values.text import Text

HERE = Environment("aws-cn", "cn-north-1", "111122223333")


def test_each_hole_is_filled_with_its_own_text() -> None:
    whole = text("arn:", PARTITION, ":iot:", REGION, ":", ACCOUNT, ":topic/a")
    assert HERE.filled(whole) == "arn:aws-cn:iot:cn-north-1:111122223333:topic/a"


def test_what_is_not_of_the_environment_stays_a_hole() -> None:
    filled = HERE.filled(text("a/", NAME, "/", ACCOUNT))
    assert isinstance(filled, Text)
    assert filled.holes == (NAME,)
    assert Environment().filled(text("a/", ACCOUNT)) == text("a/", ACCOUNT)
    assert HERE.filled("plain") == "plain"


@pytest.mark.parametrize(
    ("arn", "environment"),
    [
        ("arn:aws-cn:iot:cn-north-1:111122223333:topic/a", HERE),
        ("arn:aws:iot:eu-west-1::topic/a", Environment("aws", "eu-west-1", "")),
        ("*", Environment()),
        (
            text("arn:aws:iot:", REGION, ":111122223333:topic/a"),
            Environment("aws", "", "111122223333"),
        ),
    ],
)
def test_a_resource_says_where_it_is(arn: object, environment: Environment) -> None:
    assert environment_of(arn) == environment  # type: ignore[arg-type]


def test_conditions_are_filled_as_well() -> None:
    asked = {"StringEquals": {"aws:SourceAccount": [text("", ACCOUNT), "1", text("", NAME)]}}
    (statement,) = policy(allow("iot:Connect", Condition=asked)).statements
    (condition,) = statement.conditions
    filled = HERE.filled_condition(condition)
    account, one, name = filled.values
    assert (account, one) == ("111122223333", "1")
    assert isinstance(name, Text)
    assert [hole.expression for hole in name.holes] == ["var.name"]
    assert filled.key == condition.key
