"""The judge of the judge: what brute force says of cases that AWS documents."""

from __future__ import annotations

from typing import Any

import pytest
from brute_force import ATTACHED, CLIENT, DEVICE, THING, Connections, OwnIds, foreign_ids, matches

OWN = f"{CLIENT}${{{THING}}}"
EVERY = f"{CLIENT}*"


def statement(effect: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "iot:Connect", "Resource": resource, **more}


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
        ([statement("Allow", f"{OWN}?")], True, {f"{DEVICE.thing}{letter}" for letter in "abz-"}),
        ([statement("Allow", f"{CLIENT}a")], False, set()),
        ([statement("Allow", f"{CLIENT}?")], False, set("abz/-")),
        ([statement("Allow", f"{CLIENT}?", Condition={"Bool": {ATTACHED: "true"}})], False, set()),
        (
            [statement("Allow", f"{CLIENT}?", Condition={"Bool": {ATTACHED: "true"}})],
            True,
            set("abz/-"),
        ),
        ([statement("Allow", f"{CLIENT}?"), statement("Deny", EVERY)], False, set()),
    ],
)
def test_foreign_ids(statements: list[Any], exclusive: bool, expected: set[str]) -> None:
    found = set(foreign_ids(statements, exclusive=exclusive))
    assert found == expected


def test_a_variable_without_value_matches_nothing() -> None:
    connections = Connections([statement("Allow", f"{OWN}*")], exclusive=False)
    assert connections.allows(DEVICE.thing)
    assert not connections.allows(f"{DEVICE.thing}a")


def test_own_ids_are_spelled_out_or_set_off() -> None:
    own = OwnIds([statement("Allow", f"{CLIENT}a"), statement("Allow", f"{OWN}/*")])
    assert "a" in own
    assert f"{DEVICE.thing}/b" in own
    assert f"{DEVICE.thing}b" not in own
