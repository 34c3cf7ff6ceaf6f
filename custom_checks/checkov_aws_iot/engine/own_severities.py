"""Severities that a project declares; registering the checks needs them, so this imports next to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkov_aws_iot.findings.severity import Severity

if TYPE_CHECKING:
    from checkov_aws_iot.conventions.conventions import Conventions
    from checkov_aws_iot.findings.index_entry import Entry


def entry_under(conventions: Conventions, entry: Entry) -> Entry:
    """The entry of the catalogue with the severity that is declared for it."""
    for check_id, severity in conventions.severities:
        if check_id == entry.id:
            return entry._replace(severity=Severity[severity])
    return entry
