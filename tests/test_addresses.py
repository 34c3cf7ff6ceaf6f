"""Every address has one source, every link leads somewhere, and nothing is called published that is not."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from scans import ROOT

from checkov_aws_iot import __version__
from checkov_aws_iot.plugin.project import REPOSITORY, REVISION, SITE, guideline

OWNER = REPOSITORY.rpartition("/")[0]
RAW = REPOSITORY.replace("github.com", "raw.githubusercontent.com")


@cache
def texts() -> dict[str, str]:
    """The text files of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    kinds = {".md", ".yml", ".yaml", ".toml", ".py", ".sh", ""}
    read = {n: (ROOT / n).read_bytes() for n in names if Path(n).suffix in kinds}
    return {name: data.decode("utf-8", "ignore") for name, data in read.items()}


MARKDOWN = sorted(name for name in texts() if name.endswith(".md"))


def test_addresses_of_the_project_are_those_of_the_package():
    own = re.compile(r"https://(?:[\w-]+\.)?(?:github\.(?:com|io)|githubusercontent\.com)/[\w./-]+")
    name = REPOSITORY.rpartition("/")[2]
    wrong = {
        (file, address)
        for file, text in texts().items()
        for address in own.findall(text)
        if name in address and not address.startswith((REPOSITORY, RAW, SITE))
    }
    assert wrong == set()


def test_the_package_names_them():
    project = texts()["pyproject.toml"]
    assert f'Documentation = "{SITE}"' in project
    assert f'Source = "{REPOSITORY}"' in project
    assert f'name = "{REPOSITORY.rpartition("/")[2]}"' in project


def test_a_guideline_is_a_page_of_this_version():
    assert (ROOT / guideline("CKV_IOT_101").partition(f"/{REVISION}/")[2]).is_file()
    assert ("main" if ".dev" in __version__ else f"v{__version__}") == REVISION


def test_what_is_not_released_is_not_called_so():
    if ".dev" not in __version__:
        assert f"## {__version__}" in texts()["CHANGELOG.md"]
        return
    release = __version__.partition(".dev")[0]
    for name in MARKDOWN:
        if f"v{release}" in texts()[name] or "pip install checkov-aws-iot" in texts()[name]:
            assert re.search(r"not published yet|Nothing is published yet", texts()[name]), name


@pytest.mark.parametrize("name", MARKDOWN)
def test_links_inside_the_project_lead_somewhere(name: str):
    text = re.sub(r"^```.*?^```", "", texts()[name], flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", text)
    dead = []
    for target in targets:
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(target)
    assert dead == []


def anchors(file: Path) -> set[str]:
    """The headings of a Markdown file as GitHub and the site call them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }
