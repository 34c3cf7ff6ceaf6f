"""What a worker of a sweep does with one target. Runs in the worker's process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from checkov_aws_iot.commands.sweeps.sweep_identity import (
    commit_of,
    content_of,
    is_bare,
    quiet_git,
    scanner,
)
from checkov_aws_iot.commands.sweeps.sweep_places import (
    directory_url,
    inside_of,
    repository_of,
)
from checkov_aws_iot.conventions.conventions import NAME, VARIABLE

_LAST_LINES = 5


def scan_target(
    location: str,
    is_repository: bool,
    options: tuple[str, ...],
    timeout: float,
    conventions: str = "",
) -> dict[str, Any]:
    """The result of one target: reports, exit code, seconds, and an error where there is one.

    ``conventions`` is the text of the file that whoever sweeps has named; those of the target do not count.
    A repository is cloned into a directory that is gone afterwards. Never raises for what is wrong
    with the target: an unreachable repository is a result.
    """
    start = time.monotonic()
    result: dict[str, Any] = {"location": location, "error": "", "exit_code": 2}
    result["scanner"] = scanner(options, conventions)
    with tempfile.TemporaryDirectory(prefix="checkov-aws-iot-") as scratch:
        directory = Path(location)
        cloned = is_repository or is_bare(location)
        if cloned:
            directory = Path(scratch, "clone")
            url = location if is_repository else directory_url(location)
            result["error"] = _clone(url, directory, timeout)
        elif not directory.is_dir():
            result["error"] = "is not a directory"
        if not result["error"]:
            commit = commit_of(str(directory))
            result["content"] = commit if cloned else content_of(location, is_repository=False)
            result["commit"] = commit
            result["repository"] = repository_of(location, directory, is_repository=cloned)
            left = max(1.0, timeout - (time.monotonic() - start))
            reports = Path(scratch, "reports")
            reports.mkdir()
            if conventions:
                file = Path(scratch, NAME)
                file.write_text(conventions, encoding="utf-8")
                options = (*options, "--conventions", str(file))
            result.update(_scan(directory, reports, options, left))
    result["seconds"] = round(time.monotonic() - start, 1)
    return result


def _clone(url: str, directory: Path, timeout: float) -> str:
    """The repository stands in the directory; what went wrong, or nothing."""
    command = ["git", "-c", "protocol.ext.allow=never", "clone", "--quiet", "--depth", "1"]
    environment = {**os.environ, **quiet_git()}
    try:
        ended = subprocess.run(  # noqa: S603 - git and this interpreter, without a shell
            [*command, "--", url, str(directory)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            env=environment,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"cannot be cloned: {error}"
    return "" if ended.returncode == 0 else f"cannot be cloned: {_last_lines(ended.stderr)}"


def _scan(
    directory: Path, reports: Path, options: tuple[str, ...], timeout: float
) -> dict[str, Any]:
    files = {"json": reports / "report.json", "sarif": reports / "report.sarif"}
    # Whose repository it is, nobody knows: no file of it says what is scanned or how.
    command = [sys.executable, "-m", "checkov_aws_iot.commands.main", "scan", str(directory)]
    command.append("--no-config")
    for output in files:
        command += ["-o", output]
    command += ["--output-file-path", ",".join(str(path) for path in files.values()), *options]
    try:
        ended = subprocess.run(  # noqa: S603 - git and this interpreter, without a shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            # Below a daemonic worker no runner can fork.
            env={**_without_conventions(), "CHECKOV_PARALLELIZATION_TYPE": "none"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"error": f"cannot be scanned: {error}"}
    found = {name: _read(path) for name, path in files.items()}
    wrong = "" if ended.returncode in {0, 1} else _last_lines(ended.stderr)
    inside = {name: inside_of(report, directory) for name, report in found.items()}
    return {"exit_code": ended.returncode, "error": wrong, **inside}


def _without_conventions() -> dict[str, str]:
    """The environment of the worker, without conventions of its own."""
    return {name: value for name, value in os.environ.items() if name != VARIABLE}


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _last_lines(text: str) -> str:
    return " / ".join(line.strip() for line in text.strip().splitlines()[-_LAST_LINES:])
