"""Prints how long importing and registering the pack takes on top of Checkov.

Usage: python benchmarks/import_time.py [RUNS]

Every run is a fresh process that has imported what Checkov has imported when it loads external
checks. Byte code is compiled, as it is from the second scan on. Times are those of the processor.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from processes import environment

PACK = Path(__file__).parent.parent / "custom_checks"
PROGRAM = """
import sys, time
import checkov.main
from checkov.terraform.checks.resource.registry import resource_registry
before = set(sys.modules)
start = time.process_time()
resource_registry.load_external_checks(sys.argv[1])
first = time.process_time() - start
start = time.process_time()
resource_registry.load_external_checks(sys.argv[1])
again = time.process_time() - start
ours = sum(name.startswith("checkov_aws_iot") for name in set(sys.modules) - before)
print(first * 1000, again * 1000, ours, len(set(sys.modules) - before))
"""


def command() -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(PACK)]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    first, again = [], []
    subprocess.run(command(), capture_output=True, env=environment(), check=True)
    for _ in range(runs):
        completed = subprocess.run(
            command(), capture_output=True, text=True, env=environment(), check=True
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
