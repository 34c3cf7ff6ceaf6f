"""The map in the README is the one that the command draws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checkov_aws_iot.commands.main import main

ROOT = Path(__file__).parent.parent.parent


def test_the_readme_shows_the_map_of_the_fleet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["map", "iac_examples/fleet"]) == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- map -->\n```mermaid\n(.*?)```\n<!-- /map -->", readme, re.DOTALL)
    assert shown is not None
    assert shown[1].strip() == capsys.readouterr().out.strip()
