"""Whatever calls whatever: the hook scans a change with all that it may matter to, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkov_aws_iot.commands.scans import concerned_files

NAMES = ("a", "b", "x/c", "x/d", "x/y/e", "a/f")
CALLS = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8)
POLICY = 'resource "aws_iot_policy" "p" {}\n'


def closure(start: set[str], pairs: set[tuple[str, str]]) -> set[str]:
    while True:
        more = start | {after for before, after in pairs if before in start}
        if more == start:
            return start
        start = more


def concerned(changed: str, calls: set[tuple[str, str]]) -> set[str]:
    """Who calls the directory, directly or not, and what these call."""
    callers = closure({changed}, {(called, caller) for caller, called in calls})
    return closure(callers, calls)


def write(top: Path, calls: set[tuple[str, str]], relevant: set[str]) -> None:
    for name in NAMES:
        (top / name).mkdir(parents=True, exist_ok=True)
        text = POLICY if name in relevant else ""
        for number, called in enumerate(sorted(to for by, to in calls if by == name)):
            source = os.path.relpath(called, name)
            source = source if source.startswith(".") else f"./{source}"
            text += f'module "m{number}" {{\n  source = "{source}"\n}}\n'
        (top / name / "main.tf").write_text(text, encoding="utf-8")


@settings(max_examples=150, deadline=None)
@given(CALLS, st.sets(st.sampled_from(NAMES), max_size=2), st.sampled_from(NAMES))
def test_a_change_is_scanned_with_all_that_is_concerned(calls, relevant, changed):
    calls = {(by, to) for by, to in calls if by != to}
    with TemporaryDirectory() as top, pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        write(Path(top), calls, relevant)
        scanned = set(concerned_files.concerned([f"{changed}/main.tf"], []).modules)
        needed = concerned(changed, calls)
        assert scanned == (needed if needed & relevant else set())
