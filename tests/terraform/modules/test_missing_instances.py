"""References to instances of which it is not known whether there are any, under ``try`` and ``can``."""

from __future__ import annotations

from typing import Any

import pytest
from terraform_files import configuration, plain

NAMES = """
variable "on" { type = bool }
variable "names" { type = set(string) }
resource "aws_iot_thing" "counted" {
  count = var.on ? 1 : 0
  name  = "counted"
}
resource "aws_iot_thing" "each" {
  for_each = var.names
  name     = "each"
}
"""


def name_of(expression: str, count: str = "") -> Any:
    text = f'{NAMES}\nresource "aws_iot_thing" "x" {{\n  {count}\n  name = {expression}\n}}'
    (instance,) = configuration(text).instances("main.tf", "aws_iot_thing.x")
    return plain(instance.get("name"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_iot_thing.counted[0].name", "counted"),
        ('try(aws_iot_thing.counted[0].name, "f")', {"var.on?": {"true": "counted", "false": "f"}}),
        (
            'try([aws_iot_thing.counted[0].name][0], "f")',
            {"var.on?": {"true": "counted", "false": "f"}},
        ),
        (
            'can(aws_iot_thing.counted[0].name) ? "a" : "b"',
            {"var.on?": {"true": "a", "false": "b"}},
        ),
        ('try(aws_iot_thing.counted[1].name, "f")', "f"),
        (
            'try(aws_iot_thing.each["a"].name, "f")',
            {"aws_iot_thing.each['a'] exists?": {"true": "each", "false": "f"}},
        ),
    ],
)
def test_every_way_it_may_turn_out(expression: str, expected: object) -> None:
    assert name_of(expression) == expected


def test_what_is_created_under_the_same_condition_sees_the_instance() -> None:
    found = name_of('try(aws_iot_thing.counted[0].name, "f")', "count = var.on ? 1 : 0")
    assert found == "counted"
