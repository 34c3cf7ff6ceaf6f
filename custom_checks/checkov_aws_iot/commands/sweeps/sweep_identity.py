"""What a result of a sweep holds for: the content of the target, the options, and what scanned it."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import checkov_aws_iot
from checkov_aws_iot import __version__

_GIT: Final = ("git", "-c", "protocol.ext.allow=never")
# They hold no code that is scanned, or much that is not of the target.
_LEFT_OUT: Final = frozenset({".git", "node_modules", ".serverless", "__pycache__"})
_TIMEOUT: Final = 60


def scanner(options: tuple[str, ...], conventions: str) -> dict[str, Any]:
    """Everything beside the target that decides what a scan says."""
    return {
        "options": list(options),
        "conventions": hashlib.sha256(conventions.encode()).hexdigest(),
        "pack": f"{__version__} {_code_of_pack()}",
        "checkov": version("checkov"),
    }


def content_of(location: str, *, is_repository: bool) -> str:
    """The commit that a clone would have now, or what is in a directory; empty where that is not known."""
    if is_repository:
        return _first_word(git("ls-remote", "--", location, "HEAD"))
    if is_bare(location):
        return commit_of(location)
    return _content_of_tree(location) if os.path.isdir(location) else ""


def is_bare(location: str) -> bool:
    """Whether a directory is a git repository without a work tree."""
    path = Path(location)
    return (path / "HEAD").is_file() and all((path / n).is_dir() for n in ("objects", "refs"))


def commit_of(directory: str) -> str:
    """The commit that is checked out; empty if the directory is in no repository."""
    return _first_word(git("-C", directory, "rev-parse", "--verify", "--quiet", "HEAD"))


def git(*arguments: str) -> str:
    """What git prints; empty where it fails."""
    try:
        ended = subprocess.run(  # noqa: S603 - git, without a shell
            [*_GIT, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            env={**os.environ, **quiet_git()},
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout if ended.returncode == 0 else ""


def quiet_git() -> dict[str, str]:
    """The environment in which git asks for no password: there is no one who could type it."""
    return {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}


def _first_word(text: str) -> str:
    return next(iter(text.split()), "")


def _content_of_tree(directory: str) -> str:
    digest = hashlib.sha256()
    for path in _files_below(directory):
        digest.update(os.path.relpath(path, directory).encode("utf-8", "surrogateescape") + b"\0")
        digest.update(_digest_of(path) + b"\0")
    return digest.hexdigest()


def _files_below(directory: str) -> Iterator[str]:
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(name for name in folders if name not in _LEFT_OUT)
        yield from (os.path.join(folder, name) for name in sorted(names))


def _digest_of(path: str) -> bytes:
    if not os.path.isfile(path):
        return b"none"  # Reading a pipe would wait for a writer.
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        return str(error.strerror).encode()
    return digest.digest()


@cache
def _code_of_pack() -> str:
    """A digest of the pack's own code: between two releases the version says too little."""
    digest = hashlib.sha256()
    for path in sorted(Path(checkov_aws_iot.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
