"""How bad a finding is."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """Severities in Checkov's terms, comparable."""

    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5
