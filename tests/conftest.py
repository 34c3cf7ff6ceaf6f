"""Running Checkov, with the pack, as users run it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from scans import Scan, scan_with_runners

# A machine that is busy is no fault. In CI the examples are the same every time; everywhere else new
# ones are tried in every run.
settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def no_width_of_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands wrap at no width but the one that a test gives them."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture
def scan(tmp_path: Path):
    """Write files into a directory, scan it with Checkov's own runners, and give the records."""

    def run(files: dict[str, str], **options: object) -> Scan:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return scan_with_runners(tmp_path, **options)

    return run
