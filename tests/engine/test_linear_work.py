"""Twice the modules are twice the work: function calls are counted, which no other process changes."""

from __future__ import annotations

import cProfile
import pstats
from typing import TYPE_CHECKING

import pytest
from benchmarks.trees import make_modules

from checkov_aws_iot.engine.project import Project
from checkov_aws_iot.engine.records import records

if TYPE_CHECKING:
    from pathlib import Path

FEW, MANY = 10, 40
MOST_GROWTH = 4.1


def calls(directory: Path, modules: int, kind: str) -> int:
    root = directory / f"{kind}{modules}"
    root.mkdir()
    make_modules(root, modules, 100, kind)
    profile = cProfile.Profile()
    with profile:
        found = sum(1 for _ in records(Project.of_directory(str(root)).resources(), _every))
    assert found >= 15 * modules
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def _every(*_: object) -> bool:
    return True


@pytest.mark.parametrize("kind", ["plain", "all", "shared"])
def test_the_work_grows_as_the_modules_do(kind: str, tmp_path: Path) -> None:
    calls(tmp_path, 2, kind)  # What is imported and kept once.
    assert calls(tmp_path, MANY, kind) <= MOST_GROWTH * calls(tmp_path, FEW, kind)
