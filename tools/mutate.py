"""Mutation testing of the layers that decide: do the tests notice when a line is wrong?

Usage: python -m tools.mutate [--sample 100] [--seed 1] [--layer patterns --layer policies]

Takes a sample of all small changes - a comparison, a constant, a condition, an operator, a returned
value - that can be made in each layer, makes each in a copy of the project, and runs the tests that
do not scan, most specific first, until one fails. Prints every change that no test noticed, and for
each layer the share that was. A change after which the tests do not end is noticed; how many these
are is said. Among what is not noticed are changes that change nothing: each has to be looked at.

The exit code is 0 if at least 85 % of each sample were noticed, 1 if not, and 2 if the tests do not pass
on the code as it is.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.mutant_tests import PACKAGE, ROOT, SAME_EVERY_TIME, Answer, BrokenTestsError, Project
from tools.mutations import Change, changed, changes

GENERATED = {"action_table.py"}
LAYERS = ("patterns", "policies")
ENOUGH = 0.85


def sample_of(layer: str, size: int, seed: int) -> tuple[list[Change], int]:
    """A sample of the changes of a layer, and how many there are."""
    files = sorted((ROOT / PACKAGE / layer).glob("*.py"))
    everything = list(changes([file for file in files if file.name not in GENERATED]))
    chance = random.Random(f"{layer} {seed}")  # noqa: S311 - nothing here is secret
    return chance.sample(everything, min(size, len(everything))), len(everything)


def measure(project: Project, layer: str, sample: list[Change]) -> Counter[Answer]:
    """How many changes of the sample were noticed; those that were not are printed."""
    answers: Counter[Answer] = Counter()
    for number, change in enumerate(sample, 1):
        code, told = changed(change)
        answer = project.answer(change.file.relative_to(ROOT), code)
        answers[answer] += 1
        if answer is not Answer.NOTICED:
            print(f"{answer.value}: {told}", flush=True)
        progress = f"{layer}: {number} of {len(sample)}, {answers[Answer.SURVIVED]} not noticed"
        print(progress, file=sys.stderr, flush=True)
    return answers


def main() -> int:
    """The exit code: 0 if enough of the sample of each layer were noticed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=100, help="how many changes in each layer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layer", action="append", choices=LAYERS, help="both if none is given")
    arguments = parser.parse_args()
    if any(os.environ.get(name) != value for name, value in SAME_EVERY_TIME.items()):
        again = [sys.executable, "-m", "tools.mutate", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, **SAME_EVERY_TIME})  # noqa: S606
    scores: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        project = Project(Path(scratch).resolve())
        try:
            project.check_unchanged()
        except BrokenTestsError as error:
            print(f"Nothing was measured: {error}.", file=sys.stderr)
            return 2
        for layer in arguments.layer or LAYERS:
            sample, possible = sample_of(layer, arguments.sample, arguments.seed)
            answers = measure(project, layer, sample)
            noticed = len(sample) - answers[Answer.SURVIVED]
            scores.append(noticed / len(sample))
            print(
                f"{layer}: {noticed} of {len(sample)} noticed, {scores[-1]:.1%}, "
                f"{answers[Answer.TIMED_OUT]} of them by a time-out; "
                f"{possible} changes could be made",
                flush=True,
            )
    return 0 if min(scores) >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
