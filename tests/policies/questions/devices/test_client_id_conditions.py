"""The client IDs that conditions on the client ID leave."""

from __future__ import annotations

from typing import Any

import pytest
from policy_values import NAME, THING, UNKNOWN, allow, deny, policy, text

from checkov_aws_iot.policies.authoriser.resource_names import Resolution
from checkov_aws_iot.policies.questions.devices.client_id_conditions import (
    client_ids_left,
    conditions_on_client_ids,
    decides_client_id,
)

CONNECTING = Resolution(connecting=True)
KEY = "iot:ClientId"
IDS = ("pump-1", "PUMP-1", "pump-*", "sensor-1")


def statement(condition: Any, *, denies: bool = False) -> Any:
    build = deny if denies else allow
    (only,) = policy(build("iot:Connect", "client/*", Condition=condition)).statements
    return only


def left(condition: Any, resolution: Resolution = CONNECTING) -> set[str] | None:
    language = client_ids_left(statement(condition), resolution)
    return None if language is None else {one for one in IDS if language.contains(one)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {KEY: "pump-*"}}, {"pump-*"}),
        ({"StringLike": {KEY: "pump-*"}}, {"pump-1", "pump-*"}),
        ({"StringLike": {KEY: ["pump-?", "s*"]}}, {"pump-1", "pump-*", "sensor-1"}),
        ({"StringNotLike": {KEY: "pump-*"}}, {"PUMP-1", "sensor-1"}),
        ({"StringEqualsIgnoreCase": {KEY: "Pump-1"}}, {"pump-1", "PUMP-1"}),
        ({"StringNotEqualsIgnoreCase": {KEY: "Pump-1"}}, {"pump-*", "sensor-1"}),
        ({"StringLike": {KEY: "p*"}, "StringNotEquals": {KEY: "pump-1"}}, {"pump-*"}),
        # It is the client ID itself.
        ({"StringEquals": {KEY: "${iot:ClientId}"}}, set(IDS)),
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, None),
        ({"Null": {KEY: "false"}}, None),
    ],
)
def test_client_ids_that_are_left(condition: Any, expected: set[str] | None) -> None:
    assert left(condition) == expected


def test_they_are_those_of_a_device_that_connects() -> None:
    condition = {"StringEquals": {KEY: "pump-1"}}
    assert left(condition, Resolution()) is None
    assert left(condition, Resolution(connecting=True, iot_policy=False)) is None


def test_what_is_not_known_decides_for_an_allow_as_far_as_it_is_text() -> None:
    def decides(value: Any, *, denies: bool) -> bool:
        one = statement({"StringEquals": {KEY: value}}, denies=denies)
        return decides_client_id(one, one.conditions[0], CONNECTING)

    assert decides("pump-1", denies=True)
    assert decides(text("pump-", NAME), denies=False)
    assert not decides(text("pump-", NAME), denies=True)
    assert not decides(UNKNOWN, denies=False)


def test_the_patterns_of_a_condition_keep_its_variables() -> None:
    one = statement({"StringLike": {KEY: [f"{THING}*", "a"]}})
    ((condition, patterns),) = conditions_on_client_ids(one, CONNECTING)
    assert condition.key == KEY
    assert [str(p.atoms[0]) for p in patterns] == [THING.lower(), "a"]
