"""Where a piece of infrastructure code stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Lines of one file.

    ``file`` is relative to the scanned root, with forward slashes. Lines count from 1 and both
    ends are inside the span.
    """

    file: str
    start_line: int
    end_line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.start_line}"
