"""Checks the laws of policies on many generated ones.

Usage: python -m tools.check_laws [--policies 100000] [--first SEED]

Every seed makes two policies and what the laws derive from them. Prints each seed that breaks a law,
with its policy, and ends with 1 if there was one. See tests/policy_laws.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "custom_checks")]

from policy_laws import obeys_all  # noqa: E402 - the paths come first

POLICIES_EACH = 2


def main() -> int:
    """The exit code: 0 if all policies obey all laws."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    arguments = parser.parse_args()
    seeds = range(arguments.first, arguments.first + arguments.policies // POLICIES_EACH)
    broken = 0
    start = time.process_time()
    for done, seed in enumerate(seeds, 1):
        try:
            obeys_all(seed)
        except AssertionError as error:
            broken += 1
            print(error, flush=True)
        if done % 1_000 == 0:
            print(f"{done * POLICIES_EACH} policies, {broken} seeds with a fault", flush=True)
    seconds = time.process_time() - start
    print(f"{len(seeds) * POLICIES_EACH} policies in {seconds:.0f} s, {broken} seeds with a fault")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
