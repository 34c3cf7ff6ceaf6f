"""Running what is measured: processor time and memory, which other processes change least."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent / "custom_checks"


@dataclass(frozen=True)
class Run:
    """Seconds of the processor and peak memory in MiB of one process; its children count in time."""

    seconds: float
    mebibytes: float


def environment() -> dict[str, str]:
    """The environment of whoever installed the pack: byte code is kept from run to run."""
    return {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(PACK),
    }


def run(command: list[str], directory: Path) -> Run:
    """Run a command to its end; what it prints is thrown away."""
    with subprocess.Popen(
        command,
        cwd=directory,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
