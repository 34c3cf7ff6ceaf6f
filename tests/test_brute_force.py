"""The judge of the judge: what brute force says of cases that AWS documents."""

from __future__ import annotations

from typing import Any

import pytest
from brute_force import (
    ATTACHED,
    CERTIFICATE,
    CLIENT,
    CLIENT_ID,
    DEVICE,
    ENDPOINT,
    FEATURES,
    IDS,
    THING,
    Connections,
    OwnIds,
    allows_request,
    foreign_ids,
    keeps_apart,
    matches,
)

OWN = f"{CLIENT}${{{THING}}}"
EVERY = f"{CLIENT}*"


def statement(effect: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "iot:Connect", "Resource": resource} | more


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a*", "a", True),
        ("*b*", "abc", True),
        ("a?c", "abc", True),
        ("a?", "a", False),
        ("${*}", "*", True),
        ("${*}", "a", False),
        ("a.c", "abc", False),
        ("*", "a/b\n", False),
    ],
)
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("statements", "exclusive", "expected"),
    [
        ([statement("Allow", OWN)], False, set()),
        ([statement("Allow", OWN)], True, set()),
        ([statement("Allow", f"{OWN}?")], True, {f"{DEVICE.thing}{letter}" for letter in "abz-*"}),
        ([statement("Allow", f"{CLIENT}a")], False, set()),
        ([statement("Allow", f"{CLIENT}?")], False, set("abz/-*")),
        ([statement("Allow", f"{CLIENT}?", Condition={"Bool": {ATTACHED: "true"}})], False, set()),
        (
            [statement("Allow", f"{CLIENT}?", Condition={"Bool": {ATTACHED: "true"}})],
            True,
            set("abz/-*"),
        ),
        ([statement("Allow", f"{CLIENT}?"), statement("Deny", EVERY)], False, set()),
    ],
)
def test_foreign_ids(statements: list[Any], exclusive: bool, expected: set[str]) -> None:
    found = set(foreign_ids(statements, exclusive=exclusive))
    assert found == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {CLIENT_ID: "a"}}, {"a"}),
        ({"StringEquals": {CLIENT_ID: "?"}}, set()),
        ({"StringLike": {CLIENT_ID: ["a", "-*"]}}, {"a", "-"}),
        ({"StringNotLike": {CLIENT_ID: ["a", "b", "*", f"${{{THING}}}"]}}, set()),
        ({"StringNotEquals": {CLIENT_ID: [f"${{{THING}}}", "/", "-", "*"]}}, {"a", "b", "z"}),
        ({"ForAllValues:StringEquals": {FEATURES: "LastWill"}}, set("abz/-*")),
        ({"Null": {ENDPOINT: "true"}, "StringEquals": {ENDPOINT: "vpce-1"}}, set()),
        ({"BoolIfExists": {ATTACHED: "true"}}, set("abz/-*")),
    ],
)
def test_conditions(condition: Any, expected: set[str]) -> None:
    connections = Connections(
        [statement("Allow", f"{CLIENT}?", Condition=condition)], exclusive=False
    )
    assert {one for one in IDS.named(connections.allowed(IDS)) if len(one) == 1} == expected
    assert {one for one in "abz/-*" if connections.allows(one)} == expected


def test_a_policy_of_the_old_version_has_no_variables() -> None:
    statements = [
        statement("Allow", f"{CLIENT}${{{CLIENT_ID}}}"),
        statement("Allow", f"{CLIENT}?b"),
    ]
    connections = Connections(statements, exclusive=False, variables=False)
    assert not connections.allows("z")
    assert connections.allows("zb")


def test_requests() -> None:
    statements = [
        {"Effect": "Allow", "NotAction": "iot:Connect", "Resource": "x/${iot:ClientId}/*"},
        statement("Deny", "x/a/b", Action="iot:Pub*", Condition={"Bool": {ATTACHED: "false"}}),
    ]

    def allowed(action: str, resource: str, attached: str = "false") -> bool:
        context = {ATTACHED.lower(): (attached,)}
        return allows_request(statements, action, resource, {CLIENT_ID: "a"}, context)

    assert allowed("iot:Publish", "x/a/c")
    assert not allowed("iot:Publish", "x/c/c")
    assert not allowed("iot:Connect", "x/a/c")
    assert not allowed("iot:Publish", "x/a/b")
    assert allowed("iot:Publish", "x/a/b", attached="true")


def test_a_variable_without_value_matches_nothing() -> None:
    connections = Connections([statement("Allow", f"{OWN}*")], exclusive=False)
    assert connections.allows(DEVICE.thing)
    assert not connections.allows(f"{DEVICE.thing}a")


def test_own_ids_are_spelled_out_or_set_off() -> None:
    own = OwnIds([statement("Allow", f"{CLIENT}a"), statement("Allow", f"{OWN}/*")])
    assert "a" in own
    assert f"{DEVICE.thing}/b" in own
    assert f"{DEVICE.thing}b" not in own


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"${{{THING}}}/*", True),
        (f"*/${{{THING}}}", True),
        (f"a/*/b/${{{THING}}}/c", True),
        (f"+/${{{THING}}}/*", True),
        (f"a/${{{THING}}}?/b", True),
        (f"a/${{{THING}}}*/b", False),
        (f"x/*/${{{THING}}}/*", False),
        (f"${{{THING}}}a*/b", False),
        (f"a/${{{CERTIFICATE}}}*", True),
        # The name of another thing is a client ID, too.
        (f"${{{THING}}}?", False),
        (f"${{{THING}}}*", False),
        ("a/*", False),
    ],
)
def test_names_that_keep_devices_apart(name: str, expected: bool) -> None:
    assert keeps_apart(name) is expected


def test_a_level_that_wildcards_may_move_is_nobody_s_own() -> None:
    own = OwnIds([statement("Allow", f"{CLIENT}x/*/${{{THING}}}/*")])
    assert f"x/a/{DEVICE.thing}/b" not in own
    fixed = OwnIds([statement("Allow", f"{CLIENT}x/?/${{{THING}}}/*")])
    assert f"x/a/{DEVICE.thing}/b" in fixed
