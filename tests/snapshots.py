"""What the examples are told, as text: one page for each check and framework."""

from __future__ import annotations

from pathlib import Path

from checkov.common.bridgecrew.check_type import CheckType
from scans import ROOT, scan_with_runners

EXAMPLES = ROOT / "iac_examples"
SNAPSHOTS = Path(__file__).parent / "snapshots"
FRAMEWORKS = {"terraform": CheckType.TERRAFORM, "cloudformation": CheckType.CLOUDFORMATION}


def directories() -> list[str]:
    """The directories of examples, by name."""
    return sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def page(directory: str, framework: str) -> str:
    """Every failure in a directory of examples, as its users read it; empty if there is none."""
    scan = scan_with_runners(EXAMPLES / directory, [FRAMEWORKS[framework]])
    entries = []
    for record in scan.records:
        if record.check_result["result"].value != "FAILED":
            continue
        keys = " ".join(record.check_result["evaluated_keys"]) or "-"
        head = f"{record.resource} {record.check_id} at {keys}"
        entries.append("\n".join([head, *(f"    {line}" for line in record.details)]))
    return "\n".join(sorted(entries)) + "\n" if entries else ""
