"""Plans whose configuration does not fit their resources."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checkov_aws_iot.resources.known_types import KNOWN_TYPES
from checkov_aws_iot.terraform.plan.plan_file import Plan
from checkov_aws_iot.values.unknown import Unknown


def planned(module: str, after: dict[str, Any], unknown: dict[str, Any]) -> str:
    expressions = {"policy": {"references": ["var.x"]}}
    resource = {
        "mode": "managed",
        "type": "aws_iot_policy",
        "name": "p",
        "expressions": expressions,
    }
    change = {
        **resource,
        "address": "p",
        "module_address": module,
        "change": {"after": after, "after_unknown": unknown},
    }
    root = {"resources": [resource], "module_calls": {"": {}}}
    return json.dumps({"resource_changes": [change], "configuration": {"root_module": root}})


@pytest.mark.parametrize("module", ["x", "module.", "module", "[", "a.b.c"])
def test_an_argument_of_a_module_that_nobody_calls_is_unknown(module: str) -> None:
    instance = Plan(planned(module, {}, {"policy": True}), "plan.json", KNOWN_TYPES).instance("p")
    assert instance is not None
    assert isinstance(instance.get("policy"), Unknown)


def test_half_of_a_surrogate_pair_is_the_replacement_character() -> None:
    instance = Plan(planned("", {"policy": "a\ud800"}, {}), "plan.json", KNOWN_TYPES).instance("p")
    assert instance is not None
    assert instance.get("policy") == "a\ufffd"
