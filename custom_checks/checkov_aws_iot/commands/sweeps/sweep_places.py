"""Where findings of a sweep stand: the repository, its commit, and the path inside of the target."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from checkov_aws_iot.commands.sweeps.sweep_identity import git

_FILES: Final = frozenset({"file", "file_abs_path", "repo_file_path", "uri"})
_SHORT: Final = re.compile(r"([\w.-]+@[\w.-]+):(\S+)")


def directory_url(location: str) -> str:
    """The URL of a repository in a directory; git takes a whole copy of one that is given by its path."""
    return Path(os.path.abspath(location)).as_uri()


def repository_of(location: str, directory: Path, *, is_repository: bool) -> str:
    """The URL of the repository without passwords; empty if a directory is in none."""
    url = location if is_repository else git("-C", str(directory), "remote", "get-url", "origin")
    return _without_secrets(url.strip())


def _without_secrets(url: str) -> str:
    short = _SHORT.fullmatch(url)
    if short:
        return f"ssh://{short[1]}/{short[2]}"
    if "://" not in url:
        return directory_url(url) if url else ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    user = parts.username if parts.scheme == "ssh" and parts.username else ""
    netloc = f"{user}@{host}" if user else host
    return parts._replace(netloc=netloc, query="", fragment="").geturl()


def inside_of(report: Any, directory: Path) -> Any:
    """The report with every path as it is seen from the directory that was scanned."""
    whole = str(directory.absolute())
    seen = os.path.relpath(whole).replace(os.sep, "/")
    prefixes = tuple(f"{p}/" for p in dict.fromkeys((whole, seen, quote(whole), quote(seen))))
    return _inside(report, prefixes)


def _inside(value: Any, prefixes: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_inside(each, prefixes) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without(each, prefixes)
        if key in _FILES and isinstance(each, str)
        else _inside(each, prefixes)
        for key, each in value.items()
    }


def _without(path: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if path.startswith((prefix, f"/{prefix}")):
            return path.partition(prefix)[2]
    return path.removeprefix("./")
