"""What is known of a rule before it is imported."""

from __future__ import annotations

from typing import NamedTuple

from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.resources.subject import Subject


class Entry(NamedTuple):
    """What registering needs; ``location`` is ``module:class`` below ``rules``."""

    id: str
    title: str
    severity: Severity
    subjects: tuple[Subject, ...]
    location: str
