"""Details in JUnit reports.

Needed by Checkov 3.2.500 to 3.3.30, which writes these reports without the details of any check.
"""

from __future__ import annotations

from functools import wraps

from checkov.common.output.record import Record
from checkov.common.output.report import Report

from checkov_aws_iot.plugin.project import OWN

_WRITER = "_create_test_case_failure_output"


def show_details_in_junit() -> None:
    """From now on failures of this pack carry their details in JUnit reports; idempotent.

    Steps aside where the text holds them already, or where Checkov writes failures in another way.
    """
    write = getattr(Report, _WRITER, None)
    if write is None or hasattr(write, "__wrapped__"):
        return

    @wraps(write)
    def with_details(report: Report, record: Record) -> str:
        text: str = write(report, record)
        if not record.check_id.startswith(OWN):
            return text
        missing = [detail for detail in record.details if detail not in text]
        return "".join(f"\nDetails: {detail}" for detail in missing) + text

    setattr(Report, _WRITER, with_details)
