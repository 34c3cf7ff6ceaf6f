"""Prints how long policies take whose conditions are made to blow the solver up.

Usage: python benchmarks/hostile_conditions.py [RUNS]

IoT policies have at most 2 048 characters, IAM policies 10 240. Printed are CPU milliseconds of one
decision, the best of some runs: the longest first.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [
    str(ROOT / part) for part in ("tests", "tests/policies/authoriser", "custom_checks")
]


def main() -> None:
    """Measure and print."""
    from policy_values import policy
    from test_hostile_conditions import (
        HOSTILE,
        IAM_LENGTH,
        IOT_LENGTH,
        QUESTIONS,
        asked,
        fitting,
    )

    from checkov_aws_iot.policies.authoriser.deciding import decide

    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows = []
    for is_iot, length in ((True, IOT_LENGTH), (False, IAM_LENGTH)):
        for name, make in HOSTILE.items():
            document = policy(*fitting(make, length))
            for question in QUESTIONS:
                best = float("inf")
                for number in range(runs):
                    # An answer is kept for a document that was asked about before.
                    statements = (replace(s, sid=f"S{number}") for s in document.statements)
                    document = replace(document, statements=tuple(statements))
                    started = time.process_time()
                    answer = decide(document, asked(question, iot_policy=is_iot))
                    best = min(best, time.process_time() - started)
                kind = "IoT" if is_iot else "IAM"
                rows.append((best * 1000, kind, name, question, type(answer).__name__))
    for milliseconds, *names in sorted(rows, reverse=True):
        print(f"{milliseconds:8.1f} ms", *names)


if __name__ == "__main__":
    main()
