"""Compares the decisions about generated policies with those of Z3.

Usage: python -m tools.check_decisions [--pairs 10000] [--first SEED] [--seconds 2] [--two]

Every seed makes a document and a question; with --two it makes two documents, and what the one allows
that the other does not is asked. Prints each pair of which the two say different things, and
how many either leaves open; ends with 1 if there is a difference or too much is left open.
See tests/z3_oracle.py, tests/condition_policies.py and tests/comparison_pairs.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "custom_checks")]

import comparison_pairs  # noqa: E402 - the paths come first
from decision_pairs import (  # noqa: E402
    MOST_OPEN,
    MOST_SLOW,
    Compared,
    Verdict,
    compare_all,
    counted,
)

EACH = 500


def _said(compared: list[Compared]) -> str:
    count = counted(compared)
    return ", ".join(f"{count[verdict]} {verdict.value}" for verdict in Verdict)


def main() -> int:
    """The exit code: 0 if nothing is different and little is left open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--verbose", action="store_true", help="print what the solver leaves open")
    parser.add_argument("--two", action="store_true", help="compare two documents")
    arguments = parser.parse_args()
    ask = comparison_pairs.compare_all if arguments.two else compare_all
    start = time.monotonic()
    seeds = range(arguments.first, arguments.first + arguments.pairs)
    compared: list[Compared] = []
    for first in range(0, len(seeds), EACH):
        some = ask(seeds[first : first + EACH], arguments.seconds)
        for one in some:
            if one.verdict is Verdict.DIFFERENT or (
                arguments.verbose and one.verdict is Verdict.OPEN
            ):
                print(f"seed {one.seed}: {one.verdict.value}\n{one.text}", flush=True)
        compared.extend(some)
        print(f"{len(compared)} pairs: {_said(compared)}", flush=True)
    count = counted(compared)
    answers = ", ".join(
        f"{sum(one.text == answer for one in compared)} times a {answer}"
        for answer in ("request", "proof")
    )
    print(
        f"{len(compared)} pairs in {time.monotonic() - start:.0f} s: {_said(compared)}; both say {answers}"
    )
    is_fine = (
        not count[Verdict.DIFFERENT]
        and count[Verdict.OPEN] <= MOST_OPEN * len(compared)
        and count[Verdict.SLOW] <= MOST_SLOW * len(compared)
    )
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
