"""Writes the plans that tests of the plan framework read.

Usage: python -m tools.make_plans

Each directory in tests/terraform/plan/plans is planned with the real Terraform and AWS provider, and
what `terraform show -json` prints is kept beside it as NAME.json, without the time of the plan.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from real_terraform import PROVIDER, planned  # noqa: E402

PLANS = ROOT / "tests" / "terraform" / "plan" / "plans"


def sources(name: str) -> dict[str, str]:
    """The files of a configuration by path, with the provider."""
    directory = PLANS / name
    files = {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
    return {**files, "provider.tf": PROVIDER}


def names() -> list[str]:
    """The configurations that are planned."""
    return sorted(path.name for path in PLANS.iterdir() if path.is_dir())


def plan(name: str) -> dict[str, Any]:
    """The plan of a configuration, without what differs each time."""
    with tempfile.TemporaryDirectory() as directory:
        found = planned(Path(directory), sources(name))
    found.pop("timestamp", None)
    return found


def main() -> None:
    """Write all plans."""
    for name in names():
        text = json.dumps(plan(name), indent=1, sort_keys=True, ensure_ascii=False)
        (PLANS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{name}.json")


if __name__ == "__main__":
    main()
