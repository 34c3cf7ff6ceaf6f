"""Every message stays as it was read and approved.

CHECKOV_AWS_IOT_UPDATE_SNAPSHOTS=1 writes the pages anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re

import pytest
from snapshots import FRAMEWORKS, SNAPSHOTS, directories, page

UPDATE = "CHECKOV_AWS_IOT_UPDATE_SNAPSHOTS" in os.environ
PAGES = [(directory, framework) for directory in directories() for framework in FRAMEWORKS]


@pytest.mark.parametrize(("directory", "framework"), PAGES)
def test_messages_are_as_approved(directory: str, framework: str) -> None:
    file = SNAPSHOTS / framework / f"{directory}.txt"
    found = page(directory, framework)
    if UPDATE:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == found


# What is wrong and what comes of it; what to write instead; where that is.
FINDING = re.compile(r"    \S.*\S; \S.* \[[\w./-]+:\d+\]")
# The expression that is not known, and why; a whole template may be what cannot be read.
BLIND_SPOT = re.compile(r"    [\w/\[\]*]+: \S.*")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_message_has_the_form(framework: str) -> None:
    lines = [
        (file.stem, head, line)
        for file in sorted((SNAPSHOTS / framework).glob("*.txt"))
        for head, line in _lines(file.read_text(encoding="utf-8"))
    ]
    assert {stem for stem, _, _ in lines} >= {"CKV_IOT_101", "CKV_IOT_203", "CKV_IOT_301"}
    wrong = [
        line
        for _, head, line in lines
        if not (BLIND_SPOT if "CKV_IOT_001" in head else FINDING).fullmatch(line)
    ]
    assert not wrong


def _lines(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    head = ""
    for line in text.splitlines():
        if line.startswith(" "):
            found.append((head, line))
        else:
            head = line
    return found
