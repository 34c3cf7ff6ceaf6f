"""Programs of others that know the truth: where they are, and what happens without them.

On a machine of a developer a test that needs a missing program is skipped, and the summary says so.
In CI (the environment variable CI is set) it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

# Where a mirror of providers may lie: `terraform providers mirror DIRECTORY` makes one.
MIRRORS = (
    "/opt/tf-plugins",
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    str(Path.home() / ".terraform.d/plugins"),
    str(Path.home() / ".local/share/terraform/plugins"),
)


def terraform() -> str:
    """The program ``terraform``."""
    return shutil.which("terraform") or _without(
        "terraform: not on PATH, so nobody checked that it reads our examples as we do"
    )


def pre_commit() -> str:
    """The program ``pre-commit``, on PATH or beside this Python."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return shutil.which("pre-commit", path=beside) or _without(
        "pre-commit: not installed, so nobody ran the hook as its users do"
    )


@cache
def initialisation() -> tuple[str, ...]:
    """The arguments with which ``terraform init`` finds the provider hashicorp/aws."""
    for directory in (os.environ.get("TERRAFORM_PROVIDER_MIRROR", ""), *MIRRORS):
        if directory and (Path(directory) / "registry.terraform.io/hashicorp/aws").is_dir():
            return ("init", "-backend=false", "-input=false", f"-plugin-dir={directory}")
    if os.environ.get("CI") and _reaches_registry():
        return ("init", "-backend=false", "-input=false")
    return _without(
        "provider hashicorp/aws: no mirror found, so nobody validated the examples; make one with "
        "`terraform providers mirror DIRECTORY` and set TERRAFORM_PROVIDER_MIRROR=DIRECTORY"
    )


def _reaches_registry() -> bool:
    completed = subprocess.run(
        ["git", "ls-remote", "--exit-code", "https://github.com/hashicorp/terraform", "HEAD"],
        capture_output=True,
        check=False,
        timeout=20,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )
    return completed.returncode == 0


def _without(what: str):
    if os.environ.get("CI"):
        pytest.fail(what)
    return pytest.skip(what)
