"""Conventions for the rules of this pack."""

from __future__ import annotations

from typing import Any

from checkov_aws_iot.conventions.conventions import Conventions, Ignore
from checkov_aws_iot.conventions.conventions_file import read_conventions
from checkov_aws_iot.conventions.form import form
from checkov_aws_iot.engine.judging import Outcome
from checkov_aws_iot.findings.severity import Severity
from checkov_aws_iot.findings.verdict import Verdict
from checkov_aws_iot.rules.catalog import CATALOGUE


def own_form() -> dict[str, Any]:
    """The form of a file of conventions for this pack, as a JSON schema."""
    return form((entry.id for entry in CATALOGUE), (severity.name for severity in Severity))


def declared_conventions(path: str) -> Conventions:
    """What the file declares.

    Raises:
        ConventionsError: the file cannot be read or has a mistake.
    """
    return read_conventions(path, own_form())


def ignore_of(
    conventions: Conventions, check_id: str, outcome: Outcome, resource: str, root: str, file: str
) -> Ignore | None:
    """The entry of the conventions that leaves out what the check found, if there is one.

    What is known because code failed is never left out: that would be a green scan which did not
    look. ``file`` is relative to the scanned ``root``.
    """
    if outcome.verdict is not Verdict.FAILED or outcome.is_broken:
        return None
    return conventions.ignore(check_id, resource, root, file)
