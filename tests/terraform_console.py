"""Asking the real ``terraform console`` what expressions are."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path

import pytest

_MOST_IN_A_LINE = 40_000


def terraform_binary() -> str:
    """The path of Terraform; without one the test is skipped, and says so loudly."""
    found = shutil.which("terraform")
    if found is None:
        message = "NOT COMPARED with the real terraform console: the binary is missing"
        warnings.warn(message, stacklevel=2)
        pytest.skip(message)
    return found


def console(expressions: Sequence[str], directory: Path) -> list[str | None]:
    """The JSON text of each expression; ``None`` for those that Terraform rejects."""
    terraform = terraform_binary()
    results: list[str | None] = []
    chunk: list[str] = []
    for expression in expressions:
        if chunk and sum(map(len, chunk)) + len(expression) > _MOST_IN_A_LINE:
            results.extend(_answers(terraform, chunk, directory))
            chunk = []
        chunk.append(expression)
    return [*results, *_answers(terraform, chunk, directory)]


def _answers(terraform: str, expressions: list[str], directory: Path) -> list[str | None]:
    """One process for all; two halves where it stops at an expression that ``try`` lets through."""
    if not expressions:
        return []
    # A text that no expression here gives marks the rejected ones.
    tried = ", ".join(f'try(jsonencode({text}), "\\u0001rejected")' for text in expressions)
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        [terraform, f"-chdir={directory}", "console"],
        input=f"base64encode(jsonencode([{tried}]))\n",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.split()
    if done.returncode == 0 and len(lines) == 1 and lines[0].startswith('"'):
        answers = json.loads(base64.b64decode(lines[0].strip('"')))
        return [None if answer == "\x01rejected" else answer for answer in answers]
    if len(expressions) == 1:
        return [None]
    half = len(expressions) // 2
    return [
        *_answers(terraform, expressions[:half], directory),
        *_answers(terraform, expressions[half:], directory),
    ]
