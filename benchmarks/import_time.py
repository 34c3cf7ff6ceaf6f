"""Prints how long importing and registering the pack takes on top of Checkov.

Usage: python benchmarks/import_time.py [RUNS]

Every run is a fresh process that has imported what Checkov has imported when it loads external
checks. Byte code is compiled, as it is from the second scan on.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

PACK = Path(__file__).parent.parent / "custom_checks"
PROGRAM = """
import sys, time
import checkov.main
from checkov.terraform.checks.resource.registry import resource_registry
before = set(sys.modules)
start = time.perf_counter()
resource_registry.load_external_checks(sys.argv[1])
first = time.perf_counter() - start
start = time.perf_counter()
resource_registry.load_external_checks(sys.argv[1])
again = time.perf_counter() - start
ours = sum(name.startswith("checkov_aws_iot") for name in set(sys.modules) - before)
print(first * 1000, again * 1000, ours, len(set(sys.modules) - before))
"""


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    first, again = [], []
    for _ in range(runs):
        completed = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(PACK)], capture_output=True, text=True, check=True
        )
        once, twice, ours, modules = completed.stdout.split()
        first.append(float(once))
        again.append(float(twice))
    print(
        f"first load  {statistics.median(first):6.1f} ms (median of {runs}), at best {min(first):.1f}"
    )
    print(f"again       {statistics.median(again):6.1f} ms")
    print(f"modules     {modules} new ones, {ours} of them of the pack")


if __name__ == "__main__":
    main()
