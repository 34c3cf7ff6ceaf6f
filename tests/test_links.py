"""Every link inside the project leads to a file that is there, and to a heading of it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from scans import ROOT

from checkov_aws_iot.plugin.project import REPOSITORY

TRACKED = subprocess.run(
    ["git", "ls-files", "*.md", "docs/*.md"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split()
PAGES = sorted({name for name in TRACKED if not name.startswith("tests/")})
LINK = re.compile(r"\[[^\]\[]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def links(page: str) -> list[str]:
    """Where the links of a page lead, code left out."""
    text = FENCED.sub("", (ROOT / page).read_text(encoding="utf-8"))
    return LINK.findall(re.sub(r"`[^`\n]*`", "", text))


@cache
def headings(path: Path) -> frozenset[str]:
    """The anchors of a page as GitHub makes them."""
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    return frozenset(map(anchor, re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)))


def anchor(heading: str) -> str:
    plain = re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).strip().lower()
    kept = (c for c in plain if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def test_there_are_pages():
    assert {"README.md", "docs/diff.md", "docs/checks/CKV_IOT_101.md"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_and_headings_that_are_there(page: str):
    wrong = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, name = link.partition("#")
        path = (ROOT / page).parent / target if target else ROOT / page
        if not path.exists() or (name and name not in headings(path)):
            wrong.append(link)
    assert wrong == []


def test_addresses_of_the_repository_name_files_of_it():
    """Those in files that are shown elsewhere, such as the page of the package."""
    pattern = re.compile(re.escape(REPOSITORY) + r"/(?:blob|tree|raw)/[^/\s]+/([^)#\s\"']+)")
    wrong = [
        (page, file)
        for page in PAGES
        for file in pattern.findall((ROOT / page).read_text(encoding="utf-8"))
        if not (ROOT / file).exists()
    ]
    assert wrong == []
