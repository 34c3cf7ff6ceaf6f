"""Writes what the real Terraform plans for the configurations of tests/planned_configurations.py.

Usage: python -m tools.make_configuration_plans

Starting Terraform and the provider takes most of the time. So all configurations are modules of one
root module, but for those that must be the root module themselves: they read files or variables.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from planned_configurations import (  # noqa: E402
    CONFIGURATIONS,
    compact,
    configurations,
    configurations_of,
    topics,
)
from real_terraform import planned  # noqa: E402

_OF_ROOTS = ("sensitive", "provider::")

Files = dict[str, str]
Plan = dict[str, Any]


def is_root(files: Files) -> bool:
    """Whether the configuration would be another one as a module."""
    modules = all(path.endswith((".tf", ".tf.json")) for path in files)
    return not modules or any(word in text for text in files.values() for word in _OF_ROOTS)


def plan_of(files: Files) -> Plan:
    """The compact plan of one configuration, or of a root module that calls several."""
    with tempfile.TemporaryDirectory() as directory:
        return compact(planned(Path(directory), files))


def plans_of_modules(modules: dict[str, Files]) -> dict[str, Plan]:
    """The plans of several configurations by name, from one plan of them all."""
    files = {
        f"{name}/{path}": text for name, inner in modules.items() for path, text in inner.items()
    }
    files["main.tf"] = "\n".join(
        f'module "{name}" {{\n  source = "./{name}"\n}}\n'
        f'output "{name}" {{\n  value = module.{name}\n}}'
        for name in modules
    )
    plan = plan_of(files)
    prefixed = plan["resources"].items()
    return {
        name: {
            "outputs": plan["outputs"][name],
            "resources": {
                address.removeprefix(f"module.{name}."): resource
                for address, resource in prefixed
                if address.startswith(f"module.{name}.")
            },
        }
        for name in modules
    }


def fresh_plans() -> dict[str, Plan]:
    """The plan of every configuration by name."""
    alone = {name: files for name, files in configurations().items() if is_root(files)}
    together = {name: files for name, files in configurations().items() if name not in alone}
    found = {name: plan_of(files) for name, files in alone.items()}
    return {**found, **plans_of_modules(together)}


def as_text(plans: dict[str, Plan]) -> str:
    """The plans as JSON, one to a line."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(plan, sort_keys=True, ensure_ascii=False)}"
        for name, plan in plans.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Write the plans of all configurations."""
    plans = fresh_plans()
    for topic in topics():
        kept = {name: plans[name] for name in configurations_of(topic)}
        (CONFIGURATIONS / f"{topic}.json").write_text(as_text(kept), encoding="utf-8")
        print(f"{topic}.json: {len(kept)} plans")


if __name__ == "__main__":
    main()
