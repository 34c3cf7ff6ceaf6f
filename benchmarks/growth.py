"""Prints how the pack's own time grows with the number of modules, on every kind of tree.

Own time is processor time, of `scan` without that of a scan of one module, and of Checkov with the
pack without that of Checkov with no check. For twice the modules, twice the time would be linear.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from processes import PACK, run
from trees import KINDS, make_modules, make_templates

TEMPLATES = "templates"


def scan(tree: Path) -> list[str]:
    """The command of the pack."""
    command = [sys.executable, "-m", "checkov_aws_iot.commands.main", "scan", str(tree)]
    return [*command, "--quiet", "--compact"]


def checkov(tree: Path, kind: str, *options: str) -> list[str]:
    """Checkov with one framework."""
    framework = "cloudformation" if kind == TEMPLATES else "terraform"
    command = [sys.executable, "-m", "checkov.main", "-d", str(tree), "--framework", framework]
    return [*command, "--skip-download", "--quiet", "--compact", *options]


def make(tree: Path, kind: str, count: int) -> None:
    """The tree stands in the directory."""
    if kind == TEMPLATES:
        make_templates(tree, count, 100)
    else:
        make_modules(tree, count, 100, kind)


def own_seconds(scratch: Path, kind: str, count: int, *, in_checkov: bool) -> float:
    """The pack's own time for so many modules."""
    tree = scratch / f"{kind}{count}"
    if not tree.exists():
        make(tree, kind, count)
    if in_checkov:
        pack = checkov(tree, kind, "--external-checks-dir", str(PACK), "--check", "CKV_IOT_*")
        bare = checkov(tree, kind, "--check", "CKV_NONE")
        return run(pack, tree).seconds - run(bare, tree).seconds
    one = scratch / f"{kind}1"
    if not one.exists():
        make(one, kind, 1)
    return run(scan(tree), tree).seconds - run(scan(one), one).seconds


def main() -> None:
    """Print one line for each kind of tree and way to run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=400)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--kinds", nargs="*", default=[*KINDS, TEMPLATES])
    parser.add_argument("--checkov", action="store_true", help="in Checkov, instead of scan")
    arguments = parser.parse_args()
    few, many = arguments.modules, arguments.modules * arguments.times
    with tempfile.TemporaryDirectory() as scratch:
        for kind in arguments.kinds:
            pairs = [
                tuple(
                    own_seconds(Path(scratch), kind, count, in_checkov=arguments.checkov)
                    for count in (few, many)
                )
                for _ in range(arguments.runs)
            ]
            growth = statistics.median(more / less for less, more in pairs)
            less, more = (statistics.median(times) for times in zip(*pairs, strict=True))
            print(
                f"{kind:12} {few}: {less:6.2f} s  {many}: {more:6.2f} s  {growth:.2f} times",
                flush=True,
            )


if __name__ == "__main__":
    main()
