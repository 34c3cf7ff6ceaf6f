"""What a rule is: declared once, bound to every framework."""

from __future__ import annotations

from typing import ClassVar

from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.subject import Subject


class Rule:
    """A question about one kind of subject.

    Subclasses set the class attributes and write a docstring in the fixed sections "What it does",
    "Why is this bad", "What it does not report", "Use instead" and "References": it is the page of
    the rule. Rules are stateless and made once.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    severity: ClassVar[Severity]
    subjects: ClassVar[tuple[Subject, ...]]
