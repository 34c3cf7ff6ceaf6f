"""Hooks of MkDocs: the site is made of the files of the repository, and nothing is written twice.

The README is the first page, files of the project are pages, every check is in the navigation, and links
to what is no page lead to the repository.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "custom_checks"))

from checkov_aws_iot.plugin.project import REPOSITORY, SITE, blob  # noqa: E402
from checkov_aws_iot.rules.catalog import CATALOGUE  # noqa: E402

_PAGES = {
    "README.md": "index.md",
    **{
        name: name
        for name in ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")
    },
}
"""Files outside of ``docs``, and the pages that they are."""

_LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)


def on_config(config: Any) -> Any:
    """Every check is in the navigation, and addresses are those of the package."""
    config.site_url, config.repo_url = SITE, REPOSITORY
    # MkDocs knows names of repositories only of addresses that stand in its file.
    config.repo_name = REPOSITORY.partition("//")[2].partition("/")[2]
    sections = {title: entries for section in config.nav for title, entries in section.items()}
    checks, use = sections["Checks"], sections["Use"]
    listed = {page for entries in sections.values() for page in _pages(entries)}
    more = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    use.extend(page for page in more if page not in listed)
    ids = ["CKV_IOT_000", *(entry.id for entry in CATALOGUE)]
    checks.extend({check_id: f"checks/{check_id}.md"} for check_id in ids)
    return config


def _pages(entries: Any) -> list[str]:
    """The pages of a section, which is a page itself or a list of titles and pages."""
    if isinstance(entries, str):
        return [entries]
    return [page for entry in entries for page in entry.values()]


def on_files(files: Any, config: Any) -> Any:
    """The files of the project are pages."""
    from mkdocs.structure.files import File

    for source, page in _PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """The text with links that work on the site."""
    return with_links(markdown, page.file.src_uri)


def with_links(markdown: str, page: str) -> str:
    """The text of a page in which links to files lead to pages, or else to the repository."""
    source = {target: file for file, target in _PAGES.items()}.get(page, f"docs/{page}")

    def link(found: re.Match[str]) -> str:
        text, target, anchor = found[1], found[2], found[3] or ""
        return f"[{text}]({_address(normpath(join(dirname(source), target)), page)}{anchor})"

    pieces = _FENCED.split(markdown)
    return "".join(p if p.startswith("```") else _LINK.sub(link, p) for p in pieces)


def _address(file: str, page: str) -> str:
    """Where a file of the repository stands, as seen from a page."""
    target = _PAGES.get(file) or (file.removeprefix("docs/") if file.startswith("docs/") else "")
    if target.endswith(".md"):
        return relpath(target, dirname(page) or ".")
    return blob(file)
