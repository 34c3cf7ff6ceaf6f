"""Checkov's reports that hold random identifiers and the time, the same for the same findings.

Identifiers are made of the findings. The time is that of ``SOURCE_DATE_EPOCH`` where it is set
(https://reproducible-builds.org/specs/source-date-epoch/), else that of the scan.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from checkov_aws_iot.commands.complaint import Complaint
from checkov_aws_iot.plugin.project import REPOSITORY

if TYPE_CHECKING:
    from checkov.common.output.report import Report

_VARIABLE: Final = "SOURCE_DATE_EPOCH"


def cyclonedx(reports: Sequence[Report], repository: str | None, *, as_json: bool) -> str:
    """The bill of materials of the resources that are judged, as XML or JSON.

    Raises:
        Complaint: ``SOURCE_DATE_EPOCH`` is no time; the others raise it, too.
    """
    from checkov_aws_iot.commands.reports.detailed_cyclonedx import DetailedCycloneDX

    report = DetailedCycloneDX(repo_id=repository, reports=list(reports))
    report.bom.serial_number = identifier(_content(reports))
    report.bom.metadata.timestamp = report_time()
    for number, vulnerability in enumerate(report.bom.vulnerabilities, 1):
        vulnerability.bom_ref.value = f"{vulnerability.id}-{number}"
    return report.get_json_output() if as_json else report.get_xml_output()


def spdx(reports: Sequence[Report], repository: str | None) -> str:
    """The bill of materials in SPDX's tags and values."""
    from checkov.common.output.spdx import SPDX

    report = SPDX(repo_id=repository, reports=list(reports))
    information = report.document.creation_info
    head = information.document_namespace[: -len(str(UUID(int=0)))]
    information.document_namespace = f"{head}{identifier(_content(reports))}"
    information.created = report_time()
    return report.get_tag_value_output()


def report_time() -> datetime:
    """The time that stands in reports, to the second."""
    epoch = os.environ.get(_VARIABLE, "")
    try:
        time = datetime.fromtimestamp(int(epoch), timezone.utc) if epoch else _now()
    except (ValueError, OverflowError, OSError) as error:
        raise Complaint(f'{_VARIABLE} is "{epoch}", which is no number of seconds') from error
    return time.replace(microsecond=0)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _content(reports: Sequence[Report]) -> list[tuple[object, ...]]:
    return [
        (record.check_id, kind, record.file_path, record.file_line_range, record.resource)
        for report in reports
        for kind in ("failed_checks", "passed_checks", "skipped_checks")
        for record in getattr(report, kind)
    ]


def identifier(content: Any) -> UUID:
    """The identifier of the content, the same for the same one."""
    return uuid5(NAMESPACE_URL, f"{REPOSITORY} {json.dumps(content, sort_keys=True)}")
