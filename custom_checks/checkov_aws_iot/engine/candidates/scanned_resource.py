"""A resource of a scan as reports know it, and all that judging it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from checkov_aws_iot.conventions.conventions import NO_CONVENTIONS, Conventions
from checkov_aws_iot.engine.judging import ResourceJudging

if TYPE_CHECKING:
    from checkov_aws_iot.engine.candidates.candidate import Candidate
    from checkov_aws_iot.engine.candidates.subjects import Framework
    from checkov_aws_iot.engine.suppressions import Suppression
    from checkov_aws_iot.values.span import Span


@dataclass(frozen=True)
class ScannedResource:
    """One resource, with every instance that its record means.

    ``report`` is what Checkov calls the framework in its reports. ``type`` is that of the resource,
    ``name`` is how reports call it, ``span`` its lines in the file, relative to the scanned root.
    ``candidates`` are empty where it is known that it is never created. ``caller`` are the lines of the
    call of its module, ``source`` the resource in the code that one of a plan was made from, if that is known. The project adds ``root`` and ``conventions``.
    """

    report: str
    framework: Framework
    type: str
    name: str
    span: Span
    candidates: tuple[Candidate, ...]
    suppressions: Callable[[], tuple[Suppression, ...]]
    caller: Span | None = None
    source: ScannedResource | None = None
    root: str = ""
    conventions: Conventions = NO_CONVENTIONS

    @cached_property
    def judging(self) -> ResourceJudging:
        """What judges it; documents are evaluated once for all rules."""
        return ResourceJudging(self.framework, self.type, self.candidates, self.conventions)
