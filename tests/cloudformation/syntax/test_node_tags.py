"""Keys and timestamps of templates stay text, and merge keys may be overridden."""

from __future__ import annotations

import pytest
from template_texts import template

from checkov_aws_iot.values.value import Value


def properties(text: str, name: str = "Value") -> Value:
    body = "\n".join("      " + line for line in text.splitlines())
    resource = template(
        f"Shared: &shared {{a: 1, b: 2}}\n"
        f"Other: &other {{b: 3, c: 4}}\n"
        f"Allow: &allow {{Effect: Allow, Sid: one}}\n"
        f"Deny: &deny {{Effect: Deny, Action: 'iot:*'}}\n"
        f"Inherits: &inherits {{<<: [*deny, *allow], Action: 'iot:Connect'}}\n"
        f"Resources:\n  X:\n    Type: AWS::IoT::Thing\n    Properties:\n{body}\n"
    ).resource("X")
    assert resource is not None
    return resource.get(name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Value: {on: 1, off: 2}", {"on": 1, "off": 2}),
        ("Value: {yes: 1, no: 2, true: 3}", {"yes": 1, "no": 2, "true": 3}),
        ("Value: {1: a, 2012-10-17: b, 1.50: c}", {"1": "a", "2012-10-17": "b", "1.50": "c"}),
        ("Value: 2012-10-17", "2012-10-17"),
        ("Value: 2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"),
        ("Value: [2012-10-17]", ["2012-10-17"]),
        ("Value: {<<: *shared, c: 5}", {"a": 1, "b": 2, "c": 5}),
        ("Value: {<<: *shared, b: 5}", {"a": 1, "b": 5}),
        ("Value: {b: 5, <<: *shared}", {"a": 1, "b": 5}),
        ("Value: {<<: [*shared, *other]}", {"a": 1, "b": 2, "c": 4}),
        (
            "Value: {<<: [*allow, *deny]}",
            {"Effect": "Allow", "Sid": "one", "Action": "iot:*"},
        ),
        ("Value: {<<: [*deny, *allow], Sid: a}", {"Effect": "Deny", "Action": "iot:*", "Sid": "a"}),
        ("Value: {<<: *inherits}", {"Effect": "Deny", "Sid": "one", "Action": "iot:Connect"}),
        (
            "Value: {<<: [*allow, *inherits]}",
            {"Effect": "Allow", "Sid": "one", "Action": "iot:Connect"},
        ),
        ("Value: [=, <<, {=: =}]", ["=", "<<", {"=": "="}]),
        ("Value: {<<: [*other, *shared], c: 5}", {"a": 1, "b": 3, "c": 5}),
        (
            "Value: {x: {<<: *shared}, y: {<<: *shared}}",
            {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 2}},
        ),
    ],
)
def test_a_value(text: str, expected: object) -> None:
    assert properties(text) == expected
