"""Runs Checkov without the pack, with the floor and with the pack, and prints paired ratios.

Times are those of the processor, since others may use the machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from floor import make_floor
from processes import PACK, Run, environment, run
from trees import KINDS, make_modules, make_templates


def commands(tree: Path, floor: Path, arguments: argparse.Namespace) -> dict[str, list[str]]:
    """The command lines that are compared."""
    checkov = [sys.executable, "-m", "checkov.main", "-d", str(tree)]
    checkov += ["--skip-download", "--quiet", "--compact"]
    with_pack = [*checkov, "--external-checks-dir", str(PACK)]
    framework = "cloudformation" if arguments.templates else "terraform"
    if arguments.scan:
        scan = [sys.executable, "-m", "checkov_aws_iot.commands.main", "scan", str(tree)]
        without = [*checkov, "--framework", framework, "--check", "CKV_NONE"]
        return {"scan": [*scan, "--quiet", "--compact"], "without": without}
    with_floor = [*checkov, "--external-checks-dir", str(floor)]
    lines = {"without": checkov, "floor": with_floor, "pack": with_pack}
    if not arguments.all_frameworks:
        lines = {name: [*line, "--framework", framework] for name, line in lines.items()}
    if not arguments.all_checks:
        own = {"without": "CKV_NONE", "floor": "CKV_FLOOR_*", "pack": "CKV_IOT_*"}
        lines = {name: [*line, "--check", own[name]] for name, line in lines.items()}
    return lines


def findings(command: list[str], directory: Path) -> set[tuple[str, ...]]:
    """The findings of the pack in what a command reports: check, file and resource."""
    report = subprocess.run(
        [*command, "-o", "json"],
        cwd=directory,
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    ).stdout
    frameworks = json.loads(report)
    if isinstance(frameworks, dict):
        frameworks = [frameworks]
    return {
        (record["check_id"], record["file_path"], record["resource"])
        for framework in frameworks
        for record in framework["results"]["failed_checks"]
        if record["check_id"].startswith("CKV_IOT_")
    }


def main() -> None:
    """Print one line for each command and the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=0)
    parser.add_argument("--templates", type=int, default=0)
    parser.add_argument("--tree", type=Path, help="a directory that is there, with or without more")
    parser.add_argument("--relevant", type=int, default=100, help="share in per cent")
    parser.add_argument("--kind", choices=KINDS, default="plain", help="what modules hold besides")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--all-checks", action="store_true", help="Checkov's own checks as well")
    parser.add_argument("--all-frameworks", action="store_true", help="whatever Checkov runs")
    parser.add_argument(
        "--scan", action="store_true", help="scan against Checkov without any check"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        tree, floor = Path(scratch, "tree"), Path(scratch, "floor")
        make_modules(tree, arguments.modules, arguments.relevant, arguments.kind)
        make_templates(tree, arguments.templates, arguments.relevant)
        if arguments.tree:
            shutil.copytree(arguments.tree, tree, dirs_exist_ok=True)
        if not arguments.scan:
            make_floor(
                floor
            )  # It imports Checkov, and what this process takes counts for each of its children.
        lines = commands(tree, floor, arguments)
        runs: dict[str, list[Run]] = {name: [] for name in lines}
        for command in lines.values():
            run(command, tree)
        for _ in range(arguments.runs):
            for name, command in lines.items():
                runs[name].append(run(command, tree))
        if arguments.scan:
            with_pack = [
                "--skip-download",
                "--external-checks-dir",
                str(PACK),
                "--check",
                "CKV_IOT_*",
            ]
            checkov = [sys.executable, "-m", "checkov.main", "-d", str(tree), *with_pack]
            found = [findings(command, tree) for command in (lines["scan"], checkov)]
            same = "the same" if found[0] == found[1] else "NOT the same"
            print(f"{same} findings: {len(found[0])} and {len(found[1])}")
    for name, measured in runs.items():
        seconds = statistics.median(each.seconds for each in measured)
        memory = statistics.median(each.mebibytes for each in measured)
        print(f"{name:10} {seconds:7.2f} s {memory:7.0f} MiB")
    pairs = [("floor", "without"), ("pack", "floor"), ("pack", "without")]
    for one, other in [("scan", "without")] if arguments.scan else pairs:
        both = list(zip(runs[one], runs[other], strict=True))
        times = [a.seconds / b.seconds for a, b in both]
        memory = statistics.median(a.mebibytes / b.mebibytes for a, b in both)
        print(
            f"{one}/{other}: time {statistics.median(times):.2f}"
            f" ({min(times):.2f} to {max(times):.2f}), memory {memory:.2f}"
        )


if __name__ == "__main__":
    main()
