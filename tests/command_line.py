"""The command as users run it, in its own process, and what its JSON report holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scans import PACK

CONNECT_POLICY = """
resource "aws_iot_policy" "{name}" {{
  name = "{name}"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "iot:Connect", Resource = "arn:aws:iot:eu-west-1:123456789012:client/{id}" }}]
  }})
}}
"""
"""A Terraform policy that lets devices connect as ``id``."""


def command(
    *arguments: str, cwd: Path | None = None, pack: Path = PACK, **env: str
) -> subprocess.CompletedProcess[str]:
    """``checkov-aws-iot`` with these arguments; a ``PYTHONPATH`` comes before the pack."""
    path = os.pathsep.join(filter(None, [env.pop("PYTHONPATH", ""), str(pack)]))
    return subprocess.run(
        [sys.executable, "-m", "checkov_aws_iot.commands.main", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **env},
    )


def reported(
    completed: subprocess.CompletedProcess[str], *kinds: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The records of the kinds, ``failed_checks`` and the like, each with its framework and kind."""
    reports = json.loads(completed.stdout)
    for report in reports if isinstance(reports, list) else [reports]:
        for kind in kinds:
            for record in report.get("results", {}).get(kind, []):
                yield report.get("check_type", ""), kind, record
