"""Paths that lie inside one another give every finding once."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import CONNECT_POLICY, command, reported
from scans import write_files

CALL = 'module "inner" {\n  source = "./inner"\n}\n'
OPEN = CONNECT_POLICY.format(name="open", id="*")


def findings(directory: Path, *paths: str) -> list[tuple[str, str, int]]:
    completed = command("scan", *paths, "-o", "json", cwd=directory)
    return sorted(
        (record["check_id"], finding["file"], finding["start_line"])
        for _, _, record in reported(completed, "failed_checks")
        for finding in record["check_result"]["findings"]
    )


@pytest.mark.parametrize(
    "paths",
    [
        (".", "inner"),
        ("inner", "."),
        (".", "."),
        (".", "inner/main.tf"),
        ("main.tf", "./", "inner/../."),
        (".", "link"),
    ],
)
def test_a_finding_counts_once(tmp_path: Path, paths: tuple[str, ...]) -> None:
    write_files(tmp_path, {"main.tf": CALL + OPEN, "inner/main.tf": OPEN})
    (tmp_path / "link").symlink_to("inner")
    whole = findings(tmp_path, ".")
    assert whole
    assert findings(tmp_path, *paths) == whole


def test_paths_that_share_nothing_are_all_scanned(tmp_path: Path) -> None:
    write_files(tmp_path, {"a/main.tf": OPEN, "b/main.tf": OPEN, ".hidden/main.tf": OPEN})
    apart = findings(tmp_path, "a") + findings(tmp_path, "b")
    assert findings(tmp_path, "a", "b") == sorted(apart)
    # What the walk through a directory leaves out is scanned where it is named.
    hidden = findings(tmp_path, ".hidden")
    assert hidden
    assert findings(tmp_path, ".", ".hidden") == sorted(apart + hidden)
