"""Runs Checkov without the pack, with the floor and with the pack, and prints paired ratios."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from floor import make_floor
from trees import make_modules, make_templates

PACK = Path(__file__).resolve().parent.parent / "custom_checks"


@dataclass(frozen=True)
class Run:
    """Wall-clock seconds and peak memory in MiB of one process."""

    seconds: float
    mebibytes: float


def run(command: list[str], directory: Path) -> Run:
    """Run a command to its end; what it prints is thrown away."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def commands(tree: Path, floor: Path, arguments: argparse.Namespace) -> dict[str, list[str]]:
    """The command lines that are compared."""
    framework = "cloudformation" if arguments.templates else "terraform"
    checkov = [sys.executable, "-m", "checkov.main", "-d", str(tree), "--framework", framework]
    checkov += ["--skip-download", "--quiet", "--compact"]
    own = ["--check", "CKV_NONE"], ["--check", "CKV_FLOOR_*"], ["--check", "CKV_IOT_*"]
    if arguments.all_checks:
        own = [], [], []
    return {
        "without": [*checkov, *own[0]],
        "floor": [*checkov, *own[1], "--external-checks-dir", str(floor)],
        "pack": [*checkov, *own[2], "--external-checks-dir", str(PACK)],
    }


def main() -> None:
    """Print one line for each command and the paired ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=0)
    parser.add_argument("--templates", type=int, default=0)
    parser.add_argument("--relevant", type=int, default=100, help="share in per cent")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--all-checks", action="store_true", help="Checkov's own checks as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        tree, floor = Path(scratch, "tree"), Path(scratch, "floor")
        make_modules(tree, arguments.modules, arguments.relevant)
        make_templates(tree, arguments.templates, arguments.relevant)
        make_floor(floor)
        lines = commands(tree, floor, arguments)
        runs: dict[str, list[Run]] = {name: [] for name in lines}
        for command in lines.values():
            run(command, tree)
        for _ in range(arguments.runs):
            for name, command in lines.items():
                runs[name].append(run(command, tree))
    for name, measured in runs.items():
        seconds = statistics.median(each.seconds for each in measured)
        memory = statistics.median(each.mebibytes for each in measured)
        print(f"{name:8} {seconds:7.2f} s {memory:7.0f} MiB")
    for one, other in (("floor", "without"), ("pack", "floor"), ("pack", "without")):
        pairs = list(zip(runs[one], runs[other], strict=True))
        time_ratio = statistics.median(a.seconds / b.seconds for a, b in pairs)
        memory_ratio = statistics.median(a.mebibytes / b.mebibytes for a, b in pairs)
        print(f"{one}/{other}: time {time_ratio:.2f}, memory {memory_ratio:.2f}")


if __name__ == "__main__":
    main()
