"""Small configurations, and what the real Terraform plans for them, kept beside each other.

A file NAME.txt of tests/terraform/plan/configurations holds several: ``=== name`` begins one, and
``--- path`` another file of it than ``main.tf``. NAME.json holds what `python -m tools.make_plans`
made of them: the outputs, and the resources after the apply without what is null.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

CONFIGURATIONS = Path(__file__).parent / "terraform" / "plan" / "configurations"
_HEADING = re.compile(r"^(===|---) (\S+)\n", re.MULTILINE)

Plan = dict[str, Any]


def topics() -> list[str]:
    """The names of the files of configurations."""
    return sorted(path.stem for path in CONFIGURATIONS.glob("*.txt"))


def configurations_of(topic: str) -> dict[str, dict[str, str]]:
    """The configurations of one file by name, each as its files by path."""
    text = (CONFIGURATIONS / f"{topic}.txt").read_text(encoding="utf-8")
    _, *pieces = _HEADING.split(text)
    found: dict[str, dict[str, str]] = {}
    for kind, name, body in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if kind == "===":
            files = found.setdefault(name, {})
        path = "main.tf" if kind == "===" else name
        if body:
            files[path] = body
    return found


@cache
def configurations() -> dict[str, dict[str, str]]:
    """All configurations by name, each as its files by path."""
    return {name: files for topic in topics() for name, files in configurations_of(topic).items()}


@cache
def plans() -> dict[str, Plan]:
    """The kept plans by name."""
    found: dict[str, Plan] = {}
    for topic in topics():
        found |= json.loads((CONFIGURATIONS / f"{topic}.json").read_text(encoding="utf-8"))
    return found


def compact(plan: Plan) -> Plan:
    """What is compared of a plan as Terraform shows it."""
    outputs = plan["planned_values"].get("outputs", {})
    resources = {}
    for change in plan.get("resource_changes", ()):
        if change["mode"] == "managed":
            after = {
                key: value for key, value in change["change"]["after"].items() if value is not None
            }
            unknown = {
                key: value for key, value in change["change"]["after_unknown"].items() if value
            }
            resources[change["address"]] = {"after": after, "after_unknown": unknown}
    return {
        "outputs": {name: output.get("value") for name, output in sorted(outputs.items())},
        "resources": dict(sorted(resources.items())),
    }


def shown(plan: Plan) -> Plan:
    """A kept plan as Terraform shows it, as far as Checkov reads it."""
    resources: list[Plan] = []
    changes: list[Plan] = []
    for address, resource in plan["resources"].items():
        *_, kind, name = re.sub(r"\[[^\]]*\]", "", address).split(".")
        module = re.match(r"((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*)", address)
        described = {
            "address": address,
            "mode": "managed",
            "type": kind,
            "name": name,
            "module_address": module[1].rstrip(".") if module else "",
            "provider_name": "registry.terraform.io/hashicorp/aws",
        }
        change = {"actions": ["create"], "before": None, **resource}
        changes.append({**described, "change": change})
        resources.append({**described, "schema_version": 0, "values": resource["after"]})
    region = {"region": {"constant_value": "eu-west-1"}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.0",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": region}},
            "root_module": {},
        },
    }
